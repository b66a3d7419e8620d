//! What a contact plan says, and what it must not. Pure.

use jiff::ToSpan;
use kernel::{Date, Error, FieldError, Result, codes};

use crate::words::{LINE, NOTE, wrong};

codes! {
    /// Which end of a contact plan.
    End {
        Adoptive = "adoptive", "Adoptive family";
        Birth = "birth", "Birth relative";
    }
}

impl End {
    /// The end that a letter of this one goes to.
    pub fn other(self) -> Self {
        match self {
            End::Adoptive => End::Birth,
            End::Birth => End::Adoptive,
        }
    }
}

codes! {
    /// How people stay in touch (ST1).
    Kind {
        Letterbox = "letterbox", "Letters through the letterbox";
        Meeting = "meeting", "Meetings";
        Video = "video", "Video calls";
        Siblings = "siblings", "Brothers and sisters stay in touch";
    }
}

codes! {
    /// Who writes.
    Writers {
        Both = "both", "Both write";
        Adoptive = "adoptive", "The adoptive family writes";
        Birth = "birth", "The birth relative writes";
    }
}

codes! {
    /// The rule on photographs (ST6): one for each plan, and not one for everybody.
    Photos {
        No = "none", "No photographs";
        EachTime = "each-time", "Photographs when both sides agree, each time";
        Yes = "yes", "Photographs are welcome";
    }
}

codes! {
    /// Who carries the contact (ST6).
    Managed {
        Mediated = "mediated", "Through the letterbox coordinator";
        Themselves = "self-managed", "The two sides arrange it themselves";
    }
}

codes! {
    /// The one meeting that is expected (ST6, S2 section 12: in person, by video, or with the wider family).
    Meeting {
        Held = "held", "It was held";
        InPerson = "in-person", "Planned in person";
        Video = "video", "Planned by video";
        WiderFamily = "wider-family", "Planned with the wider birth family";
        NotPlanned = "none", "There is none planned";
    }
}

codes! {
    /// How a plan stands.
    PlanState {
        Active = "active", "In use";
        Paused = "paused", "Paused";
        Ended = "ended", "Ended";
    }
}

/// The names that both sides read: what the child is called between them, and how each side signs.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Names {
    /// What both sides call the child.
    pub child: String,
    /// How the adoptive family signs.
    pub adoptive: String,
    /// How the birth relative signs.
    pub birth: String,
}

impl Names {
    /// How an end signs.
    pub fn of(&self, end: End) -> &str {
        match end {
            End::Adoptive => &self.adoptive,
            End::Birth => &self.birth,
        }
    }

    /// All three, as text that may pass.
    pub fn all(&self) -> [&str; 3] {
        [&self.child, &self.adoptive, &self.birth]
    }
}

/// What is wrong with a name that both sides read: first names and small words only, nothing that leads to somebody.
pub fn check_name(field: &str, text: &str) -> Option<FieldError> {
    let allowed = |c: char| c.is_alphabetic() || " ,&()-'’.".contains(c);
    match text {
        "" => Some(wrong(field, "Enter a first name, or how they sign, like “Jo and Sam”")),
        text if text.chars().count() > 60 => Some(wrong(field, "Use 60 characters or fewer")),
        text if !text.chars().all(allowed) || text.contains("www.") => {
            Some(wrong(field, "Use first names and words only: no numbers, addresses or links"))
        }
        _ => None,
    }
}

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// How people stay in touch; at least one way.
    pub kinds: Vec<Kind>,
    /// The months in which letters are due, 1 to 12, rising; none without letters.
    pub months: Vec<i8>,
    /// Who writes.
    pub writers: Writers,
    /// The rule on photographs.
    pub photos: Photos,
    /// Who carries the contact.
    pub managed: Managed,
    /// The one meeting.
    pub meeting: Meeting,
    /// Why there is no meeting; empty where there is one.
    pub meeting_why: String,
    /// When the plan is looked at again.
    pub review_on: Date,
}

impl Terms {
    /// Whether letters go through the letterbox.
    pub fn has_letters(&self) -> bool {
        self.kinds.contains(&Kind::Letterbox) && self.managed == Managed::Mediated
    }

    /// The ends from which letters are due.
    pub fn ends(&self) -> &'static [End] {
        match self.writers {
            Writers::Both => &[End::Adoptive, End::Birth],
            Writers::Adoptive => &[End::Adoptive],
            Writers::Birth => &[End::Birth],
        }
    }
}

