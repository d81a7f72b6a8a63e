/** The scanner reads what a camera gives: grey bytes with a padded row, upright or turned, dark on light or light on dark. */
package org.minyi.android

import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import org.minyi.android.platform.GreyPicture
import org.minyi.android.platform.ZxingScanner

class ScannerTest {
    private val text = "MINYI1:" + "A".repeat(200)

    private fun picture(turned: Boolean = false, night: Boolean = false): GreyPicture {
        val side = 400
        val stride = side + 32
        val code = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, side, side)
        val bytes = ByteArray(stride * side) { index ->
            val (x, y) = index % stride to index / stride
            val dark = x < side && (if (turned) code[y, side - 1 - x] else code[x, y])
            (if (dark != night) 20 else 230).toByte()
        }
        return GreyPicture(bytes, stride, side, side)
    }

    @Test
    fun readsACodeHoweverThePhoneIsHeld() {
        val scanner = ZxingScanner()
        for (turned in listOf(false, true)) for (night in listOf(false, true)) assertEquals(text, scanner.read(picture(turned, night)), "turned $turned, night $night")
    }

    @Test
    fun aPictureWithoutACodeIsNoCodeAndNoFault() {
        val scanner = ZxingScanner()
        assertEquals(null, scanner.read(GreyPicture(ByteArray(640 * 480) { (it * 31).toByte() }, 640, 640, 480)))
        assertEquals(text, scanner.read(picture()))
    }
}
