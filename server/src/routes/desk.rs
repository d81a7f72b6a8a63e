//! `/v1/desk/…`: what people read who work all day: home, lists with search, figures, likely duplicates, accounts, the chain's
//! verdict. Reads only; every act goes through `/v1/commands`.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::Date;
use minyi_rulebook::actor::{Actor, Capacity};
use minyi_rulebook::calendar::local_date;
use minyi_rulebook::citizen_case::facts::Fact;
use minyi_rulebook::citizen_case::{CaseState, Stage};
use minyi_rulebook::class::TriageClass;
use minyi_rulebook::ids::{MatterId, OrganId, UserId};
use minyi_wire::view::CaseSummary;
use minyi_wire::{CaseView, Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::matters::{reading, within};
use crate::access::{Account, SignedIn};
use crate::app::App;
use crate::audit::{self, VerifyReport};
use crate::desk::figures::{self, CountedFigure};
use crate::desk::list::{self, COUNTED_MOST, DueIn, Filter, Listed, Order, Page};
use crate::desk::words;
use crate::directory::keeping;
use crate::failure::{ApiFailure, PathOf, QueryOf};
use crate::store::linked_log::LogFault;

/// Longest question.
const TEXT: usize = 200;
/// Farthest page; whoever wants more narrows the list.
pub(super) const PAGES: u32 = 10_000;
/// Likely duplicates shown.
const SIMILAR: usize = 5;
/// Candidates looked at for them.
const CANDIDATES: u16 = 120;
/// Less alike than this is chance, in percent.
const ALIKE: u8 = 12;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(home))
        .routes(routes!(matters))
        .routes(routes!(counted))
        .routes(routes!(similar))
        .routes(routes!(users))
        .routes(routes!(verdict))
}

/// A list's filter, as asked.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DeskQuery {
    /// Words that must all stand in the case, or its number; at most 200 characters.
    q: Option<String>,
    stage: Option<Stage>,
    class: Option<TriageClass>,
    /// Receiving station or lead unit.
    organ: Option<OrganId>,
    #[param(inline)]
    due: Option<DueIn>,
    /// Only what waits for the reader.
    waiting: Option<bool>,
    /// Facts that must all be true, separated by commas.
    facts: Option<String>,
    /// Filed on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Filed on this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Only cases with a place that the reader may see.
    placed: Option<bool>,
    #[param(inline)]
    order: Option<Order>,
    /// From 1.
    page: Option<u32>,
    /// Cases on the page, 1 to 200; 50 if left out.
    limit: Option<u16>,
}

impl DeskQuery {
    pub(super) fn filter(&self) -> Result<Filter, ApiFailure> {
        let text = self.q.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if text.is_some_and(|text| text.chars().count() > TEXT) {
            return Err(malformed("q", &format!("at most {TEXT} characters")));
        }
        let names = self.facts.as_deref().unwrap_or_default().split(',').filter(|name| !name.is_empty());
        let facts = names
            .map(|name| serde_json::from_value(serde_json::Value::String(name.to_owned())))
            .collect::<Result<Vec<Fact>, _>>()
            .map_err(|_| malformed("facts", "names of facts, separated by commas"))?;
        Ok(Filter {
            text: text.map(str::to_owned),
            stage: self.stage,
            class: self.class,
            organ: self.organ.clone(),
            due: self.due,
            waiting: self.waiting.unwrap_or(false),
            facts,
            from: self.from,
            to: self.to,
            placed: self.placed.unwrap_or(false),
        })
    }

    pub(super) fn page(&self) -> Result<Page, ApiFailure> {
        let number = self.page.unwrap_or(1);
        if !(1..=PAGES).contains(&number) {
            return Err(malformed("page", &format!("1 to {PAGES}")));
        }
        Ok(Page { order: self.order.unwrap_or_default(), number, limit: within(self.limit, 50, 200)? })
    }
}

pub(super) fn malformed(field: &str, accepted: &str) -> ApiFailure {
    Problem::new(ProblemCode::MalformedParameter).field(field).accepting(accepted).into()
}

