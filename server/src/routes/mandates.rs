//! `/v1/desk/mandates…`: mandates (代表资格) for those who keep them: lists by congress, station and constituency, one mandate with its record
//! and the grounds that the law knows, and what an act would lead to. Acts go through `/v1/commands`.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::mandate::{EndGround, MandateCommand, MandateStage, MandateState, SuspensionGround};
use minyi_rulebook::office::Region;
use minyi_rulebook::procedure::wire_name;
use minyi_wire::identity::MandateView;
use minyi_wire::{Command, Problem, ProblemCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::{PAGES, at_a_desk, malformed};
use super::matters::within;
use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody, PathOf, QueryOf};
use crate::procedures::{Circumstances, State as Matter, decide};
use crate::store::events::RawEvent;
use crate::store::matters::{Source, one, some};
use crate::store::{Value, events};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(mandate)).routes(routes!(preview))
}

/// Which mandates.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MandateQuery {
    /// Division code of the congress.
    region: Option<Region>,
    station: Option<OrganId>,
    constituency: Option<String>,
    #[param(inline)]
    stage: Option<MandateStage>,
    /// Part of a name or a short code; at most 60 characters.
    q: Option<String>,
    /// From 1.
    page: Option<u32>,
    /// Mandates on the page, 1 to 200; 50 if left out.
    limit: Option<u16>,
}

/// One page of mandates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MandatePage {
    pub mandates: Vec<MandateView>,
    pub page: u32,
    /// How many fit.
    pub total: i64,
    /// Every congress and constituency of which a mandate is on record.
    pub constituencies: Vec<Constituency>,
}

/// A constituency (选区) or electing body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Constituency {
    pub region: Region,
    pub name: String,
    pub mandates: i64,
}

/// A mandate with what is needed to act on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MandateRecord {
    #[serde(flatten)]
    pub view: MandateView,
    /// The closed list of grounds on which this mandate may be suspended; empty where the law knows none.
    pub suspension_grounds: Vec<SuspensionGround>,
    /// The closed list of grounds on which it may end early.
    pub end_grounds: Vec<EndGround>,
    /// What was recorded, oldest first; for those who read the whole.
    pub steps: Vec<MandateStep>,
}

/// One event of a mandate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MandateStep {
    pub version: u32,
    pub act: String,
    #[schema(value_type = String, format = "date-time")]
    pub at: Timestamp,
}

/// Mandates that fit, by congress and constituency.
#[utoipa::path(
    get,
    path = "/v1/desk/mandates",
    tag = "desk",
    params(MandateQuery),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "One page", body = MandatePage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(query): QueryOf<MandateQuery>,
) -> Result<Json<MandatePage>, ApiFailure> {
    at_a_desk(&actor)?;
    let page = query.page.unwrap_or(1);
    if !(1..=PAGES).contains(&page) {
        return Err(malformed("page", &format!("1 to {PAGES}")));
    }
    let limit = within(query.limit, 50, 200)?;
    let (condition, values) = conditions(&query)?;
    let offset = i64::from(page - 1) * i64::from(limit);
    let sql = format!(
        "SELECT matter FROM mandates WHERE {condition} ORDER BY region, constituency, code LIMIT {limit} OFFSET {offset}"
    );
    let rows = app.db.rows(&sql, &values).await?;
    let matters = rows.iter().map(|row| row.parsed(0)).collect::<Result<Vec<MatterId>, _>>()?;
    let total = app.db.rows(&format!("SELECT COUNT(*) FROM mandates WHERE {condition}"), &values).await?;
    let files = some(Source::Db(&app.db), &matters).await?;
    let (law, now) = (app.law.now(), app.clock.now());
    let shown = matters.iter().filter_map(|matter| match &files.get(matter)?.state {
        Matter::Mandate(mandate) => MandateView::of(mandate, &law.context(&actor, *matter, now, None)),
        _ => None,
    });
    Ok(Json(MandatePage {
        mandates: shown.collect(),
        page,
        total: total.first().map_or(Ok(0), |row| row.int(0))?,
        constituencies: constituencies(&app).await?,
    }))
}

