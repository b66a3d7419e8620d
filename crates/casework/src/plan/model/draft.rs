//! What a new version of a plan begins with, so that nothing is typed twice: the current
//! plan, the needs that the latest assessment found, and the review day of the level.

use kernel::{Calendar, Date, Level, Need, Result, Weight};

use super::{PlanContent, PlanNeed, review_due};

/// What an assessment found.
#[derive(Debug, Clone, Copy)]
pub struct Assessed<'a> {
    /// The needs with their weights.
    pub needs: &'a [(Need, Weight)],
    /// Whether it was completed after the current plan began: then its needs take the place
    /// of the plan's.
    pub newer: bool,
}

/// A draft for a case at this level. Needs that were in the plan keep their words.
///
/// # Errors
/// As [`review_due`].
pub fn next_draft(
    level: Level,
    current: Option<&PlanContent>,
    assessed: Option<Assessed<'_>>,
    today: Date,
) -> Result<PlanContent> {
    let mut draft = current.cloned().unwrap_or_else(|| PlanContent::new(level));
    draft.level = level;
    draft.only = None;
    if let Some(found) = assessed.filter(|found| found.newer || current.is_none()) {
        let before = std::mem::take(&mut draft.needs);
        let words = |need| before.iter().find(|n| n.need == need).map_or("", |n| n.words.as_str()).to_owned();
        draft.needs = found
            .needs
            .iter()
            .map(|(need, weight)| PlanNeed { need: *need, weight: *weight, words: words(*need) })
            .collect();
    }
    draft.review_on = Some(review_due(level, today, Calendar::england())?);
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use super::super::content::tests::{TODAY, good};
    use super::*;

    const FOUND: [(Need, Weight); 2] = [(Need::School, Weight::Severe), (Need::Fasd, Weight::Some)];

    #[test]
    fn the_first_draft_begins_with_the_needs_found() {
        let assessed = Assessed { needs: &FOUND, newer: false };
        let draft = next_draft(Level::Intensive, None, Some(assessed), TODAY).unwrap();
        assert_eq!(draft.needs.len(), 2);
        assert_eq!(draft.review_on, Some(Date::constant(2027, 1, 2)));
        assert!(next_draft(Level::Targeted, None, None, TODAY).unwrap().needs.is_empty());
    }

    #[test]
    fn a_newer_assessment_changes_the_needs_and_keeps_their_words() {
        let current = good();
        let newer = Assessed { needs: &FOUND, newer: true };
        let draft = next_draft(Level::Intensive, Some(&current), Some(newer), TODAY).unwrap();
        assert_eq!((draft.needs[0].weight, draft.needs[0].words.as_str()), (Weight::Severe, "Mornings"));
        assert_eq!((draft.needs.len(), &draft.actions), (2, &current.actions));
        let older = Assessed { needs: &FOUND, newer: false };
        let draft = next_draft(Level::Targeted, Some(&current), Some(older), TODAY).unwrap();
        assert_eq!(draft.needs, current.needs);
    }
}
