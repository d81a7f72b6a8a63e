//! `minyi card` from end to end with the built binary: congresses are founded, a mandate recorded, a card issued to a phone, shown as
//! a picture, verified by another phone without a network, suspended, ended, and everything signed is written as files.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const CITIZEN: &str = "19900000006";

struct World {
    folder: TempDir,
    server: Child,
    url: String,
    /// What the server says on standard error: one-time codes stand there.
    said: BufReader<std::process::ChildStderr>,
}

fn minyi(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minyi"));
    command.current_dir(folder).args(args);
    command
}

/// Runs it with `--json` and gives its document.
fn told(folder: &Path, args: &[&str]) -> Value {
    let output = minyi(folder, args).arg("--json").output().expect("starts");
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{args:?}: {out}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{args:?}: {error}: {out}"))
}

/// Runs it and gives its fault.
fn refused(folder: &Path, args: &[&str]) -> Value {
    let output = minyi(folder, args).arg("--json").output().expect("starts");
    assert_eq!(output.status.code(), Some(1), "{args:?}");
    let document: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    document["error"].clone()
}

fn demo(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo").join(file)
}

/// The demo's district with two of its people.
fn small_seed() -> Value {
    let mut seed: Value = serde_json::from_slice(&std::fs::read(demo("seed.json")).expect("there")).expect("JSON");
    let users = seed["users"].as_array_mut().expect("users");
    users.retain(|user| user["login"] == "office-1" || user["login"] == "deputy-001");
    seed
}

