// What the screens say, in every language: one property a sentence, so that a language that lacks one does not compile.
// Chinese is the original; sentences are short, plain, and say what happened and what to do.
package org.minyi.ui.words

import androidx.compose.runtime.staticCompositionLocalOf

/** Language of the app; follows the phone unless the user chose. */
enum class Language(val tag: String) { Chinese("zh-Hans"), English("en") }

/** The words of one language. */
interface Words {
    val appName: String
    val back: String
    val next: String
    val done: String
    val retry: String
    val remove: String
    val keep: String
    val loading: String
    val demo: String

    // Sign-in
    val signInTitle: String
    val signInLead: String
    val phone: String
    val phoneHint: String
    val sendCode: String
    val code: String
    fun codeSentTo(phone: String): String
    val signIn: String
    fun codeAgainIn(seconds: Int): String
    val staffSignIn: String
    val citizenSignIn: String
    val login: String
    val password: String
    val totp: String

    // Home
    val home: String
    val waitsForMe: String
    val dueSoon: String
    val nothingWaits: String
    val nothingWaitsHint: String
    val fileCase: String
    val filing: String
    val fileCaseHint: String
    val myCases: String
    val stations: String
    val settings: String

    // Filing
    fun stepOf(step: Int, of: Int): String
    val stepPhotos: String
    val stepWords: String
    val stepAddressee: String
    val takePhoto: String
    val choosePhoto: String
    val photoHint: String
    fun photoNumber(number: Int, of: Int): String
    val addPlace: String
    val placeConsent: String
    val placeLabel: String
    val title: String
    val titleHint: String
    val text: String
    val textHint: String
    val mayPublish: String
    val mayPublishHint: String
    val file: String
    val savedHere: String
    val savedHereHint: String
    val draftKept: String
    fun photosLeft(count: Int): String
    fun charactersLeft(count: Int): String

    // Cases
    val noCases: String
    val noCasesHint: String
    val onlyOnThisPhone: String
    fun dueOn(day: String): String
    fun overdueSince(day: String): String
    val clockStands: String
    val whyThisDate: String
    val timeline: String
    val answer: String
    fun round(number: Int): String
    val evaluate: String
    val evaluateLead: String
    val reason: String
    val reasonNeeded: String
    val send: String
    val withdraw: String
    val supplement: String
    val outlineOnly: String
    val underARule: String

    // Outbox
    val outbox: String
    val outboxEmpty: String
    val outboxEmptyHint: String
    val saved: String
    val sending: String
    val waiting: String
    val needsYou: String
    fun sentPart(percent: Int): String
    val offline: String
    val offlineHint: String

    // Stations
    val noStations: String
    val fileHere: String

    // Settings
    val largeType: String
    val language: String
    val languageFollows: String
    val brightness: String
    val light: String
    val dark: String
    val asPhone: String
    val signOut: String

    // Said in more than one place
    val me: String
    val noRegister: String
    val peopleInvented: String
    val removePlace: String
    val placeHere: String
    val placeRefused: String
    val placeUnknown: String
    val placeHint: String
    val cameraRefused: String
    val draftRestored: String
    val startOver: String
    val startOverAsk: String
    val allCases: String
    val sessionOver: String
    val noAnswerYet: String
    val saidAboutIt: String
    val evaluated: String
    val signedInAs: String
    val stationsHint: String
    val nearest: String
    val deputiesHere: String
    val fileToDeputy: String
    val theOfficeHint: String
    val letOffice: String
    val draftKeeping: String
    val followIt: String
    val caseTitle: String
    val nearestRefused: String
    val nearestUnknown: String
    val refresh: String
    val stayOffline: String
    val stayOfflineHint: String
    val arrived: String
    val more: String
    val less: String
    val place: String
    val whatYouWrote: String
    val answerPromise: String
    val withdrawAsk: String
    val supplementHint: String

    fun unsentOfOthers(count: Int): String

    fun metresAway(metres: Int): String

    fun kilometresAway(kilometres: String): String

    fun photosArrived(arrived: Int, of: Int): String

    fun lookedAtBy(day: String): String

    fun until(day: String): String

    fun signOutAsk(count: Int): String
}

/** The words in force. */
val LocalWords = staticCompositionLocalOf<Words> { ChineseWords }

/** The words of a language. */
fun wordsOf(language: Language): Words = when (language) {
    Language.Chinese -> ChineseWords
    Language.English -> EnglishWords
}
