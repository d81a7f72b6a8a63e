// What the phone does for the screens: camera, gallery, position, language, preferences, back, and screens that no screenshot shows.
package org.minyi.android

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.Manifest.permission.CAMERA
import android.Manifest.permission.RECORD_AUDIO
import android.app.Activity.RESULT_OK
import android.annotation.SuppressLint
import android.app.LocaleManager
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.graphics.BitmapFactory
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.os.LocaleList
import android.provider.DocumentsContract
import android.view.SurfaceHolder
import android.view.SurfaceView
import android.view.WindowManager.LayoutParams.FLAG_SECURE
import android.webkit.WebView
import android.webkit.WebViewClient
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.result.PickVisualMediaRequest
import androidx.activity.result.contract.ActivityResultContracts.OpenDocumentTree
import androidx.activity.result.contract.ActivityResultContracts.PickMultipleVisualMedia
import androidx.activity.result.contract.ActivityResultContracts.PickVisualMedia.ImageOnly
import androidx.activity.result.contract.ActivityResultContracts.RequestMultiplePermissions
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.activity.result.contract.ActivityResultContracts.StartActivityForResult
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.viewinterop.AndroidView
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.minyi.android.platform.CameraActivity
import org.minyi.android.platform.Position
import org.minyi.android.platform.ScanActivity
import org.minyi.kit.model.PicturePlace
import org.minyi.kit.model.Shot
import org.minyi.ui.Located
import org.minyi.ui.Platform
import org.minyi.ui.screens.Preferences
import org.minyi.ui.theme.Brightness
import org.minyi.ui.theme.TypeSize
import org.minyi.ui.words.Language
import java.io.File

private const val SMALL = 320
private const val MOST = 9

class AndroidPlatform(private val activity: ComponentActivity, saved: Bundle?) : Platform {
    private val core = CoreHolder.of(activity)

    // Photos that come back after the activity was killed by the camera go to the draft all the same.
    private var onShot: (Shot) -> Unit = { shot -> core.whenOpen { it.filing.taken(shot) } }
    private var onChosen: (String) -> Unit = { path -> core.whenOpen { it.filing.imported(path) } }
    private var onCameraRefused: () -> Unit = {}
    private var onLocated: (Located) -> Unit = {}

    private val camera = activity.registerForActivityResult(StartActivityForResult()) { result ->
        if (result.resultCode == RESULT_OK) result.data?.let(CameraActivity::shotIn)?.let { onShot(it) }
    }
    private val mayUseCamera = activity.registerForActivityResult(RequestPermission()) { granted -> if (granted) openCamera() else onCameraRefused() }
    private val gallery = activity.registerForActivityResult(PickMultipleVisualMedia(MOST)) { chosen -> for (photo in chosen) copied(photo)?.let { onChosen(it) } }
    private val mayLocate = activity.registerForActivityResult(RequestMultiplePermissions()) { granted ->
        if (granted.values.any { it }) locateNow() else onLocated(Located.NotAllowed)
    }

    private var onText: (String) -> Unit = {}
    private val scanner = activity.registerForActivityResult(StartActivityForResult()) { result ->
        if (result.resultCode == RESULT_OK) result.data?.getStringExtra(ScanActivity.TEXT)?.let { onText(it) }
    }
    private var onScanRefused: () -> Unit = {}
    private val mayScan = activity.registerForActivityResult(RequestPermission()) { granted -> if (granted) openScanner() else onScanRefused() }

    private fun openScanner() = scanner.launch(Intent(activity, ScanActivity::class.java))

    override fun scan(onText: (String) -> Unit, onRefused: () -> Unit) {
        this.onText = onText
        onScanRefused = onRefused
        if (activity.checkSelfPermission(CAMERA) == PERMISSION_GRANTED) openScanner() else mayScan.launch(CAMERA)
    }

    private var onMicrophone: (Boolean) -> Unit = {}
    private val mayRecord = activity.registerForActivityResult(RequestPermission()) { granted -> onMicrophone(granted) }

    init {
        CoreHolder.of(activity).microphone.ask = { answer ->
            activity.runOnUiThread {
                onMicrophone = answer
                mayRecord.launch(RECORD_AUDIO)
            }
        }
    }

    fun save(out: Bundle) = out.putBoolean("alive", true)

    override fun takePhoto(onShot: (Shot) -> Unit, onRefused: () -> Unit) {
        this.onShot = onShot
        onCameraRefused = onRefused
        if (activity.checkSelfPermission(CAMERA) == PERMISSION_GRANTED) openCamera() else mayUseCamera.launch(CAMERA)
    }

    private fun openCamera() = camera.launch(Intent(activity, CameraActivity::class.java))

    override fun choosePhotos(onPhoto: (String) -> Unit) {
        onChosen = onPhoto
        gallery.launch(PickVisualMediaRequest(ImageOnly))
    }

