//! What stands in every sealed column of the house, opened: for tests that look for words where they belong, and
//! where they must be gone. The columns are those of `hearth::sealed::ALL`, which a test holds against the schema.

use std::collections::BTreeMap;

use kernel::Id;
use store::{Column, Sql, Value, statements};

use crate::house::House;

statements! {
    // Their values are never sealed anew, so that the statements that change keys do not read them.
    OF_LINE = "SELECT id, detail FROM audit_line WHERE detail IS NOT NULL";
    OF_LOG = "SELECT id, detail FROM audit_log WHERE detail IS NOT NULL";
}

/// Every value of every sealed column, by `table.column`. What was blanked is left out.
pub async fn opened(house: &House) -> BTreeMap<&'static str, Vec<String>> {
    let mut all = BTreeMap::new();
    for sealed in hearth::sealed::ALL {
        let name = sealed.column.name;
        let values = match name {
            "audit_line.detail" => pairs(house, OF_LINE).await,
            "audit_log.detail" => pairs(house, OF_LOG).await,
            _ => paged(house, sealed.next).await,
        };
        let keys = house.desk.db.keys();
        // A line is sealed once, where it waits; it is moved into the log as it is.
        let column =
            if name == "audit_log.detail" { Column::new("audit_line.detail") } else { sealed.column };
        let words = values.iter().filter(|(_, value)| !value.is_empty());
        all.insert(name, words.map(|(id, value)| keys.open(column, *id, value).unwrap()).collect());
    }
    all
}

async fn pairs(house: &House, sql: Sql) -> Vec<(Id<()>, Vec<u8>)> {
    let rows = house.desk.db.read(move |r| r.query(sql, &[])).await.unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
}

/// By the statement that finds values of other generations than one that there never was.
async fn paged(house: &House, next: Sql) -> Vec<(Id<()>, Vec<u8>)> {
    let (mut all, mut after) = (Vec::new(), Vec::new());
    loop {
        let params: [Value; 2] = [after.into(), vec![0_u8].into()];
        let rows = house.desk.db.read(move |r| r.query(next, &params)).await.unwrap();
        all.extend(rows.iter().map(|row| (row.get(1).unwrap(), row.get(2).unwrap())));
        let Some(last) = rows.last().filter(|_| rows.len() == 200) else { return all };
        after = last.get::<Vec<u8>>(0).unwrap();
    }
}
