// Words of voice notes, both languages side by side.
package org.minyi.ui.words

import org.minyi.kit.presenter.Started

object VoiceSaid {
    val title = Said("语音留言", "Voice note")
    val record = Said("按这里说话", "Record")
    val stop = Said("说完了", "Done talking")
    val play = Said("听一遍", "Listen")
    val silence = Said("停止播放", "Stop playing")
    val remove = Said("删除录音", "Remove the recording")
    val kept = Said("录音已存在本机", "The recording is on this phone")
    val keeping = Said("正在保存录音……", "Saving the recording…")
    val hint = Said("不方便写字，可以说。工作人员会听，不会公开。", "You can tell it instead of writing. Staff listen; it is never public.")
    val unplayable = Said("本机无法播放这段录音，可以照常提交。", "This phone cannot play the recording; you can still file it.")
    val fetching = Said("正在取回录音…", "Fetching the recording…")
    val offline = Said("现在连不上服务器，请稍后再听。", "The server cannot be reached now. Try again later.")
    val unplayableHere = Said("本机无法播放这段录音。", "This phone cannot play the recording.")
    val writtenDown = Said("工作人员记录的内容", "Written down by staff")
    val onItsWay = Said("语音上传中", "The voice note is on its way")

    fun most(seconds: Int) = Said("最长 ${seconds / 60} 分钟", "At most ${seconds / 60} minutes")

    fun running(seconds: Int) = Said("正在录音 ${clock(seconds)}", "Recording ${clock(seconds)}")

    fun length(seconds: Int) = Said("语音留言，${seconds} 秒", "Voice note, $seconds s")

    private fun clock(seconds: Int) = "%d:%02d".format(seconds / 60, seconds % 60)
}

/** Why there is no recording, and what to do instead; `null` where there is nothing to say. */
val Started.said: Said?
    get() = when (this) {
        Started.RECORDING -> null
        Started.NOT_ALLOWED -> Said(
            "没有麦克风权限，无法录音。可在手机设置中允许，也可以写下来。",
            "The app may not use the microphone. Allow it in the phone's settings, or write it down instead.",
        )
        Started.BUSY -> Said("麦克风正被占用（例如通话中），请稍后再录，或写下来。", "The microphone is in use, by a call for example. Try again later, or write it down instead.")
    }
