// The back camera by the framework's own Camera2: a picture on the screen, and frames for whoever reads them. Everything runs on one
// thread of its own; `close` may come at any moment.
package org.minyi.android.platform

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.util.Size
import android.view.Surface

/** What the frames are for. */
enum class FeedUse(val format: Int, val most: Int) {
    /** Full photos, one at each press. */
    Photo(ImageFormat.JPEG, 4_096),

    /** Small grey pictures, as they come, for reading codes. */
    Codes(ImageFormat.YUV_420_888, 1_280),
}

class CameraFeed(context: Context, private val use: FeedUse, private val onImage: (Image) -> Unit, private val onBroken: () -> Unit) : AutoCloseable {
    private val manager: CameraManager = context.getSystemService(CameraManager::class.java)
    private val thread = HandlerThread("camera").apply { start() }
    private val handler = Handler(thread.looper)
    private var reader: ImageReader? = null
    private var camera: CameraDevice? = null
    private var session: CameraCaptureSession? = null
    private var closed = false

    /** Degrees clockwise by which the sensor's picture must be turned on an upright phone. */
    var turn: Int = 0
        private set

    /** Call it with the permission only. */
    @SuppressLint("MissingPermission")
    fun open(preview: Surface) {
        handler.post {
            try {
                val id = back() ?: return@post onBroken()
                val traits = manager.getCameraCharacteristics(id)
                turn = traits.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0
                val size = traits.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)?.getOutputSizes(use.format).orEmpty().fitting() ?: return@post onBroken()
                val images = ImageReader.newInstance(size.width, size.height, use.format, 2)
                images.setOnImageAvailableListener({ source -> source.acquireLatestImage()?.use(onImage) }, handler)
                reader = images
                manager.openCamera(id, Opened(preview, images), handler)
            } catch (_: CameraAccessException) {
                onBroken()
            }
        }
    }

    /** Takes one photo; its bytes come to `onImage`. */
    fun shoot() {
        handler.post {
            val (device, running, images) = Triple(camera ?: return@post, session ?: return@post, reader ?: return@post)
            attempt {
                val request = device.createCaptureRequest(CameraDevice.TEMPLATE_STILL_CAPTURE)
                request.addTarget(images.surface)
                request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                request.set(CaptureRequest.JPEG_ORIENTATION, turn)
                running.capture(request.build(), null, handler)
            }
        }
    }

    override fun close() {
        handler.post {
            closed = true
            session?.close()
            camera?.close()
            reader?.close()
            thread.quitSafely()
        }
    }

    private fun back(): String? = manager.cameraIdList.firstOrNull { id ->
        manager.getCameraCharacteristics(id).get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK
    } ?: manager.cameraIdList.firstOrNull()

    /** The largest that is not larger than needed; the smallest if all are. */
    private fun Array<out Size>.fitting(): Size? = filter { maxOf(it.width, it.height) <= use.most }.maxByOrNull { it.width * it.height } ?: minByOrNull { it.width * it.height }

    private inner class Opened(private val preview: Surface, private val images: ImageReader) : CameraDevice.StateCallback() {
        override fun onOpened(device: CameraDevice) {
            if (closed) return device.close()
            camera = device
            attempt {
                @Suppress("DEPRECATION")
                device.createCaptureSession(listOf(preview, images.surface), Configured(device, preview, images), handler)
            }
        }

        override fun onDisconnected(device: CameraDevice) = device.close()

        override fun onError(device: CameraDevice, error: Int) {
            device.close()
            onBroken()
        }
    }

    private inner class Configured(private val device: CameraDevice, private val preview: Surface, private val images: ImageReader) : CameraCaptureSession.StateCallback() {
        override fun onConfigured(ready: CameraCaptureSession) {
            if (closed) return ready.close()
            session = ready
            attempt {
                val request = device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
                request.addTarget(preview)
                if (use == FeedUse.Codes) request.addTarget(images.surface)
                request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                ready.setRepeatingRequest(request.build(), null, handler)
            }
        }

        override fun onConfigureFailed(failed: CameraCaptureSession) = onBroken()
    }

    private inline fun attempt(work: () -> Unit) = try {
        work()
    } catch (_: CameraAccessException) {
        onBroken()
    } catch (_: IllegalStateException) {
        // Closed meanwhile.
    }
}
