//! `/v1/desk/accounts`: accounts kept by the congress office, and the log of what was done with them.

use axum::Json;
use axum::extract::State;
use minyi_rulebook::accounts::AccountCommand;
use minyi_rulebook::ids::{CommandId, UserId};
use minyi_wire::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::oversees;
use super::log_page::LogPage;
use crate::access::{AccountDone, AccountEntry, Asked, SignedIn};
use crate::app::App;
use crate::failure::{ApiFailure, JsonBody, QueryOf};

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(command)).routes(routes!(log))
}

/// A command on an account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountRequest {
    /// Made by the client; sent again, it is not done again.
    pub id: CommandId,
    /// The account; for a new one, its id, made by the client.
    pub account: UserId,
    pub command: AccountCommand,
    /// Why, 1 to 200 characters; goes on record.
    pub reason: String,
}

/// Makes, changes or stops an account; a deputy's is their entry of the directory, and public pages, lists and decisions go by it at once. Whoever is signed in with it is signed out. Secrets are told once.
#[utoipa::path(
    post,
    path = "/v1/desk/accounts",
    tag = "desk",
    request_body = AccountRequest,
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "Done, and on record", body = AccountDone),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn command(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    JsonBody(AccountRequest { id, account, command, reason }): JsonBody<AccountRequest>,
) -> Result<Json<AccountDone>, ApiFailure> {
    let asked = Asked { id, account, command: &command, reason: &reason, actor: &actor };
    let done = app.access.administer(&asked, &app.law.now().directory).await?;
    // It may be a deputy's: then the directory says something else now.
    app.directory.reload(&app.db, &app.law).await?;
    Ok(Json(done))
}

/// What was done with accounts, newest first. For the office and auditors.
#[utoipa::path(
    get,
    path = "/v1/desk/accounts/log",
    tag = "desk",
    params(LogPage),
    security(("session" = []), ("browser" = [])),
    responses(
        (status = 200, description = "Newest first", body = Vec<AccountEntry>),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn log(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    QueryOf(page): QueryOf<LogPage>,
) -> Result<Json<Vec<AccountEntry>>, ApiFailure> {
    oversees(&actor)?;
    let (before, most) = page.bounds()?;
    Ok(Json(app.access.account_log(before, most).await?))
}
