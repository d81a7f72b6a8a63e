// The app for real builds. Not run in CI: it needs the Android SDK and Google's Maven repository (docs/TESTING.md). What of its
// sources uses the framework alone can be compiled by Maven (pom.xml), against the framework that Robolectric publishes.
plugins {
    id("com.android.application")
    kotlin("android")
    kotlin("plugin.compose")
}

android {
    namespace = "org.minyi.android"
    compileSdk = 35

    defaultConfig {
        applicationId = "org.minyi.android"
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
        // The district's server; `https` only. The roots: `minyi card found` prints them; parted by blanks.
        buildConfigField("String", "ROOTS", "\"${providers.gradleProperty("minyi.roots").getOrElse("")}\"")
        buildConfigField("String", "SERVER", "\"${providers.gradleProperty("minyi.server").getOrElse("https://minyi.example")}\"")
    }

    buildFeatures {
        compose = true
        buildConfig = true
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
        }
    }

    // Libraries of the core, by `cargo xtask android`.
    sourceSets["main"].jniLibs.srcDir("../../target/android/jniLibs")
    sourceSets["main"].kotlin.srcDirs("src/androidx/kotlin", "../ui/src/main/kotlin")

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
        // The generated code uses java.time, which Android has from 26 on: nothing to desugar.
    }
    kotlin { jvmToolchain(17) }
}

dependencies {
    implementation(project(":kit"))
    implementation("net.java.dev.jna:jna:5.17.0@aar")
    implementation("com.google.zxing:core:3.5.3")
    implementation(platform("androidx.compose:compose-bom:2024.02.00"))
    implementation("androidx.compose.material3:material3")
    implementation("androidx.compose.material:material-icons-core")
    implementation("androidx.activity:activity-compose:1.9.3")
}
