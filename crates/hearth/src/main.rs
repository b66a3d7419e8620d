//! The `hearth` program. Exit code 0 on success, 1 when something was refused or failed
//! (with the reason on standard error), 2 when it was called wrongly.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match hearth::commands::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let reason = match &error {
                kernel::Error::Internal(message) => message.clone(),
                other => other.to_string(),
            };
            // Standard error may be closed; there is nobody left to tell then.
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("hearth: {reason}\n"));
            ExitCode::FAILURE
        }
    }
}
