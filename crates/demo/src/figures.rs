//! The summary figures, counted while the stories are told, as the rooms would have counted them.

use std::collections::BTreeMap;

use casework::{
    assessment,
    cases::{self, children},
    front_door,
    people::store::NewPerson,
    plan, promises,
    promises::NewPromise,
};
use commissioning::{delivery, delivery::model::SessionState, invoices, orders};
use funding::applications::{self, model::State};
use kernel::{Date, Id, Level, Pence, PromiseKind, Rater, Timestamp, kinds::Organisation, local_date};
use outcomes::goals;
use store::Value;

use crate::{
    days,
    story::{CaseStory, Funded, Home, Story},
};

/// The columns of a figure's row.
pub const COLUMNS: &str = "agency_id, measure, month, council, part, amount";

/// Agency, measure, month as a number, council and part.
type Key = (Id<Organisation>, &'static str, i32, String, String);

/// Figures by where they are added.
#[derive(Default)]
pub struct Figures(BTreeMap<Key, i64>);

impl Figures {
    fn add(
        &mut self,
        agency: Id<Organisation>,
        measure: &'static str,
        day: Date,
        council: &str,
        part: &str,
        amount: i64,
    ) {
        let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        *self.0.entry((agency, measure, month, council.to_owned(), part.to_owned())).or_default() += amount;
    }

    /// The rows, zeroes left out.
    pub fn rows(self) -> impl Iterator<Item = Vec<Value>> {
        self.0.into_iter().filter(|(_, amount)| *amount != 0).map(
            |((agency, measure, month, council, part), amount)| {
                let month = format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1);
                vec![agency.into(), measure.into(), month.into(), council.into(), part.into(), amount.into()]
            },
        )
    }

    /// Counts a whole story.
    pub fn count(&mut self, story: &Story) {
        let agency = story.enquiry.agency;
        let enquiry = &story.enquiry.enquiry;
        let day = local_date(story.enquiry.received);
        use front_door::measures::{ENQUIRIES, ENQUIRIES_BY_CHANNEL, STORIES_RETOLD};
        self.add(agency, ENQUIRIES, day, &story.council, "", 1);
        self.add(agency, ENQUIRIES_BY_CHANNEL, day, &story.council, enquiry.channel.code(), 1);
        if let Some(times) = enquiry.retold.filter(|times| *times > 0) {
            self.add(agency, STORIES_RETOLD, day, &story.council, "", i64::from(times));
        }
        self.promises(&story.promises);
        if let Some(home) = &story.home {
            for case in &home.cases {
                self.case(case, &story.council);
                self.child(case, home, story);
            }
        }
    }

    /// Who the child is and how long the family waited, as `casework` counts it when a case is opened.
    fn child(&mut self, story: &CaseStory, home: &Home, whole: &Story) {
        use cases::measures::{BY_BIRTH_YEAR, BY_ETHNICITY, BY_WAIT};
        let (agency, council) = (story.case.agency, &whole.council);
        let child = home.people.iter().map(|(_, person)| person).find(|p| p.id == story.case.child);
        let born = child.and_then(|child| child.born).map(|day| i64::from(day.year()));
        let ethnicity = child.and_then(|child| child.ethnicity.clone());
        let ethnicity = ethnicity.as_deref().unwrap_or(children::NOT_RECORDED);
        let opened = children::year_day(local_date(story.case.opened));
        self.add(agency, BY_BIRTH_YEAR, opened, council, &children::birth_part(born), 1);
        self.add(agency, BY_ETHNICITY, opened, council, ethnicity, 1);
        if story.case.enquiry.is_some() {
            let wait = children::Wait::of(whole.enquiry.received, story.case.opened);
            self.add(agency, BY_WAIT, opened, council, wait.code(), 1);
        }
        for assessment in &story.assessments {
            let Some(completed) = assessment.completed.map(local_date) else { continue };
            if let Some(level) = assessment.level() {
                self.add(agency, assessment::measures::COMPLETED, completed, council, level.code(), 1);
            }
            for (need, _) in assessment.needs() {
                self.add(agency, assessment::measures::NEEDS_FOUND, completed, council, need.code(), 1);
            }
        }
        let mut years = std::collections::BTreeSet::new();
        for funded in &story.funded {
            let a = &funded.application;
            if let Some(decided) = a.decided.filter(|_| a.state == State::Approved) {
                let day = children::year_day(local_date(decided));
                self.add(
                    agency,
                    applications::measures::APPROVED_BY_ETHNICITY,
                    day,
                    &a.council,
                    ethnicity,
                    1,
                );
            }
            for bill in &funded.bills {
                if let Some(paid) = bill.ended_at.map(local_date) {
                    self.add(
                        agency,
                        invoices::measures::PAID_BY_COUNCIL,
                        paid,
                        council,
                        "",
                        bill.invoice.total.0,
                    );
                    years.insert(children::year_day(paid));
                }
            }
        }
        for year in years {
            self.add(agency, invoices::measures::CASES_PAID_FOR, year, council, "", 1);
        }
    }

    /// Counts a case that another agency handed over, as `casework` counts it when it is opened.
    pub fn arrived(&mut self, case: &cases::store::Case, child: &NewPerson) {
        use cases::measures::{AT_COUNCIL_LEVEL, AT_LEVEL, BY_BIRTH_YEAR, BY_ETHNICITY, OPENED};
        let (agency, council, day) = (case.agency, case.council.as_str(), local_date(case.opened));
        self.add(agency, OPENED, day, council, "", 1);
        self.add(agency, AT_LEVEL, day, "", case.level.code(), 1);
        self.add(agency, AT_COUNCIL_LEVEL, day, council, case.level.code(), 1);
        let year = children::year_day(day);
        let born = child.born.map(|day| i64::from(day.year()));
        self.add(agency, BY_BIRTH_YEAR, year, council, &children::birth_part(born), 1);
        self.add(agency, BY_ETHNICITY, year, council, children::NOT_RECORDED, 1);
    }

    /// Counts promises, as `casework` does when they are made and kept.
    pub fn promises(&mut self, promises: &[NewPromise]) {
        for p in promises {
            let part = PromiseKind::code(p.kind);
            self.add(p.about.agency, promises::measures::MADE, local_date(p.made), "", part, 1);
            if let Some(kept) = p.kept {
                let measure =
                    if kept <= p.due { promises::measures::KEPT } else { promises::measures::KEPT_LATE };
                self.add(p.about.agency, measure, local_date(kept), "", part, 1);
            }
        }
    }

    /// Counts an offer made ahead that was taken up, as `coordination` does.
    pub fn taken_up(&mut self, agency: Id<Organisation>, stage: &str, on: Date) {
        self.add(agency, coordination::life_stages::measures::TAKEN_UP, on, "", stage, 1);
    }

    fn case(&mut self, story: &CaseStory, council: &str) {
        let agency = story.case.agency;
        if let Some(handed) = &story.handed {
            self.add(agency, plan::measures::HAND_OFFS, local_date(handed.at), council, "", 1);
        }
        let opened = local_date(story.case.opened);
        self.add(agency, cases::measures::OPENED, opened, council, "", 1);
        let mut at_level = |day: Date, level: Level, amount: i64| {
            self.add(agency, cases::measures::AT_LEVEL, day, "", level.code(), amount);
            self.add(agency, cases::measures::AT_COUNCIL_LEVEL, day, council, level.code(), amount);
        };
        at_level(opened, story.first_level, 1);
        for step in &story.moves {
            let day = local_date(step.at);
            if let Some(level) = step.from.level() {
                at_level(day, level, -1);
            }
            if let Some(level) = step.to.level() {
                at_level(day, level, 1);
            }
        }
        if let Some(closed) = story.case.closed {
            self.add(agency, cases::measures::CLOSED, local_date(closed), council, "", 1);
        }
        self.ratings(story);
        self.promises(&story.promises);
        for funded in &story.funded {
            self.funded(agency, funded);
        }
    }

    fn ratings(&mut self, story: &CaseStory) {
        let agency = story.case.agency;
        let mut series: BTreeMap<(Id<kernel::kinds::Goal>, Rater), (i64, i64)> = BTreeMap::new();
        for new in &story.ratings {
            let rating = &new.rating;
            let score = i64::from(rating.score.number());
            let (part, on) = (rating.rater.code(), rating.on);
            match series.get_mut(&(rating.goal, rating.rater)) {
                None => {
                    series.insert((rating.goal, rating.rater), (score, 1));
                }
                Some((before, ratings)) => {
                    // The change is last minus first, so each rating moves it by what it differs from the one before.
                    self.add(agency, goals::measures::CHANGE_SUM, on, "", part, score - *before);
                    if *ratings == 1 {
                        self.add(agency, goals::measures::CHANGE_COUNT, on, "", part, 1);
                    }
                    (*before, *ratings) = (score, *ratings + 1);
                }
            }
        }
    }

    fn funded(&mut self, agency: Id<Organisation>, funded: &Funded) {
        use applications::measures::{APPLICATIONS, APPLIED, COMMITTED};
        let a = &funded.application;
        let asked = a.price.0 * i64::from(a.sessions);
        if let Some(sent) = a.sent {
            let day = local_date(sent);
            self.add(agency, APPLIED, day, "", &a.therapy, asked);
            self.add(agency, APPLICATIONS, day, "", State::Sent.code(), 1);
        }
        if let Some(decided) = a.decided {
            let day = local_date(decided);
            self.add(agency, APPLICATIONS, day, "", a.state.code(), 1);
            if a.state == State::Approved {
                self.add(agency, COMMITTED, day, "", &a.therapy, asked);
            }
        }
        if let Some(released) = funded.released_at {
            self.add(agency, COMMITTED, local_date(released), "", &a.therapy, -a.released.0);
        }
        if let Some(order) = &funded.order {
            self.add(agency, orders::measures::PLACED, local_date(order.placed_at), "", &a.therapy, 1);
        }
        let mut months: BTreeMap<(i16, i8), (Date, i64, i64)> = BTreeMap::new();
        for session in &funded.sessions {
            let Some(day) = session.recorded_at.map(|at| days::date(days::of(at))) else { continue };
            let held = i64::from(session.session.state == SessionState::Held);
            let month = months.entry((day.year(), day.month())).or_insert((day, 0, 0));
            month.1 += held;
            month.2 += 1 - held;
        }
        for (day, held, missed) in months.into_values() {
            self.add(agency, delivery::measures::HELD, day, "", &a.therapy, held);
            self.add(agency, delivery::measures::MISSED, day, "", &a.therapy, missed);
        }
        for bill in &funded.bills {
            if let Some(paid) = bill.ended_at {
                self.paid(agency, paid, &a.therapy, a.provider_kind.code(), bill.invoice.total);
            }
        }
    }

    fn paid(&mut self, agency: Id<Organisation>, at: Timestamp, therapy: &str, kind: &str, amount: Pence) {
        let day = local_date(at);
        self.add(agency, invoices::measures::PAID, day, "", therapy, amount.0);
        self.add(agency, invoices::measures::PAID_BY_PROVIDER_KIND, day, "", kind, amount.0);
    }
}
