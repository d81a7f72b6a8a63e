//! `GET /v1/policy`: every rule that this server goes by, with its source, for anybody to check.

use axum::Json;
use axum::extract::State;
use minyi_rulebook::calendar::Notice;
use minyi_rulebook::policy::{ClockRule, Quote, ResultClass};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(policy))
}

/// The rules in force and out of force, as shipped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PolicyView {
    /// Version of the policy files.
    pub version: String,
    /// Deadlines.
    pub clock_rules: Vec<ClockRule>,
    /// Rules that refusals quote.
    pub quotes: Vec<Quote>,
    /// Classes of results.
    pub result_classes: Vec<ResultClass>,
    /// Years whose work days are known, and from which notice.
    pub calendar: Vec<CalendarYear>,
}

/// A year of the State Council's calendar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CalendarYear {
    pub year: i16,
    pub notice: Option<Notice>,
}

/// The rules, their sources and the work-day calendars.
#[utoipa::path(
    get,
    path = "/v1/policy",
    tag = "policy",
    responses((status = 200, description = "All rules as shipped", body = PolicyView))
)]
async fn policy(State(app): State<App>) -> Json<PolicyView> {
    let (policy, calendar) = (app.law.now().policy, app.law.now().calendar);
    Json(PolicyView {
        version: policy.version().to_owned(),
        clock_rules: policy.clock_rules().to_vec(),
        quotes: policy.quotes().to_vec(),
        result_classes: policy.result_classes().to_vec(),
        calendar: calendar.years().map(|year| CalendarYear { year, notice: calendar.notice(year).cloned() }).collect(),
    })
}
