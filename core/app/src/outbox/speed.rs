//! How fast the link is (网速估计), measured by the parts themselves. Decides how large parts are and what still fits into a time slice.

use crate::NetworkClass;
use std::time::Duration;

const SMALLEST: u32 = 32 * 1024;
const LARGEST: u32 = 512 * 1024;
/// A part should take about this long: what a cut loses at most.
const PART_SPAN: u64 = 5;

/// A running estimate.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LinkSpeed {
    bytes_per_second: Option<u64>,
}

impl LinkSpeed {
    /// Learns from one transfer; three parts of memory, one part of news.
    pub(crate) fn learn(&mut self, bytes: u64, took: Duration) {
        let Some(speed) = (bytes * 1000).checked_div(took.as_millis() as u64) else {
            return;
        };
        self.bytes_per_second = Some(self.bytes_per_second.map_or(speed, |known| (3 * known + speed) / 4));
    }

    /// Bytes of a part for a new upload: a power of two between 32 and 512 KiB.
    pub(crate) fn part_bytes(&self, network: NetworkClass) -> u32 {
        let wanted = match (self.bytes_per_second, network) {
            (Some(speed), _) => speed.saturating_mul(PART_SPAN),
            (None, NetworkClass::Unmetered) => 128 * 1024,
            (None, NetworkClass::Metered | NetworkClass::Offline) => 64 * 1024,
        };
        let wanted = u32::try_from(wanted).unwrap_or(u32::MAX).clamp(SMALLEST, LARGEST);
        1 << wanted.ilog2()
    }

    /// How long so many bytes will take.
    pub(crate) fn estimate(&self, bytes: u64) -> Duration {
        let speed = self.bytes_per_second.unwrap_or(u64::from(SMALLEST)).max(1);
        Duration::from_millis(bytes.saturating_mul(1000) / speed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_about_five_seconds_of_the_link_within_limits() {
        for (kbit, expected) in [(16, 32), (64, 32), (400, 128), (800, 256), (100_000, 512)] {
            let mut speed = LinkSpeed::default();
            speed.learn(kbit * 1000 / 8, Duration::from_secs(1));
            assert_eq!(speed.part_bytes(NetworkClass::Metered), expected * 1024, "{kbit} kbit/s");
        }
        assert_eq!(LinkSpeed::default().part_bytes(NetworkClass::Unmetered), 128 * 1024);
    }

    #[test]
    fn a_transfer_that_took_no_measurable_time_teaches_nothing() {
        let mut speed = LinkSpeed::default();
        speed.learn(1 << 20, Duration::ZERO);
        assert_eq!(speed.part_bytes(NetworkClass::Metered), 64 * 1024);
    }
}
