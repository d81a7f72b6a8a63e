// The colours of Minyi (民意): a warm red of office, ink and paper; one set for light, one for dark, none taken from the
// wallpaper. Every pair of text and ground reaches a contrast of 4.5 to 1 (BoundaryTest reckons it).
package org.minyi.ui.theme

import androidx.compose.material3.ColorScheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.luminance

/** Material's roles by daylight. */
val LightColours: ColorScheme = lightColorScheme(
    primary = Color(0xFFA3201A),
    onPrimary = Color(0xFFFFFFFF),
    primaryContainer = Color(0xFFFFDAD5),
    onPrimaryContainer = Color(0xFF410003),
    inversePrimary = Color(0xFFFFB4AA),
    secondary = Color(0xFF2F5D7C),
    onSecondary = Color(0xFFFFFFFF),
    secondaryContainer = Color(0xFFD0E6F7),
    onSecondaryContainer = Color(0xFF0A1E2B),
    tertiary = Color(0xFF6B5A1E),
    onTertiary = Color(0xFFFFFFFF),
    tertiaryContainer = Color(0xFFF6E3A6),
    onTertiaryContainer = Color(0xFF221B00),
    background = Color(0xFFF7F2EE),
    onBackground = Color(0xFF211A18),
    surface = Color(0xFFFFFDFB),
    onSurface = Color(0xFF211A18),
    surfaceVariant = Color(0xFFF1E8E4),
    onSurfaceVariant = Color(0xFF524441),
    surfaceTint = Color(0xFFFFFDFB),
    inverseSurface = Color(0xFF372F2C),
    inverseOnSurface = Color(0xFFFBEEEA),
    error = Color(0xFFBA1A1A),
    onError = Color(0xFFFFFFFF),
    errorContainer = Color(0xFFFFDAD6),
    onErrorContainer = Color(0xFF410002),
    outline = Color(0xFF85736F),
    outlineVariant = Color(0xFFD8C8C3),
    scrim = Color(0xFF000000),
)

/** Material's roles at night. */
val DarkColours: ColorScheme = darkColorScheme(
    primary = Color(0xFFFFB4AA),
    onPrimary = Color(0xFF680008),
    primaryContainer = Color(0xFF84100F),
    onPrimaryContainer = Color(0xFFFFDAD5),
    inversePrimary = Color(0xFFA3201A),
    secondary = Color(0xFF9CCBEA),
    onSecondary = Color(0xFF00344D),
    secondaryContainer = Color(0xFF154B68),
    onSecondaryContainer = Color(0xFFD0E6F7),
    tertiary = Color(0xFFDCC77C),
    onTertiary = Color(0xFF392F00),
    tertiaryContainer = Color(0xFF524506),
    onTertiaryContainer = Color(0xFFF6E3A6),
    background = Color(0xFF151010),
    onBackground = Color(0xFFEDE0DC),
    surface = Color(0xFF221A19),
    onSurface = Color(0xFFEDE0DC),
    surfaceVariant = Color(0xFF3A302D),
    onSurfaceVariant = Color(0xFFD8C8C3),
    surfaceTint = Color(0xFF221A19),
    inverseSurface = Color(0xFFEDE0DC),
    inverseOnSurface = Color(0xFF372F2C),
    error = Color(0xFFFFB4AB),
    onError = Color(0xFF690005),
    errorContainer = Color(0xFF93000A),
    onErrorContainer = Color(0xFFFFDAD6),
    outline = Color(0xFFA08C88),
    outlineVariant = Color(0xFF524441),
    scrim = Color(0xFF000000),
)

/** How urgent something is. Colour never says it alone: each comes with a word and a mark. */
enum class Tone { Calm, Soon, Late, Done, Waiting, Good }

/** Ground and text of a tone. */
data class TonePair(val ground: Color, val text: Color)

/** The pair for a tone in the scheme in force. */
fun ColorScheme.tone(tone: Tone): TonePair = when (tone) {
    Tone.Calm -> TonePair(secondaryContainer, onSecondaryContainer)
    Tone.Soon -> TonePair(tertiaryContainer, onTertiaryContainer)
    Tone.Late -> TonePair(errorContainer, onErrorContainer)
    Tone.Done -> TonePair(surfaceVariant, onSurfaceVariant)
    Tone.Waiting -> TonePair(primaryContainer, onPrimaryContainer)
    // Material has no role for approval.
    Tone.Good -> if (background.luminance() > 0.5f) TonePair(Color(0xFFD3EBD0), Color(0xFF0B2B0E)) else TonePair(Color(0xFF1F4A26), Color(0xFFD3EBD0))
}
