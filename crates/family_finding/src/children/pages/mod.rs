//! Pages of children on the way to adoption.

pub(super) mod list;
pub(super) mod show;

use access::Look;
use kernel::{Date, Id, Result, kinds::WaitingChild};
use std::collections::HashMap;

use super::{
    model::Story,
    store::{self, Listed},
};
use crate::pipeline::model::{self, Alarm};

/// A line of the list: the child, the day of the last step, and the worst alarm.
pub(super) struct Line {
    pub(super) child: Listed,
    pub(super) since: Option<Date>,
    pub(super) alarm: Option<Alarm<'static>>,
}

/// The stories of an agency's children, by id.
pub(super) fn stories<A: access::Action>(
    look: &Look<'_>,
    grant: &access::Grant<A, access::InAgency>,
) -> Result<HashMap<Id<WaitingChild>, Story>> {
    Ok(store::stories(look, grant)?.into_iter().collect())
}

/// The lines of listed children on this day.
pub(super) fn lines(
    listed: Vec<Listed>,
    stories: &HashMap<Id<WaitingChild>, Story>,
    today: Date,
) -> Result<Vec<Line>> {
    let held = model::holding(model::shipped()?, today);
    let line = |child: Listed| {
        let story = stories.get(&child.id);
        let alarm = story.and_then(|story| model::alarms(story, child.step, &held, today).into_iter().next());
        Line { since: story.and_then(Story::since), alarm, child }
    };
    Ok(listed.into_iter().map(line).collect())
}

/// A day as people read it.
pub(super) fn day(day: Option<Date>) -> String {
    day.map_or_else(|| "Not known".to_owned(), |day| day.strftime("%-d %B %Y").to_string())
}