fn conditions(query: &MandateQuery) -> Result<(String, Vec<Value>), ApiFailure> {
    let (mut sql, mut values) = ("1 = 1".to_owned(), Vec::<Value>::new());
    let mut equal = |column: &str, value: Option<String>| {
        if let Some(value) = value {
            values.push(value.into());
            sql.push_str(&format!(" AND {column} = ${}", values.len()));
        }
    };
    equal("region", query.region.as_ref().map(|region| region.as_str().to_owned()));
    equal("station", query.station.as_ref().map(|station| station.as_str().to_owned()));
    equal("constituency", query.constituency.clone());
    equal("stage", query.stage.as_ref().map(wire_name));
    let text = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if let Some(text) = text {
        if text.chars().count() > 60 {
            return Err(malformed("q", "at most 60 characters"));
        }
        // Names are stored in the published JSON as they are; a quote or a wildcard of the question matches nothing.
        let plain: String = text.chars().filter(|c| !matches!(c, '%' | '_' | '"' | '\\')).collect();
        values.push(format!("%\"name\":\"%{plain}%\",\"office\"%").into());
        values.push(plain.to_ascii_uppercase().into());
        sql.push_str(&format!(" AND (published LIKE ${} OR code = ${})", values.len() - 1, values.len()));
    }
    Ok((sql, values))
}

async fn constituencies(app: &App) -> Result<Vec<Constituency>, ApiFailure> {
    let sql = "SELECT region, constituency, COUNT(*) FROM mandates GROUP BY region, constituency \
               ORDER BY region, constituency LIMIT 1000";
    let rows = app.db.rows(sql, &[]).await?;
    let read = |row: &crate::store::Row| {
        Ok(Constituency { region: row.parsed(0)?, name: row.text(1)?, mandates: row.int(2)? })
    };
    Ok(rows.iter().map(read).collect::<Result<_, crate::store::StoreError>>()?)
}

/// One mandate: what is recorded, who agreed to what, its card, and what may be done.
#[utoipa::path(
    get,
    path = "/v1/desk/mandates/{id}",
    tag = "desk",
    params(("id" = MatterId, Path)),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "As much as the reader may see", body = MandateRecord),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn mandate(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Json<MandateRecord>, ApiFailure> {
    at_a_desk(&actor)?;
    let mandate = read(&app, matter).await?;
    let law = app.law.now();
    let view =
        MandateView::of(&mandate, &law.context(&actor, matter, app.clock.now(), None)).ok_or(ProblemCode::NotFound)?;
    let steps = if view.mandate.is_some() { steps(&app, matter).await? } else { Vec::new() };
    Ok(Json(MandateRecord {
        view,
        suspension_grounds: SuspensionGround::ALL
            .into_iter()
            .filter(|ground| ground.suspends(mandate.office))
            .collect(),
        end_grounds: EndGround::ALL.into_iter().filter(|ground| ground.ends(mandate.office)).collect(),
        steps,
    }))
}

async fn read(app: &App, matter: MatterId) -> Result<Box<MandateState>, ApiFailure> {
    match one(&app.db, matter).await?.map(|file| file.state) {
        Some(Matter::Mandate(mandate)) => Ok(mandate),
        _ => Err(ProblemCode::NotFound.into()),
    }
}

async fn steps(app: &App, matter: MatterId) -> Result<Vec<MandateStep>, ApiFailure> {
    let sql = format!("SELECT {} FROM events WHERE matter = $1 ORDER BY version", events::EVENT_COLUMNS);
    let mut steps = Vec::new();
    for row in app.db.rows(&sql, &[matter.to_string().into()]).await? {
        let event = RawEvent::of(&row)?.believed()?.event;
        steps.push(MandateStep { version: event.version(), act: event.act(), at: event.at() });
    }
    Ok(steps)
}

/// What the command would make of the mandate, for this reader. Nothing is written; the rulebook's refusal is the same as the door's.
#[utoipa::path(
    post,
    path = "/v1/desk/mandates/{id}/preview",
    tag = "desk",
    params(("id" = MatterId, Path)),
    request_body = MandateCommand,
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "The mandate as it would be", body = MandateView),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn preview(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
    JsonBody(command): JsonBody<MandateCommand>,
) -> Result<Json<MandateView>, ApiFailure> {
    at_a_desk(&actor)?;
    let (law, now) = (app.law.now(), app.clock.now());
    let context = law.context(&actor, matter, now, None);
    let before = read(&app, matter).await?;
    // Whoever cannot see it is told so, not refused by a rule.
    MandateView::of(&before, &context).ok_or(ProblemCode::NotFound)?;
    let of = Circumstances { law: &law, actor: &actor, matter, now };
    let state = Matter::Mandate(before);
    let (event, _) = decide(Some(&state), &Command::Mandate(command), None, &of, None).map_err(Problem::from)?;
    match Matter::after(Some(state), &event) {
        Some(Matter::Mandate(after)) => Ok(Json(MandateView::of(&after, &context).ok_or(ProblemCode::NotFound)?)),
        _ => Err(ProblemCode::Internal.into()),
    }
}
