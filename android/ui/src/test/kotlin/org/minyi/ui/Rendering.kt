// Draws a screen off-screen, the size of a phone, in every way it must look: both languages, light and dark, large type.
// The pictures go to target/screens for people; small copies are compared with those under src/test/golden.
package org.minyi.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.ExperimentalComposeUiApi
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.input.pointer.PointerEventType
import androidx.compose.ui.input.pointer.PointerType
import androidx.compose.ui.unit.Density
import org.jetbrains.skia.EncodedImageFormat
import org.jetbrains.skia.Image
import org.minyi.ui.parts.LocalOutboxDoor
import org.minyi.ui.parts.LocalTabs
import org.minyi.ui.parts.OutboxDoor
import org.minyi.ui.screens.LocalPreviews
import org.minyi.ui.theme.Brightness
import org.minyi.ui.theme.MinyiTheme
import org.minyi.ui.theme.TypeSize
import org.minyi.ui.words.Language
import org.minyi.ui.words.LocalLanguage
import org.minyi.ui.words.LocalWords
import org.minyi.ui.words.wordsOf
import java.awt.image.BufferedImage
import java.io.ByteArrayInputStream
import java.io.File
import javax.imageio.ImageIO
import kotlin.math.abs

/** One way to look. */
enum class Look(val language: Language, val brightness: Brightness, val size: TypeSize) {
    ZhLight(Language.Chinese, Brightness.Light, TypeSize.Normal),
    ZhDark(Language.Chinese, Brightness.Dark, TypeSize.Normal),
    ZhLarge(Language.Chinese, Brightness.Light, TypeSize.Large),
    EnLight(Language.English, Brightness.Light, TypeSize.Normal),
}

private const val DENSITY = 2f
private const val WIDTH = 360
private const val HEIGHT = 780
/** Frames of one stroke of a finger. */
private const val STROKE = 90

/** At once, so that the first frame has it. */
@Suppress("RedundantSuspendModifier")
private suspend fun previewNow(path: String): ImageBitmap? =
    previews.getOrPut(path) { small(path) }

private val previews = mutableMapOf<String, ImageBitmap?>()

/** Draws `content` as `look` wants it, after its first effects have run. */
@OptIn(ExperimentalComposeUiApi::class)
fun render(look: Look, signedIn: Boolean = true, content: @Composable () -> Unit): ByteArray {
    val scene = ImageComposeScene((WIDTH * DENSITY).toInt(), (HEIGHT * DENSITY).toInt(), Density(DENSITY)) {
        CompositionLocalProvider(LocalLanguage provides look.language, LocalWords provides wordsOf(look.language), LocalPreviews provides ::previewNow, LocalOutboxDoor provides OutboxDoor(2) {}.takeIf { signedIn }, LocalTabs provides {}) {
            MinyiTheme(look.brightness, look.size) { content() }
        }
    }
    return try {
        scene.render(0)
        val image: Image = scene.render(1_000_000_000)
        checkNotNull(image.encodeToData(EncodedImageFormat.PNG)).bytes
    } finally {
        scene.close()
    }
}

/** Where people look through all screens. */
val screensFolder: File = File(System.getProperty("minyi.screens", "target/screens")).apply { mkdirs() }

private val goldenFolder = File("src/test/golden")

/** Pictures that are compared with agreed ones: every screen in its first look, the main ones in others, too. All others are looked at by people. */
private val alsoAgreedOn = setOf("sign-in-code", "home", "filing-1-photos", "filing-3-who", "case-answered", "outbox", "stations", "evaluation", "hearing-room", "card-living")
    .map { name -> "$name-${Look.ZhDark}" }.toSet() + setOf("home-ZhLarge", "home-EnLight", "hearing-paused-ZhLarge", "hearing-asking-EnLight")

private fun agreedOn(name: String) = name.endsWith("-${Look.ZhLight}") || name in alsoAgreedOn

