// The process begins: the core opens in the background, and slices are asked for.
package org.minyi.android

import android.app.Application
import org.minyi.android.platform.TransferJob

class MinyiApplication : Application() {
    override fun onCreate() {
        super.onCreate()
        CoreHolder.begin(this, BuildConfig.SERVER, BuildConfig.VERSION_NAME, BuildConfig.ROOTS.split(' ').filter { it.isNotEmpty() }).open()
        TransferJob.keepComing(this)
    }
}
