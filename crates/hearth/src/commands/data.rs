//! `hearth demo` and `hearth import`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kernel::{Date, Error, Result};
use store::Db;

/// Fill an empty database with made-up people and money.
#[derive(Args, Debug)]
pub(super) struct Demo {
    /// How large: agency, region or nation.
    #[arg(long, default_value = "agency")]
    size: String,
    /// The same seed and day give the same people again.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day that the demo thinks it is; today unless said.
    #[arg(long)]
    today: Option<Date>,
}

impl Demo {
    pub(super) async fn run(self, _db: Db) -> Result<()> {
        let _ = (self.size, self.seed, self.today);
        Err(Error::Internal("the demo is not here yet".into()))
    }
}

/// Take in files from elsewhere.
#[derive(Subcommand, Debug)]
pub(super) enum Import {
    /// Published statistics, as the Department for Education gives them or in the tidy form.
    Published {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

impl Import {
    pub(super) async fn run(self, _db: Db) -> Result<()> {
        let Import::Published { files: _ } = self;
        Err(Error::Internal("the import is not here yet".into()))
    }
}
