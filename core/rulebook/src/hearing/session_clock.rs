//! The session clock (庭审时钟): ordered segments in programme time. Whatever happened in the court room is named by programme
//! time, which no edit changes; the session offset that people read is derived from the segments each time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a segment of the session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// 开庭
    Opening,
    /// 法庭调查
    Investigation,
    /// 法庭辩论
    Debate,
    /// 最后陈述
    Statement,
    /// 休庭
    Recess,
    /// 不公开环节: closed evidence inside an open hearing, or mediation; no picture, no anchor.
    Closed,
    /// 宣判
    Verdict,
}

impl SegmentKind {
    /// Whether the segment counts towards the session offset.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Recess | Self::Closed)
    }

    /// The Chinese name.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Opening => "开庭",
            Self::Investigation => "法庭调查",
            Self::Debate => "法庭辩论",
            Self::Statement => "最后陈述",
            Self::Recess => "休庭",
            Self::Closed => "不公开环节",
            Self::Verdict => "宣判",
        }
    }
}

/// One segment. `until` is open only for the last one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Segment {
    pub kind: SegmentKind,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = "date-time"))]
    pub from: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = "date-time"))]
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// Where a moment lies in the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position {
    pub segment: SegmentKind,
    /// Milliseconds of open session before it.
    pub offset_ms: i64,
}

/// What is wrong with a list of segments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockFault {
    /// Two segments share time, or stand in the wrong order. The index is the later one.
    Overlap(usize),
    /// A segment that is not the last has no end, or one ends before it begins.
    NoEnd(usize),
    /// No segment at all.
    Empty,
}

/// The clock of one session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionClock {
    pub segments: Vec<Segment>,
}

impl SessionClock {
    /// Checks segments as a clerk's correction gives them.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(segments: &[Segment]) -> Result<(), ClockFault> {
        if segments.is_empty() {
            return Err(ClockFault::Empty);
        }
        for (index, segment) in segments.iter().enumerate() {
            match segment.until {
                None if index + 1 < segments.len() => return Err(ClockFault::NoEnd(index)),
                Some(until) if until <= segment.from => return Err(ClockFault::NoEnd(index)),
                _ => {}
            }
            let before = index.checked_sub(1).and_then(|before| segments[before].until);
            if before.is_some_and(|before| segment.from < before) {
                return Err(ClockFault::Overlap(index));
            }
        }
        Ok(())
    }

    /// Ends the running segment and begins another. One of no length is replaced: two buttons were pressed at once.
    pub(super) fn begin(&mut self, kind: SegmentKind, at: Timestamp) {
        let at = match self.running().map(|running| running.from) {
            Some(from) if from >= at => {
                self.segments.pop();
                from
            }
            _ => at,
        };
        self.end(at);
        self.segments.push(Segment { kind, from: at, until: None });
    }

    /// Ends the running segment.
    pub(super) fn end(&mut self, at: Timestamp) {
        if let Some(last) = self.segments.last_mut()
            && last.until.is_none()
        {
            // A clock that was set back must not make a segment that ends before it begins.
            last.until = Some(at.max(last.from));
        }
    }

    /// The running segment.
    #[must_use]
    pub fn running(&self) -> Option<&Segment> {
        self.segments.last().filter(|segment| segment.until.is_none())
    }

    /// When the session began.
    #[must_use]
    pub fn began(&self) -> Option<Timestamp> {
        self.segments.first().map(|segment| segment.from)
    }

    /// Where a moment of programme time lies; `None` before the session, after it, or between segments.
    #[must_use]
    pub fn position(&self, at: Timestamp) -> Option<Position> {
        let mut offset_ms = 0;
        for segment in &self.segments {
            let inside = segment.from <= at && segment.until.is_none_or(|until| at < until);
            let upto = segment.until.map_or(at, |until| until.min(at));
            if segment.kind.is_open() && upto > segment.from {
                offset_ms += upto.as_millisecond() - segment.from.as_millisecond();
            }
            if inside {
                return Some(Position { segment: segment.kind, offset_ms });
            }
        }
        None
    }

    /// The parts of a span of time in which the session was open.
    pub(super) fn open_ms(&self, from: Timestamp, until: Timestamp) -> i64 {
        let mut sum = 0;
        for segment in self.segments.iter().filter(|segment| segment.kind.is_open()) {
            let begin = segment.from.max(from);
            let end = segment.until.map_or(until, |end| end.min(until));
            sum += (end.as_millisecond() - begin.as_millisecond()).max(0);
        }
        sum
    }
}
