// Small things that tell: a chip with a tone, a banner, an empty list, a line of fact.
package org.minyi.ui.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.KeyboardArrowRight
import androidx.compose.material.icons.filled.Notifications
import androidx.compose.material.icons.filled.Warning
import androidx.compose.material3.Card
import androidx.compose.material3.CardDefaults
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import org.minyi.ui.theme.Tone
import org.minyi.ui.theme.tone

private fun mark(tone: Tone): ImageVector = when (tone) {
    Tone.Calm -> Icons.Filled.Info
    Tone.Soon -> Icons.Filled.DateRange
    Tone.Late -> Icons.Filled.Warning
    Tone.Done, Tone.Good -> Icons.Filled.CheckCircle
    Tone.Waiting -> Icons.Filled.Notifications
}

/** A word on a coloured ground. */
@Composable
fun Chip(text: String, tone: Tone, modifier: Modifier = Modifier) {
    val pair = MaterialTheme.colorScheme.tone(tone)
    Text(
        text,
        modifier.background(pair.ground, RoundedCornerShape(6.dp)).padding(horizontal = 8.dp, vertical = 2.dp),
        color = pair.text,
        style = MaterialTheme.typography.bodySmall,
    )
}

/** A sentence that must not be missed, read out when it changes; with one thing to do about it, where there is one. */
@Composable
fun Banner(text: String, tone: Tone, modifier: Modifier = Modifier, action: String? = null, onAction: () -> Unit = {}) {
    val pair = MaterialTheme.colorScheme.tone(tone)
    Row(
        modifier.fillMaxWidth().background(pair.ground, RoundedCornerShape(12.dp)).padding(12.dp)
            .semantics { liveRegion = LiveRegionMode.Polite },
        Arrangement.spacedBy(10.dp),
        Alignment.CenterVertically,
    ) {
        Icon(mark(tone), null, Modifier.size(20.dp), tint = pair.text)
        Text(text, Modifier.weight(1f), color = pair.text, style = MaterialTheme.typography.bodyMedium)
        if (action != null) TextButton(onAction) { Text(action, color = pair.text) }
    }
}

/** What a list says when it has nothing, and what to do then. */
@Composable
fun Empty(title: String, hint: String, modifier: Modifier = Modifier) = Column(
    modifier.fillMaxWidth().padding(vertical = 24.dp, horizontal = 24.dp),
    Arrangement.spacedBy(6.dp),
    Alignment.CenterHorizontally,
) {
    Text(title, style = MaterialTheme.typography.titleMedium, textAlign = TextAlign.Center)
    Text(hint, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant, textAlign = TextAlign.Center)
}

/** A label and what it is. */
@Composable
fun Fact(label: String, value: String, modifier: Modifier = Modifier) = Column(modifier.fillMaxWidth().semantics(mergeDescendants = true) {}) {
    Hint(label)
    Text(value, style = MaterialTheme.typography.bodyLarge)
}

/** A quiet line beside what it explains. */
@Composable
fun Hint(text: String, modifier: Modifier = Modifier) =
    Text(text, modifier, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)

/** A sheet of paper on the ground of the screen; `onOpen` makes the whole of it a button. */
@Composable
fun Sheet(modifier: Modifier = Modifier, onOpen: (() -> Unit)? = null, content: @Composable ColumnScope.() -> Unit) = Card(
    (if (onOpen == null) modifier else modifier.clickable(role = Role.Button, onClick = onOpen)).fillMaxWidth(),
    colors = CardDefaults.cardColors(MaterialTheme.colorScheme.surface),
    elevation = CardDefaults.cardElevation(0.dp),
) { Column(Modifier.fillMaxWidth().padding(14.dp), Arrangement.spacedBy(6.dp), content = content) }

/** A way to another place: sign, name, what is there. */
@Composable
fun Door(icon: ImageVector, name: String, hint: String, tag: String, onOpen: () -> Unit) = Sheet(Modifier.testTag(tag), onOpen) {
    Row(Modifier.heightIn(min = 40.dp), Arrangement.spacedBy(14.dp), Alignment.CenterVertically) {
        Icon(icon, null, tint = MaterialTheme.colorScheme.primary)
        Column(Modifier.weight(1f)) {
            Text(name, style = MaterialTheme.typography.titleMedium)
            Hint(hint)
        }
        Icon(Icons.Filled.KeyboardArrowRight, null, tint = MaterialTheme.colorScheme.onSurfaceVariant)
    }
}
