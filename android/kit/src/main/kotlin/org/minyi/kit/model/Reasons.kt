/** Closed lists of reasons, name by name those of the core; `RealLibraryTest` holds them side by side. */
package org.minyi.kit.model

/** Why the server said no, by its contract (错误码). */
enum class Rejection {
    MALFORMED_BODY,
    MALFORMED_PARAMETER,
    UNKNOWN_VERSION,
    BODY_TOO_LARGE,
    REFUSED,
    COMMAND_CONFLICT,
    VERSION_CONFLICT,
    DEVICE_TIME_AHEAD,
    UNAUTHENTICATED,
    SESSION_OVER,
    FORBIDDEN,
    CROSS_SITE,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    RATE_LIMITED,
    LOCKED_OUT,
    PHONE_MALFORMED,
    CODE_WRONG,
    CODE_EXPIRED,
    CREDENTIALS_WRONG,
    CURSOR_MALFORMED,
    CURSOR_STALE,
    UPLOAD_CONFLICT,
    UPLOAD_EXPIRED,
    UPLOAD_OUT_OF_RANGE,
    PART_OUT_OF_RANGE,
    PART_DIGEST_MISMATCH,
    PART_CONFLICT,
    UPLOAD_HASH_MISMATCH,
    UNSUPPORTED_MEDIA,
    TOO_MANY_UPLOADS,
    UNAVAILABLE,
    STORAGE_FULL,
    INTERNAL,

    /** A code of a newer server. */
    UNKNOWN,
}

/** Why something in the outbox waits; it goes on by itself (等待原因). */
enum class WaitWhy { OFFLINE, TIMEOUT, LINK_BROKEN, TLS_FAILED, NOT_OUR_SERVER, SERVER_BUSY, UNTRUSTED_RECEIPT, GARBLED }
