// Real builds of the Android app. What can be checked without the SDK, Maven checks (pom.xml); both compile the same sources.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
    plugins {
        id("com.android.application") version "8.7.3"
        kotlin("android") version "2.2.20"
        kotlin("jvm") version "2.2.20"
        kotlin("plugin.compose") version "2.2.20"
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "minyi-android"
include(":kit", ":app")
