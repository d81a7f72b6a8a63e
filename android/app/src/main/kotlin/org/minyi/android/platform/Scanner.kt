// 扫码: reading codes from grey pictures, behind an interface: whoever replaces the library replaces one class.
package org.minyi.android.platform

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.LuminanceSource
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** A grey picture: `stride` bytes a row, of which `width` are the picture. */
class GreyPicture(val bytes: ByteArray, val stride: Int, val width: Int, val height: Int)

/** Reads one QR code (二维码). */
fun interface Scanner {
    /** The text of the code in the picture; `null` if there is none. */
    fun read(picture: GreyPicture): String?
}

/** ZXing's reader: plain Java, so that it is tested here as it runs on the phone. */
class ZxingScanner : Scanner {
    private val reader = QRCodeReader()
    private val hints = mapOf(DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE), DecodeHintType.TRY_HARDER to true)

    override fun read(picture: GreyPicture): String? {
        val source = PlanarYUVLuminanceSource(picture.bytes, picture.stride, picture.height, 0, 0, picture.width, picture.height, false)
        // Light on dark is rare, but some screens at night show it.
        return decode(source) ?: decode(source.invert())
    }

    private fun decode(source: LuminanceSource): String? = try {
        reader.decode(BinaryBitmap(HybridBinarizer(source)), hints).text
    } catch (_: ReaderException) {
        null
    } finally {
        reader.reset()
    }
}
