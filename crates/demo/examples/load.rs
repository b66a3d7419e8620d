//! Fills a SQLite file with the demo and says how long it took:
//! `cargo run -p demo --example load --release -- nation /tmp/nation.db [SEED] [TODAY]`.

use std::{env, time::Instant};

use demo::{Size, fill};
use store::{Db, Keys};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [size, path, rest @ ..] = args.as_slice() else {
        return Err("usage: load SIZE PATH|postgres://… [SEED] [TODAY]".into());
    };
    let size = Size::from_code(size).ok_or("SIZE is tiny, agency, region or nation")?;
    let seed = rest.first().map_or(Ok(1), |text| text.parse())?;
    let today = rest.get(1).map_or("2026-11-21", String::as_str).parse()?;
    let address = if path.starts_with("postgres") { path.clone() } else { format!("sqlite:{path}") };

    let db = Db::connect(&address, Keys::from_master(&[42; 32])?).await?;
    let rooms =
        [connections::MIGRATIONS, offers::MIGRATIONS, family_finding::MIGRATIONS, strategy::MIGRATIONS]
            .concat();
    db.migrate([insight::schema(), rooms].concat()).await?;
    let start = Instant::now();
    let told = start;
    let report = fill(&db, size, seed, today, move |p| {
        eprintln!("{:7.1} s  {} of {} stories, {} rows", told.elapsed().as_secs_f64(), p.done, p.of, p.rows);
    })
    .await?;
    let seconds = start.elapsed().as_secs_f64();
    let rows: u64 = report.rows.values().sum();
    for (table, count) in &report.rows {
        println!("{count:9}  {table}");
    }
    println!("children {}, applications by year {:?}", report.children, report.applications);
    println!("digest {}", report.digest);
    println!("{rows} rows in {seconds:.1} s: {:.0} a second", rows as f64 / seconds);
    Ok(())
}
