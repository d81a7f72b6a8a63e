/** Voice notes (语音留言): one a case, told instead of written or beside the words. */
package org.minyi.kit.model

/** A voice note in the vault. */
data class VoiceNote(val sha256: String, val bytes: Long)

/** The voice note of a filed case. `seconds`: `null` while it is on its way. `writtenDown`: what station or office heard. */
data class CaseVoice(val seconds: Int?, val writtenDown: String?)
