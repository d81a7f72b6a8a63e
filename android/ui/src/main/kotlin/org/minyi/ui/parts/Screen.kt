// The frame of every screen: title, way back, content that scrolls, and the outbox one tap away, wherever one is.
package org.minyi.ui.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.RowScope
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.ArrowBack
import androidx.compose.material.icons.filled.Home
import androidx.compose.material.icons.filled.List
import androidx.compose.material.icons.filled.Person
import androidx.compose.material.icons.filled.Send
import androidx.compose.material3.Badge
import androidx.compose.material3.BadgedBox
import androidx.compose.material3.ExperimentalMaterial3Api
import androidx.compose.material3.Icon
import androidx.compose.material3.IconButton
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.NavigationBar
import androidx.compose.material3.NavigationBarItem
import androidx.compose.material3.NavigationBarItemDefaults
import androidx.compose.material3.Scaffold
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TopAppBar
import androidx.compose.material3.TopAppBarDefaults
import androidx.compose.runtime.Composable
import androidx.compose.runtime.compositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import org.minyi.ui.words.LocalWords

/** The way to the outbox (待送出), and how much in it has not arrived. */
data class OutboxDoor(val unsent: Int, val open: () -> Unit)

/** `null` before sign-in. */
val LocalOutboxDoor = compositionLocalOf<OutboxDoor?> { null }

/** The four places that are always one tap apart. */
enum class Tab { Home, Cases, Outbox, Me }

/** Goes to a tab; `null` before sign-in. */
val LocalTabs = compositionLocalOf<((Tab) -> Unit)?> { null }

/** A screen whose content scrolls as one column. `tab`: it is one of the four. */
@Composable
fun Screen(
    title: String,
    onBack: (() -> Unit)? = null,
    tab: Tab? = null,
    actions: @Composable () -> Unit = {},
    bottom: @Composable () -> Unit = {},
    content: @Composable ColumnScope.() -> Unit,
) = Frame(title, onBack, tab, actions, bottom) { inset ->
    Column(
        Modifier.fillMaxSize().padding(inset).verticalScroll(rememberScrollState()).padding(horizontal = 16.dp, vertical = 12.dp),
        verticalArrangement = Arrangement.spacedBy(12.dp),
        content = content,
    )
}

/** A screen that brings its own scrolling, such as a long list. */
@OptIn(ExperimentalMaterial3Api::class)
@Composable
fun Frame(
    title: String,
    onBack: (() -> Unit)? = null,
    tab: Tab? = null,
    actions: @Composable () -> Unit = {},
    bottom: @Composable () -> Unit = {},
    content: @Composable (PaddingValues) -> Unit,
) = Scaffold(
    topBar = {
        TopAppBar(
            title = { Text(title, Modifier.semantics { heading() }, maxLines = 1, overflow = TextOverflow.Ellipsis) },
            navigationIcon = { if (onBack != null) IconButton(onBack, Modifier.testTag("back")) { Icon(Icons.Filled.ArrowBack, LocalWords.current.back) } },
            actions = {
                actions()
                if (tab == null) LocalOutboxDoor.current?.let { OutboxButton(it) }
            },
            colors = TopAppBarDefaults.topAppBarColors(containerColor = MaterialTheme.colorScheme.background),
        )
    },
    bottomBar = { if (tab != null) TabBar(tab) else bottom() },
    content = content,
)

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun OutboxButton(door: OutboxDoor) = Box {
    IconButton(door.open, Modifier.testTag("outbox")) { Icon(Icons.Filled.Send, LocalWords.current.outbox) }
    // Beside the button, which cuts off what leaves its circle.
    if (door.unsent > 0) Badge(Modifier.align(Alignment.TopEnd).padding(top = 4.dp, end = 2.dp)) { Text(few(door.unsent)) }
}

private fun few(count: Int): String = if (count > 99) "99+" else "$count"

@OptIn(ExperimentalMaterial3Api::class)
@Composable
private fun WithCount(count: Int, icon: @Composable () -> Unit) =
    BadgedBox({ if (count > 0) Badge { Text(few(count)) } }) { icon() }

@Composable
private fun TabBar(here: Tab) {
    val words = LocalWords.current
    val go = LocalTabs.current ?: return
    val unsent = LocalOutboxDoor.current?.unsent ?: 0
    NavigationBar(containerColor = MaterialTheme.colorScheme.surface) {
        for (tab in Tab.entries) {
            val (icon: ImageVector, name: String) = when (tab) {
                Tab.Home -> Icons.Filled.Home to words.home
                Tab.Cases -> Icons.Filled.List to words.myCases
                Tab.Outbox -> Icons.Filled.Send to words.outbox
                Tab.Me -> Icons.Filled.Person to words.me
            }
            NavigationBarItem(
                tab == here,
                { go(tab) },
                { WithCount(if (tab == Tab.Outbox) unsent else 0) { Icon(icon, null) } },
                Modifier.testTag("tab-${tab.name}"),
                colors = NavigationBarItemDefaults.colors(indicatorColor = MaterialTheme.colorScheme.primaryContainer, selectedIconColor = MaterialTheme.colorScheme.onPrimaryContainer),
                label = { Text(name, maxLines = 1, overflow = TextOverflow.Ellipsis) },
            )
        }
    }
}

/** The bar at the foot of a form: what was said about saving on the left, the way on at the right. */
@Composable
fun ActionBar(content: @Composable RowScope.() -> Unit) = Surface(color = MaterialTheme.colorScheme.surface, shadowElevation = 6.dp) {
    Row(
        Modifier.fillMaxWidth().padding(horizontal = 16.dp, vertical = 10.dp).heightIn(min = 48.dp),
        Arrangement.spacedBy(12.dp, Alignment.End),
        Alignment.CenterVertically,
    ) { content() }
}

/** A heading inside a screen. */
@Composable
fun SectionTitle(text: String, modifier: Modifier = Modifier) =
    Text(text, modifier.padding(top = 4.dp).semantics { heading() }, style = MaterialTheme.typography.titleMedium)
