//! How long one password hash takes on this machine, for the figure in docs/sign-in.md:
//!
//! ```text
//! cargo run --release -p access --example password_hash
//! ```

use std::time::{Duration, Instant};

use access::sign_in::passwords;

/// Hashes that are timed, one after the other.
const RUNS: usize = 40;

fn main() -> Result<(), String> {
    let mut took: Vec<Duration> = Vec::new();
    for run in 0..RUNS {
        let password = format!("kettle-moss-ninety-{run}");
        let began = Instant::now();
        passwords::hash(&password).map_err(|e| e.to_string())?;
        took.push(began.elapsed());
    }
    took.sort();
    let (memory, passes, lanes) = passwords::COST;
    let millis = |at: usize| took.get(at).map_or(0.0, |one| one.as_secs_f64() * 1e3);
    println!("Argon2id, {memory} KiB, {passes} passes, {lanes} lane, {RUNS} hashes one after the other:");
    println!(
        "fastest {:.1} ms, median {:.1} ms, slowest {:.1} ms",
        millis(0),
        millis(RUNS / 2),
        millis(RUNS - 1)
    );
    Ok(())
}
