// 扫一扫: shows what the camera sees until a code is read. Nothing is stored.
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
import android.widget.FrameLayout
import android.widget.TextView
import org.minyi.android.R

class ScanActivity : Activity() {
    private val scanner: Scanner = ZxingScanner()
    private var feed: CameraFeed? = null

    @Volatile private var found = false

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        val view = SurfaceView(this)
        val hint = TextView(this).apply { setText(R.string.scan_hint) }
        val frame = FrameLayout(this)
        frame.addView(view, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        frame.addView(hint, FrameLayout.LayoutParams(WRAP_CONTENT, WRAP_CONTENT, Gravity.BOTTOM or Gravity.CENTER_HORIZONTAL).apply { bottomMargin = BOTTOM })
        setContentView(frame)
        view.holder.addCallback(object : SurfaceHolder.Callback {
            override fun surfaceCreated(holder: SurfaceHolder) {
                feed = CameraFeed(this@ScanActivity, FeedUse.Codes, ::look) { runOnUiThread { finish() } }.also { it.open(holder.surface) }
            }

            override fun surfaceChanged(holder: SurfaceHolder, format: Int, width: Int, height: Int) = Unit

            override fun surfaceDestroyed(holder: SurfaceHolder) {
                feed?.close()
                feed = null
            }
        })
    }

    /** On the camera's thread; frames that come while one is read are dropped. */
    private fun look(image: Image) {
        if (found) return
        val plane = image.planes[0]
        val bytes = ByteArray(plane.buffer.remaining()).also(plane.buffer::get)
        val text = scanner.read(GreyPicture(bytes, plane.rowStride, image.width, image.height)) ?: return
        found = true
        runOnUiThread {
            setResult(RESULT_OK, Intent().putExtra(TEXT, text))
            finish()
        }
    }

    companion object {
        const val TEXT = "text"
        private const val BOTTOM = 96
    }
}
