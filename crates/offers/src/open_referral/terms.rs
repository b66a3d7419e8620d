//! The lists of the directory as taxonomies: each list is one, each of its values a term. The ids follow from the
//! codes, so that they are the same in every installation.

use kernel::{Coded, Id, Level};
use serde_json::{Value, json};

use crate::{
    directory::model::{Audience, CoreOffer, Cost, Entry, Evidence},
    parts::part,
};

/// A list of terms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taxonomy {
    /// What its terms' tags begin with: see [`crate::directory::words`].
    pub kind: &'static str,
    name: &'static str,
    description: &'static str,
    terms: fn() -> Vec<(&'static str, &'static str)>,
}

fn values<T: Coded>() -> Vec<(&'static str, &'static str)> {
    T::all().iter().map(|v| (v.code_of(), v.label_of())).collect()
}

/// Every taxonomy, in the order they are told.
pub(super) const ALL: [Taxonomy; 5] = [
    Taxonomy {
        kind: "for",
        name: "Audience",
        description: "Whom a service of adoption, special guardianship or kinship support is for",
        terms: values::<Audience>,
    },
    Taxonomy {
        kind: "level",
        name: "Level of support",
        description: "Universal: open to all. Targeted: for a need that has shown itself. Intensive: after an assessment",
        terms: values::<Level>,
    },
    Taxonomy {
        kind: "cost",
        name: "Cost to a family",
        description: "What a family pays",
        terms: values::<Cost>,
    },
    Taxonomy {
        kind: "evidence",
        name: "Evidence",
        description: "How well it is known that a service helps",
        terms: values::<Evidence>,
    },
    Taxonomy {
        kind: "offer",
        name: "Core offer",
        description: "The parts of the core offer of adoption support",
        terms: values::<CoreOffer>,
    },
];

/// One term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    taxonomy: Taxonomy,
    code: &'static str,
    label: &'static str,
}

/// What all ids of taxonomies follow from.
fn root() -> Id<()> {
    Id::from_parts(0, *b"hearthterm")
}

impl Taxonomy {
    pub(super) fn id(self) -> Id<()> {
        part(root(), self.kind, 0)
    }

    pub(super) fn terms(self) -> Vec<Term> {
        (self.terms)().into_iter().map(|(code, label)| Term { taxonomy: self, code, label }).collect()
    }

    /// As a list tells it.
    pub(super) fn short(self) -> Value {
        json!({"id": self.id(), "name": self.name, "description": self.description, "version": "1"})
    }

    /// With its terms.
    pub(super) fn whole(self) -> Value {
        let mut value = self.short();
        value["taxonomy_terms"] = self.terms().iter().map(Term::json).collect();
        value
    }
}

impl Term {
    pub(super) fn id(&self) -> Id<()> {
        part(root(), &format!("{}:{}", self.taxonomy.kind, self.code), 0)
    }

    /// The tag that entries with this term are found by.
    pub(super) fn tag(&self) -> String {
        format!("{}:{}", self.taxonomy.kind, self.code)
    }

    pub(super) fn json(&self) -> Value {
        json!({
            "id": self.id(), "name": self.label, "description": format!("{}: {}", self.taxonomy.name, self.label),
            "taxonomy": self.taxonomy.name, "taxonomy_id": self.taxonomy.id(), "term": self.label,
        })
    }
}

/// Every term, in order.
pub(super) fn all() -> Vec<Term> {
    ALL.into_iter().flat_map(Taxonomy::terms).collect()
}

/// The taxonomy with this id.
pub(super) fn taxonomy(id: &str) -> Option<Taxonomy> {
    ALL.into_iter().find(|t| t.id().to_string() == id)
}

/// The term with this id.
pub(super) fn term(id: &str) -> Option<Term> {
    all().into_iter().find(|t| t.id().to_string() == id)
}

/// The terms of an entry.
pub(super) fn of(entry: &Entry) -> Vec<Term> {
    let tags = crate::directory::words::of(entry);
    all().into_iter().filter(|term| tags.contains(&term.tag())).collect()
}

/// Puts the terms that a feed names by these ids into an entry.
pub(super) fn put(entry: &mut Entry, ids: &[String]) {
    for term in all().into_iter().filter(|term| ids.contains(&term.id().to_string())) {
        match term.taxonomy.kind {
            "for" => entry.audiences.extend(Audience::from_code(term.code)),
            "level" => entry.level = Level::from_code(term.code),
            "cost" => entry.cost = Cost::from_code(term.code),
            "evidence" => entry.evidence = Evidence::from_code(term.code),
            _ => entry.details.offers.extend(CoreOffer::from_code(term.code)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_term_has_an_id_of_its_own_that_does_not_change() {
        let ids: BTreeSet<Id<()>> = all().iter().map(Term::id).chain(ALL.map(Taxonomy::id)).collect();
        assert_eq!(ids.len(), all().len() + ALL.len());
        assert_eq!(term(&all()[3].id().to_string()).unwrap().tag(), all()[3].tag());
        assert!(term("no").is_none());
        assert_eq!(taxonomy(&ALL[1].id().to_string()).unwrap().kind, ALL[1].kind);
    }

    #[test]
    fn the_terms_of_an_entry_come_back_from_their_ids() {
        let entry = crate::directory::model::tests::entry("Saturday play");
        let ids: Vec<String> = of(&entry).iter().map(|t| t.id().to_string()).collect();
        let mut bare = entry.clone();
        (bare.audiences, bare.level, bare.cost, bare.evidence) = (Vec::new(), None, None, None);
        bare.details.offers.clear();
        put(&mut bare, &ids);
        assert_eq!(bare, entry);
    }
}