/// What is wrong with terms on `today`.
pub fn check(terms: &Terms, today: Date) -> Vec<FieldError> {
    let mut found = Vec::new();
    if terms.kinds.is_empty() {
        found.push(wrong("kinds", "Choose at least one way to stay in touch"));
    }
    if terms.kinds.contains(&Kind::Letterbox) && terms.months.is_empty() {
        found.push(wrong("months", "Choose the months in which letters are due"));
    }
    if terms.meeting == Meeting::NotPlanned && terms.meeting_why.trim().is_empty() {
        found.push(wrong(
            "meeting_why",
            "One meeting is expected. Say why there is none, in words that stand up to a challenge",
        ));
    }
    if terms.meeting_why.chars().count() > NOTE {
        found.push(wrong("meeting_why", format!("Use {NOTE} characters or fewer")));
    }
    let last = today.checked_add(2.years()).unwrap_or(Date::MAX);
    if terms.review_on <= today || terms.review_on > last {
        found.push(wrong("review_on", "Choose a day to come, within two years"));
    }
    found
}

/// The last day of the first month after `after` in which a letter is due; none without letters.
pub fn next_due(terms: &Terms, after: Date) -> Option<Date> {
    if !terms.has_letters() {
        return None;
    }
    (0..=13).find_map(|ahead| {
        let last = after.first_of_month().checked_add(ahead.months()).ok()?.last_of_month();
        (last > after && terms.months.contains(&last.month())).then_some(last)
    })
}

/// What one side wishes: some words, and not too many.
///
/// # Errors
/// `Invalid` on `wishes`.
pub fn check_wish(text: &str) -> Result<()> {
    match text.trim() {
        "" => Err(Error::field("wishes", "Write what this side wishes, or that they did not want to say")),
        text if text.chars().count() > NOTE => {
            Err(Error::field("wishes", format!("Use {NOTE} characters or fewer")))
        }
        _ => Ok(()),
    }
}

/// A reference as typed.
pub fn reference(text: &str) -> String {
    text.trim().to_uppercase().chars().take(LINE).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::fixed;

    pub(crate) fn terms(months: &[i8]) -> Terms {
        Terms {
            kinds: vec![Kind::Letterbox],
            months: months.to_vec(),
            writers: Writers::Both,
            photos: Photos::No,
            managed: Managed::Mediated,
            meeting: Meeting::Held,
            meeting_why: String::new(),
            review_on: Date::constant(2027, 6, 1),
        }
    }

    fn d(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn letters_are_due_at_the_end_of_the_agreed_months() {
        let t = terms(&[6, 12]);
        assert_eq!(next_due(&t, d("2026-11-20")), Some(d("2026-12-31")));
        assert_eq!(next_due(&t, d("2026-12-31")), Some(d("2027-06-30")));
        assert_eq!(next_due(&terms(&[2]), d("2027-02-28")), Some(d("2028-02-29")));
        assert_eq!(next_due(&terms(&[]), d("2026-11-20")), None);
        let alone = Terms { managed: Managed::Themselves, ..terms(&[6]) };
        assert_eq!(next_due(&alone, d("2026-11-20")), None);
    }

    #[test]
    fn a_plan_without_a_meeting_says_why() {
        let today = d("2026-11-20");
        let fields = |t: &Terms| check(t, today).into_iter().map(|e| e.field).collect::<Vec<_>>();
        assert!(fields(&terms(&[6])).is_empty());
        let none = Terms { meeting: Meeting::NotPlanned, ..terms(&[6]) };
        assert_eq!(fields(&none), ["meeting_why"]);
        let empty = Terms { kinds: vec![], review_on: today, ..terms(&[]) };
        assert_eq!(fields(&empty), ["kinds", "review_on"]);
        assert_eq!(fields(&terms(&[])), ["months"]);
    }

    #[test]
    fn names_that_both_sides_read_lead_nowhere() {
        for good in ["Jo and Sam (Robin’s mum and dad)", "Nana", "Mary-Ann & Dee"] {
            assert_eq!(check_name("child", good), None, "{good}");
        }
        for bad in ["", "jo@example.org", "@jo_marsh", "Jo 07700 900111", "1 Low Row", "jo/marsh"] {
            assert!(check_name("child", bad).is_some(), "{bad}");
        }
    }

    proptest! {
        #![proptest_config(fixed())]

        #[test]
        fn due_days_rise_and_never_skip_a_month(
            months in proptest::collection::btree_set(1_i8..=12, 1..=12),
            start in 0_i32..4_000,
        ) {
            let months: Vec<i8> = months.into_iter().collect();
            let t = terms(&months);
            let first = Date::constant(2020, 1, 1).checked_add(start.days()).unwrap();
            let mut after = first;
            for _ in 0..months.len() {
                let due = next_due(&t, after).unwrap();
                prop_assert!(due > after && due == due.last_of_month() && months.contains(&due.month()));
                after = due;
            }
            // As many letters as there are months fall within one year and a month.
            prop_assert!(after <= first.checked_add(jiff::Span::new().months(13)).unwrap());
        }
    }
}
