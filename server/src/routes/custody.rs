//! `GET /v1/desk/custody`: what was done with the originals of all cases, newest first, for those who oversee (查阅记录).

use axum::Json;
use axum::extract::State;
use minyi_rulebook::ids::{MatterId, Sha256};
use minyi_wire::Problem;
use minyi_wire::photo::{CustodyAct, CustodyStep};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::oversees;
use super::matters::within;
use crate::access::SignedIn;
use crate::app::App;
use crate::evidence::Handled;
use crate::failure::{ApiFailure, QueryOf};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(custody))
}

/// Which part of the record.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CustodyQuery {
    /// `next` of the page before.
    before: Option<u64>,
    /// Only steps of this kind.
    act: Option<CustodyAct>,
    /// Steps on the page, 1 to 200; 50 if left out.
    limit: Option<u16>,
}

/// A part of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustodyPage {
    /// Newest first.
    pub steps: Vec<CustodyLine>,
    /// Where older ones go on; `None` at the beginning of the record. A page may be short and still have one.
    pub next: Option<u64>,
}

/// What was done with one original.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CustodyLine {
    pub matter: MatterId,
    /// SHA-256 of the original.
    pub photo: Sha256,
    #[serde(flatten)]
    pub step: CustodyStep,
    /// Login of the account; `None` for citizens, who have none.
    pub login: Option<String>,
}

/// Who did what with which original, when and why. For the office and auditors.
#[utoipa::path(
    get,
    path = "/v1/desk/custody",
    tag = "desk",
    params(CustodyQuery),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "Newest first", body = CustodyPage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn custody(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(query): QueryOf<CustodyQuery>,
) -> Result<Json<CustodyPage>, ApiFailure> {
    oversees(&actor)?;
    let limit = within(query.limit, 50, 200)?;
    let (handled, next) = app.evidence.recent(query.before, query.act, usize::from(limit)).await?;
    let accounts = app.access.accounts().await?;
    let login = |user| accounts.iter().find(|account| account.user == user).map(|account| account.login.clone());
    let line = |Handled { matter, photo, step }| CustodyLine { matter, photo, login: login(step.actor), step };
    Ok(Json(CustodyPage { steps: handled.into_iter().map(line).collect(), next }))
}
