//! `/file/photos`: photos of a form without JavaScript, as multipart. They take the same road as any upload: declared, in parts,
//! hashed, recognised by their bytes. One file at a time is in memory, and few forms at once.

use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartRejection};
use axum::response::Response;
use maud::html;
use minyi_rulebook::actor::Actor;
use minyi_rulebook::citizen_case::{Photo, limits};
use minyi_rulebook::ids::{MatterId, Sha256, UploadId};
use minyi_rulebook::procedure::AttachmentKind;
use minyi_wire::upload::{PART_MAX, UploadDeclaration};
use minyi_wire::{Problem, ProblemCode};
use sha2::Digest;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::draft::Draft;
use super::file::{Step, steps};
use super::frame;
use super::visitor::Visitor;
use crate::app::App;
use crate::failure::ApiFailure;
use crate::uploads::PHOTO_MAX;

/// Largest form: what a phone sends with nine of its photos. More is added with another press of the button.
pub(super) const FORM: usize = 96 * 1024 * 1024;
/// Largest of the fields that are not photos.
const FIELD: usize = 128 * 1024;
/// Forms with photos that are read at once; each holds one photo in memory.
static READING: Semaphore = Semaphore::const_new(6);

pub(super) async fn posted(
    State(app): State<App>,
    visitor: Visitor,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    visitor.answer(taken(&app, &visitor, form).await)
}

async fn taken(
    app: &App,
    visitor: &Visitor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiFailure> {
    let mut form = form.map_err(|_| ApiFailure::from(ProblemCode::MalformedBody))?;
    let busy = || ApiFailure::from(Problem::new(ProblemCode::Unavailable).retry_after(5));
    let _turn = READING.try_acquire().map_err(|_| busy())?;
    let mut draft = Draft::default();
    let mut fault = None;
    let mut vouched = false;
    while let Some(field) = form.next_field().await.map_err(|_| cut_off())? {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            read_into(&mut draft, &name, field).await?;
            continue;
        }
        // Browsers send fields in the order of the page: the hidden ones stand before the photos.
        if !vouched {
            visitor.vouch(app, &draft.token)?;
            draft = draft.with_ids();
            vouched = true;
        }
        let actor = visitor.citizen().ok_or(ProblemCode::SessionOver)?;
        match keep(app, actor, &draft, field).await {
            Ok(Some(photo)) => {
                let mut photos = draft.photos();
                photos.push(photo);
                draft.set_photos(&photos);
            }
            Ok(None) => {}
            // Those that came before it stay.
            Err(ApiFailure(problem)) => fault = Some(problem),
        }
    }
    if !vouched {
        visitor.vouch(app, &draft.token)?;
        draft = draft.with_ids();
    }
    if let Some(remove) = draft.go.strip_prefix("remove:") {
        let kept: Vec<Photo> = draft.photos().into_iter().filter(|photo| photo.sha256.to_string() != remove).collect();
        draft.set_photos(&kept);
    }
    Ok(page(app, visitor, &draft, fault.as_deref()))
}

