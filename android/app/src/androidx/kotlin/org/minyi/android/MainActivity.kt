// 主界面: the one activity with Compose. androidx stands here and in AndroidPlatform.kt, nowhere else.
package org.minyi.android

import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import org.minyi.android.platform.TransferJob
import org.minyi.kit.model.Standing
import org.minyi.ui.MinyiUi
import org.minyi.ui.parts.Banner
import org.minyi.ui.theme.MinyiTheme
import org.minyi.ui.theme.Tone
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.said
import org.minyi.ui.words.say

class MainActivity : ComponentActivity() {
    private lateinit var platform: AndroidPlatform
    private val core get() = CoreHolder.of(this)

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        enableEdgeToEdge()
        platform = AndroidPlatform(this, saved)
        setContent {
            Box(Modifier.fillMaxSize().imePadding()) { Content() }
        }
    }

    @Composable
    private fun Content() {
        val start by core.start.collectAsState()
        when (val now = start) {
            is Start.Open -> MinyiUi(now.presenters, platform)
            is Start.Opening -> MinyiTheme { Box(Modifier.fillMaxSize(), Alignment.Center) { CircularProgressIndicator() } }
            is Start.Failed -> MinyiTheme {
                Box(Modifier.fillMaxSize(), Alignment.Center) { Banner(say(now.failure.said), Tone.Late, action = LocalWords.current.retry, onAction = core::open) }
            }
        }
    }

    override fun onSaveInstanceState(out: Bundle) {
        super.onSaveInstanceState(out)
        platform.save(out)
    }

    override fun onStart() {
        super.onStart()
        core.whenOpen { it.foreground.value = true }
    }

    /** What is typed is stored; what is not sent yet goes on without the screen. */
    override fun onStop() {
        super.onStop()
        val open = core.start.value as? Start.Open ?: return
        open.presenters.foreground.value = false
        open.presenters.saveDraft()
        val left = open.presenters.outbox.state.value.outbox.rows.filter { it.standing != Standing.Done && it.standing !is Standing.NeedsAttention }
        if (left.isNotEmpty()) TransferJob.now(this, left.sumOf { it.bytesTotal - it.bytesSent })
    }
}
