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
    val cancel: String
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
    val codeSentTo: (String) -> String
    val signIn: String
    val signInLater: String
    val codeAgainIn: (Int) -> String
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
    val fileCaseHint: String
    val myCases: String
    val receptionDays: String
    val myCard: String
    val scanCard: String
    val stations: String
    val hearings: String
    val settings: String
    val notices: String

    // Filing
    val stepOf: (Int, Int) -> String
    val stepPhotos: String
    val stepWords: String
    val stepAddressee: String
    val takePhoto: String
    val choosePhoto: String
    val photoHint: String
    val photoNumber: (Int, Int) -> String
    val takenHere: String
    val imported: String
    val addPlace: String
    val placeConsent: String
    val placeLabel: String
    val title: String
    val titleHint: String
    val text: String
    val textHint: String
    val whoShouldHear: String
    val letOfficeDecide: String
    val letOfficeDecideHint: String
    val mayPublish: String
    val mayPublishHint: String
    val onBehalf: String
    val onBehalfName: String
    val file: String
    val savedHere: String
    val savedHereHint: String
    val draftKept: String
    val photosLeft: (Int) -> String
    val charactersLeft: (Int) -> String

    // Cases
    val noCases: String
    val noCasesHint: String
    val onlyOnThisPhone: String
    val dueOn: (String) -> String
    val overdueSince: (String) -> String
    val clockStands: String
    val whyThisDate: String
    val timeline: String
    val answer: String
    val round: (Int) -> String
    val promises: String
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
    val sentPart: (Int) -> String
    val offline: String
    val offlineHint: String

    // Card
    val cardTitle: String
    val showDynamic: String
    val showShort: String
    val showChallenge: String
    val dynamicHint: (Int) -> String
    val shortHint: String
    val challengeHint: String
    val noCard: String
    val noCardHint: String
    val scanHint: String
    val knowledgeAge: (String) -> String
    val term: String
    val constituency: String
    val pledge: String

    // Stations
    val noStations: String
    val openOn: (String) -> String
    val fileHere: String

    // Hearing
    val noHearings: String
    val noHearingsHint: String
    val disciplineTitle: String
    val disciplineSign: String
    val askTitle: String
    val askHint: String
    val keptUntilRecess: String
    val second: String
    val seconded: (Int) -> String
    val seated: String
    val recused: String
    val rate: String
    val rateLead: String
    val courtAnswer: String
    val online: (Int) -> String

    // Notices, settings
    val noNotices: String
    val largeType: String
    val language: String
    val languageFollows: String
    val brightness: String
    val light: String
    val dark: String
    val asPhone: String
    val devices: String
    val thisDevice: String
    val signOut: String
    val exportData: String
    val exportHint: String
    val eraseData: String
    val eraseHint: String
}

/** The words in force. */
val LocalWords = staticCompositionLocalOf<Words> { ChineseWords }

/** The words of a language. */
fun wordsOf(language: Language): Words = when (language) {
    Language.Chinese -> ChineseWords
    Language.English -> EnglishWords
}
