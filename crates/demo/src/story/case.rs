//! The support of one child: assessment, plans, goals and ratings, levels, closing.

use std::collections::{BTreeMap, BTreeSet};

use access::Role;
use casework::{
    assessment::{
        model::{
            Answer, Answers, Conclusion, Findings, Formulation, Framework, Parents, State as AssessmentState,
            Voice, current_on, recommend,
        },
        store::Assessment,
    },
    cases::{
        levels::{LevelChange, Standing},
        store::{Case, CaseState},
    },
    plan::{
        model::{
            Action, ActionState, Coordinator, PlanContent, PlanGoal, PlanNeed, State as PlanState, review_due,
        },
        store::{HandOff, Plan},
    },
    promises::{About, NewPromise},
    timeline::EventKind,
};
use kernel::{Calendar, Id, Level, Need, PromiseKind, Rater, Result, Timestamp, Weight, kinds::Account};
use outcomes::goals::{
    model::{CommonGoal, Goal, GoalKind, Rating, Score},
    store::{NewRating, common_id},
};

use super::{CaseStory, Teller, Told, at_work};
use crate::{
    days::{self, Day},
    dice::Dice,
    shares, words,
};

/// The most versions of a plan, and rounds of ratings, that one case has.
const VERSIONS: i32 = 3;
const ROUNDS: i32 = 4;

/// What a case begins with.
pub(super) struct Opening {
    pub agency: usize,
    pub born: Day,
    pub coordinator: (Id<Account>, String),
    pub shown: bool,
    pub promised: NewPromise,
    pub case: Case,
}