async fn read_into(draft: &mut Draft, name: &str, mut field: Field<'_>) -> Result<(), ApiFailure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| cut_off())? {
        if bytes.len() + chunk.len() > FIELD {
            return Err(ProblemCode::BodyTooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    let value = String::from_utf8(bytes).map_err(|_| ApiFailure::from(ProblemCode::MalformedBody))?;
    let place = match name {
        "token" => &mut draft.token,
        "matter" => &mut draft.matter,
        "command" => &mut draft.command,
        "to" => &mut draft.to,
        "title" => &mut draft.title,
        "text" => &mut draft.text,
        "place" => &mut draft.place,
        "spot" => &mut draft.spot,
        "publish" => &mut draft.publish,
        "photos" => &mut draft.photos,
        "go" => &mut draft.go,
        _ => return Ok(()),
    };
    *place = value;
    Ok(())
}

/// Stores one photo; `None` where the field was left empty or the photo is there already.
async fn keep(app: &App, actor: &Actor, draft: &Draft, mut field: Field<'_>) -> Result<Option<Photo>, ApiFailure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| cut_off())? {
        if (bytes.len() + chunk.len()) as u64 > PHOTO_MAX {
            return Err(Problem::new(ProblemCode::UploadOutOfRange).field("file").into());
        }
        bytes.extend_from_slice(&chunk);
    }
    let photo = Photo { sha256: Sha256(sha2::Sha256::digest(&bytes).into()), bytes: bytes.len() as u64 };
    let photos = draft.photos();
    if bytes.is_empty() || photos.contains(&photo) {
        return Ok(None);
    }
    if photos.len() >= limits::PHOTOS {
        return Err(Problem::new(ProblemCode::TooManyUploads).field("file").into());
    }
    send_up(app, actor, draft.matter(), &photo, bytes.into()).await?;
    Ok(Some(photo))
}

/// The upload of one photo, part by part, under an id that follows from matter and photo: sent twice, it is one.
async fn send_up(
    app: &App,
    actor: &Actor,
    matter: MatterId,
    photo: &Photo,
    bytes: bytes::Bytes,
) -> Result<(), ApiFailure> {
    let id = UploadId(derived(actor, matter, photo));
    let declaration = UploadDeclaration {
        matter,
        sha256: photo.sha256,
        bytes: photo.bytes,
        part_bytes: PART_MAX,
        kind: AttachmentKind::Photo,
    };
    let parts = declaration.parts();
    app.uploads.declare(actor, id, declaration, app.clock.now()).await?;
    for number in 0..parts {
        let from = number as usize * PART_MAX as usize;
        let part = bytes.slice(from..bytes.len().min(from + PART_MAX as usize));
        let digest = Sha256(sha2::Sha256::digest(&part).into());
        app.uploads.take_part(actor, id, number, digest, part, app.clock.now()).await?;
    }
    Ok(())
}

fn derived(actor: &Actor, matter: MatterId, photo: &Photo) -> Uuid {
    let name = format!("form {} {matter} {}", actor.user, photo.sha256);
    let digest: [u8; 32] = sha2::Sha256::digest(name).into();
    uuid::Builder::from_custom_bytes(std::array::from_fn(|at| digest[at])).into_uuid()
}

fn cut_off() -> ApiFailure {
    Problem::new(ProblemCode::MalformedBody).field("file").accepting("a form that arrives whole").into()
}

/// The step of the photos.
pub(super) fn page(_app: &App, visitor: &Visitor, draft: &Draft, fault: Option<&Problem>) -> Response {
    let title = visitor.say("照片", "Photos");
    let photos = draft.photos();
    let said = fault.map(|problem| visitor.say(problem.code.zh(), problem.code.en()));
    let body = html! {
        h1 { (title) }
        (steps(visitor, Step::Photos))
        p { (visitor.say("照片可以不传。最多 9 张，每张不超过 20 MB（JPEG、PNG、WebP、HEIC）。", "Photos are optional: at most nine, 20 MB each (JPEG, PNG, WebP, HEIC).")) }
        form method="post" action="/file/photos" enctype="multipart/form-data" {
            (frame::hidden(&draft.carried()))
            @if !photos.is_empty() {
                h2 { (visitor.say("已收到", "Here already")) }
                ul.plain.list { @for (number, photo) in photos.iter().enumerate() {
                    li {
                        (visitor.say("照片", "Photo")) " " (number + 1) " · " (photo.bytes.div_ceil(1024)) " KB "
                        button.quiet name="go" value={ "remove:" (photo.sha256) } aria-label={ (visitor.say("移除照片", "Remove photo")) " " (number + 1) } { (visitor.say("移除", "Remove")) }
                    }
                } }
            }
            label for="file" { (visitor.say("选择照片", "Choose photos")) }
            input #file type="file" name="file" accept="image/jpeg,image/png,image/webp,image/heic" multiple aria-describedby="file-fault";
            (frame::complaint("file-fault", said))
            div.row { button.second name="go" value="add" { (visitor.say("上传所选照片", "Send the chosen photos")) } }
        }
        form method="post" action="/file" {
            (frame::hidden(&draft.carried()))
            div.row {
                button name="go" value="review" {
                    @if photos.is_empty() { (visitor.say("不传照片，下一步", "Go on without photos")) } @else { (visitor.say("下一步", "Next")) }
                }
                button.quiet name="go" value="words" { (visitor.say("返回修改文字", "Back to the words")) }
            }
        }
    };
    visitor.page_with(fault.map_or(200, |problem| problem.status), title, body)
}
