//! 亮身份: signed material for every phone, the card for its holder, and the data of the public pages.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use minyi_identity::plate::{self, Plate};
use minyi_identity::{PageLink, PlateForm, PlateText, QrMatrix};
use minyi_rulebook::ids::{MatterId, OrganId};
use minyi_rulebook::office::Region;
use minyi_wire::identity::{
    CardDelivery, ConstituencyPage, PublicStanding, PublishedMandate, StationPage, TrustMaterial,
};
use minyi_wire::{Problem, ProblemCode};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::access::SignedIn;
use crate::app::App;
use crate::failure::{ApiFailure, PathOf, QueryOf};
use crate::identity::pages;
use crate::identity::plate_pdf::{self, PdfFault, PlateFont};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(trust))
        .routes(routes!(status_list))
        .routes(routes!(card))
        .routes(routes!(deputy))
        .routes(routes!(code))
        .routes(routes!(plate))
        .routes(routes!(plate_pdf))
        .routes(routes!(station))
        .routes(routes!(constituency))
}

/// The signed material by which a phone judges cards without a network. Nothing in it is secret, and asking for it says nothing
/// about whom one meets.
#[utoipa::path(
    get,
    path = "/v1/identity/trust",
    tag = "identity",
    responses(
        (status = 200, description = "Bundle and lists", body = TrustMaterial),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn trust(State(app): State<App>) -> Result<Json<TrustMaterial>, ApiFailure> {
    Ok(Json(app.identity.material().await?))
}

/// The status list of one congress, at the address that its cards carry.
#[utoipa::path(
    get,
    path = "/sl/{region}",
    tag = "identity",
    params(("region" = String, Path)),
    responses(
        (status = 200, description = "Token Status List", body = Vec<u8>, content_type = "application/statuslist+cwt"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn status_list(State(app): State<App>, PathOf(region): PathOf<String>) -> Result<Response, ApiFailure> {
    let list = app.identity.status_list(&region).await?;
    let kind = HeaderValue::from_static("application/statuslist+cwt");
    Ok(([(CONTENT_TYPE, kind), (CACHE_CONTROL, HeaderValue::from_static("max-age=60"))], list).into_response())
}

/// The card of a mandate, for its holder. Anybody else is told that there is none.
#[utoipa::path(
    get,
    path = "/v1/identity/cards/{id}",
    tag = "identity",
    params(("id" = MatterId, Path)),
    security(("session" = [])),
    responses(
        (status = 200, description = "The signed card", body = CardDelivery),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn card(
    State(app): State<App>,
    SignedIn(actor, _): SignedIn,
    PathOf(matter): PathOf<MatterId>,
) -> Result<Json<CardDelivery>, ApiFailure> {
    // Signing does not take long: whoever comes for a card that is owed gets it.
    app.identity.issue_due().await?;
    Ok(Json(app.identity.card_for(actor.user, matter).await?))
}

/// What anybody may read of a mandate, by its short code.
#[utoipa::path(
    get,
    path = "/v1/public/deputies/{code}",
    tag = "public",
    params(("code" = String, Path)),
    responses(
        (status = 200, description = "Published fields only", body = PublishedMandate),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn deputy(State(app): State<App>, PathOf(code): PathOf<String>) -> Result<Json<PublishedMandate>, ApiFailure> {
    Ok(Json(pages::deputy(&app.db, &code).await?))
}

/// The short code as a drawing: opens the public page, and proves nothing about a person.
#[utoipa::path(
    get,
    path = "/v1/public/deputies/{code}/code.svg",
    tag = "public",
    params(("code" = String, Path)),
    responses(
        (status = 200, description = "A QR code", body = String, content_type = "image/svg+xml"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn code(State(app): State<App>, PathOf(code): PathOf<String>) -> Result<Response, ApiFailure> {
    let mandate = pages::deputy(&app.db, &code).await?;
    let keyring = app.identity.keyring().ok_or(ProblemCode::NotFound)?;
    let link = PageLink::new(&keyring.host, &mandate.code).map_err(|_| ProblemCode::Internal)?;
    let drawing = QrMatrix::of_code(&link.to_string()).map_err(|_| ProblemCode::Internal)?;
    let svg = drawing.to_svg(&link.to_string());
    Ok(([(CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"))], svg).into_response())
}

/// Which plate.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PlateQuery {
    /// `a4` for a wall, `badge` to be worn.
    #[param(inline)]
    form: Form,
}

#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Form {
    A4,
    Badge,
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Badge => "badge",
        }
    }
}

/// A plate for print, in millimetres, with published words and the short code only. None for a mandate that has ended.
#[utoipa::path(
    get,
    path = "/v1/public/deputies/{code}/plate.svg",
    tag = "public",
    params(("code" = String, Path), PlateQuery),
    responses(
        (status = 200, description = "A plate", body = String, content_type = "image/svg+xml"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn plate(
    State(app): State<App>,
    PathOf(code): PathOf<String>,
    QueryOf(PlateQuery { form }): QueryOf<PlateQuery>,
) -> Result<Response, ApiFailure> {
    let plate = laid_out(&app, &code, form).await?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"))], plate.to_svg()).into_response())
}

/// The same plate as PDF of one page in its own size, for a printer. A machine without a Chinese font says so.
#[utoipa::path(
    get,
    path = "/v1/public/deputies/{code}/plate.pdf",
    tag = "public",
    params(("code" = String, Path), PlateQuery),
    responses(
        (status = 200, description = "A plate", body = Vec<u8>, content_type = "application/pdf"),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn plate_pdf(
    State(app): State<App>,
    PathOf(code): PathOf<String>,
    QueryOf(PlateQuery { form }): QueryOf<PlateQuery>,
) -> Result<Response, ApiFailure> {
    let plate = laid_out(&app, &code, form).await?;
    let name = format!("inline; filename=\"{}-{}.pdf\"", code.to_ascii_uppercase(), form.name());
    let drawn = tokio::task::spawn_blocking(move || plate_pdf::draw(&plate, PlateFont::of_this_machine())).await;
    let pdf = drawn.map_err(|_| ProblemCode::Internal)?.map_err(|fault| match fault {
        PdfFault::NoFont | PdfFault::MissingCharacter => {
            Problem::new(ProblemCode::Unavailable).accepting(fault.to_string())
        }
        PdfFault::Unwritable => Problem::new(ProblemCode::Internal),
    })?;
    let disposition = HeaderValue::from_str(&name).map_err(|_| ProblemCode::Internal)?;
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], pdf).into_response())
}

/// A plate with published words and the short code; none for a mandate that has ended.
async fn laid_out(app: &App, code: &str, form: Form) -> Result<Plate, ApiFailure> {
    let mandate = pages::deputy(&app.db, code).await?;
    let keyring = app.identity.keyring().ok_or(ProblemCode::NotFound)?;
    if matches!(mandate.standing, PublicStanding::Ended { .. }) {
        return Err(ProblemCode::NotFound.into());
    }
    let link = PageLink::new(&keyring.host, &mandate.code).map_err(|_| ProblemCode::Internal)?;
    let directory = app.directory.now();
    let station = directory.organs.iter().find(|organ| organ.id == mandate.station);
    let text = PlateText {
        name: mandate.name,
        office: mandate.office_zh,
        constituency: mandate.constituency,
        station: station.map(|organ| organ.name_zh.clone()).unwrap_or_default(),
        post: mandate.post,
        pledge: mandate.pledge,
        reception_days: mandate.reception_days,
    };
    let form = match form {
        Form::A4 => PlateForm::A4,
        Form::Badge => PlateForm::Badge,
    };
    Ok(plate::lay(form, &text, &link).map_err(|_| ProblemCode::Internal)?)
}

/// A station and the deputies and deliberators who receive citizens there.
#[utoipa::path(
    get,
    path = "/v1/public/stations/{station}",
    tag = "public",
    params(("station" = OrganId, Path)),
    responses(
        (status = 200, description = "The station", body = StationPage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn station(State(app): State<App>, PathOf(station): PathOf<OrganId>) -> Result<Json<StationPage>, ApiFailure> {
    Ok(Json(pages::station(&app.db, &app.directory.now(), &station).await?))
}

/// Which constituency.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConstituencyQuery {
    /// Division code of the congress.
    region: Region,
    /// Its name.
    name: String,
}

/// The deputies of a constituency.
#[utoipa::path(
    get,
    path = "/v1/public/constituencies",
    tag = "public",
    params(ConstituencyQuery),
    responses(
        (status = 200, description = "The constituency", body = ConstituencyPage),
        (status = "default", description = "What is wrong", body = Problem, content_type = "application/problem+json"),
    )
)]
async fn constituency(
    State(app): State<App>,
    QueryOf(query): QueryOf<ConstituencyQuery>,
) -> Result<Json<ConstituencyPage>, ApiFailure> {
    Ok(Json(pages::constituency(&app.db, &query.region, &query.name).await?))
}
