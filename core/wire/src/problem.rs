//! What goes wrong, as RFC 9457 problem documents. The code is stable and is what clients match on; the sentences are for
//! people, say what would be accepted, and never carry personal data.

use minyi_rulebook::procedure::wire_name;
use minyi_rulebook::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

macro_rules! problem_codes {
    ($( $(#[$doc:meta])* $name:ident = $status:literal, $zh:literal, $en:literal; )*) => {
        /// Stable problem codes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemCode {
            $( $(#[$doc])* $name, )*
            /// A code of a newer server.
            #[serde(other)]
            Unknown,
        }

        impl ProblemCode {
            /// Every code that this version knows.
            pub const ALL: &'static [Self] = &[$( Self::$name, )*];

            /// HTTP status that goes with it.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $( Self::$name => $status, )* Self::Unknown => 500 }
            }

            /// What happened and what to do, Chinese.
            #[must_use]
            pub fn zh(self) -> &'static str {
                match self { $( Self::$name => $zh, )* Self::Unknown => "出现未知问题，请更新后重试" }
            }

            /// What happened and what to do, English.
            #[must_use]
            pub fn en(self) -> &'static str {
                match self { $( Self::$name => $en, )* Self::Unknown => "Something this version does not know. Update and try again." }
            }
        }
    };
}