impl Teller<'_> {
    pub(super) fn support(&mut self, dice: &mut Dice, open: Opening) -> Result<CaseStory> {
        let (agency, shown) = (open.agency, open.shown);
        let opened = days::of(open.case.opened);
        let assessed_level = open.case.level;
        // The level at the opening is a first guess of the duty team; most are right.
        let first_level = if shown || dice.percent(78) { assessed_level } else { dice.one(Level::ALL) };
        let mut story = CaseStory {
            first_level,
            case: Case { level: first_level, ..open.case },
            moves: Vec::new(),
            assessments: Vec::new(),
            plans: Vec::new(),
            handed: None,
            signatures: Vec::new(),
            contributions: Vec::new(),
            signed_off: Vec::new(),
            goals: Vec::new(),
            ratings: Vec::new(),
            funded: Vec::new(),
            promises: Vec::new(),
            told: Vec::new(),
        };
        let duty = self.world.agencies[agency].staff.duty[0];
        let say = (duty, Role::DutyWorker);
        let at = story.case.opened;
        self.tell_line(
            dice,
            &mut story,
            at,
            EventKind::Triage,
            say,
            "The enquiry was allocated and this case was opened.",
        );

        let needs = self.needs(dice, assessed_level, shown);
        let wait = if shown { 24 } else { span(dice, shares::ASSESSMENT_WAITS) };
        let call = days::of(open.promised.made);
        let complete = self.world.workdays.on_or_after((call + wait).max(opened + 3));
        let mut promised = open.promised;
        if !self.past(complete) {
            story.promises.push(promised);
            let start = (complete - 18).max(opened + 1);
            if self.past(start) {
                let assessment = self.assessment(dice, &story.case, &needs, assessed_level, start, None)?;
                story.assessments.push(assessment);
            }
            return Ok(story);
        }
        let assessment =
            self.assessment(dice, &story.case, &needs, assessed_level, complete - 14, Some(complete))?;
        let done = assessment.completed.unwrap_or(at);
        promised.kept = Some(done);
        story.promises.push(promised);
        story.assessments.push(assessment);
        let worker = (open.coordinator.0, Role::SocialWorker);
        self.tell_line(
            dice,
            &mut story,
            done,
            EventKind::Assessment,
            worker,
            "The assessment of need was completed.",
        );
        if first_level != assessed_level {
            self.step(dice, &mut story, done, assessed_level.into(), words::ASSESSED, worker);
        }

        let planned = self.world.workdays.on_or_after(complete + if shown { 6 } else { dice.within(2..=26) });
        let own = self.goals(dice, &mut story, &needs, planned);
        if !self.past(planned) {
            self.draft_plan(dice, &mut story, &needs, own, complete, &open.coordinator);
            return Ok(story);
        }
        self.fund(dice, &mut story, agency, open.born, &needs, planned, shown)?;

        let end = self.closing_day(dice, &story, planned, open.born, shown);
        let until = end.unwrap_or(self.world.today);
        self.levels(dice, &mut story, planned, until, worker, shown);
        self.plans(dice, &mut story, &needs, own, (planned, end), &open.coordinator, shown)?;
        self.rate(dice, &mut story, planned, until, open.born, worker.0, shown);
        if let Some(end) = end {
            let at = at_work(dice, end);
            let why = dice.one(words::CLOSED);
            self.step(dice, &mut story, at, Standing::Closed, why, worker);
            story.case.state = CaseState::Closed;
            story.case.closed = Some(at);
            story.case.version += 1;
            let ending = [PromiseKind::Assessment, PromiseKind::PlanReview];
            for promise in story.promises.iter_mut().filter(|p| ending.contains(&p.kind)) {
                if promise.kept.is_none() {
                    promise.withdrawn = Some(at);
                }
            }
        }
        self.sign(&mut story, self.world.agencies[agency].staff.manager);
        self.sign_assessments(&mut story, self.world.agencies[agency].staff.manager);
        self.ask_partners(&mut story)?;
        Ok(story)
    }

    /// A line of the timeline that the family sees too.
    pub(super) fn tell_line(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        at: Timestamp,
        kind: EventKind,
        (actor, role): (Id<Account>, Role),
        words: &str,
    ) {
        story.told.push(Told {
            id: dice.id(at),
            at,
            kind,
            words: words.to_owned(),
            actor: Some(actor),
            role: role.code(),
            link: None,
            family_sees: true,
        });
    }

    fn needs(&self, dice: &mut Dice, level: Level, shown: bool) -> Vec<(Need, Weight)> {
        if shown {
            return vec![
                (Need::Trauma, Weight::Severe),
                (Need::School, Weight::Strong),
                (Need::Violence, Weight::Strong),
                (Need::Identity, Weight::Some),
            ];
        }
        let scale = match level {
            Level::Universal => 550,
            Level::Targeted => 1_000,
            Level::Intensive => 1_300,
        };
        let mut needs: Vec<(Need, Weight)> = Vec::new();
        for (need, often) in shares::NEEDS {
            if dice.per_mille(often * scale / 1_000) {
                needs.push((*need, dice.weighted(shares::weights(level))));
            }
        }
        if needs.is_empty() {
            needs.push((Need::Trauma, dice.weighted(shares::weights(level))));
        }
        needs
    }

    /// An assessment: complete, or a draft half written.
    pub(super) fn assessment(
        &self,
        dice: &mut Dice,
        case: &Case,
        needs: &[(Need, Weight)],
        level: Level,
        started: Day,
        completed: Option<Day>,
    ) -> Result<Assessment> {
        let started = at_work(dice, started.max(days::of(case.opened))).max(case.opened);
        let framework = current_on(days::date(days::of(started)))?;
        let completed = completed.map(|day| at_work(dice, day).max(started));
        let findings = self.findings(dice, framework, needs, level, completed.is_some());
        Ok(Assessment {
            own: None,
            id: dice.id(started),
            agency: case.agency,
            case: case.id,
            framework: framework.version.clone(),
            state: if completed.is_some() { AssessmentState::Complete } else { AssessmentState::Draft },
            findings,
            author: case.coordinator,
            started,
            completed,
            version: if completed.is_some() { 2 } else { 1 },
        })
    }

    fn findings(
        &self,
        dice: &mut Dice,
        framework: &Framework,
        needs: &[(Need, Weight)],
        level: Level,
        complete: bool,
    ) -> Findings {
        // In the many of the nation only two parts are written out.
        let parts = match (complete, self.full) {
            (true, true) => framework.domains.len(),
            (false, _) => 4,
            (true, false) => 2,
        };
        let mut domains = BTreeMap::new();
        for domain in framework.domains.iter().take(parts) {
            let asked: BTreeSet<_> =
                domain.minimum.ask.iter().filter_map(|group| group.first().copied()).collect();
            let text = dice.one(words::FOUND).to_owned();
            domains.insert(domain.code.clone(), Answer { text, asked, left_out: String::new() });
        }
        if !complete {
            return Findings { answers: Answers { domains, voice: Voice::default() }, ..Findings::default() };
        }
        let heard = framework.voice.heard.iter().find(|way| way.words && !way.reason);
        let voice = Voice {
            heard: heard.map(|way| way.code.clone()).unwrap_or_default(),
            heard_reason: String::new(),
            heard_on: None,
            child: dice.one(words::CHILD_SAYS).to_owned(),
            family: dice.one(words::FAMILY_SAYS).to_owned(),
        };
        let suggestion = recommend(framework, needs, &BTreeSet::new());
        let level_reason = match suggestion.level == level {
            true => String::new(),
            false => "Chosen with the family, who know best what they can take on now.".to_owned(),
        };
        let conclusion = Conclusion {
            formulation: dice.one(words::FORMULATION).to_owned(),
            shared: if self.full { words::shared(needs.len()) } else { Formulation::default() },
            parents: Parents::default(),
            needs: needs.to_vec(),
            no_needs: String::new(),
            level: Some(level),
            level_reason,
        };
        Findings {
            answers: Answers { domains, voice },
            signals: BTreeSet::new(),
            conclusion,
            suggestion: Some(suggestion),
        }
    }

    /// The common goals and the family's own ones; gives those that the plan names.
    fn goals(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        needs: &[(Need, Weight)],
        day: Day,
    ) -> Vec<PlanGoal> {
        let case = &story.case;
        let set = days::date(days::of(case.opened));
        for common in CommonGoal::ALL {
            let id = common_id(case.id, *common);
            story.goals.push(Goal { id, case: case.id, kind: GoalKind::Common(*common), set, ended: None });
        }
        let many = dice.weighted(&[(0, 30), (1, 52), (2, 18)]);
        let mut named = Vec::new();
        for (need, _) in needs.iter().take(many) {
            let words = words::goal(*need).to_owned();
            let id = dice.id(days::at(day, 600));
            named.push(PlanGoal { id, words: words.clone() });
            // A goal of a plan still in draft is set when the plan is made.
            if self.past(day) {
                let kind = GoalKind::Own(words);
                story.goals.push(Goal { id, case: case.id, kind, set: days::date(day), ended: None });
            }
        }
        if !self.past(day) {
            named.clear();
        }
        named
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a plan is made of these parts of a story, and each has its own type"
    )]
    fn content(
        &self,
        dice: &mut Dice,
        story: &CaseStory,
        needs: &[(Need, Weight)],
        goals: &[PlanGoal],
        coordinator: &(Id<Account>, String),
        from: Day,
        most: usize,
    ) -> PlanContent {
        let mut content = PlanContent::new(story.case.level);
        content.summary = dice.one(words::SUMMARY).to_owned();
        content.coordinator = Some(Coordinator { account: coordinator.0, name: coordinator.1.clone() });
        content.goals = goals.to_vec();
        content.escalation = words::ESCALATION.to_owned();
        for (need, weight) in needs.iter().take(most) {
            let words = words::shows(*need).to_owned();
            content.needs.push(PlanNeed { need: *need, weight: *weight, words });
            let (what, owner, owner_name) = words::action(*need);
            let due = from + dice.within(14..=90);
            let over = due < self.world.today;
            let (state, happened) = match over && dice.percent(85) {
                true => (ActionState::Done, dice.one(words::HAPPENED).to_owned()),
                false => (ActionState::Open, String::new()),
            };
            content.actions.push(Action {
                id: dice.id(days::at(from, 620)),
                what: what.to_owned(),
                need: Some(*need),
                owner,
                owner_name: owner_name.to_owned(),
                due: Some(days::date(due)),
                state,
                happened,
            });
        }
        content
    }

    fn draft_plan(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        needs: &[(Need, Weight)],
        goals: Vec<PlanGoal>,
        from: Day,
        coordinator: &(Id<Account>, String),
    ) {
        let created = at_work(dice, from)
            .max(story.assessments.last().and_then(|a| a.completed).unwrap_or(story.case.opened));
        let content = self.content(dice, story, needs, &goals, coordinator, self.world.today, 3);
        story.plans.push(Plan {
            id: dice.id(created),
            agency: story.case.agency,
            case: story.case.id,
            number: 1,
            state: PlanState::Draft,
            content,
            author: Some(coordinator.0),
            created,
            current_from: None,
            current_to: None,
            version: 1,
        });
    }

    /// The versions of the plan, the last of them current while the case is open; each with its review.
    #[expect(clippy::too_many_arguments, reason = "one step of the story, with what the earlier ones found")]
    fn plans(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        needs: &[(Need, Weight)],
        goals: Vec<PlanGoal>,
        (first, end): (Day, Option<Day>),
        coordinator: &(Id<Account>, String),
        shown: bool,
    ) -> Result<()> {
        let calendar = Calendar::england();
        let until = end.unwrap_or(self.world.today);
        let level = story.case.level;
        let term = days::day(review_due(level, days::date(until), calendar)?) - until;
        // The last version is so young that its review is still ahead, nearly due or a little late.
        let age = if shown { 30 } else { dice.within(4..=(term * 106 / 100).max(5)) };
        let last = (until - age).max(first);
        let mut from = vec![first];
        if last > first + 30 {
            let between = i32::min((last - first) / 300, VERSIONS - 2);
            for n in 1..=between {
                from.push(self.world.workdays.on_or_after(first + (last - first) * n / (between + 1)));
            }
            from.push(self.world.workdays.on_or_after(last).min(until - 1));
        }
        from.dedup();
        let versions = from.len();
        let mut handing = self.handing(&story.case);
        let former = self.former(&mut handing, story, coordinator, versions > 1 && !shown);
        for (n, day) in from.iter().copied().enumerate() {
            let next = from.get(n + 1).copied();
            let most = if next.is_none() { 4 } else { 2 };
            let first_hands = former.as_ref().filter(|_| n == 0);
            let coordinator = first_hands.unwrap_or(coordinator);
            let mut content = self.content(dice, story, needs, &goals, coordinator, day, most);
            let review = match next {
                None => day + term,
                Some(next) if dice.percent(68) => next + dice.within(0..=20),
                Some(next) => next - dice.within(1..=50),
            };
            // Reviews that left the plan as it was are not told one by one: what is told is the last of them,
            // which brought the next version, so that none is later than a review is in life.
            let review = review.max(day + 7);
            content.review_on = Some(days::date(review));
            let at = at_work(dice, day).max(story.assessments[0].completed.unwrap_or(story.case.opened));
            let plan = Plan {
                id: dice.id(at),
                agency: story.case.agency,
                case: story.case.id,
                number: n as i64 + 1,
                state: if next.is_none() { PlanState::Current } else { PlanState::Superseded },
                content,
                author: Some(coordinator.0),
                created: at,
                current_from: Some(at),
                current_to: None,
                version: 2,
            };
            if let Some(before) = story.plans.last_mut() {
                before.current_to = Some(at);
            }
            if let Some((from, _)) = former.as_ref().filter(|_| n == 1) {
                let (case, to) = (story.case.id, coordinator.0);
                story.handed = Some(HandOff {
                    id: handing.id(at),
                    agency: story.case.agency,
                    case,
                    from: *from,
                    to,
                    at,
                });
                let words = format!("{} now coordinates the support.", coordinator.1);
                self.tell_line(&mut handing, story, at, EventKind::Plan, (to, Role::SocialWorker), &words);
            }
            if let Some(review) = story.promises.iter_mut().rfind(|p| p.kind == PromiseKind::PlanReview) {
                review.kept = Some(at);
            }
            let case = &story.case;
            let about = About {
                agency: case.agency,
                case: Some(case.id),
                enquiry: case.enquiry,
                thing: case.id.cast(),
            };
            let promised = at.max(days::at(review - term.max(1), 600));
            let mut promise = self.promise(dice, about, PromiseKind::PlanReview, promised, None);
            promise.due = calendar.end_of(days::date(review));
            story.promises.push(promise);
            story.plans.push(plan);
            if n == 0 || n + 1 == versions {
                let words = if n == 0 {
                    "The first support plan was agreed."
                } else {
                    "The support plan was reviewed and renewed."
                };
                self.tell_line(dice, story, at, EventKind::Plan, (coordinator.0, Role::SocialWorker), words);
            }
        }
        Ok(())
    }

    /// Chance of its own for who coordinated a case before, so that no other part of a story changes.
    fn handing(&self, case: &Case) -> Dice {
        let mut number = [0; 8];
        number.copy_from_slice(&case.id.as_bytes()[8..]);
        Dice::new(self.world.seed, "hand-offs", u64::from_be_bytes(number))
    }

    /// Who coordinated a case before its coordinator, where it changed hands.
    fn former(
        &self,
        dice: &mut Dice,
        story: &CaseStory,
        coordinator: &(Id<Account>, String),
        may: bool,
    ) -> Option<(Id<Account>, String)> {
        let agency = self.world.agencies.iter().find(|a| a.id == story.case.agency)?;
        let others: Vec<_> = agency.staff.social.iter().filter(|s| s.0 != coordinator.0).collect();
        (may && dice.percent(14) && !others.is_empty()).then(|| others[dice.place(others.len())].clone())
    }

    fn levels(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        first: Day,
        until: Day,
        worker: (Id<Account>, Role),
        shown: bool,
    ) {
        let times = if shown { 0 } else { dice.weighted(&[(0, 64), (1, 29), (2, 7)]) };
        let mut day = first;
        for _ in 0..times {
            day += dice.within(60..=400);
            if day >= until - 5 {
                return;
            }
            let now = story.case.level;
            let others: Vec<Level> = Level::ALL.iter().copied().filter(|level| *level != now).collect();
            let to = dice.one(&others);
            let why = dice.one(if to > now { words::STEP_UP } else { words::STEP_DOWN });
            let day = self.world.workdays.on_or_after(day);
            let at = at_work(dice, day);
            self.step(dice, story, at, to.into(), why, worker);
        }
    }

    fn step(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        at: Timestamp,
        to: Standing,
        reason: &str,
        worker: (Id<Account>, Role),
    ) {
        let from = Standing::from(story.case.level);
        story.moves.push(LevelChange {
            id: dice.id(at),
            agency: story.case.agency,
            case: story.case.id,
            from,
            to,
            reason: reason.to_owned(),
            at,
            actor: Some(worker.0),
        });
        let (kind, words) = match to.level() {
            Some(level) => {
                story.case.level = level;
                story.case.version += 1;
                let (from, to) = (from.label().to_lowercase(), to.label().to_lowercase());
                (EventKind::Level, format!("Support moved from {from} to {to}. {reason}"))
            }
            None => (EventKind::Case, format!("The case was closed. {reason}")),
        };
        self.tell_line(dice, story, at, kind, worker, &words);
    }

    /// The day on which the case was closed, if it was: never while something is being delivered or paid.
    fn closing_day(
        &self,
        dice: &mut Dice,
        story: &CaseStory,
        planned: Day,
        born: Day,
        shown: bool,
    ) -> Option<Day> {
        let grown_up = self.world.today - born > 22 * 365;
        if shown || (!grown_up && !dice.percent(24)) {
            return None;
        }
        let earliest = (planned + 180).max(story.funded.iter().map(|f| f.over).max().unwrap_or(0) + 10);
        let latest = self.world.today - 2;
        (earliest < latest)
            .then(|| self.world.workdays.on_or_after(dice.within(earliest..=latest)).min(latest))
    }

    #[expect(clippy::too_many_arguments, reason = "one step of the story, with what the earlier ones found")]
    fn rate(
        &self,
        dice: &mut Dice,
        story: &mut CaseStory,
        first: Day,
        until: Day,
        born: Day,
        worker: Id<Account>,
        shown: bool,
    ) {
        let goals: Vec<_> = story.goals.iter().map(|g| g.id).collect();
        let gap = if shown { 50 } else { dice.within(70..=200) };
        let rounds = ((until - 1 - first) / gap + 1).clamp(1, ROUNDS);
        let child_too = shown || (first - born > 7 * 365 && dice.percent(45));
        if !shown && dice.percent(12) {
            return; // Nobody rated.
        }
        let last = (first + (rounds - 1) * gap).min(until - 1);
        for goal in goals {
            let better = dice.per_mille(shares::BETTER);
            let start = dice.within(2..=5);
            let change = if better { dice.within(1..=4) } else { dice.within(-2..=0) };
            for (rater, there) in [(Rater::Parent, true), (Rater::Child, child_too)] {
                if !there {
                    continue;
                }
                let offset = if rater == Rater::Child { dice.within(0..=2) } else { 0 };
                for round in 0..rounds {
                    let day = first + round * gap;
                    // Ratings go up and down on the way; the last one tells the change.
                    let way = if rounds == 1 { 0 } else { change * round / (rounds - 1) };
                    let waver = if day == last || round == 0 { 0 } else { dice.within(-1..=1) };
                    let number = (start + offset + way + waver).clamp(0, 10);
                    let Some(score) = Score::new(i64::from(number)) else { continue };
                    let recorded = at_work(dice, day);
                    let rating = Rating { id: dice.id(recorded), goal, rater, score, on: days::date(day) };
                    story.ratings.push(NewRating {
                        rating,
                        agency: story.case.agency,
                        case: story.case.id,
                        recorded,
                        actor: Some(worker),
                    });
                }
            }
        }
    }
}

/// A number of days out of ranges that have weights.
fn span(dice: &mut Dice, ranges: &[((i32, i32), u32)]) -> i32 {
    let (least, most) = dice.weighted(ranges);
    dice.within(least..=most)
}
