// The same sources for the Android app; what Maven tests on any machine, Gradle builds with the SDK. Not run in CI: it needs
// Google's Maven repository (docs/TESTING.md).
plugins {
    kotlin("jvm") version "2.2.20"
}

kotlin {
    jvmToolchain(17)
}

sourceSets {
    main {
        kotlin.srcDir("../../bindings/generated/kotlin")
    }
}

dependencies {
    implementation("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
    // The app itself takes `net.java.dev.jna:jna:5.17.0@aar`, which carries the native part for Android.
    compileOnly("net.java.dev.jna:jna:5.17.0")
}
