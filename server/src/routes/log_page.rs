//! Which part of a log is asked for: the same for every log of the desk.

use serde::Deserialize;
use utoipa::IntoParams;

use super::matters::within;
use crate::failure::ApiFailure;

/// Which part of the log.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LogPage {
    /// Only entries before this one.
    before: Option<i64>,
    /// Entries on the page, 1 to 200; 50 if left out.
    limit: Option<u16>,
}

impl LogPage {
    /// The entry before which it ends, and how many entries it has at most.
    pub(super) fn bounds(&self) -> Result<(i64, i64), ApiFailure> {
        Ok((self.before.unwrap_or(i64::MAX), i64::from(within(self.limit, 50, 200)?)))
    }
}
