/** What belongs to the person (个人数据) as screens show it. */
package org.minyi.kit.model

import java.time.Instant

/** A device on which the account is signed in. */
data class DeviceRow(val device: String, val signedInAt: Instant, val thisOne: Boolean)
