// A QR code drawn from the modules that the core worked out, so that both phones show the very same code.
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

/** A square of modules, row by row; `true` is dark. */
data class Modules(val side: Int, val dark: List<Boolean>)

/** Always dark on white, also at night: many scanners read nothing else. Four modules of quiet zone. */
@Composable
fun QrCode(modules: Modules, description: String, modifier: Modifier = Modifier) =
    Canvas(modifier.fillMaxWidth().aspectRatio(1f).semantics { contentDescription = description }) {
        drawRect(Color.White)
        // Whole pixels, or anti-aliasing draws hairlines between modules.
        val module = kotlin.math.floor(size.minDimension / (modules.side + 8))
        val start = kotlin.math.floor((size.minDimension - module * modules.side) / 2)
        for (index in modules.dark.indices) {
            if (!modules.dark[index]) continue
            val corner = Offset(start + index % modules.side * module, start + index / modules.side * module)
            drawRect(Color.Black, corner, Size(module, module))
        }
    }
