// The look of every screen: palette, type that grows with the reader, corners. Sizes are in sp and dp; large type
// (大字版) is a factor on top of the system's own.
package org.minyi.ui.theme

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp

/** Light, dark, or as the phone says. */
enum class Brightness { System, Light, Dark }

/** Size of type. */
enum class TypeSize(val factor: Float) {
    Normal(1f),
    /** 大字版 */
    Large(1.35f),
}

private val base = Typography()

// Chinese wants a little more air between lines than Latin does.
private val type = Typography(
    headlineSmall = base.headlineSmall.copy(fontWeight = FontWeight.SemiBold, lineHeight = 34.sp),
    titleLarge = base.titleLarge.copy(fontWeight = FontWeight.SemiBold, lineHeight = 30.sp),
    titleMedium = base.titleMedium.copy(fontWeight = FontWeight.SemiBold, lineHeight = 26.sp),
    bodyLarge = base.bodyLarge.copy(fontSize = 17.sp, lineHeight = 27.sp),
    bodyMedium = base.bodyMedium.copy(fontSize = 15.sp, lineHeight = 23.sp),
    bodySmall = base.bodySmall.copy(fontSize = 13.sp, lineHeight = 19.sp),
    labelLarge = base.labelLarge.copy(fontSize = 16.sp),
)

private val corners = Shapes(small = RoundedCornerShape(8.dp), medium = RoundedCornerShape(12.dp), large = RoundedCornerShape(16.dp))

/** Wraps a screen. */
@Composable
fun MinyiTheme(brightness: Brightness = Brightness.System, size: TypeSize = TypeSize.Normal, content: @Composable () -> Unit) {
    val dark = when (brightness) {
        Brightness.System -> isSystemInDarkTheme()
        Brightness.Light -> false
        Brightness.Dark -> true
    }
    val density = LocalDensity.current
    CompositionLocalProvider(LocalDensity provides Density(density.density, density.fontScale * size.factor)) {
        MaterialTheme(colorScheme = if (dark) DarkColours else LightColours, typography = type, shapes = corners, content = content)
    }
}
