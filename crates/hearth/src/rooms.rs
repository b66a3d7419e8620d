//! Every room of the house in one list: routes, navigation, tables, statements.

use page::{NavItem, Route};
use store::{Migration, Sql};

/// Every table, in the order that data moves.
pub fn migrations() -> Vec<Migration> {
    [trust::schema(), family_finding::MIGRATIONS.to_vec(), strategy::MIGRATIONS.to_vec()].concat()
}

/// Every statement, for the test that prepares them all on both engines.
pub fn statements() -> Vec<Sql> {
    let of_rotation = crate::sealed::ALL.iter().flat_map(|s| [s.next, s.put, s.count]).collect();
    [
        of_rotation,
        store::all_statements(),
        access::all_statements(),
        casework::all_statements(),
        outcomes::all_statements(),
        coordination::all_statements(),
        commissioning::all_statements(),
        funding::all_statements(),
        connections::all_statements(),
        family_finding::all_statements(),
        offers::all_statements(),
        insight::all_statements(),
        teamwork::all_statements(),
        strategy::all_statements(),
        portal::all_statements(),
        trust::all_statements(),
    ]
    .concat()
}

/// Every route.
pub fn routes() -> Vec<Route> {
    [
        crate::files::routes(),
        crate::home::routes(),
        crate::openapi::routes(),
        portal::routes(),
        casework::routes(),
        outcomes::routes(),
        coordination::routes(),
        commissioning::routes(),
        funding::routes(),
        connections::routes(),
        family_finding::routes(),
        offers::routes(),
        insight::routes(),
        teamwork::routes(),
        strategy::routes(),
        trust::routes(),
    ]
    .concat()
}

/// The navigation, in the order that people read it.
pub fn nav() -> Vec<NavItem> {
    [
        portal::nav(),
        casework::nav(),
        outcomes::nav(),
        coordination::nav(),
        commissioning::nav(),
        funding::nav(),
        connections::nav(),
        family_finding::nav(),
        offers::nav(),
        insight::nav(),
        teamwork::nav(),
        strategy::nav(),
        trust::nav(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_room_stands_in_a_part_of_the_navigation() {
        let missing: Vec<&str> =
            super::nav().iter().map(|item| item.href).filter(|href| page::part_of(href) == "More").collect();
        assert!(missing.is_empty(), "name a part in crates/page/src/parts.rs for {missing:?}");
    }
}