problem_codes! {
    /// Not the JSON that the route takes.
    MalformedBody = 400, "请求内容无法识别", "The request body is not what this address takes.";
    /// A query parameter or path segment is malformed.
    MalformedParameter = 400, "地址或参数有误", "A part of the address is malformed.";
    /// The wire version is not spoken here.
    UnknownVersion = 400, "版本不兼容，请更新应用", "This version of the protocol is not spoken here. Update the app.";
    /// The body is larger than the route takes.
    BodyTooLarge = 413, "内容过大", "The body is larger than this address takes.";
    /// The rules do not let the command through; `refusal` says why.
    Refused = 422, "依规不能办理", "The rules do not allow this.";
    /// The id was used for another command.
    CommandConflict = 409, "此编号已用于另一条内容", "This command id was used for a different body.";
    /// The case has moved on since the sender saw it.
    VersionConflict = 409, "事项已有新进展，请刷新后再操作", "The case has moved on. Read it again, then decide.";
    /// The claimed time is more than 48 hours ahead of the server's.
    DeviceTimeAhead = 422, "设备时间超前，请校准后重试", "The device's clock is far ahead. Set it right and try again.";
    /// No or unknown token.
    Unauthenticated = 401, "请先登录", "Sign in first.";
    /// The session is over or was revoked.
    SessionOver = 401, "登录已过期，请重新登录；未提交的内容仍在", "The session is over. Sign in again; nothing you wrote is lost.";
    /// The account may not do this here.
    Forbidden = 403, "当前身份无权进行此操作", "Your account may not do this.";
    /// A browser's request that does not come from a page of this site.
    CrossSite = 403, "请求不是从本站页面发出，请在本站页面重试", "This request did not come from a page of this site. Try again there.";
    /// Not there, or not for this reader: the two look the same.
    NotFound = 404, "未找到，或您无权查看", "Not found, or not for you to see.";
    /// The address knows other methods.
    MethodNotAllowed = 405, "此地址不支持该方法", "This address does not take that method.";
    /// Too many requests.
    RateLimited = 429, "操作过于频繁，请稍后再试", "Too many requests. Wait a little.";
    /// Too many wrong codes or passwords.
    LockedOut = 429, "尝试次数过多，已暂时锁定", "Too many wrong attempts. Locked for a while.";
    /// The phone number is not one.
    PhoneMalformed = 422, "请输入 11 位手机号", "Enter an 11-digit mobile number.";
    /// The one-time code is wrong or used.
    CodeWrong = 422, "验证码错误或已使用", "The code is wrong or was used.";
    /// The one-time code is too old.
    CodeExpired = 422, "验证码已过期，请重新获取", "The code is too old. Ask for a new one.";
    /// Login, password or second factor do not fit; which one is not said.
    CredentialsWrong = 401, "账号、密码或动态码不正确", "Login, password or one-time code do not fit.";
    /// The cursor is not one of ours.
    CursorMalformed = 400, "游标无效", "The cursor is not one of this server's.";
    /// The cursor is of another epoch: start over.
    CursorStale = 410, "数据已重建，请重新同步", "The store was rebuilt. Synchronise from the start.";
    /// An upload is declared again with other facts.
    UploadConflict = 409, "上传编号已用于另一文件", "This upload id was declared for a different file.";
    /// The upload's time is over; start anew with the same bytes.
    UploadExpired = 410, "上传已过期，请重新开始", "The upload has expired. Start it again.";
    /// The declared file is too large or empty, or its part size is out of range.
    UploadOutOfRange = 422, "文件大小或分片大小不在允许范围内", "The file size or the part size is out of range.";
    /// The part's number or length does not fit the declaration.
    PartOutOfRange = 422, "分片序号或长度不符", "The part's number or length does not fit the declaration.";
    /// The bytes do not have the digest that came with them, or no digest came.
    PartDigestMismatch = 422, "分片校验不符，请重传", "The part does not match its Content-Digest. Send it again.";
    /// The part is here already with other bytes.
    PartConflict = 409, "该分片已有不同内容", "This part is here already with other bytes.";
    /// All parts are here but the whole has another hash than declared.
    UploadHashMismatch = 422, "文件整体校验不符，请重新上传", "The whole file does not have the declared hash. Upload it again.";
    /// The bytes are not a photo or voice note of a kind that is taken.
    UnsupportedMedia = 415, "只接受 JPEG、PNG、WebP、HEIC 照片和 M4A（AAC）、Ogg（Opus）语音", "Only JPEG, PNG, WebP or HEIC photos and M4A (AAC) or Ogg (Opus) voice notes are taken.";
    /// Too many uploads are open.
    TooManyUploads = 429, "同时上传的文件过多", "Too many uploads are open at once.";
    /// The server is shutting down or too busy; nothing was stored.
    Unavailable = 503, "服务暂时不可用，请稍后重试", "The service is busy or restarting. Try again.";
    /// The server's disk is full; nothing was stored.
    StorageFull = 507, "服务器存储已满，内容未保存", "The server's storage is full. Nothing was stored.";
    /// A fault of ours.
    Internal = 500, "服务器出错，内容未保存，请稍后重试", "A fault on our side. Nothing was stored. Try again.";
}

/// A problem document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:minyi:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The English sentence.
    pub title: String,
    /// The Chinese sentence.
    pub title_zh: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: ProblemCode,
    /// Field or parameter at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What would be accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
    /// The rulebook's refusal, for `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Box<Refusal>>,
    /// The version the case has now, for `version_conflict`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u32>,
    /// Seconds to wait, for `rate_limited`, `locked_out` and `unavailable`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// The problem with this code and nothing more.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        let name = wire_name(&code);
        Self {
            kind: format!("urn:minyi:problem:{name}"),
            title: code.en().to_owned(),
            title_zh: code.zh().to_owned(),
            status: code.status(),
            code,
            field: None,
            accepted: None,
            refusal: None,
            current_version: None,
            retry_after: None,
        }
    }

    /// Names the field at fault.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Says what would be accepted.
    #[must_use]
    pub fn accepting(mut self, accepted: impl Into<String>) -> Self {
        self.accepted = Some(accepted.into());
        self
    }

    /// Says when to come back, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let mut problem = Self::new(ProblemCode::Refused).accepting(refusal.accepted_en.clone());
        problem.field.clone_from(&refusal.field);
        problem.refusal = Some(Box::new(refusal));
        problem
    }
}