/// Those who have a desk: everybody but citizens.
pub(super) fn at_a_desk(actor: &Actor) -> Result<(), ApiFailure> {
    if matches!(actor.capacity, Capacity::Citizen) { Err(ProblemCode::Forbidden.into()) } else { Ok(()) }
}

/// Those who see the whole house.
pub(super) fn oversees(actor: &Actor) -> Result<(), ApiFailure> {
    let oversees = matches!(actor.capacity, Capacity::OfficeStaff { .. } | Capacity::Auditor);
    if oversees { Ok(()) } else { Err(ProblemCode::Forbidden.into()) }
}

/// A list's length: exact up to 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HowMany {
    pub cases: i64,
    /// Whether there are more than that.
    pub more: bool,
}

impl From<i64> for HowMany {
    fn from(counted: i64) -> Self {
        Self { cases: counted.min(COUNTED_MOST), more: counted > COUNTED_MOST }
    }
}

/// The day's work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskHome {
    /// The local date that it is about.
    #[schema(value_type = String, format = "date")]
    pub today: Date,
    /// What waits for the reader.
    pub waiting: HowMany,
    pub overdue: HowMany,
    pub due_today: HowMany,
    /// Within seven days, today included.
    pub due_week: HowMany,
    pub stages: Vec<StageCount>,
}

/// How many cases stand in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StageCount {
    pub stage: Stage,
    pub count: HowMany,
}

/// The reader's day: what waits for them, what is overdue, what is due. Each number opens the list with the same filter.
#[utoipa::path(
    get,
    path = "/v1/desk/home",
    tag = "desk",
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "Counts over what the reader sees", body = DeskHome),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn home(State(app): State<App>, SignedIn(actor, _): SignedIn) -> Result<Json<DeskHome>, ApiFailure> {
    at_a_desk(&actor)?;
    app.desk.catch_up().await?;
    let today = local_date(app.clock.now());
    let count = async |filter: Filter| list::how_many(&app.db, &actor, today, &filter).await.map(HowMany::from);
    let due = |due| Filter { due: Some(due), ..Filter::default() };
    let mut stages = Vec::new();
    for stage in Stage::ALL {
        stages.push(StageCount { stage, count: count(Filter { stage: Some(stage), ..Filter::default() }).await? });
    }
    Ok(Json(DeskHome {
        today,
        waiting: count(Filter { waiting: true, ..Filter::default() }).await?,
        overdue: count(due(DueIn::Overdue)).await?,
        due_today: count(due(DueIn::Today)).await?,
        due_week: count(due(DueIn::Week)).await?,
        stages,
    }))
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskPage {
    pub cases: Vec<DeskLine>,
    pub page: u32,
    pub total: HowMany,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskLine {
    #[serde(flatten)]
    pub case: CaseSummary,
    pub station: Option<OrganId>,
    pub lead: Option<OrganId>,
    /// The soonest day by which somebody owes something.
    #[schema(value_type = Option<String>, format = "date")]
    pub due: Option<Date>,
    pub overdue: bool,
    /// Where it is, WGS84, in millionths of a degree; for those who see the whole case.
    pub place: Option<DeskPlace>,
}

/// A point on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskPlace {
    pub lat_e6: i64,
    pub lon_e6: i64,
}

/// The cases that fit, a page at a time.
#[utoipa::path(
    get,
    path = "/v1/desk/matters",
    tag = "desk",
    params(DeskQuery),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "One page and the length of the list", body = DeskPage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn matters(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(query): QueryOf<DeskQuery>,
) -> Result<Json<DeskPage>, ApiFailure> {
    at_a_desk(&actor)?;
    let (filter, page) = (query.filter()?, query.page()?);
    app.desk.catch_up().await?;
    let today = local_date(app.clock.now());
    let (listed, total) = list::page(&app.db, &actor, today, &filter, page).await?;
    let matters: Vec<MatterId> = listed.iter().map(|line| line.matter).collect();
    let views = reading(&app, &actor).cases(&matters).await?;
    let lines = listed.into_iter().filter_map(|line| {
        let view = views.iter().find(|view| view.matter == line.matter)?;
        Some(line_of(line, view, today))
    });
    Ok(Json(DeskPage { cases: lines.collect(), page: page.number, total: total.into() }))
}

pub(super) fn line_of(line: Listed, view: &CaseView, today: Date) -> DeskLine {
    let whole = view.full().is_some();
    DeskLine {
        case: view.summary(),
        station: line.station,
        lead: line.lead,
        due: line.due,
        overdue: line.due.is_some_and(|due| due < today),
        place: line.place.filter(|_| whole).map(|(lat_e6, lon_e6)| DeskPlace { lat_e6, lon_e6 }),
    }
}

/// The cockpit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DeskFigures {
    /// When it was counted: the cut-off of every figure.
    #[schema(value_type = String, format = "date-time")]
    pub counted_at: Timestamp,
    /// Place in the order of changes up to which everything is counted.
    pub upto: i64,
    /// Version of the policy files under which deadlines were reckoned.
    pub policy_version: String,
    pub figures: Vec<CountedFigure>,
}

