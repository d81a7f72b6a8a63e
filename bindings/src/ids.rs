//! Names of things (编号) as they cross: text on both sides, checked when it comes in. A text that is no such name is refused
//! with [`MinyiError::BadInput`] by the call that carried it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use minyi_rulebook::ids::{CommandId, MatterId, OrganId, Sha256, UserId};
use minyi_rulebook::policy::RuleId;

use crate::error::MinyiError;

/// A date of the wall calendar in China, without a time of day.
pub type CivilDate = jiff::civil::Date;

/// A moment as both languages know it. What lies beyond their calendars becomes the epoch, which nobody takes for true.
pub(crate) fn system_time(moment: Timestamp) -> SystemTime {
    let ms = moment.as_millisecond();
    let span = Duration::from_millis(ms.unsigned_abs());
    let time = if ms < 0 { UNIX_EPOCH.checked_sub(span) } else { UNIX_EPOCH.checked_add(span) };
    time.unwrap_or(UNIX_EPOCH)
}

fn bad(field: &str) -> MinyiError {
    MinyiError::BadInput { field: field.to_owned() }
}

uniffi::custom_type!(MatterId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| text.parse().map_err(|_| bad("matter").into()),
});
uniffi::custom_type!(CommandId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| text.parse().map_err(|_| bad("command").into()),
});
uniffi::custom_type!(UserId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| text.parse().map_err(|_| bad("user").into()),
});
uniffi::custom_type!(OrganId, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| OrganId::new(text).map_err(|_| bad("organ").into()),
});
uniffi::custom_type!(Sha256, String, {
    remote,
    lower: |hash| hash.to_string(),
    try_lift: |text| text.parse().map_err(|_| bad("sha256").into()),
});
uniffi::custom_type!(RuleId, String, {
    remote,
    lower: |id| id.0,
    try_lift: |text| Ok(RuleId(text)),
});
uniffi::custom_type!(CivilDate, String, {
    remote,
    lower: |date| date.to_string(),
    try_lift: |text| text.parse().map_err(|_| bad("date").into()),
});
