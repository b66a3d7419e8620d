//! Who is responsible for a family's support, and who pays, on each day. Pure and dated.
//!
//! For three years from the day of an adoption order the council that placed the child answers, wherever the family lives; then the one where
//! the family lives (Adoption Support Services Regulations 2005, SI 2005/691, regulation 7, "Services for persons outside the area"). The
//! same three years stand for special guardianship of a child who was looked after (Special Guardianship Regulations 2005, SI 2005/1109,
//! regulation 5). Regular financial support that was decided before the order stays with whoever decided it, also afterwards. Number and title of both
//! regulations were confirmed; their wording is as councils report it, and an agency has its lawyer check it before relying on it.

use casework::front_door::model::placing_ends;
use kernel::{Date, Id, LegalRoute, codes, kinds::Organisation};

/// Since when a family lives in a council's area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// From which day.
    pub from: Date,
    /// Which council, by its code.
    pub council: String,
}

/// What the rule needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// How the child came to the family.
    pub route: LegalRoute,
    /// The day of the order, where it is known.
    pub ordered: Option<Date>,
    /// The council that placed the child, where it is known.
    pub placing: Option<String>,
    /// Whether regular financial support goes on that was decided before the order.
    pub paid_before: bool,
    /// Where the family lived before any move that is known.
    pub first: String,
    /// Moves, in the order of their days.
    pub moves: Vec<Home>,
}

impl Facts {
    /// The council where the family lives on a day.
    pub fn lives(&self, on: Date) -> &str {
        self.moves.iter().rev().find(|m| m.from <= on).map_or(&self.first, |m| &m.council)
    }
}

codes! {
    /// Why a council answers, or why nobody can say which.
    Why {
        Placed = "placed", "The child is placed and the order is awaited: the council that placed the child answers.";
        ThreeYears = "three-years", "For three years from the day of the order the council that placed the child answers, wherever the family lives.";
        Lives = "lives", "Three years from the order are over: the council where the family lives answers.";
        NoTime = "no-time", "No rule gives a placing council's time for this way of coming to a family: the council where the family lives answers.";
        NoOrder = "no-order", "The day of the order is not on this case, so that nobody can say from it who answers.";
        NoPlacing = "no-placing", "Which council placed the child is not written down, so that nobody can say who answers until three years from the order are over.";
    }
}

impl Why {
    /// Where that is from, for a route.
    pub fn source(self, route: LegalRoute) -> &'static str {
        match (self, route) {
            (Why::NoTime, _) => {
                "Adoption and Children Act 2002, section 4: a council serves those who live in its area"
            }
            (_, LegalRoute::SpecialGuardianship) => {
                "Special Guardianship Regulations 2005 (SI 2005/1109), regulation 5; for a child who was looked after before the order"
            }
            _ => "Adoption Support Services Regulations 2005 (SI 2005/691), regulation 7",
        }
    }
}

/// Days on which one council answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The first day; none from the beginning.
    pub from: Option<Date>,
    /// The first day on which it no longer holds; none while no end is known.
    pub until: Option<Date>,
    /// The council that is responsible; none where nobody can say.
    pub council: Option<String>,
    /// The council that goes on paying regular support which was decided before the order, where that is another one than the one responsible.
    pub also_pays: Option<String>,
    /// Why.
    pub why: Why,
}

impl Period {
    /// Whether a day is within it.
    pub fn holds(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on < until)
    }
}

/// Who answers and who pays, from the order on without a gap: each day is in one period. The council that is responsible pays too, but for what was
/// decided before the order.
pub fn periods(f: &Facts) -> Vec<Period> {
    let single = |council: Option<String>, why| {
        vec![Period { from: None, until: None, council, also_pays: None, why }]
    };
    match (f.route, f.ordered) {
        (LegalRoute::Placed, _) => {
            let why = if f.placing.is_some() { Why::Placed } else { Why::NoPlacing };
            single(f.placing.clone(), why)
        }
        (LegalRoute::Adoption | LegalRoute::SpecialGuardianship, None) => single(None, Why::NoOrder),
        (LegalRoute::Adoption | LegalRoute::SpecialGuardianship, Some(ordered)) => {
            let over = placing_ends(ordered);
            let mut all = vec![Period {
                from: Some(ordered),
                until: Some(over),
                council: f.placing.clone(),
                also_pays: None,
                why: if f.placing.is_some() { Why::ThreeYears } else { Why::NoPlacing },
            }];
            all.extend(where_they_live(f, Some(over), Why::Lives));
            all
        }
        (LegalRoute::Intercountry | LegalRoute::ChildArrangements | LegalRoute::Other, _) => {
            where_they_live(f, None, Why::NoTime)
        }
    }
}

