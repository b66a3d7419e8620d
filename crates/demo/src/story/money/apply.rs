//! One application: held against the rules of its day, written, sent and decided.

use access::Role;
use casework::{promises::About, timeline::EventKind};
use funding::{
    applications::{
        model::{Checked, Content, FundOutcome, Passage, PassageKind, State},
        store::Application,
    },
    schemes::{Ask, AskKind, Used, decide, scheme_on},
};
use kernel::{Calendar, Need, Pence, PromiseKind, Result, Weight};

use super::{Funded, Showing, Wish};
use crate::{
    days::{self, Day},
    dice::Dice,
    shares,
    story::{CaseStory, Teller, at_work},
    words,
    world::{SPECIALIST, THERAPIES},
};

/// How many days before an application its assessment may lie: within three months.
const FRESH: Day = 85;

impl Teller<'_> {
    /// Applies, if the rules of the day allow it, and tells what came of it.
    pub(super) fn apply(
        &mut self,
        dice: &mut Dice,
        story: &mut CaseStory,
        wish: Wish,
        needs: &[(Need, Weight)],
        has_ehcp: bool,
        used: &mut Vec<(i16, Used)>,
    ) -> Result<()> {
        let world = self.world;
        let provider = &world.providers[wish.provider];
        let Some((price, minutes)) = provider.price(wish.therapy, wish.sent) else { return Ok(()) };
        let kind = if wish.therapy == SPECIALIST { AskKind::Assessment } else { AskKind::Therapy };
        let sent_on = days::date(wish.sent);
        let Some(scheme) = scheme_on(sent_on) else { return Ok(()) };
        let year = scheme.year().0;
        let already = used.iter().find(|(y, _)| *y == year).map(|(_, used)| *used).unwrap_or_default();

        let mut count = match kind {
            AskKind::Assessment => 1,
            AskKind::Therapy => u32::try_from(wish.target.0 / price.0.max(1)).unwrap_or(1).clamp(2, 60),
        };
        let starts = wish.sent + if wish.shown.is_some() { 30 } else { dice.within(28..=60) };
        let year_end = days::day(kernel::FinancialYear(year).last_day());
        let must_end = match scheme.span.value {
            funding::schemes::Span::YearEnd => year_end - 3,
            funding::schemes::Span::Months(_) => starts + 340,
        };
        let pace = ((must_end - starts) / i32::try_from(count).unwrap_or(1).max(1)).clamp(1, 14);
        let pace = if pace >= 14 {
            14
        } else if pace >= 7 {
            7
        } else {
            pace
        };
        let ends = |count: u32| starts + pace * (i32::try_from(count).unwrap_or(1) - 1) + 4;
        let mut ask = Ask {
            kind,
            amount: Pence(price.0 * i64::from(count)),
            council_share: Pence::ZERO,
            applied_on: sent_on,
            assessed_on: Some(sent_on),
            starts_on: days::date(starts),
            ends_on: days::date(ends(count)),
            urgent_start: false,
            child_born: days::date(wish.born),
            has_ehcp,
            legal_route: story.case.route,
            therapy: THERAPIES[wish.therapy].to_owned(),
            already,
        };
        let mut decision = decide(&ask);
        // What is left of the limit may be less than was wished for.
        if let Some(left) = decision.left.filter(|left| ask.amount > *left && kind == AskKind::Therapy) {
            count = u32::try_from(left.0 / price.0.max(1)).unwrap_or(0);
            if count < 2 {
                return Ok(());
            }
            ask.amount = Pence(price.0 * i64::from(count));
            ask.ends_on = days::date(ends(count));
            decision = decide(&ask);
        }
        if !decision.allowed {
            return Ok(());
        }
        let assessed_on = self.assessed_before(dice, story, wish.sent, needs)?;

        let drafted = (wish.sent - dice.within(0..=6)).max(assessed_on);
        let created = at_work(dice, drafted).max(
            story
                .assessments
                .iter()
                .filter_map(|a| a.completed)
                .filter(|c| days::of(*c) <= drafted)
                .max()
                .unwrap_or(story.case.opened),
        );
        let sent = at_work(dice, wish.sent).max(created);
        let staff = &world.agencies[wish.agency].staff;
        let mut checked = Checked::of(decision, already);
        if !self.full {
            checked.notes.truncate(1);
        }
        let age = kernel::age_on(ask.child_born, sent_on).unwrap_or(0);
        let mut heaviest = needs.to_vec();
        heaviest.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        let content = Content {
            age,
            has_ehcp,
            level: story.case.level,
            assessed_on: days::date(assessed_on),
            outcomes: FundOutcome::of_all(&heaviest),
            passages: passages(&heaviest, if self.full { 4 } else { 2 }),
            needs: heaviest,
            checked: Some(checked),
        };
        let application = Application {
            id: dice.id(created),
            reference: self.applications.next(),
            agency: story.case.agency,
            case: story.case.id,
            family: story.case.family,
            child: story.case.child,
            council: story.case.council.clone(),
            route: story.case.route,
            rule: scheme.id.clone(),
            kind,
            therapy: ask.therapy.clone(),
            provider: provider.provider.id,
            provider_kind: provider.provider.kind,
            sessions: count,
            price,
            starts_on: ask.starts_on,
            ends_on: ask.ends_on,
            repeat: story.funded.iter().any(|f| f.application.state == State::Approved),
            state: State::Sent,
            content,
            created,
            created_by: story.case.coordinator,
            created_role: Role::SocialWorker.code().to_owned(),
            sent: Some(sent),
            sent_by: story.case.coordinator,
            decided: None,
            decided_by: None,
            decision: None,
            paid: Pence::ZERO,
            released: Pence::ZERO,
            version: 2,
        };
        let about = About {
            agency: application.agency,
            case: Some(application.case),
            enquiry: None,
            thing: application.id.cast(),
        };
        let mut promise = self.promise(dice, about, PromiseKind::FundingDecision, sent, None);
        promise.due = scheme.decide_within.value.due(sent, Calendar::england());
        let mut funded = Funded {
            application,
            year,
            order: None,
            sessions: Vec::new(),
            bills: Vec::new(),
            released_at: None,
            over: world.today + 1_000,
        };

        let wait = match wish.shown {
            Some(Showing::Waiting) => 1_000,
            Some(_) => 20,
            None if dice.percent(82) => dice.within(6..=27),
            None => dice.within(30..=52),
        };
        let decided = world.workdays.on_or_after(wish.sent + wait);
        if self.past(decided) {
            let at = at_work(dice, decided);
            promise.kept = Some(at);
            let a = &mut funded.application;
            a.decided = Some(at);
            a.decided_by = staff.finance;
            a.version += 1;
            if wish.shown.is_none() && dice.per_mille(shares::REFUSED) {
                a.state = State::Refused;
                a.decision = Some(words::REFUSED.to_owned());
                funded.over = decided;
            } else {
                a.state = State::Approved;
                a.decision = Some(words::APPROVED.to_owned());
                let had = if let Some((_, had)) = used.iter_mut().find(|(y, _)| *y == year) {
                    had
                } else {
                    used.push((year, Used::default()));
                    &mut used.last_mut().ok_or(kernel::Error::NotFound)?.1
                };
                match kind {
                    AskKind::Therapy => had.therapy += ask.amount,
                    AskKind::Assessment => had.assessment += ask.amount,
                }
                let words = format!("The Fund will pay for {count} sessions: {}.", ask.amount);
                let by = (staff.finance.unwrap_or(staff.duty[0]), Role::FinanceOfficer);
                self.tell_line(dice, story, at, EventKind::Application, by, &words);
                self.order(dice, story, &mut funded, &wish, (decided, starts, pace), minutes);
            }
        }
        story.promises.push(promise);
        story.funded.push(funded);
        Ok(())
    }

    /// The day of an assessment fresh enough for an application on this day: one that there is, or a new one.
    fn assessed_before(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        sent: Day,
        needs: &[(Need, Weight)],
    ) -> Result<Day> {
        let done = |a: &casework::assessment::store::Assessment| a.completed.map(days::of);
        let fresh =
            story.assessments.iter().filter_map(done).filter(|d| *d < sent && sent - *d <= FRESH).max();
        if let Some(day) = fresh {
            return Ok(day);
        }
        let day = self.world.workdays.on_or_after(sent - dice.within(9..=60)).min(sent - 1);
        let again = self.assessment(dice, &story.case, needs, story.case.level, day - 10, Some(day))?;
        let place = story.assessments.partition_point(|a| a.started < again.started);
        story.assessments.insert(place, again);
        Ok(day)
    }
}

fn passages(needs: &[(Need, Weight)], most: usize) -> Vec<Passage> {
    needs
        .iter()
        .take(most)
        .map(|(need, _)| Passage {
            kind: PassageKind::Need,
            about: need.label().to_owned(),
            words: words::shows(*need).to_owned(),
        })
        .collect()
}
