//! A figure: one line for people, one JSON object for machines, always beside its peer or its bound.

use serde::Serialize;
use std::io::Write;
use std::time::Duration;

/// Which side of the bound is good.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    /// The value (or the ratio, where there is a peer) must be at least this.
    AtLeast(f64),
    /// The value (or the ratio) must be at most this.
    AtMost(f64),
    /// Printed for the reader; nothing is promised.
    None,
}

/// One measured figure.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) peer: Option<String>,
    pub(crate) peer_value: Option<f64>,
    pub(crate) ratio: Option<f64>,
    pub(crate) bound: Option<String>,
    pub(crate) holds: Option<bool>,
}

impl Figure {
    /// A figure against an absolute bound.
    pub(crate) fn alone(name: impl Into<String>, value: f64, unit: &'static str, bound: Bound) -> Self {
        Self::judged(name.into(), value, unit, None, value, bound)
    }

    /// A figure beside a peer measured in the same run; the bound is on the ratio value / peer.
    pub(crate) fn beside(
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        peer: impl Into<String>,
        peer_value: f64,
        bound: Bound,
    ) -> Self {
        let ratio = value / peer_value;
        Self::judged(name.into(), value, unit, Some((peer.into(), peer_value, ratio)), ratio, bound)
    }

    /// As [`Figure::beside`], of rounds in which both were measured one after the other. The ratio is the median of the rounds'
    /// own, so that what else the machine does in some round hits both sides or neither.
    pub(crate) fn rounds(
        name: impl Into<String>,
        rounds: &[(f64, f64)],
        unit: &'static str,
        peer: impl Into<String>,
        bound: Bound,
    ) -> Self {
        let middle = |of: fn(&(f64, f64)) -> f64| median(&mut rounds.iter().map(of).collect::<Vec<_>>());
        let (value, beside, ratio) =
            (middle(|round| round.0), middle(|round| round.1), middle(|round| round.0 / round.1));
        Self::judged(name.into(), value, unit, Some((peer.into(), beside, ratio)), ratio, bound)
    }

    fn judged(
        name: String,
        value: f64,
        unit: &'static str,
        peer: Option<(String, f64, f64)>,
        judged: f64,
        bound: Bound,
    ) -> Self {
        let (text, holds) = match bound {
            Bound::AtLeast(least) => (Some(format!(">= {least}")), Some(judged >= least)),
            Bound::AtMost(most) => (Some(format!("<= {most}")), Some(judged <= most)),
            Bound::None => (None, None),
        };
        let (peer, peer_value, ratio) =
            peer.map_or((None, None, None), |(peer, value, ratio)| (Some(peer), Some(value), Some(ratio)));
        Self { name, value, unit, peer, peer_value, ratio, bound: text, holds }
    }

    fn line(&self) -> String {
        let mut line = format!("{:<52} {:>12.2} {}", self.name, self.value, self.unit);
        if let (Some(peer), Some(value), Some(ratio)) = (&self.peer, self.peer_value, self.ratio) {
            line.push_str(&format!(" | {peer}: {value:.2} | ratio {ratio:.2}"));
        }
        if let (Some(bound), Some(holds)) = (&self.bound, self.holds) {
            line.push_str(&format!(" | {bound}: {}", if holds { "holds" } else { "DOES NOT HOLD" }));
        }
        line
    }
}

/// Where figures go, and whether all bounds held so far.
#[derive(Debug)]
pub(crate) struct Sheet {
    json: bool,
    all_hold: bool,
}

impl Sheet {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, all_hold: true }
    }

    /// Prints a figure at once.
    pub(crate) fn put(&mut self, figure: &Figure) -> Result<(), crate::Failure> {
        self.all_hold &= figure.holds != Some(false);
        let line = if self.json { serde_json::to_string(figure)? } else { figure.line() };
        writeln!(std::io::stdout().lock(), "{line}")?;
        Ok(())
    }

    /// A word about what runs, for people only.
    pub(crate) fn say(&self, words: &str) -> Result<(), crate::Failure> {
        if !self.json {
            writeln!(std::io::stderr().lock(), "-- {words}")?;
        }
        Ok(())
    }

    pub(crate) fn all_hold(&self) -> bool {
        self.all_hold
    }
}

/// The value below which this share of the samples lies, in milliseconds. Sorts in place.
pub(crate) fn percentile_ms(samples: &mut [Duration], share: f64) -> f64 {
    samples.sort_unstable();
    if samples.is_empty() {
        return f64::NAN;
    }
    let place = ((samples.len() - 1) as f64 * share).round() as usize;
    samples[place.min(samples.len() - 1)].as_secs_f64() * 1e3
}

/// The middle of some measurements.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    if values.is_empty() { f64::NAN } else { values[values.len() / 2] }
}
