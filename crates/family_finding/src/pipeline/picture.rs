//! The picture of an agency's pipeline: what the page, the file and the API tell alike.

use std::collections::{BTreeMap, HashMap};

use access::{
    Look,
    actions::{ListWaitingChildren, SeePipeline},
};
use kernel::{Date, Id, Pence, Reference, Result, kinds::WaitingChild};

use super::{
    cost::{self, Cost},
    model::{self, Alarm, Days, Indicator, Measured, STRETCHES, Stretch},
    published::{self, Average, OfCouncil},
};
use crate::{
    children::{
        model::{Reversed, Step, Story},
        store,
    },
    returns903::model::Year,
};

/// A stretch, an agency's days of it, and the national average.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) stretch: Stretch,
    pub(super) days: Option<Days>,
    pub(super) national: Option<Average>,
}

/// A child who waits longer than expected.
#[derive(Debug, Clone)]
pub(super) struct Drift {
    pub(super) child: Id<WaitingChild>,
    pub(super) reference: Option<Reference>,
    pub(super) step: Step,
    pub(super) alarm: Alarm<'static>,
}

/// The picture.
#[derive(Debug)]
pub(super) struct Picture {
    /// Children by how far they have come.
    pub(super) steps: BTreeMap<Step, usize>,
    /// Why decisions were reversed; none where the return gives no reason that is known.
    pub(super) reversed: BTreeMap<Option<Reversed>, usize>,
    pub(super) lines: Vec<Line>,
    /// The three years of the indicators; none where nobody was adopted yet.
    pub(super) until: Option<Year>,
    pub(super) indicators: Vec<Measured>,
    /// Those furthest beyond what is expected first; each child once, by its worst alarm against a threshold, or
    /// else against an average.
    pub(super) drifting: Vec<Drift>,
    /// What was published of the agency's councils and of England.
    pub(super) published: Vec<OfCouncil>,
    /// Whether the children behind may be opened.
    pub(super) may_list: bool,
    pub(super) cost: Cost,
}

/// The latest year that ended by `today` and in which something of these stories happened.
fn latest_year(stories: &[&Story], today: Date) -> Option<Year> {
    let days = stories.iter().filter_map(|s| s.adopted.or(s.placed).or(s.decided));
    let latest = days.filter(|day| *day <= today).map(Year::of).max()?;
    Year::new(latest)
}

/// Draws the picture of the agency of whoever asks. `week` is the cost of a week of foster care.
pub(super) fn of(look: &Look<'_>, week: Pence) -> Result<Picture> {
    let grant = look.agency::<SeePipeline>()?;
    let all = store::stories(look, &grant)?;
    let stories: Vec<&Story> = all.iter().map(|(_, story)| story).collect();
    let today = look.today();
    let may_list = look.may::<ListWaitingChildren>();
    let mut steps: BTreeMap<Step, usize> = Step::ALL.iter().map(|step| (*step, 0)).collect();
    let mut reversed = BTreeMap::new();
    for story in &stories {
        *steps.entry(story.step()).or_default() += 1;
        if let Some((_, reason)) = story.reversed {
            *reversed.entry(reason).or_default() += 1;
        }
    }
    let until = latest_year(&stories, today);
    let years: Vec<Year> = until.map(|u| vec![u, u.before(), u.before().before()]).unwrap_or_default();
    let averages = published::averages(look)?;
    let line = |stretch: Stretch| Line {
        stretch,
        days: model::stretch(stories.iter().copied(), stretch, &years),
        national: stretch.stage.and_then(|stage| averages.get(stage).cloned()),
    };
    let indicators = until.map(|until| {
        Indicator::ALL.iter().map(|i| model::measure(*i, until, stories.iter().copied())).collect()
    });
    let held = model::holding(model::shipped()?, today);
    let references = if may_list { references(look)? } else { HashMap::new() };
    let mut drifting: Vec<Drift> = Vec::new();
    for (id, story) in &all {
        let step = story.step();
        let mut alarms = model::alarms(story, step, &held, today);
        alarms.sort_by_key(|alarm| !alarm.expected.threshold);
        if let Some(alarm) = alarms.into_iter().next() {
            drifting.push(Drift { child: *id, reference: references.get(id).cloned(), step, alarm });
        }
    }
    drifting.sort_by_key(|d| (!d.alarm.expected.threshold, -d.alarm.over(), d.child));
    let over: Vec<i32> =
        drifting.iter().filter(|d| d.alarm.expected.threshold).map(|d| d.alarm.over()).collect();
    let nobody_found = reversed.get(&Some(Reversed::NobodyFound)).copied().unwrap_or_default();
    Ok(Picture {
        steps,
        reversed,
        lines: STRETCHES.into_iter().map(line).collect(),
        until,
        indicators: indicators.unwrap_or_default(),
        drifting,
        published: published::by_council(look, &grant)?,
        may_list,
        cost: cost::cost(&over, nobody_found, week),
    })
}

fn references(look: &Look<'_>) -> Result<HashMap<Id<WaitingChild>, Reference>> {
    store::references(look, &look.agency::<ListWaitingChildren>()?)
}
