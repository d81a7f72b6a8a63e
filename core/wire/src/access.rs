//! Signing in and out.

use jiff::Timestamp;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::ids::{DeviceId, UserId};
use serde::{Deserialize, Serialize};

/// `POST /v1/sign-in/phone`: asks for a one-time code (验证码). Always answered the same, whether the number is known or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeRequest {
    /// Mainland mobile number, 11 digits.
    pub phone: String,
}

/// The code is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeSent {
    /// Seconds for which the code is good.
    pub valid_for: u32,
    /// Seconds before another may be asked for.
    pub again_after: u32,
}

/// `POST /v1/sign-in/code`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CodeSignIn {
    pub phone: String,
    /// Six digits.
    pub code: String,
    pub device: DeviceId,
}

/// `POST /v1/sign-in/staff`: password and time-based one-time code (RFC 6238) together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StaffSignIn {
    pub login: String,
    pub password: String,
    /// Six digits.
    pub totp: String,
    pub device: DeviceId,
}

/// A session. The token is opaque and shown once; the server keeps only its hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub token: String,
    pub actor: Actor,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("actor", &self.actor)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// `POST /v1/browser/sign-in/code`: as [`CodeSignIn`], from a browser, whose device number is a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BrowserCodeSignIn {
    pub phone: String,
    /// Six digits.
    pub code: String,
}

/// `POST /v1/browser/sign-in/staff`: as [`StaffSignIn`], from a browser, whose device number is a cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BrowserStaffSignIn {
    pub login: String,
    pub password: String,
    /// Six digits.
    pub totp: String,
}

/// A session whose token is in a cookie that no script can read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BrowserSession {
    pub actor: Actor,
    /// Goes into every command that this browser sends.
    pub device: DeviceId,
    /// Moves on with use.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub expires_at: Timestamp,
}

/// `GET /v1/sessions`: one line a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionList {
    pub sessions: Vec<SessionInfo>,
}

/// A device that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    pub device: DeviceId,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub signed_in_at: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub expires_at: Timestamp,
    /// Whether it is the one asking.
    pub this_one: bool,
}

/// `POST /v1/citizens`: station staff register somebody who came or called, to file for them. The same number gives the
/// same account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CitizenRegistration {
    pub phone: String,
}

/// The account to file for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisteredCitizen {
    pub user: UserId,
}
