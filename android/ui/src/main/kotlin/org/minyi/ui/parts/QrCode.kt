// A code drawn from the squares that the core worked out, so that both phones show the very same.
package org.minyi.ui.parts

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import org.minyi.kit.model.CodePicture
import kotlin.math.floor

/** Light squares around a code, on each side, without which scanners see nothing. */
private const val QUIET = 4

/** Always dark on white, also at night: many scanners read nothing else. */
@Composable
fun QrCode(code: CodePicture, description: String, modifier: Modifier = Modifier) =
    Canvas(modifier.fillMaxWidth().aspectRatio(1f).semantics { contentDescription = description }) {
        drawRect(Color.White)
        // Whole pixels, or anti-aliasing draws hairlines between squares.
        val square = floor(size.minDimension / (code.size + 2 * QUIET))
        val start = floor((size.minDimension - square * code.size) / 2)
        for (y in 0 until code.size) for (x in 0 until code.size) {
            if (code.dark(x, y)) drawRect(Color.Black, Offset(start + x * square, start + y * square), Size(square, square))
        }
    }