/// The councils where the family lives from a day on.
fn where_they_live(f: &Facts, start: Option<Date>, why: Why) -> Vec<Period> {
    let begins = start.unwrap_or(Date::MIN);
    let mut starts = vec![(start, f.lives(begins).to_owned())];
    for home in f.moves.iter().filter(|m| m.from > begins) {
        if starts.last().is_none_or(|(_, council)| *council != home.council) {
            starts.push((Some(home.from), home.council.clone()));
        }
    }
    let ends = starts.iter().skip(1).map(|(from, _)| *from).chain([None]);
    let pays = |council: &str| f.placing.clone().filter(|placing| f.paid_before && placing != council);
    starts
        .iter()
        .zip(ends)
        .map(|((from, council), until)| Period {
            from: *from,
            until,
            council: Some(council.clone()),
            also_pays: if why == Why::Lives { pays(council) } else { None },
            why,
        })
        .collect()
}

/// The period of a day; none on a day before the order.
pub fn on(all: &[Period], day: Date) -> Option<&Period> {
    all.iter().find(|p| p.holds(day))
}

/// That responsibility passes to an agency, or has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// From which day; none where it was never another's.
    pub on: Option<Date>,
    /// The council that answers from then on.
    pub council: String,
    /// The agency that answers for that council.
    pub agency: Id<Organisation>,
}

/// To whom responsibility passes next from `ours`, or has passed already: the first period from `today` on of a council that
/// another agency answers for. Beside each period stands the agency of its council.
pub fn passing(
    all: &[(Period, Option<Id<Organisation>>)],
    today: Date,
    ours: Id<Organisation>,
) -> Option<Passing> {
    all.iter().filter(|(p, _)| p.until.is_none_or(|until| until > today)).find_map(|(p, agency)| {
        let agency = agency.filter(|agency| *agency != ours)?;
        Some(Passing { on: p.from, council: p.council.clone()?, agency })
    })
}

#[cfg(test)]
mod tests {
    use casework::front_door::model::{Enquiry, responsible};
    use kernel::Channel;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{day, fixed};

    fn facts(route: LegalRoute, ordered: &str, placing: &str, moves: &[(&str, &str)]) -> Facts {
        Facts {
            route,
            ordered: ordered.parse().ok(),
            placing: (!placing.is_empty()).then(|| placing.to_owned()),
            paid_before: false,
            first: "here".into(),
            moves: moves.iter().map(|(on, to)| Home { from: day(on), council: (*to).into() }).collect(),
        }
    }

    fn told(f: &Facts) -> Vec<(String, String, &'static str)> {
        let from = |p: &Period| p.from.map_or("always".into(), |d| d.to_string());
        periods(f).iter().map(|p| (from(p), p.council.clone().unwrap_or("?".into()), p.why.code())).collect()
    }

    fn line(from: &str, council: &str, why: &'static str) -> (String, String, &'static str) {
        (from.into(), council.into(), why)
    }

    #[test]
    fn the_placing_council_answers_three_years_wherever_they_move_and_then_where_they_live() {
        let f = facts(
            LegalRoute::Adoption,
            "2024-03-01",
            "placed",
            &[("2025-06-01", "there"), ("2028-01-10", "far")],
        );
        let expected = [
            line("2024-03-01", "placed", "three-years"),
            line("2027-03-01", "there", "lives"),
            line("2028-01-10", "far", "lives"),
        ];
        assert_eq!(told(&f), expected);
        let f = facts(LegalRoute::SpecialGuardianship, "2024-02-29", "here", &[]);
        assert_eq!(
            told(&f),
            [line("2024-02-29", "here", "three-years"), line("2027-03-01", "here", "lives")]
        );
        assert!(
            Why::Lives.source(f.route).contains("1109")
                && Why::Lives.source(LegalRoute::Adoption).contains("691")
        );
    }

    #[test]
    fn what_is_not_known_is_said_and_not_guessed() {
        let f = facts(LegalRoute::Adoption, "", "placed", &[("2025-06-01", "there")]);
        assert_eq!(told(&f), [line("always", "?", "no-order")]);
        let f = facts(LegalRoute::Adoption, "2024-03-01", "", &[]);
        assert_eq!(told(&f), [line("2024-03-01", "?", "no-placing"), line("2027-03-01", "here", "lives")]);
        assert_eq!(told(&facts(LegalRoute::Placed, "", "", &[])), [line("always", "?", "no-placing")]);
        assert_eq!(told(&facts(LegalRoute::Placed, "", "placed", &[])), [line("always", "placed", "placed")]);
        let f = facts(LegalRoute::ChildArrangements, "2024-03-01", "placed", &[("2025-06-01", "there")]);
        assert_eq!(told(&f), [line("always", "here", "no-time"), line("2025-06-01", "there", "no-time")]);
    }