/** Writes the picture for people and says how the screen differs from what was agreed; `null` when it does not. */
fun differs(name: String, picture: ByteArray): String? {
    File(screensFolder, "$name.png").writeBytes(picture)
    val small = shrink(ImageIO.read(ByteArrayInputStream(picture)))
    if (colours(small) < 20) return "$name: next to nothing was drawn"
    if (!agreedOn(name)) return null
    val golden = File(goldenFolder, "$name.png")
    if (System.getProperty("minyi.golden") == "update") {
        golden.parentFile.mkdirs()
        ImageIO.write(small, "png", golden)
        return null
    }
    if (!golden.isFile) return "$name: no golden picture; look at it, then run with -Dminyi.golden=update"
    val agreed = ImageIO.read(golden)
    if (agreed.width != small.width || agreed.height != small.height) return "$name: another size"
    // A word or a button that moves changes blocks of pixels; another rasteriser only their edges.
    val block = 6
    var worst = 0.0
    for (y in 0..small.height - block step block) for (x in 0..small.width - block step block) {
        var sum = 0L
        for (dy in 0 until block) for (dx in 0 until block) {
            val (a, b) = small.getRGB(x + dx, y + dy) to agreed.getRGB(x + dx, y + dy)
            for (shift in intArrayOf(0, 8, 16)) sum += abs((a shr shift and 255) - (b shr shift and 255))
        }
        worst = maxOf(worst, sum / (block * block * 3.0))
    }
    return if (worst > 40) "$name: differs from its golden picture by $worst in one place" else null
}

private fun colours(image: BufferedImage): Int = image.getRGB(0, 0, image.width, image.height, null, 0, image.width).toSet().size

/** A quarter of the size in each direction, each pixel the mean of sixteen. */
private fun shrink(image: BufferedImage): BufferedImage {
    val from = image.getRGB(0, 0, image.width, image.height, null, 0, image.width)
    val small = BufferedImage(image.width / 4, image.height / 4, BufferedImage.TYPE_INT_RGB)
    for (y in 0 until small.height) for (x in 0 until small.width) {
        var (red, green, blue) = Triple(0, 0, 0)
        for (dy in 0 until 4) for (dx in 0 until 4) {
            val rgb = from[(y * 4 + dy) * image.width + x * 4 + dx]
            red += rgb shr 16 and 255
            green += rgb shr 8 and 255
            blue += rgb and 255
        }
        small.setRGB(x, y, (red / 16 shl 16) or (green / 16 shl 8) or (blue / 16))
    }
    return small
}

/** Nanoseconds of each of `count` frames after the first. */
@OptIn(ExperimentalComposeUiApi::class)
fun frames(count: Int, content: @Composable () -> Unit): List<Long> {
    val scene = ImageComposeScene((WIDTH * DENSITY).toInt(), (HEIGHT * DENSITY).toInt(), Density(DENSITY)) {
        CompositionLocalProvider(LocalOutboxDoor provides OutboxDoor(2) {}, LocalTabs provides {}) { MinyiTheme(Brightness.Light) { content() } }
    }
    return try {
        scene.render(0)
        // A finger that stays on the list: the wheel's own animation never ends on a clock that stands between frames.
        fun finger(what: PointerEventType, frame: Int) {
            val up = (frame % STROKE) * 12f
            scene.sendPointerEvent(what, Offset(300f, HEIGHT * DENSITY - 200f - up), timeMillis = frame * 16L, type = PointerType.Touch)
        }
        finger(PointerEventType.Press, 0)
        (1..count).map { frame ->
            val begin = System.nanoTime()
            if (frame % STROKE == 0) {
                finger(PointerEventType.Release, frame - 1)
                finger(PointerEventType.Press, frame)
            }
            finger(PointerEventType.Move, frame)
            scene.render(frame * 16_000_000L)
            System.nanoTime() - begin
        }
    } finally {
        scene.close()
    }
}