impl World {
    fn begin() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path();
        std::fs::write(at.join("seed.json"), small_seed().to_string()).expect("written");
        let congresses = demo("congresses.json");
        let congresses = congresses.to_str().expect("a path");
        let found = [
            "card",
            "found",
            "--data",
            "data",
            "--roots",
            "roots",
            "--host",
            "demo.example",
            "--congresses",
            congresses,
        ];
        assert_eq!(told(at, &found)["version"], 1);
        let serve =
            ["serve", "--data", "data", "--seed", "seed.json", "--listen", "127.0.0.1:0", "--show-codes", "--json"];
        let mut server = minyi(at, &serve)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(server.stdout.take().expect("piped")).lines();
        let url = lines.find_map(|line| {
            let line = line.ok()?;
            let start = line.find("http://")?;
            Some(line[start..].trim_end_matches(['"', ' ', '}']).to_owned())
        });
        let said = BufReader::new(server.stderr.take().expect("piped"));
        Self { server, url: url.expect("it says where it listens"), said, folder }
    }

    fn at(&self) -> &Path {
        self.folder.path()
    }

    fn roots(&self) -> String {
        let found = walk(&self.at().join("data"), "identity.json").expect("founded");
        found.to_str().expect("a path").to_owned()
    }

    /// The next one-time code for this number.
    fn code(&mut self, phone: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.said.read_line(&mut line).expect("read") > 0, "the server ended");
            if let Some((_, after)) = line.split_once(phone) {
                let digits = after.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6);
                if let Some(digits) = digits {
                    return digits.to_owned();
                }
            }
        }
    }

    fn sign_in_deputy(&self) -> Value {
        let seed = small_seed();
        let deputy = seed["users"].as_array().expect("users").iter().find(|user| user["login"] == "deputy-001");
        let deputy = deputy.expect("in the demo").clone();
        let secret = deputy["totp_secret"].as_str().expect("text");
        let factor =
            totp_rs::Builder::new().with_secret(totp_rs::Secret::try_from_base32(secret).expect("a secret")).build();
        let factor = factor.expect("of six digits");
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_secs();
        let totp = factor.generate(now).to_string();
        let password = deputy["password"].as_str().expect("text");
        let args = ["phone", "--folder", "deputy", "--server", &self.url, "sign-in", "--login", "deputy-001"];
        told(self.at(), &[&args[..], &["--password", password, "--totp", &totp]].concat());
        deputy
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn walk(folder: &Path, name: &str) -> Option<PathBuf> {
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    entries.into_iter().find_map(
        |path| {
            if path.is_dir() { walk(&path, name) } else { path.ends_with(name).then_some(path) }
        },
    )
}

#[test]
fn a_card_is_issued_shown_verified_suspended_and_ended_from_the_terminal() {
    let mut world = World::begin();
    let at = world.at().to_owned();
    let (url, roots) = (world.url.clone(), world.roots());
    let seed = at.join("seed.json");
    let seed = seed.to_str().expect("a path");
    told(
        &at,
        &["staff", "--server", &url, "--session", "office.json", "sign-in", "--login", "office-1", "--demo-seed", seed],
    );
    let deputy = world.sign_in_deputy();

    let year = jiff::Timestamp::now().to_string()[..4].parse::<i32>().expect("a year");
    let (starts, ends) = (format!("{}-03-01", year - 1), format!("{}-02-28", year + 4));
    // Recorded at the office, issued to the deputy's phone.
    let establish = [
        "card",
        "establish",
        "--session",
        "office.json",
        "--deputy",
        deputy["id"].as_str().expect("text"),
        "--name",
        "演示代表",
        "--office-of",
        "district",
        "--region",
        "330502",
        "--constituency",
        "第一选区",
        "--from",
        &starts,
        "--to",
        &ends,
        "--station",
        "station-zhili-1",
    ];
    let receipt = told(&at, &establish);
    let matter = receipt["matter"].as_str().expect("text");
    assert_eq!(refused(&at, &["card", "show", matter, "--folder", "deputy"])["code"], "no_card");
    let issued = told(&at, &["card", "issue", matter, "--folder", "deputy", "--roots", &roots]);
    assert_eq!(issued[0]["published"]["name"], "演示代表");

    // A citizen whose phone was online once.
    let phone = ["phone", "--folder", "citizen", "--server", &url, "sign-in", "--phone", CITIZEN];
    let asking = minyi(&at, &phone).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut asking = asking.expect("starts");
    let code = world.code(CITIZEN);
    std::io::Write::write_all(&mut asking.stdin.take().expect("piped"), format!("{code}\n").as_bytes()).expect("typed");
    assert!(asking.wait().expect("ends").success());

    let drawn = minyi(&at, &["card", "show", matter, "--code", "page", "--folder", "deputy"]).output().expect("starts");
    let drawn = String::from_utf8_lossy(&drawn.stdout).into_owned();
    assert!(drawn.contains('█') && drawn.contains("不能证明本人身份"), "{drawn}");

    let verify =
        |image: &str, more: &[&str]| told(&at, &[&["card", "verify", image, "--folder", "citizen"], more].concat());
    let show = |image: &str, more: &[&str]| {
        told(&at, &[&["card", "show", matter, "--folder", "deputy", "--png", image], more].concat())
    };
    let first = refused(&at, &["card", "verify", "nothing.png", "--folder", "citizen", "--roots", &roots]);
    assert_eq!(first["code"], "file", "the roots are taken all the same");
    told(&at, &["phone", "--folder", "citizen", "offline", "on"]);
    show("live.png", &[]);
    let genuine = verify("live.png", &[]);
    assert_eq!((&genuine["outcome"], &genuine["genuine"]), (&json!("genuine_and_current"), &json!(true)), "{genuine}");
    assert!(genuine["zh"].as_str().expect("text").contains("更新"), "how old the knowledge is: {genuine}");

    // A number of the citizen's own, answered by that very phone.
    let challenge = told(&at, &["card", "challenge", "--folder", "citizen"])["challenge"].clone();
    let challenge = challenge.as_str().expect("six digits");
    show("answer.png", &["--answer", challenge]);
    assert_eq!(verify("answer.png", &["--answer", challenge])["genuine"], true);
    assert_eq!(verify("live.png", &["--answer", challenge])["outcome"], "replay_suspected");
    show("page.png", &["--code", "page"]);
    assert_eq!(verify("page.png", &[])["outcome"], "malformed", "the printed code is no proof");

    // One sync brings a suspension, its end and the notice.
    let office = |args: &[&str]| told(&at, &[&["card"], args, &["--session", "office.json"]].concat());
    office(&["suspend", matter, "--ground", "detained"]);
    show("suspended.png", &[]);
    assert_eq!(verify("suspended.png", &[])["genuine"], true, "nobody told this phone yet");
    let sync = || {
        told(&at, &["phone", "--folder", "citizen", "offline", "off"]);
        told(&at, &["phone", "--folder", "citizen", "sync"]);
        told(&at, &["phone", "--folder", "citizen", "offline", "on"]);
    };
    sync();
    assert_eq!(verify("suspended.png", &[])["outcome"], "suspended");
    office(&["restore", matter]);
    office(&["end", matter, "--ground", "resigned", "--notice", "演示公告1号"]);
    sync();
    let ended = verify("suspended.png", &[]);
    assert_eq!(ended["outcome"], "terminated");
    assert!(ended["zh"].as_str().expect("text").contains("演示公告1号"), "{ended}");

    // What is signed, as files; and nothing that another root signed.
    let lists = told(&at, &["card", "lists", "--server", &url, "--roots", &roots, "--out", "lists"]);
    assert_eq!((&lists["bundle_version"], &lists["lists"]), (&json!(1), &json!(4)));
    assert!(
        at.join("lists/bundle.cbor").exists()
            && at.join("lists/lists/3.cwt").exists()
            && at.join("lists/denies/3.cbor").exists()
    );
    std::fs::write(
        at.join("others.json"),
        json!({ "roots": vec![format!("ed25519:{}", "11".repeat(32)); 3] }).to_string(),
    )
    .expect("written");
    let other = refused(&at, &["card", "lists", "--server", &url, "--roots", "others.json", "--out", "not"]);
    assert_eq!(other["code"], "not_believed");
    assert!(!at.join("not/bundle.cbor").exists());

    // The next bundle needs two of the three roots.
    let publish = ["card", "publish", "--data", "data", "--root", "roots/root-1.key", "--root", "roots/root-3.key"];
    assert_eq!(refused(&at, &publish[..6])["code"], "identity");
    assert_eq!(told(&at, &publish)["version"], 2);
}
