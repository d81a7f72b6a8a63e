/** One adapter for every observer of the core: a cold flow that subscribes on collection and lets go when it ends. */
package org.minyi.kit.bridge

import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.callbackFlow
import kotlinx.coroutines.flow.conflate
import org.minyi.core.Subscription

/** `subscribe` gets the way in for values. A slow collector skips to the newest; nothing ever blocks the core's thread. */
internal fun <T> observed(subscribe: (emit: (T) -> Unit) -> Subscription): Flow<T> =
    callbackFlow {
            val subscription = subscribe { value -> trySend(value) }
            awaitClose {
                subscription.cancel()
                subscription.close()
            }
        }
        .conflate()
