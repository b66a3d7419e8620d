//! `hearth demo` and `hearth import`.

use std::{
    fs::File,
    io::{BufReader, Write},
    path::PathBuf,
};

use clap::{Args, Subcommand};
use demo::Size;
use insight::published::actions::import_published::{Told, import};
use kernel::{Clock, Date, Error, Result, local_date};
use offers::open_referral::feed;
use store::Db;

use super::{migrate, say};

/// Fill an empty database with made-up people and money.
#[derive(Args, Debug)]
pub(super) struct Demo {
    /// How large: agency, region or nation.
    #[arg(long, default_value = "agency", value_parser = size)]
    size: Size,
    /// The same seed and day give the same people again.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day that the demo thinks it is; today unless said.
    #[arg(long)]
    today: Option<Date>,
}

impl Demo {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        migrate(&db).await?;
        let today = self.today.unwrap_or_else(|| local_date(Clock::System.now()));
        let report = demo::fill(&db, self.size, self.seed, today, progress()).await?;
        say(&format!(
            "{} children in the {} demo of {today}, seed {}",
            report.children,
            self.size.code(),
            self.seed
        ))?;
        for (table, rows) in &report.rows {
            say(&format!("{rows:>10} {table}"))?;
        }
        let waiting = super::ssda903::made_up_return(&db, self.seed, today).await?;
        if waiting > 0 {
            say(&format!("{waiting:>10} children on the way to adoption, from a made-up return"))?;
        }
        db.settle().await?;
        say(&format!("digest {}", report.digest))
    }
}

/// Tells how far the load is, each tenth of the way, on standard error.
fn progress() -> impl FnMut(demo::Progress) + Send + 'static {
    let mut told = 0;
    move |p| {
        let tenth = p.done * 10 / p.of.max(1);
        if tenth > told {
            told = tenth;
            // Standard error may be closed; the load goes on all the same.
            let _ = writeln!(std::io::stderr(), "{}% of the stories told, {} rows", tenth * 10, p.rows);
        }
    }
}

fn size(code: &str) -> std::result::Result<Size, String> {
    Size::from_code(code).ok_or_else(|| "sizes are agency, region and nation".into())
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
    /// Another directory of services, by its Open Referral UK API or from a folder of its answers.
    OpenReferral {
        /// The agency whose entries they become.
        #[arg(long)]
        agency: String,
        /// The address of the API (https://…), or a folder of .json files.
        from: String,
    },
    /// A statutory return on children looked after (SSDA903): Header, Episodes, AD1, PlacedAdoption, PrevPerm.
    Ssda903(super::ssda903::Ssda903),
}

impl Import {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        migrate(&db).await?;
        let files = match self {
            Import::Published { files } => files,
            Import::OpenReferral { agency, from } => return open_referral(&db, &agency, &from).await,
            Import::Ssda903(import) => return import.run(&db).await,
        };
        for path in files {
            let file = File::open(&path)
                .map_err(|e| Error::Internal(format!("{} cannot be read: {e}", path.display())))?;
            let done = import(&db, BufReader::new(file), tell).await.map_err(|e| match e {
                Error::Invalid(_) => Error::Internal(format!("{}: {e}", path.display())),
                other => other,
            })?;
            say(&format!(
                "{}: {} new, {} changed, {} unchanged, {} left out",
                path.display(),
                done.new,
                done.changed,
                done.unchanged,
                done.left_out
            ))?;
        }
        Ok(())
    }
}

/// The one way out to other machines, as feeds are read by it.
struct Out(trust::Http);

impl feed::Get for Out {
    fn get<'a>(&'a self, url: &'a str) -> feed::Later<'a, std::result::Result<(u16, Vec<u8>), String>> {
        Box::pin(async move { self.0.get(url, None).await.map(|said| (said.status, said.body.to_vec())) })
    }
}

/// Reads another directory to its end, and takes it in.
async fn open_referral(db: &Db, agency: &str, from: &str) -> Result<()> {
    let told = |read: usize| {
        if read.is_multiple_of(500) && read > 0 {
            super::tell(&format!("{read} services read so far"));
        }
    };
    let (fetched, address) = if from.contains("://") {
        let web = feed::Web::new(from, Out(trust::Http::new(None)?));
        (feed::fetch(&web, told).await?, from.trim_end_matches('/').to_owned())
    } else {
        let folder = std::path::Path::new(from);
        let name =
            folder.file_name().map_or_else(|| from.to_owned(), |name| name.to_string_lossy().into_owned());
        (feed::fetch(&feed::Folder::open(folder)?, told).await?, format!("folder {name}"))
    };
    for trouble in &fetched.troubles {
        super::tell(trouble);
    }
    if fetched.more_troubles > 0 {
        super::tell(&format!("… and {} more of such", fetched.more_troubles));
    }
    let left_out = fetched.left_out;
    let done = feed::take(db, agency, &address, fetched, Clock::System.now()).await?;
    if !done.complete {
        super::tell("Not all of the feed was seen, so nothing was marked as gone.");
    }
    say(&format!(
        "{address}: {} new, {} changed, {} unchanged, {} gone, {left_out} left out",
        done.new, done.changed, done.unchanged, done.gone
    ))
}

/// Tells what was left out, and how far the file is, on standard error.
fn tell(told: Told<'_>) {
    // Standard error may be closed; the import goes on all the same.
    let _ = match told {
        Told::LeftOut(one) => writeln!(std::io::stderr(), "{one}"),
        Told::SoFar(done) => {
            writeln!(std::io::stderr(), "{} figures so far", done.new + done.changed + done.unchanged)
        }
    };
}
