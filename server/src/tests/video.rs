//! The pictures of a hearing through the gateway, with a real stream: ffmpeg makes it, and ffmpeg plays it back through this server with a
//! deputy's session.

use std::process::Command;

use jiff::SignedDuration;
use minyi_rulebook::hearing::{HearingCommand as C, SegmentKind, VideoSource};
use minyi_wire::ProblemCode;
use minyi_wire::receipt::ServerKeys;
use minyi_wire::video::{Picture, VideoFetches, VideoPass};
use serde_json::json;

use super::hearings::Court;
use crate::testing::{Caller, FilmedCourt, SEGMENTS};
use crate::video::playlist::programme_time;

/// A hearing in session whose pictures come from here; `None` where ffmpeg is not installed.
async fn on_air(dated: bool) -> Option<(Court, FilmedCourt)> {
    let court = Court::live().await;
    let filmed = FilmedCourt::start(dated.then(|| court.server.now())).await?;
    let origin = filmed.origin.clone();
    court.does(&court.office, C::SetVideo { video: VideoSource::Hls { origin, delay_s: 30 } }).await;
    Some((court, filmed))
}

impl Court {
    async fn video(&self, by: &Caller) -> VideoPass {
        self.server.get(&format!("/v1/hearings/{}/video", self.matter), by).await.json()
    }

    fn playlist_path(&self) -> String {
        format!("/v1/hearings/{}/video/index.m3u8", self.matter)
    }

    async fn playlist(&self, by: &Caller) -> String {
        let answer = self.server.get(&self.playlist_path(), by).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("content-type"), Some("application/vnd.apple.mpegurl"));
        String::from_utf8(answer.body.to_vec()).unwrap()
    }
}

fn pieces(playlist: &str) -> Vec<String> {
    playlist.lines().filter(|line| line.starts_with("/v1/video/")).map(str::to_owned).collect()
}

