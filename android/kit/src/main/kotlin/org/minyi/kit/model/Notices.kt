/** 消息: what waits for a decision of the person who holds this phone. Each leads to where it is decided, and is gone once it is. */
package org.minyi.kit.model

sealed interface Notice {
    /** The server said no, or a photo cannot be sent: retry or give up. */
    data class NotSent(val row: OutboxRow) : Notice

    /** An answer waits to be evaluated, or a question for the author. */
    data class CaseWaits(val row: CaseRow) : Notice

    /** Somebody should have acted by now. */
    data class CaseOverdue(val row: CaseRow) : Notice

    /** The rules of a courtroom wait to be signed, an answer or the hearing to be rated. */
    data class HearingWaits(val row: HearingRow, val deed: HearingDeed) : Notice
}
