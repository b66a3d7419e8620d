//! The `hearth` program. Exit code 0 on success, 1 when something was refused or failed
//! (with the reason on standard error), 2 when it was called wrongly.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match hearth::commands::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            hearth::commands::complain(&error);
            ExitCode::FAILURE
        }
    }
}
