// 设备密钥: P-256 in the phone's separate security chip where there is one, in the processor's protected world otherwise.
package org.minyi.android.platform

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import org.minyi.core.DeviceKey
import org.minyi.core.SecurityLevel
import org.minyi.core.Signer
import org.minyi.core.SignerException
import java.math.BigInteger
import java.security.GeneralSecurityException
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec

private const val PROVIDER = "AndroidKeyStore"
private const val ALIAS = "org.minyi.device"
private const val COORDINATE = 32

class KeystoreSigner : Signer {
    override fun key(): DeviceKey = guarded {
        val store = store()
        if (!store.containsAlias(ALIAS)) make()
        val public = store.getCertificate(ALIAS).publicKey as ECPublicKey
        val point = public.w
        DeviceKey(byteArrayOf(4) + point.affineX.padded() + point.affineY.padded(), level(store.getKey(ALIAS, null) as PrivateKey))
    }

    override fun sign(message: ByteArray): ByteArray = guarded {
        val private = store().getKey(ALIAS, null) as? PrivateKey ?: throw SignerException.KeyInvalidated()
        Signature.getInstance("SHA256withECDSA").run {
            initSign(private)
            update(message)
            sign()
        }
    }

    private fun store(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    private fun make() {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) try {
            return generate { it.setIsStrongBoxBacked(true) }
        } catch (_: StrongBoxUnavailableException) {
            // Most phones have none.
        }
        generate { it }
    }

    private fun generate(more: (KeyGenParameterSpec.Builder) -> KeyGenParameterSpec.Builder) {
        val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_SIGN)
            .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1")).setDigests(KeyProperties.DIGEST_SHA256)
        KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, PROVIDER).run {
            initialize(more(spec).build())
            generateKeyPair()
        }
    }

    private fun level(key: PrivateKey): SecurityLevel {
        val info = KeyFactory.getInstance(key.algorithm, PROVIDER).getKeySpec(key, KeyInfo::class.java)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) return when (info.securityLevel) {
            KeyProperties.SECURITY_LEVEL_STRONGBOX -> SecurityLevel.STRONG_BOX
            KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT -> SecurityLevel.TRUSTED_ENVIRONMENT
            else -> SecurityLevel.SOFTWARE
        }
        @Suppress("DEPRECATION")
        return if (info.isInsideSecureHardware) SecurityLevel.TRUSTED_ENVIRONMENT else SecurityLevel.SOFTWARE
    }

    /** Big-endian, exactly 32 bytes. */
    private fun BigInteger.padded(): ByteArray {
        val bytes = toByteArray()
        return if (bytes.size >= COORDINATE) bytes.copyOfRange(bytes.size - COORDINATE, bytes.size) else ByteArray(COORDINATE - bytes.size) + bytes
    }

    private inline fun <T> guarded(work: () -> T): T = try {
        work()
    } catch (_: KeyPermanentlyInvalidatedException) {
        throw SignerException.KeyInvalidated()
    } catch (_: UserNotAuthenticatedException) {
        throw SignerException.Locked()
    } catch (_: GeneralSecurityException) {
        throw SignerException.Unavailable()
    } catch (_: ProviderException) {
        throw SignerException.Unavailable()
    }
}
