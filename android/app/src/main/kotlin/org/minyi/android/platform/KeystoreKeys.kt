// 安卓密钥库: wraps the vault's key with an AES key that never leaves the keystore.
package org.minyi.android.platform

import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import org.minyi.core.KeyStore
import org.minyi.core.KeyStoreException
import java.security.GeneralSecurityException
import java.security.ProviderException
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

private const val PROVIDER = "AndroidKeyStore"
private const val ALIAS = "org.minyi.vault"
private const val NONCE = 12
private const val TAG_BITS = 128

/** Nonce of 12 bytes, then the sealed key. */
class KeystoreKeys : KeyStore {
    override fun wrap(key: ByteArray): ByteArray = guarded {
        val cipher = Cipher.getInstance("AES/GCM/NoPadding").apply { init(Cipher.ENCRYPT_MODE, find() ?: make()) }
        cipher.iv + cipher.doFinal(key)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = guarded {
        if (wrapped.size <= NONCE) throw KeyStoreException.Lost()
        val key = find() ?: throw KeyStoreException.Lost()
        val cipher = Cipher.getInstance("AES/GCM/NoPadding")
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, NONCE))
        cipher.doFinal(wrapped, NONCE, wrapped.size - NONCE)
    }

    private fun find(): SecretKey? = java.security.KeyStore.getInstance(PROVIDER).apply { load(null) }.getKey(ALIAS, null) as? SecretKey

    private fun make(): SecretKey = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER).run {
        // No unlock at each use: the outbox also sends while the phone lies in a pocket.
        val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM).setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE).setKeySize(256).build()
        init(spec)
        generateKey()
    }

    private inline fun guarded(work: () -> ByteArray): ByteArray = try {
        work()
    } catch (_: KeyPermanentlyInvalidatedException) {
        throw KeyStoreException.Lost()
    } catch (_: UnrecoverableKeyException) {
        throw KeyStoreException.Lost()
    } catch (_: AEADBadTagException) {
        throw KeyStoreException.Lost()
    } catch (_: GeneralSecurityException) {
        throw KeyStoreException.Unavailable()
    } catch (_: ProviderException) {
        throw KeyStoreException.Unavailable()
    }
}
