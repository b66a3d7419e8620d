//! The `hearth` program. Exit code 0 on success, 1 when something was refused or failed
//! (with the reason on standard error), 2 when it was called wrongly.

use std::process::ExitCode;

use clap::Parser;

/// A page is thousands of small strings, made by one thread and let go by another: with the system's own way of giving
/// out memory that took a quarter of the server's time.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match hearth::commands::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            hearth::commands::complain(&error);
            ExitCode::FAILURE
        }
    }
}
