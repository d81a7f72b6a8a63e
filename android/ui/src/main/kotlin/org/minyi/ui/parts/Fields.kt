// Where people type: a field that says what is wrong underneath and keeps what was typed; a choice of a few.
package org.minyi.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.selectableGroup
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.RadioButton
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.text.input.PasswordVisualTransformation
import androidx.compose.ui.text.input.VisualTransformation
import androidx.compose.ui.unit.dp

/** The main button of a form. */
internal fun wide(tag: String): Modifier = Modifier.fillMaxWidth().heightIn(min = 52.dp).testTag(tag)

/** A text field. `wrong` replaces the hint underneath and is read out. */
@Composable
fun Field(
    value: String,
    onValue: (String) -> Unit,
    label: String,
    tag: String,
    hint: String? = null,
    wrong: String? = null,
    lines: Int = 1,
    keyboard: KeyboardType = KeyboardType.Text,
    hidden: Boolean = false,
    enabled: Boolean = true,
) = OutlinedTextField(
    value,
    onValue,
    Modifier.fillMaxWidth().testTag(tag),
    enabled = enabled,
    label = { Text(label) },
    supportingText = (wrong ?: hint)?.let { words -> { Text(words) } },
    isError = wrong != null,
    singleLine = lines == 1,
    minLines = lines,
    keyboardOptions = KeyboardOptions(keyboardType = keyboard),
    visualTransformation = if (hidden) PasswordVisualTransformation() else VisualTransformation.None,
)

/** One of a few; the whole line can be tapped. `tag` names the first line `tag-0`, and so on. */
@Composable
fun <T> Choice(options: List<T>, chosen: T?, onChoose: (T) -> Unit, tag: String, label: @Composable (T) -> String, hint: @Composable (T) -> String? = { null }) =
    Column(Modifier.selectableGroup()) {
        for ((index, option) in options.withIndex()) {
            Row(
                Modifier.fillMaxWidth().selectable(option == chosen, role = Role.RadioButton) { onChoose(option) }.testTag("$tag-$index").heightIn(min = 48.dp).padding(vertical = 4.dp),
                Arrangement.spacedBy(12.dp),
                Alignment.CenterVertically,
            ) {
                RadioButton(option == chosen, onClick = null)
                Column {
                    Text(label(option), style = MaterialTheme.typography.bodyLarge)
                    hint(option)?.let { Text(it, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant) }
                }
            }
        }
    }

/** Yes or no; the whole line can be tapped. */
@Composable
fun Toggle(on: Boolean, onChange: (Boolean) -> Unit, label: String, hint: String? = null, tag: String = label) = Row(
    Modifier.fillMaxWidth().toggleable(on, role = Role.Switch, onValueChange = onChange).testTag(tag).heightIn(min = 48.dp).padding(vertical = 4.dp),
    Arrangement.spacedBy(12.dp),
    Alignment.CenterVertically,
) {
    Column(Modifier.weight(1f)) {
        Text(label, style = MaterialTheme.typography.bodyLarge)
        if (hint != null) Text(hint, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.onSurfaceVariant)
    }
    Switch(on, onCheckedChange = null)
}
