//! How times and states are said.

use kernel::{Date, Moment, PromiseState, Timestamp};
use page::kit::{self, Tag, Tone};

use crate::front_door::model::{RiskLevel, State};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A stretch of time in whole minutes, hours or days, rounded down.
pub(super) fn stretch(seconds: i64) -> String {
    let say = |n: i64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    match seconds.max(0) {
        s if s < HOUR => say(s / 60, "minute"),
        s if s < 2 * DAY => say(s / HOUR, "hour"),
        s => say(s / DAY, "day"),
    }
}

/// How long somebody has waited.
pub(super) fn waited(since: Timestamp, now: Timestamp) -> String {
    stretch(now.duration_since(since).as_secs())
}

/// How a promise stands, with the time that is left or over.
pub(super) fn clock(state: PromiseState, due: Timestamp, now: Timestamp) -> Tag {
    let left = due.duration_since(now).as_secs();
    let (words, tone) = match state {
        PromiseState::Open => (format!("{} left", stretch(left)), Tone::Calm),
        PromiseState::NearlyDue => (format!("{} left", stretch(left)), Tone::Soon),
        PromiseState::Late => (format!("{} late", stretch(-left)), Tone::Late),
        PromiseState::Kept => (state.label().to_owned(), Tone::Good),
        PromiseState::KeptLate => (state.label().to_owned(), Tone::Soon),
        PromiseState::Withdrawn => (state.label().to_owned(), Tone::Quiet),
    };
    kit::promise_tag(words, tone)
}

pub(super) fn risk(level: RiskLevel) -> Tag {
    let tone = match level {
        RiskLevel::High => Tone::Late,
        RiskLevel::Medium => Tone::Soon,
        RiskLevel::Low => Tone::Quiet,
    };
    kit::tag(format!("{} risk", level.label())).tone(tone)
}

pub(super) fn state(state: State) -> Tag {
    let tone = match state {
        State::New => Tone::Special,
        State::Advised | State::Signposted => Tone::Calm,
        State::Allocated => Tone::Good,
        State::Closed => Tone::Quiet,
    };
    kit::tag(state.label()).tone(tone)
}

pub(super) fn safeguarding() -> Tag {
    kit::tag("Safeguarding").tone(Tone::Late)
}

pub(super) fn date(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

pub(super) fn moment(at: Timestamp) -> String {
    Moment(at).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_said_in_the_unit_that_fits() {
        for (seconds, words) in [
            (-5, "0 minutes"),
            (60, "1 minute"),
            (3 * HOUR + 5, "3 hours"),
            (47 * HOUR, "47 hours"),
            (49 * HOUR, "2 days"),
            (30 * DAY, "30 days"),
        ] {
            assert_eq!(stretch(seconds), words);
        }
    }
}
