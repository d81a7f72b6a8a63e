// 后台送出: photos that somebody just filed go on as a transfer that the user started, seen in the notification; the rest in slices
// that the system grants. The core stores after every step, so a job may be ended anywhere.
package org.minyi.android.platform

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.net.NetworkCapabilities
import android.net.NetworkRequest
import android.os.Build
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import org.minyi.android.CoreHolder
import org.minyi.android.R
import org.minyi.kit.model.BridgeException

private const val BY_USER = 1
private const val BY_SYSTEM = 2
private const val CHANNEL = "sending"
private const val EVERY_MS = 60L * 60 * 1000

/** How long one slice may take; the system's own limit for jobs is ten minutes. */
private const val SLICE_S = 9L * 60

class TransferJob : JobService() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private var work: Job? = null

    override fun onStartJob(job: JobParameters): Boolean {
        if (job.jobId == BY_USER && Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            setNotification(job, BY_USER, notification(), JOB_END_NOTIFICATION_POLICY_REMOVE)
        }
        work = scope.launch {
            val again = try {
                CoreHolder.of(this@TransferJob).bridge().runSlice(SLICE_S).more
            } catch (_: BridgeException) {
                true
            }
            jobFinished(job, again)
        }
        return true
    }

    /** The system wants the time back: the slice ends within a second, and what is left comes again. */
    override fun onStopJob(job: JobParameters): Boolean {
        work?.cancel()
        CoreHolder.of(this).stopSlice()
        return true
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    private fun notification(): Notification {
        val manager = getSystemService(NotificationManager::class.java)
        manager.createNotificationChannel(NotificationChannel(CHANNEL, getString(R.string.sending_channel), NotificationManager.IMPORTANCE_LOW))
        return Notification.Builder(this, CHANNEL).setSmallIcon(R.drawable.minyi).setContentTitle(getString(R.string.sending_title)).setOngoing(true).build()
    }

    companion object {
        /** Somebody filed something and leaves the app: it goes on at once, as their own transfer where Android knows such. */
        fun now(context: Context, bytes: Long) {
            val job = JobInfo.Builder(BY_USER, ComponentName(context, TransferJob::class.java)).setRequiredNetwork(anyNetwork())
                .setEstimatedNetworkBytes(JobInfo.NETWORK_BYTES_UNKNOWN.toLong(), bytes)
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) job.setUserInitiated(true)
            else if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) job.setExpedited(true)
            scheduler(context).schedule(job.build())
        }

        /** Every hour or so, also after a restart of the phone. */
        fun keepComing(context: Context) {
            val job = JobInfo.Builder(BY_SYSTEM, ComponentName(context, TransferJob::class.java)).setRequiredNetwork(anyNetwork())
                .setPeriodic(EVERY_MS).setPersisted(true)
            scheduler(context).schedule(job.build())
        }

        private fun anyNetwork(): NetworkRequest = NetworkRequest.Builder().addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET).build()

        private fun scheduler(context: Context): JobScheduler = context.getSystemService(JobScheduler::class.java)
    }
}
