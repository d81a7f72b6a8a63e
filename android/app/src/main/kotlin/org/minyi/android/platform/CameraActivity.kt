// 现场拍摄: the app's own camera. The photo goes straight into private storage, never into the gallery.
package org.minyi.android.platform

import android.app.Activity
import android.content.Intent
import android.media.Image
import android.os.Bundle
import android.view.Gravity
import android.view.SurfaceHolder
import android.view.SurfaceView
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.Button
import android.widget.FrameLayout
import org.minyi.android.CoreHolder
import org.minyi.android.R
import org.minyi.kit.model.Shot
import java.io.File

class CameraActivity : Activity() {
    private var feed: CameraFeed? = null

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val view = SurfaceView(this)
        val shutter = Button(this).apply {
            setText(R.string.shutter)
            setOnClickListener { isEnabled = false; shoot() }
        }
        val frame = FrameLayout(this)
        frame.addView(view, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        frame.addView(shutter, FrameLayout.LayoutParams(WRAP_CONTENT, WRAP_CONTENT, Gravity.BOTTOM or Gravity.CENTER_HORIZONTAL).apply { bottomMargin = BOTTOM })
        setContentView(frame)
        window.decorView.keepScreenOn = true
        view.holder.addCallback(object : SurfaceHolder.Callback {
            override fun surfaceCreated(holder: SurfaceHolder) {
                feed = CameraFeed(this@CameraActivity, FeedUse.Photo, ::keep) { runOnUiThread { finish() } }.also { it.open(holder.surface) }
            }

            override fun surfaceChanged(holder: SurfaceHolder, format: Int, width: Int, height: Int) = Unit

            override fun surfaceDestroyed(holder: SurfaceHolder) {
                feed?.close()
                feed = null
            }
        })
    }

    @Volatile private var ticket: String? = null

    /** The ticket is drawn before the camera is asked for the picture, so that its minute is not spent on looking for the motif. */
    private fun shoot() {
        ticket = CoreHolder.of(this).captureTicket()
        feed?.shoot()
    }

    /** On the camera's thread. */
    private fun keep(image: Image) {
        val buffer = image.planes[0].buffer
        val bytes = ByteArray(buffer.remaining()).also(buffer::get)
        val file = File(CoreHolder.photosFolder(this), "${System.nanoTime()}.jpg")
        file.writeBytes(bytes)
        runOnUiThread {
            setResult(RESULT_OK, Intent().putExtra(PATH, file.path).putExtra(TICKET, ticket))
            finish()
        }
    }

    companion object {
        private const val PATH = "path"
        private const val TICKET = "ticket"
        private const val BOTTOM = 96

        /** What this activity answered. */
        fun shotIn(answer: Intent): Shot? = answer.getStringExtra(PATH)?.let { Shot(it, answer.getStringExtra(TICKET)) }
    }
}
