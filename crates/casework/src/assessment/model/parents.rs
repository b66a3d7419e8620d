//! What parents need for themselves (requirement AS9, after S2 sections 2d and 9c): their wellbeing, their relationship, how they keep calm, and whom they
//! have; and whether help as a couple was offered. It stands beside the child's needs and changes no recommendation about the child.

use std::collections::BTreeMap;

use kernel::{FieldError, Weight};
use serde::{Deserialize, Serialize};

use crate::words::{NOTE, too_long};

kernel::codes! {
    /// What a parent may need for themselves.
    ParentNeed {
        Wellbeing = "wellbeing", "Health and wellbeing";
        Relationship = "relationship", "The relationship between the parents";
        Regulation = "regulation", "Keeping calm when it is hard";
        Network = "network", "Somebody to call on";
    }
}

kernel::codes! {
    /// Whether help as a couple was offered.
    Couple {
        One = "one", "There is one parent";
        Offered = "offered", "Offered, and they think about it";
        Taken = "taken", "Offered and taken up";
        Declined = "declined", "Offered and declined";
        NotNow = "not-now", "Not offered yet";
    }
}

/// What the parents need for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Parents {
    /// Each need once, with its weight.
    pub needs: BTreeMap<ParentNeed, Weight>,
    /// Whether help as a couple was offered; none until said.
    pub couple: Option<Couple>,
    /// In words, and what was offered to each of them.
    pub words: String,
}

impl Parents {
    /// What is wrong with it. Nothing of it must be there.
    pub fn gaps(&self) -> Vec<FieldError> {
        too_long("parents-words", &self.words, NOTE).into_iter().collect()
    }
}

/// The field of a need's weight.
pub fn field(need: ParentNeed) -> String {
    format!("parent-needs.{}", need.code())
}

/// Whether a field is one of these.
pub fn is_field(name: &str) -> bool {
    matches!(name, "couple" | "parents-words") || name.starts_with("parent-needs.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_by_its_codes_and_may_be_empty() {
        let parents = Parents {
            needs: [(ParentNeed::Network, Weight::Strong)].into(),
            couple: Some(Couple::Declined),
            words: "Nobody near by.".into(),
        };
        let text = serde_json::to_string(&parents).unwrap();
        assert!(text.contains("\"network\":\"strong\"") && text.contains("\"declined\""), "{text}");
        assert_eq!(serde_json::from_str::<Parents>(&text).unwrap(), parents);
        assert_eq!(serde_json::from_str::<Parents>("{}").unwrap(), Parents::default());
        assert!(Parents::default().gaps().is_empty());
        assert_eq!(Parents { words: "x".repeat(NOTE + 1), ..parents }.gaps()[0].field, "parents-words");
        assert!(ParentNeed::ALL.iter().all(|need| is_field(&field(*need))) && !is_field("parents"));
    }
}
