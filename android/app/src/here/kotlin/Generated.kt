// Stand-ins for what Android's build generates, so that Maven can compile the sources that name it. Never part of an app.
package org.minyi.android

object R {
    object string {
        const val sending_title = 1
        const val sending_channel = 2
        const val shutter = 3
        const val scan_hint = 4
    }

    object drawable {
        const val minyi = 1
    }
}

object BuildConfig {
    const val SERVER = "https://minyi.example"
    const val VERSION_NAME = "0"

    /** The three roots, parted by blanks; empty where a build trusts none. */
    const val ROOTS = ""
}
