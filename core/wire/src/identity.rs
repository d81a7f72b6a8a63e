//! What travels for 亮身份: mandates as readers see them, the pages' data, and the signed material by which any phone judges a
//! card without a network.

use jiff::Timestamp;
use jiff::civil::Date;
use minyi_rulebook::audience::Sight;
use minyi_rulebook::calendar::local_date;
use minyi_rulebook::ids::{MatterId, OrganId, UserId};
use minyi_rulebook::mandate::{
    Context, Ending, Field, Mandate, MandateState, PermittedMandateAct, Standing, Term, as_read_by, permitted_acts,
};
use minyi_rulebook::office::{Office, Region};
use minyi_rulebook::procedure::sight_of;
use serde::{Deserialize, Serialize};

/// What anybody may read of a mandate (代表公开信息): what the law wants published, and what the deputy agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishedMandate {
    pub matter: MatterId,
    /// Short code of the public page and of the plates.
    pub code: String,
    /// Account of the holder: whom a case is addressed to.
    pub deputy: UserId,
    pub name: String,
    /// `national` to `town`, or `deliberator`.
    pub office: Office,
    pub office_zh: String,
    pub office_en: String,
    /// `false` for a deliberator, who is no deputy: their choices are recommendations.
    pub may_decide: bool,
    pub region: Region,
    pub constituency: String,
    pub term: Term,
    pub station: OrganId,
    pub standing: PublicStanding,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pledge: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reception_days: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty_group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Where a mandate stands, as the public is told. Why somebody is suspended is not published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum PublicStanding {
    InOffice,
    Suspended,
    /// With the number of the public notice; `None` when the term simply ended.
    Ended {
        notice: Option<String>,
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date"))]
        on: Date,
    },
}

impl PublishedMandate {
    /// What is public of this mandate.
    #[must_use]
    pub fn of(mandate: &MandateState) -> Self {
        let field = |field| mandate.public(field).map(str::to_owned);
        Self {
            matter: mandate.matter,
            code: mandate.code(),
            deputy: mandate.deputy,
            name: mandate.name.clone(),
            office: mandate.office,
            office_zh: mandate.office.chinese().to_owned(),
            office_en: mandate.office.english().to_owned(),
            may_decide: mandate.office.may_decide(),
            region: mandate.region.clone(),
            constituency: mandate.constituency.clone(),
            term: mandate.term,
            station: mandate.station.clone(),
            standing: match &mandate.standing {
                Standing::InOffice => PublicStanding::InOffice,
                Standing::Suspended { .. } => PublicStanding::Suspended,
                Standing::Ended { ending, at } => PublicStanding::Ended {
                    notice: match ending {
                        Ending::Ground { notice, .. } => Some(notice.clone()),
                        Ending::TermOver => None,
                    },
                    on: local_date(*at),
                },
            },
            post: field(Field::Post),
            pledge: field(Field::Pledge),
            reception_days: field(Field::ReceptionDays),
            duty_group: field(Field::DutyGroup),
            phone: field(Field::Phone),
        }
    }
}

/// A mandate for one reader: the view inside an `OtherView` of procedure `mandate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MandateView {
    /// What anybody may read.
    pub published: PublishedMandate,
    /// All that this reader may read, and what the rulebook decides on: holder, station, office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Box<MandateState>>,
    /// What this reader may do now.
    pub permitted: Vec<PermittedMandateAct>,
}

impl MandateView {
    /// The mandate for the actor of the context; `None` when it does not exist for them.
    #[must_use]
    pub fn of(mandate: &MandateState, context: &Context<'_>) -> Option<Self> {
        let full = sight_of::<Mandate>(context.actor, mandate)? == Sight::Full;
        Some(Self {
            published: PublishedMandate::of(mandate),
            mandate: full.then(|| Box::new(as_read_by(context.actor, mandate))),
            permitted: permitted_acts(mandate, context),
        })
    }
}

/// The station page (联络站亮身份): who receives citizens there, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StationPage {
    pub station: OrganId,
    pub name_zh: String,
    pub name_en: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
    /// Mandates that are not over, by name.
    pub mandates: Vec<PublishedMandate>,
}

/// The constituency page (选区亮身份).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConstituencyPage {
    pub region: Region,
    pub constituency: String,
    /// Mandates that are not over, by name.
    pub mandates: Vec<PublishedMandate>,
}

/// All signed material by which a phone judges cards. Each part proves itself: bundle by two of three roots, lists by their
/// congress's key. Base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrustMaterial {
    /// Changes whenever any part does.
    pub version: String,
    pub bundle: String,
    /// One status list a congress.
    pub lists: Vec<String>,
    /// One deny list a congress.
    pub denies: Vec<String>,
}

/// What every answer of `/v1/sync` says of it: the deny lists whole, and the version, so that a phone fetches the rest only when
/// something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrustNews {
    pub version: String,
    pub denies: Vec<String>,
}

/// A card for the phone of its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardDelivery {
    pub matter: MatterId,
    /// The signed card, base64url without padding.
    pub card: String,
    /// Text of the short code.
    pub page: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub expires_at: Timestamp,
}
