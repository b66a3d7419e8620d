//! `hearth routes` and `hearth openapi`: what the code says of itself. No database needed.

use clap::Args;
use kernel::{Error, Result};
use serde::Serialize;

use super::say;
use crate::rooms;

/// List every route with the grant it needs.
#[derive(Args, Debug)]
pub(super) struct Routes {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// A route as `hearth routes --json` tells it.
#[derive(Serialize)]
struct Line {
    method: &'static str,
    path: &'static str,
    /// The actions whose grants it may ask for, or `public`.
    grant: String,
    /// Whether it reads or writes personal data.
    personal: bool,
    about: &'static str,
}

impl Routes {
    pub(super) fn run(&self) -> Result<()> {
        let lines: Vec<Line> = rooms::routes()
            .iter()
            .map(|r| Line {
                method: r.method.as_str(),
                path: r.path,
                grant: if r.public { "public".into() } else { r.grants.join(" ") },
                personal: r.personal,
                about: r.about,
            })
            .chain([Line {
                method: "GET",
                path: "/metrics",
                grant: "public".into(),
                personal: false,
                about: "Counts and times of requests, for the operator",
            }])
            .collect();
        if self.json {
            let text = serde_json::to_string_pretty(&lines).map_err(|e| Error::internal("routes", e))?;
            return say(&text);
        }
        for line in lines {
            say(&format!("{:4} {:44} {:24} {}", line.method, line.path, line.grant, line.about))?;
        }
        Ok(())
    }
}

/// Prints the API's description.
pub(super) fn openapi() -> Result<()> {
    let document = crate::openapi::document(&rooms::routes());
    say(&serde_json::to_string_pretty(&document).map_err(|e| Error::internal("the description", e))?)
}
