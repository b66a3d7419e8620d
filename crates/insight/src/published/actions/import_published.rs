//! Import a published table.

use std::{io::BufRead, sync::Arc};

use kernel::Result;
use store::Db;

use crate::published::{
    LeftOut, Line, Reader, Record,
    store::{Put, put},
};

/// How many figures are kept in one transaction.
const BATCH: usize = 500;

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Figures that were not there before.
    pub new: u64,
    /// Figures that were there with another value, name, region or unit.
    pub changed: u64,
    /// Figures that were there just so.
    pub unchanged: u64,
    /// Rows or cells that could not be read; each was told with its line and reason.
    pub left_out: u64,
}

/// What is told while a table is read.
#[derive(Debug)]
pub enum Told<'a> {
    /// A row or cell was left out.
    LeftOut(&'a LeftOut),
    /// So much has been done, and is durable.
    SoFar(Imported),
}

/// Reads a published table and keeps its figures, 500 in a transaction, without holding the
/// file in memory. The same file twice changes nothing; a file that ends in an error
/// leaves what was kept before it, and may be given again.
///
/// Asks for no grant: a command of the operator has no role to check, the figures are
/// public, and none of them is about a person. It writes to the table of published
/// figures and to nothing else.
///
/// # Errors
/// `Invalid` on `file` when the heading is of no known shape; `Internal` when the file
/// cannot be read; whatever the database says.
pub async fn import(db: &Db, input: impl BufRead, mut tell: impl FnMut(Told<'_>)) -> Result<Imported> {
    let mut done = Imported::default();
    let mut batch = Vec::with_capacity(BATCH);
    for line in Reader::open(input)? {
        match line? {
            Line::LeftOut(one) => {
                done.left_out += 1;
                tell(Told::LeftOut(&one));
            }
            Line::Kept(record) => batch.push(record),
        }
        if batch.len() == BATCH {
            keep(db, &mut done, std::mem::take(&mut batch)).await?;
            tell(Told::SoFar(done));
        }
    }
    if !batch.is_empty() {
        keep(db, &mut done, batch).await?;
    }
    tell(Told::SoFar(done));
    Ok(done)
}

async fn keep(db: &Db, done: &mut Imported, batch: Vec<Record>) -> Result<()> {
    let batch = Arc::new(batch);
    let [new, changed, unchanged] = db
        .write("import published figures", move |w| {
            let mut counts = [0_u64; 3];
            for record in batch.iter() {
                let at = match put(w, record)? {
                    Put::New => 0,
                    Put::Changed => 1,
                    Put::Unchanged => 2,
                };
                counts[at] += 1;
            }
            Ok(counts)
        })
        .await?;
    done.new += new;
    done.changed += changed;
    done.unchanged += unchanged;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::store::{Asked, list};

    const TIDY: &str = include_str!("../../../fixtures/published/tidy.csv");

    async fn import_text(db: &Db, text: &str) -> (Imported, Vec<String>) {
        let mut said = Vec::new();
        let done = import(db, text.as_bytes(), |told| {
            if let Told::LeftOut(one) = told {
                said.push(one.to_string());
            }
        })
        .await
        .unwrap();
        (done, said)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_same_file_twice_changes_nothing() {
        for desk in testkit::both(crate::schema()).await {
            let (first, said) = import_text(&desk.db, TIDY).await;
            assert_eq!((first.new, first.changed, first.unchanged, first.left_out), (15, 0, 0, 9));
            assert!(said.iter().any(|line| line.starts_with("line 16, year_ending_march: ")), "{said:?}");
            let (again, _) = import_text(&desk.db, TIDY).await;
            assert_eq!((again.new, again.changed, again.unchanged, again.left_out), (0, 0, 15, 9));
            let later = TIDY.replace(
                "2022,991,Fixture Borough,North Fixture,35",
                "2022,991,Fixture Borough,North Fixture,34",
            );
            let (changed, _) = import_text(&desk.db, &later).await;
            assert_eq!((changed.new, changed.changed, changed.unchanged), (0, 1, 14));
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_kind_of_row_reads_back_as_it_was_meant() {
        for desk in testkit::both(crate::schema()).await {
            import_text(&desk.db, TIDY).await;
            for text in [
                include_str!("../../../fixtures/published/long_national.csv"),
                include_str!("../../../fixtures/published/long_areas.csv"),
            ] {
                let (first, _) = import_text(&desk.db, text).await;
                let (again, _) = import_text(&desk.db, text).await;
                assert!(first.new > 0 && again == Imported { new: 0, unchanged: first.new, ..first });
            }
            let find = |indicator: &str, area: &str, year: i16| {
                let asked = Asked {
                    indicator: Some(indicator.into()),
                    area: Some(area.into()),
                    year: Some(year),
                    after: None,
                };
                desk.db.read(move |r| list(r, &asked, 10))
            };
            for (area, status, value) in [
                ("991", "published", Some("35")),
                ("mock, SHAM & pretend", "withheld", None),
                ("993", "suppressed", None),
                ("994", "not-available", None),
                ("995", "not-applicable", None),
                ("Nearly  Nobody", "low", None),
                ("997", "missing", None),
                ("England", "published", Some("1230")),
                ("981", "published", Some("75")),
            ] {
                let (found, next) = find("children_adopted", area, 2022).await.unwrap();
                assert_eq!((found.len(), next), (1, None), "{area}");
                let cell = found[0].cell;
                assert_eq!(cell.status().code(), status);
                assert_eq!(cell.value().map(|v| v.to_string()).as_deref(), value);
            }
            let (former, _) = find("children_adopted", "999", 2018).await.unwrap();
            assert_eq!(former[0].area, "Former Fixtureshire (abolished)");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn lists_go_on_where_they_stopped() {
        for desk in testkit::both(crate::schema()).await {
            import_text(&desk.db, TIDY).await;
            let all = desk.db.read(|r| list(r, &Asked::default(), 100)).await.unwrap().0;
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let asked = Asked { after, ..Asked::default() };
                let (page, next) = desk.db.read(move |r| list(r, &asked, 4)).await.unwrap();
                paged.extend(page);
                after = next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(paged, all);
            assert_eq!(paged.len(), 15);
        }
    }

    /// The tables that the Department published, where somebody has put them beside the
    /// repository; they are not part of Hearth.
    #[tokio::test(flavor = "multi_thread")]
    async fn the_real_tables_are_kept_to_the_last_row() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dfe");
        let Ok(files) = std::fs::read_dir(&folder) else {
            // Past the test harness, which hides what passing tests print.
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "SKIPPED: no published tables beside the repository");
            return;
        };
        let texts: Vec<String> =
            files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        for desk in testkit::both(crate::schema()).await {
            for text in &texts {
                let rows = text.lines().count() as u64 - 1;
                let (first, said) = import_text(&desk.db, text).await;
                assert_eq!((first.new, first.left_out), (rows, 0), "{said:?}");
                let (again, _) = import_text(&desk.db, text).await;
                assert_eq!((again.new, again.changed, again.unchanged), (0, 0, rows));
            }
        }
    }
}