/// Every figure of the registry over the cases that fit and that the reader may see, with numerator, denominator and the facts
/// that open both as lists.
#[utoipa::path(
    get,
    path = "/v1/desk/figures",
    tag = "desk",
    params(DeskQuery),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "All boards", body = DeskFigures),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn counted(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(query): QueryOf<DeskQuery>,
) -> Result<Json<DeskFigures>, ApiFailure> {
    at_a_desk(&actor)?;
    let filter = query.filter()?;
    let upto = app.desk.catch_up().await?;
    let counted_at = app.clock.now();
    let figures = figures::count(&app.db, &actor, local_date(counted_at), &filter).await?;
    Ok(Json(DeskFigures { counted_at, upto, policy_version: app.law.now().policy.version().to_owned(), figures }))
}

/// A case that may be the same one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SimilarCase {
    pub case: CaseSummary,
    /// Shared words among all words of both, in percent.
    pub likeness: u8,
    /// Metres between the two places, where both have one.
    pub distance_m: Option<u32>,
}

/// Open cases that may be the same, the likeliest first: by words, and by distance where both have a place.
#[utoipa::path(
    get,
    path = "/v1/desk/matters/{id}/similar",
    tag = "desk",
    params(("id" = MatterId, Path)),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "At most five", body = Vec<SimilarCase>),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn similar(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Json<Vec<SimilarCase>>, ApiFailure> {
    at_a_desk(&actor)?;
    let reading = reading(&app, &actor);
    let view = reading.one(matter).await?;
    let case = view.full().ok_or(ProblemCode::Forbidden)?;
    app.desk.catch_up().await?;
    let place = place_of(case);
    let today = local_date(app.clock.now());
    let found = list::candidates(&app.db, &actor, today, place, &case.title, CANDIDATES).await?;
    let found: Vec<MatterId> = found.into_iter().filter(|other| *other != matter).collect();
    let own = words_of(case);
    let mut similar: Vec<SimilarCase> = Vec::new();
    for view in reading.cases(&found).await? {
        // Words of cases that the reader sees in outline are not compared.
        let Some(other) = view.full() else { continue };
        let likeness = words::likeness(&own, &words_of(other));
        let distance_m = place.zip(place_of(other)).map(|(one, other)| metres(one, other));
        if likeness >= ALIKE || (likeness >= ALIKE / 2 && distance_m.is_some_and(|metres| metres <= 250)) {
            similar.push(SimilarCase { case: view.summary(), likeness, distance_m });
        }
    }
    similar.sort_by_key(|similar| (std::cmp::Reverse(similar.likeness), similar.distance_m));
    similar.truncate(SIMILAR);
    Ok(Json(similar))
}

fn words_of(case: &CaseState) -> BTreeSet<String> {
    let mut words = words::stored(&case.title);
    words.extend(words::stored(&case.text));
    words
}

fn place_of(case: &CaseState) -> Option<(i64, i64)> {
    case.place.as_ref().map(|place| (i64::from(place.lat_e6), i64::from(place.lon_e6)))
}

/// Metres between two places that are not far apart.
fn metres(one: (i64, i64), other: (i64, i64)) -> u32 {
    let degrees = |e6: i64| f64::from(i32::try_from(e6).unwrap_or(i32::MAX)) / 1e6;
    let north = degrees(one.0 - other.0) * 111_320.0;
    let east = degrees(one.1 - other.1) * 111_320.0 * degrees(one.0).to_radians().cos();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a distance is positive; a cast saturates"
    )]
    let metres = north.hypot(east).round() as u32;
    metres
}