fn key_of(playlist: &str) -> String {
    let line = playlist.lines().find(|line| line.starts_with("#EXT-X-KEY")).unwrap();
    line.split('"').nth(1).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_player_plays_the_courts_stream_through_the_gateway_and_never_learns_where_it_is() {
    let Some((court, filmed)) = on_air(true).await else { return };
    let deputy = &court.deputies[0];
    let list = court.playlist(deputy).await;
    assert_eq!(pieces(&list).len(), SEGMENTS);
    for secret in ["127.0.0.1", "part0", "court.key", "index.m3u8"] {
        assert!(!list.contains(secret), "{secret} in {list}");
    }
    let piece = court.server.get(&pieces(&list)[1], None).await;
    assert_eq!(piece.body, std::fs::read(filmed.folder().join("part1.ts")).unwrap(), "as the court sends it");

    // A real player, which asks for the list, the key and each piece by itself.
    let url = format!("{}{}", court.server.url, court.playlist_path());
    let headers = format!("Authorization: Bearer {}\r\n", deputy.token);
    let played = tokio::task::spawn_blocking(move || {
        Command::new("ffprobe")
            .args(["-loglevel", "error", "-headers", &headers, "-count_frames", "-select_streams", "v:0"])
            .args(["-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", &url])
            .output()
    });
    let played = played.await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&played.stdout).into_owned();
    // The count stands there once for the stream and once more for its programme.
    let frames = told.split(|c: char| !c.is_ascii_digit()).find(|word| !word.is_empty());
    assert_eq!(frames, Some("40"), "{}", String::from_utf8_lossy(&played.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn turning_closed_stops_list_piece_and_key_at_once_and_a_closed_part_for_as_long_as_it_lasts() {
    let Some((court, _filmed)) = on_air(true).await else { return };
    let deputy = &court.deputies[0];
    let list = court.playlist(deputy).await;
    let (piece, key) = (pieces(&list)[0].clone(), key_of(&list));
    let open = async |expected: u16| {
        for (path, by) in [(court.playlist_path(), Some(deputy)), (piece.clone(), None), (key.clone(), Some(deputy))] {
            assert_eq!(court.server.get(&path, by).await.status, expected, "{path}");
        }
    };
    open(200).await;
    for (command, expected) in [
        (C::StartSegment { kind: SegmentKind::Closed }, 404),
        (C::StartSegment { kind: SegmentKind::Debate }, 200),
        (C::TurnClosed { reason: "涉及商业秘密".into() }, 404),
    ] {
        court.server.clock.advance(SignedDuration::from_secs(1));
        court.does(&court.clerk, command.clone()).await;
        // The picture is looked at as it is stored; the room hears of it within a tick.
        court.server.app.hearings.catch_up(court.matter).await.unwrap();
        open(expected).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pass_is_for_two_minutes_one_viewer_and_one_thing() {
    let Some((court, _filmed)) = on_air(true).await else { return };
    let [one, other, _] = &court.deputies[..] else { panic!("three deputies") };
    let list = court.playlist(one).await;
    let (piece, key) = (pieces(&list)[0].clone(), key_of(&list));
    assert_eq!(court.server.get(&key, one).await.body.as_ref(), [7; 16]);
    let refused = [
        (key.clone(), Some(other)),
        (piece.replace("/piece.ts", "/key"), Some(one)),
        (key.replace("/key", "/piece.ts"), None),
        (piece.replace("/piece", "x/piece"), None),
        ("/v1/video/x/piece.ts".to_owned(), None),
    ];
    for (path, by) in refused {
        court.server.get(&path, by).await.problem(ProblemCode::NotFound);
    }
    court.server.get(&key, None).await.problem(ProblemCode::Unauthenticated);
    court.server.clock.advance(SignedDuration::from_secs(120));
    court.server.get(&piece, None).await.problem(ProblemCode::NotFound);
    assert_eq!(
        court.server.get(&pieces(&court.playlist(one).await)[0], None).await.status,
        200,
        "the next list renews it"
    );
    // Recused: the passes that are held are over as well.
    let held = pieces(&court.playlist(one).await)[0].clone();
    court.does(one, C::DeclareConflict { reason: "与当事人同单位".into() }).await;
    court.server.app.hearings.catch_up(court.matter).await.unwrap();
    court.server.get(&held, None).await.problem(ProblemCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programme_time_is_told_where_there_is_one_and_its_lack_is_marked() {
    for expected in [true, false] {
        let Some((court, filmed)) = on_air(expected).await else { return };
        let Picture::Hls { dated, delay_s, .. } = court.video(&court.deputies[0]).await.picture else { panic!("hls") };
        assert_eq!((dated, delay_s), (expected, 30));
        let list = std::fs::read(filmed.folder().join("index.m3u8")).unwrap();
        let at = |sequence, ms| programme_time(&list, sequence, SignedDuration::from_millis(ms));
        assert_eq!(at(0, 0).is_some(), expected);
        if let (Some(first), Some(third)) = (at(0, 500), at(2, 250)) {
            let apart = third.duration_since(first).as_millis();
            assert!((1_740..=1_760).contains(&apart), "each step is as long as its segment: {apart}");
        }
    }
    // A page of somebody else's tells none, and has no playlist.
    let court = Court::live().await;
    let video = VideoSource::ExternalPage { url: "https://court.example/live".into(), delay_s: 45 };
    court.does(&court.office, C::SetVideo { video }).await;
    court.server.app.hearings.catch_up(court.matter).await.unwrap();
    let picture = court.video(&court.deputies[0]).await.picture;
    assert_eq!(picture, Picture::ExternalPage { url: "https://court.example/live".into(), delay_s: 45 });
    court.server.get(&court.playlist_path(), &court.deputies[0]).await.problem(ProblemCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_watermark_names_the_viewer_under_the_servers_signature_and_every_fetch_is_counted() {
    let Some((court, _filmed)) = on_air(true).await else { return };
    let deputy = &court.deputies[1];
    let mark = court.video(deputy).await.watermark;
    let keys: ServerKeys = court.server.get("/v1/keys", None).await.json();
    let key = keys.keys.iter().find(|key| key.key_id == mark.key_id).and_then(|key| key.verifying_key()).unwrap();
    assert!(mark.is_good(&key, court.server.now()));
    assert_eq!((mark.viewer, mark.seat, mark.name.as_str()), (deputy.actor.user, 2, "deputy-002"));

    let list = court.playlist(deputy).await;
    for piece in pieces(&list) {
        court.server.get(&piece, None).await;
    }
    court.server.get(&key_of(&list), deputy).await;
    // Somebody without a seat, and somebody of the staff who has no picture.
    let bench = court.server.staff("bench-1").await;
    court.server.get(&court.playlist_path(), &bench).await.problem(ProblemCode::NotFound);
    court.server.app.tick().await.unwrap();
    let path = format!("/v1/hearings/{}/video/log", court.matter);
    let log: Vec<VideoFetches> = court.server.get(&path, &court.office).await.json();
    let count = |viewer: &Caller, what: &str| {
        let rows = log.iter().filter(|row| row.viewer == viewer.actor.user && row.what == what);
        rows.map(|row| row.fetches).sum::<i64>()
    };
    assert_eq!([count(deputy, "playlist"), count(deputy, "piece"), count(deputy, "key")], [1, 4, 1]);
    assert_eq!([count(&bench, "refused"), count(deputy, "refused")], [1, 0]);
    court.server.get(&path, deputy).await.problem(ProblemCode::NotFound);
    assert_eq!(json!(log[0].minute).as_str().map(|minute| minute.ends_with(":00Z")), Some(true));
}
