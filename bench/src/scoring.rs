//! Scoring 100,000 questionnaires: made up from one seed, some half-filled, written as a file and given to `hearth score`, which tells how
//! long it took.

use std::{fmt::Write, fs, path::Path, process::Command, time::Instant};

use crate::{
    fault::{Result, While, fault},
    report::Report,
};

/// Questionnaires of one file (issue: 100,000 under a second).
const QUESTIONNAIRES: usize = 100_000;

/// A measure, who answers it, and what its columns hold.
struct Kind {
    measure: &'static str,
    informant: &'static str,
    columns: usize,
    prefix: &'static [&'static str],
    highest: u64,
}

const KINDS: [Kind; 2] = [
    Kind {
        measure: "sdq",
        informant: "parent",
        columns: 5,
        prefix: &["emotional", "conduct", "hyperactivity", "peer", "prosocial"],
        highest: 10,
    },
    Kind {
        measure: "core-10",
        informant: "parent",
        columns: 10,
        prefix: &["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10"],
        highest: 4,
    },
];

/// The file of one kind: one answer in forty is missing.
fn answers(kind: &Kind) -> String {
    let mut state = 1_u64;
    // SplitMix64, which needs no crate to be the same everywhere.
    let mut next = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let mut text = format!("row,{}\n", kind.prefix.join(","));
    for row in 1..=QUESTIONNAIRES {
        // Writing to text cannot fail.
        let _ = write!(text, "{row}");
        for _ in 0..kind.columns {
            let (answer, missing) = (next() % (kind.highest + 1), next().is_multiple_of(40));
            let _ = if missing { write!(text, ",") } else { write!(text, ",{answer}") };
        }
        text.push('\n');
    }
    text
}

/// Measures one run for each kind, and what it says of its own part.
pub(crate) fn measure(program: &Path, folder: &Path, report: &mut Report) -> Result<()> {
    for kind in &KINDS {
        let file = folder.join(format!("score-{}.csv", kind.measure));
        fs::write(&file, answers(kind)).while_("writing the questionnaires")?;
        let begun = Instant::now();
        let done = Command::new(program)
            .args(["score", "--measure", kind.measure, "--informant", kind.informant])
            .arg(&file)
            .output()
            .while_("running hearth score")?;
        let whole = begun.elapsed().as_secs_f64();
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        let rows = done.stdout.iter().filter(|byte| **byte == b'\n').count();
        if !done.status.success() || rows != QUESTIONNAIRES + 1 {
            return fault("hearth score did not score every questionnaire");
        }
        let inside: Option<f64> =
            told.split("scored in ").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        let Some(inside) = inside else { return fault("hearth score did not say how long it took") };
        let place = format!("100,000 of the {}", kind.measure);
        report.number(("score", "questionnaires scored", &place), inside, "s", Some(1.0));
        report.number(("score", "questionnaires scored: the whole command", &place), whole, "s", None);
    }
    Ok(())
}