    #[test]
    fn what_was_decided_before_the_order_stays_with_whoever_decided_it() {
        let mut f = facts(LegalRoute::Adoption, "2020-03-01", "placed", &[("2025-06-01", "placed")]);
        f.paid_before = true;
        let pays: Vec<_> = periods(&f).into_iter().map(|p| p.also_pays).collect();
        assert_eq!(pays, [None, Some("placed".to_owned()), None]);
    }

    #[test]
    fn it_passes_to_the_first_other_agency_from_today_on() {
        let (ours, theirs) = (Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]));
        let f = facts(LegalRoute::Adoption, "2024-03-01", "here", &[("2025-06-01", "there")]);
        let all: Vec<_> = periods(&f)
            .into_iter()
            .map(|p| {
                let agency = if p.council.as_deref() == Some("here") { ours } else { theirs };
                (p, Some(agency))
            })
            .collect();
        let found = passing(&all, day("2026-11-20"), ours).unwrap();
        assert_eq!(
            (found.on, found.council.as_str(), found.agency),
            (Some(day("2027-03-01")), "there", theirs)
        );
        assert_eq!(passing(&all, day("2027-03-01"), ours).unwrap().on, Some(day("2027-03-01")));
        assert_eq!(passing(&all, day("2030-03-01"), theirs), None);
        assert_eq!(passing(&[(all[1].0.clone(), None)], day("2028-03-01"), ours), None);
    }

    fn anything() -> impl Strategy<Value = Facts> {
        let route = prop_oneof![
            Just(LegalRoute::Adoption),
            Just(LegalRoute::SpecialGuardianship),
            Just(LegalRoute::Placed),
            Just(LegalRoute::ChildArrangements),
            Just(LegalRoute::Other),
        ];
        let ordered = proptest::option::weighted(0.9, 0_i32..4_000);
        let moves = proptest::collection::btree_map(0_i32..6_000, 0_usize..3, 0..5);
        (route, ordered, proptest::option::weighted(0.8, 0_usize..3), any::<bool>(), moves).prop_map(
            |(route, ordered, placing, paid_before, moves)| {
                let council = |n: usize| ["a", "b", "c"][n].to_owned();
                Facts {
                    route,
                    ordered: ordered.map(after),
                    placing: placing.map(council),
                    paid_before,
                    first: council(0),
                    moves: moves
                        .into_iter()
                        .map(|(d, n)| Home { from: after(d), council: council(n) })
                        .collect(),
                }
            },
        )
    }

    fn after(days: i32) -> Date {
        kernel::Calendar::england().add_days(day("2018-01-01"), days)
    }

    proptest! {
        #![proptest_config(fixed())]

        /// Every day from the order on is in one period, and no period is empty.
        #[test]
        fn each_day_has_one_answer(f in anything(), d in 0_i32..8_000) {
            let (all, d) = (periods(&f), after(d));
            let within = all.iter().filter(|p| p.holds(d)).count();
            let before = all.first().and_then(|p| p.from).is_some_and(|from| d < from);
            prop_assert_eq!(within, usize::from(!before));
            for pair in all.windows(2) {
                prop_assert_eq!(pair[0].until, pair[1].from);
            }
            prop_assert!(all.iter().all(|p| p.from.zip(p.until).is_none_or(|(from, until)| from < until)));
            prop_assert_eq!(all.last().and_then(|p| p.until), None);
        }

        /// Where an answer is given, it is the one that the front door gives for that day and that home.
        #[test]
        fn it_says_what_the_front_door_says(f in anything(), d in 0_i32..8_000) {
            let (all, d) = (periods(&f), after(d));
            if let Some(council) = on(&all, d).and_then(|p| p.council.clone()) {
                let asked = Enquiry {
                    route: Some(f.route),
                    ordered: f.ordered,
                    council: f.lives(d).to_owned(),
                    placing_council: f.placing.clone().unwrap_or_default(),
                    ..Enquiry::new(Channel::Web)
                };
                prop_assert_eq!(council, responsible(&asked, d));
            }
        }

        /// A move within the three years changes nothing of them; an unknown is never filled from where the family lives.
        #[test]
        fn a_move_never_shortens_the_three_years(mut f in anything(), d in 0_i32..6_000) {
            let before = periods(&f);
            f.moves.retain(|m| m.from != after(d));
            f.moves.push(Home { from: after(d), council: "b".into() });
            f.moves.sort_by_key(|m| m.from);
            let now = periods(&f);
            if matches!(before[0].why, Why::ThreeYears | Why::NoPlacing | Why::NoOrder | Why::Placed) {
                prop_assert_eq!(&before[0], &now[0]);
            }
            if f.ordered.is_none() && f.route == LegalRoute::Adoption {
                prop_assert!(now.iter().all(|p| p.council.is_none()));
            }
        }
    }
}