    private fun copied(photo: Uri): String? = activity.contentResolver.openInputStream(photo)?.use { from ->
        File(CoreHolder.photosFolder(activity), "${System.nanoTime()}.jpg").apply { outputStream().use { from.copyTo(it) } }.path
    }

    private var leaving: List<String> = emptyList()
    private var onHandedOver: () -> Unit = {}

    /** Into the folder that the person chose, by the system's own picker; our copy goes, whatever they chose. */
    private val destination = activity.registerForActivityResult(OpenDocumentTree()) { tree ->
        val files = leaving.map(::File)
        if (tree != null) for (file in files) writeInto(tree, file)
        files.firstOrNull()?.parentFile?.deleteRecursively()
        onHandedOver()
    }

    override fun newCopyFolder(): String = File(activity.noBackupFilesDir, "copy/${System.nanoTime()}").apply { parentFile?.deleteRecursively() }.path

    override fun handOver(files: List<String>, onDone: () -> Unit) {
        leaving = files
        onHandedOver = onDone
        destination.launch(null)
    }

    private fun writeInto(tree: Uri, file: File) {
        val folder = DocumentsContract.buildDocumentUriUsingTree(tree, DocumentsContract.getTreeDocumentId(tree))
        val kind = when (file.extension) {
            "json" -> "application/json"
            "m4a", "ogg" -> "audio/*"
            else -> "image/*"
        }
        val made = DocumentsContract.createDocument(activity.contentResolver, folder, kind, file.name) ?: return
        activity.contentResolver.openOutputStream(made)?.use { to -> file.inputStream().use { it.copyTo(to) } }
    }

    override suspend fun preview(path: String): ImageBitmap? = withContext(Dispatchers.IO) {
        val bounds = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeFile(path, bounds)
        val sample = maxOf(1, Integer.highestOneBit(maxOf(bounds.outWidth, bounds.outHeight) / SMALL))
        BitmapFactory.decodeFile(path, BitmapFactory.Options().apply { inSampleSize = sample })?.asImageBitmap()
    }

    override fun locate(onAnswer: (Located) -> Unit) {
        onLocated = onAnswer
        val allowed = listOf(ACCESS_COARSE_LOCATION, ACCESS_FINE_LOCATION).any { activity.checkSelfPermission(it) == PERMISSION_GRANTED }
        if (allowed) locateNow() else mayLocate.launch(arrayOf(ACCESS_COARSE_LOCATION, ACCESS_FINE_LOCATION))
    }

    private fun locateNow() = Position(activity).once { answer -> onLocated(answer) }

    override val language: Language
        get() = if (activity.resources.configuration.locales[0].language == "zh") Language.Chinese else Language.English

    private val kept = activity.getSharedPreferences("look", ComponentActivity.MODE_PRIVATE)

    override var preferences: Preferences
        get() = Preferences(
            TypeSize.entries.find { it.name == kept.getString("size", null) } ?: TypeSize.Normal,
            Language.entries.find { it.name == kept.getString("language", null) },
            Brightness.entries.find { it.name == kept.getString("brightness", null) } ?: Brightness.System,
        )
        set(value) {
            kept.edit().putString("size", value.size.name).putString("language", value.language?.name).putString("brightness", value.brightness.name).apply()
            // The system's own per-app language follows, so that dialogs and notifications speak it, too.
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
                val list = value.language?.let { LocaleList.forLanguageTags(it.tag) } ?: LocaleList.getEmptyLocaleList()
                activity.getSystemService(LocaleManager::class.java).applicationLocales = list
            }
        }

    override fun secret(on: Boolean) = if (on) activity.window.addFlags(FLAG_SECURE) else activity.window.clearFlags(FLAG_SECURE)

    @Composable
    override fun CourtSurface(place: PicturePlace) = when (place) {
        is PicturePlace.Playlist -> AndroidView(::surface, Modifier.fillMaxSize())
        is PicturePlace.Page -> AndroidView(::page, Modifier.fillMaxSize(), onRelease = WebView::destroy) { if (it.url == null) it.loadUrl(place.url) }
    }

    private fun surface(context: Context) = SurfaceView(context).apply {
        setSecure(true)
        holder.addCallback(object : SurfaceHolder.Callback {
            override fun surfaceCreated(holder: SurfaceHolder) = core.player.drawOn(holder.surface)

            override fun surfaceChanged(holder: SurfaceHolder, format: Int, width: Int, height: Int) = Unit

            override fun surfaceDestroyed(holder: SurfaceHolder) = core.player.drawOn(null)
        })
    }

    /** The court's own page needs its scripts; nothing of ours is in reach of them. */
    @SuppressLint("SetJavaScriptEnabled")
    private fun page(context: Context) = WebView(context).apply {
        settings.javaScriptEnabled = true
        settings.allowFileAccess = false
        webViewClient = WebViewClient()
    }

    @Composable
    override fun OnBack(enabled: Boolean, onBack: () -> Unit) = BackHandler(enabled, onBack)
}
