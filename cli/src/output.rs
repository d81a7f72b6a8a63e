//! The one place that writes to the terminal: lines for people, one JSON document for machines.
//!
//! Write errors are ignored on purpose: a closed pipe means that nobody reads, and the work is done all the same.

use minyi_wire::words::Lang;
use std::io::{IsTerminal, Write};

use serde::Serialize;

/// Where and how a command says what it did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) lang: Lang,
    pub(crate) json: bool,
}

impl Output {
    /// Picks one of two texts by language.
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A line for people; silent when a machine reads.
    pub(crate) fn line(self, text: impl AsRef<str>) {
        if !self.json {
            let _ = writeln!(std::io::stdout().lock(), "{}", text.as_ref());
        }
    }

    /// A line for people in the language chosen.
    pub(crate) fn say(self, zh: impl AsRef<str>, en: impl AsRef<str>) {
        self.line(self.pick(zh.as_ref(), en.as_ref()));
    }

    /// The JSON document of a command; silent when a person reads.
    pub(crate) fn document(self, document: &impl Serialize) {
        if self.json {
            let mut out = std::io::stdout().lock();
            let _ = serde_json::to_writer_pretty(&mut out, document);
            let _ = writeln!(out);
        }
    }

    /// A line on standard error, whoever reads.
    pub(crate) fn warn(self, text: impl AsRef<str>) {
        let _ = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
    }

    /// Asks a person for one line. `None` where nobody can answer.
    pub(crate) fn ask(self, zh: &str, en: &str) -> Option<String> {
        if !std::io::stdin().is_terminal() && self.json {
            return None;
        }
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "{}", self.pick(zh, en));
        let _ = err.flush();
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).ok()?;
        let answer = answer.trim();
        (!answer.is_empty()).then(|| answer.to_owned())
    }
}
