//! The catalogue as data (`data/catalogue.csv`) and what it suggests for a child's needs.
//! A suggestion shows its reasons and does nothing: people decide.

use std::{collections::BTreeMap, fmt, sync::LazyLock};

use kernel::{Error, Need, Result, Weight};

kernel::codes! {
    /// What sort of help an intervention is (requirement CM2: clinical ones answer to NHS
    /// evidence standards, the others proportionately).
    InterventionKind {
        Clinical = "clinical", "Clinical therapy";
        Relational = "relational", "Work on relationships";
        Educational = "educational", "Learning and training";
        Peer = "peer", "Support from people who have been there";
        Practical = "practical", "Practical help and activities";
    }
}

/// One thing that families are offered or ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervention {
    /// Stable code, such as `theraplay`.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// What sort of help it is.
    pub kind: InterventionKind,
    /// Whether the Fund pays for it, by the pages that the file names. The scheme rules of a year
    /// decide an application.
    pub funded: bool,
    /// What it is for, in plain English.
    pub what_for: String,
    /// The needs it is suggested for; none where Hearth never suggests it.
    pub needs: Vec<Need>,
    /// Sessions to start an order form with: Hearth's assumption, none where a count would mislead.
    pub usual_sessions: Option<u32>,
    /// Where the row comes from.
    pub source: String,
}

/// Every intervention, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    rows: Vec<Intervention>,
    places: BTreeMap<String, usize>,
}

impl Catalogue {
    /// The catalogue that ships with Hearth.
    ///
    /// # Errors
    /// `Internal` when the file that was built in cannot be read; a test keeps that from happening.
    pub fn shipped() -> Result<&'static Catalogue> {
        static SHIPPED: LazyLock<Result<Catalogue>> =
            LazyLock::new(|| Catalogue::read(include_str!("../../../../data/catalogue.csv")));
        SHIPPED.as_ref().map_err(Clone::clone)
    }

    /// Reads a catalogue written like `data/catalogue.csv`; lines that start with `#` are notes.
    ///
    /// # Errors
    /// `Internal`, naming the row, for a missing column, an unknown code or a code used twice.
    pub fn read(text: &str) -> Result<Catalogue> {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let mut catalogue = Catalogue { rows: Vec::new(), places: BTreeMap::new() };
        for row in reader.deserialize::<Row>() {
            let row = row.map_err(|e| Error::internal("catalogue", e))?.check()?;
            if catalogue.places.insert(row.code.clone(), catalogue.rows.len()).is_some() {
                return Err(Error::internal("catalogue: code used twice", row.code));
            }
            catalogue.rows.push(row);
        }
        Ok(catalogue)
    }

    /// Every intervention, in the order of the file.
    pub fn all(&self) -> &[Intervention] {
        &self.rows
    }

    /// The intervention with this code.
    pub fn find(&self, code: &str) -> Option<&Intervention> {
        self.rows.get(*self.places.get(code)?)
    }

    /// What may fit these needs, best fit first and, where two fit alike, the one that the
    /// Fund pays for first. A need given twice counts once, at its heaviest.
    ///
    /// Fit is the sum of the points of the needs that the catalogue names for the intervention,
    /// nothing more: it says where to look, not what to choose.
    pub fn suggest(&self, needs: &[(Need, Weight)]) -> Vec<Suggestion<'_>> {
        let mut heaviest: BTreeMap<Need, Weight> = BTreeMap::new();
        for (need, weight) in needs {
            let held = heaviest.entry(*need).or_insert(*weight);
            *held = (*held).max(*weight);
        }
        let mut found: Vec<Suggestion<'_>> = self
            .rows
            .iter()
            .filter_map(|intervention| {
                let mut reasons: Vec<Reason> = heaviest
                    .iter()
                    .filter(|(need, _)| intervention.needs.contains(need))
                    .map(|(need, weight)| Reason::Need(*need, *weight))
                    .collect();
                if reasons.is_empty() {
                    return None;
                }
                let fit = reasons.iter().map(Reason::points).sum();
                reasons.push(if intervention.funded { Reason::Funded } else { Reason::NotFunded });
                Some(Suggestion { intervention, fit, reasons })
            })
            .collect();
        found.sort_by(|a, b| {
            (b.fit, b.intervention.funded)
                .cmp(&(a.fit, a.intervention.funded))
                .then_with(|| a.intervention.name.cmp(&b.intervention.name))
        });
        found
    }
}

/// An intervention worth thinking about, with the reasons. Never applied by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion<'a> {
    /// What is suggested.
    pub intervention: &'a Intervention,
    /// Sum of the points of the needs that it answers (1 to 3 each).
    pub fit: u32,
    /// Why it is suggested, and what to know about paying for it. Never empty.
    pub reasons: Vec<Reason>,
}

/// One reason for or against a suggestion, as a sentence for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The catalogue names it for this need, which weighs so much.
    Need(Need, Weight),
    /// The Fund can pay.
    Funded,
    /// The Fund does not pay.
    NotFunded,
}

