//! A case that is told, from the terminal with the built binary: recorded file in, offline, sent, written down by the office.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use serde_json::Value;

const CITIZEN: &str = "19900000006";
const TONE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../server/src/tests/voice/tone.m4a");
const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/seed.json");

fn minyi(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minyi"));
    command.current_dir(folder).args(args);
    command
}

/// Runs it with `--json` and gives its document; a fault comes as one, too.
fn told(folder: &Path, args: &[&str]) -> Value {
    let output = minyi(folder, args).arg("--json").output().expect("starts");
    let out = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{args:?}: {error}: {out}"))
}

struct Server(Child, BufReader<ChildStderr>);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// On a free port; gives its address.
    fn begin(folder: &Path) -> (Self, String) {
        let mut seed: Value = serde_json::from_slice(&std::fs::read(SEED).expect("there")).expect("JSON");
        seed["users"].as_array_mut().expect("users").retain(|user| user["login"] == "office-1");
        std::fs::write(folder.join("seed.json"), seed.to_string()).expect("written");
        let serve =
            ["serve", "--data", "data", "--seed", "seed.json", "--listen", "127.0.0.1:0", "--show-codes", "--json"];
        let mut server = minyi(folder, &serve)
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
        (Self(server, said), url.expect("it says where it listens"))
    }

    /// The next one-time code for this number.
    fn code(&mut self, phone: &str) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.1.read_line(&mut line).expect("read") > 0, "the server ended");
            let after = line.split_once(phone).map(|(_, after)| after);
            let digits =
                after.and_then(|after| after.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6));
            if let Some(digits) = digits {
                return digits.to_owned();
            }
        }
    }
}

#[test]
fn a_case_is_told_offline_sent_later_and_written_down_from_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let (mut server, url) = Server::begin(at);
    let phone = ["phone", "--folder", "citizen", "--server", &url, "sign-in", "--phone", CITIZEN];
    let asking = minyi(at, &phone).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut asking = asking.expect("starts");
    let code = server.code(CITIZEN);
    asking.stdin.take().expect("piped").write_all(format!("{code}\n").as_bytes()).expect("typed");
    assert!(asking.wait().expect("ends").success());

    let on_phone = |more: &[&str]| told(at, &[&["phone", "--folder", "citizen"], more].concat());
    on_phone(&["offline", "on"]);
    let file = ["file", "--title", "河水发黑", "--to", "office"];
    let silent = on_phone(&file);
    assert_eq!(silent["error"]["rule"]["id"], "submission.words_or_voice", "{silent}");
    let wrong = on_phone(&[&file[..], &["--voice", "seed.json"]].concat());
    assert_eq!(wrong["error"]["field"], "voice.not_a_voice_note", "{wrong}");
    let filed = on_phone(&[&file[..], &["--voice", TONE]].concat());
    let matter = filed["matter"].as_str().unwrap_or_else(|| panic!("{filed}"));
    assert_eq!((&filed["offline"], &filed["sent"]["left"]), (&true.into(), &1.into()));
    on_phone(&["offline", "off"]);
    on_phone(&["sync"]);

    let desk = |more: &[&str]| told(at, &[&["staff", "--server", &url, "--session", "office.json"], more].concat());
    desk(&["sign-in", "--login", "office-1", "--demo-seed", "seed.json"]);
    desk(&["write-down", matter, "--text", "桥东河水发黑"]);
    let shown = desk(&["show", matter]).to_string();
    assert!(shown.contains("\"seconds\":2") && shown.contains("桥东河水发黑"), "{shown}");
}