/// An account of staff or of a deputy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffAccount {
    pub user: UserId,
    pub login: String,
    pub name: String,
    pub capacity: Capacity,
    /// Whether they may sign in; those whom the seed file leaves out may not.
    pub active: bool,
    /// Devices on which they are signed in.
    pub devices: i64,
}

/// Who may sign in, and as what. For the office and auditors.
#[utoipa::path(
    get,
    path = "/v1/desk/users",
    tag = "desk",
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "By login", body = Vec<StaffAccount>),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn users(State(app): State<App>, SignedIn(actor, _): SignedIn) -> Result<Json<Vec<StaffAccount>>, ApiFailure> {
    oversees(&actor)?;
    let accounts = app.access.accounts().await?.into_iter();
    let shown = accounts.map(|Account { user, login, name, capacity, active, devices }| StaffAccount {
        user,
        login,
        name,
        capacity,
        active,
        devices,
    });
    Ok(Json(shown.collect()))
}

/// What the verifier saw of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChainVerdict {
    /// Whether everything is as it was written.
    pub sound: bool,
    pub events: u64,
    pub matters: u64,
    pub daily_heads: u64,
    /// Entries of the account log, whose links are checked as well.
    pub account_entries: u64,
    /// Likewise of the log of organs.
    pub organ_entries: u64,
    /// Likewise of the log of photo evidence, whose custody it holds, with its signed heads.
    pub evidence_entries: u64,
    /// What is not, in words for the log of an auditor; at most fifty.
    pub faults: Vec<String>,
    #[schema(value_type = String, format = "date-time")]
    pub verified_at: Timestamp,
}

/// Reads the whole record again and checks every link, hash and daily head. For the office and auditors.
#[utoipa::path(
    get,
    path = "/v1/desk/audit",
    tag = "desk",
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "The verdict", body = ChainVerdict),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn verdict(State(app): State<App>, SignedIn(actor, _): SignedIn) -> Result<Json<ChainVerdict>, ApiFailure> {
    oversees(&actor)?;
    // One at a time: it reads everything.
    let _turn = app.desk.verifying().await;
    let report: VerifyReport = audit::verify(&app.db).await?;
    let (account_entries, account_fault) = app.access.verify_log().await?;
    let (organ_entries, organ_fault) = keeping::verify_log(&app.db).await?;
    let logs = [("account", account_fault), ("organ", organ_fault)];
    let told = |(log, fault): (&str, Option<LogFault>)| {
        fault.map(|LogFault { seq }| format!("{log} log: entry {seq} is not what was written"))
    };
    let evidence = app.evidence.verify_log().await?;
    let log_faults: Vec<String> = logs.into_iter().filter_map(told).chain(evidence.faults).collect();
    Ok(Json(ChainVerdict {
        account_entries,
        organ_entries,
        evidence_entries: evidence.entries,
        sound: report.is_sound() && log_faults.is_empty(),
        events: report.events,
        matters: report.matters,
        daily_heads: report.daily_heads,
        faults: log_faults.into_iter().chain(report.faults.iter().take(50).map(ToString::to_string)).collect(),
        verified_at: app.clock.now(),
    }))
}