impl Reason {
    fn points(&self) -> u32 {
        match self {
            Reason::Need(_, weight) => weight.points(),
            Reason::Funded | Reason::NotFunded => 0,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Need(need, weight) => {
                write!(f, "It is meant for this need: {} ({}).", need.label(), weight.label().to_lowercase())
            }
            Reason::Funded => f.write_str("The Fund can pay for it, within its limits."),
            Reason::NotFunded => f.write_str("The Fund does not pay for it; look for another way."),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    name: String,
    kind: InterventionKind,
    funded: String,
    what_for: String,
    needs: String,
    usual_sessions: Option<u32>,
    source: String,
}

impl Row {
    fn check(self) -> Result<Intervention> {
        let bad = |what: &str| Error::Internal(format!("catalogue row {}: {what}", self.code));
        let funded = match self.funded.as_str() {
            "yes" => true,
            "no" => false,
            _ => return Err(bad("funded is neither yes nor no")),
        };
        let needs = self
            .needs
            .split(';')
            .filter(|code| !code.is_empty())
            .map(|code| Need::from_code(code).ok_or_else(|| bad("unknown need")))
            .collect::<Result<Vec<_>>>()?;
        if [&self.code, &self.name, &self.what_for, &self.source].iter().any(|text| text.trim().is_empty()) {
            return Err(bad("a text is missing"));
        }
        if self.usual_sessions == Some(0) {
            return Err(bad("no sessions is not a count"));
        }
        Ok(Intervention {
            code: self.code,
            name: self.name,
            kind: self.kind,
            funded,
            what_for: self.what_for,
            needs,
            usual_sessions: self.usual_sessions,
            source: self.source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shipped() -> &'static Catalogue {
        Catalogue::shipped().unwrap()
    }

    #[test]
    fn the_shipped_catalogue_reads_and_answers_by_code() {
        assert_eq!(shipped().all().len(), 32);
        let ddp = shipped().find("ddp").unwrap();
        assert!(ddp.funded && ddp.needs.contains(&Need::Trauma));
        assert!(!shipped().find("equine-therapy").unwrap().funded);
        assert_eq!(shipped().find("sourdough"), None);
    }

    #[test]
    fn every_need_that_therapy_can_answer_has_a_funded_answer() {
        for need in Need::ALL {
            let funded = shipped().all().iter().any(|i| i.funded && i.needs.contains(need));
            // Learning support is a matter for schools and the NHS, never for the Fund.
            assert_eq!(funded, *need != Need::Learning, "{}", need.code());
        }
    }

    #[test]
    fn violence_at_home_brings_the_work_meant_for_it_with_reasons() {
        let found = shipped().suggest(&[(Need::Violence, Weight::Severe), (Need::Parents, Weight::Some)]);
        assert_eq!(found[0].fit, 4);
        let nvr = found.iter().find(|s| s.intervention.code == "nvr").unwrap();
        assert_eq!(
            nvr.reasons.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "It is meant for this need: Child-to-parent violence (severe effect).",
                "It is meant for this need: Parents' own wellbeing (some effect).",
                "The Fund can pay for it, within its limits."
            ]
        );
        assert!(shipped().suggest(&[]).is_empty());
    }

    #[test]
    fn a_bad_file_is_refused_with_the_row() {
        let head = "code,name,kind,funded,what_for,needs,usual_sessions,source\n";
        for (row, why) in [
            ("x,X,clinical,maybe,For,trauma,1,S", "neither yes nor no"),
            ("x,X,clinical,yes,For,hunger,1,S", "unknown need"),
            ("x,X,clinical,yes,,trauma,1,S", "a text is missing"),
            ("x,X,clinical,yes,For,trauma,0,S", "no sessions"),
            ("x,X,magic,yes,For,trauma,1,S", "catalogue"),
            ("x,X,clinical,yes,For,trauma,1,S\nx,X,clinical,yes,For,trauma,1,S", "used twice"),
        ] {
            match Catalogue::read(&format!("{head}{row}\n")) {
                Err(Error::Internal(text)) => assert!(text.contains(why), "{text}"),
                other => panic!("{row}: {other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn suggestions_are_sorted_and_always_say_why(
            needs in prop::collection::vec(
                (prop::sample::select(Need::ALL), prop::sample::select(Weight::ALL)), 0..8)
        ) {
            let found = shipped().suggest(&needs);
            for pair in found.windows(2) {
                prop_assert!(pair[0].fit >= pair[1].fit);
            }
            for suggestion in &found {
                let points: u32 = suggestion.reasons.iter().map(Reason::points).sum();
                prop_assert!(points > 0 && points == suggestion.fit);
            }
            let mut doubled = needs.clone();
            doubled.extend(needs);
            prop_assert_eq!(shipped().suggest(&doubled), found);
        }
    }
}
