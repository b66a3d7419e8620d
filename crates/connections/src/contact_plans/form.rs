//! What the forms and the API ask for a contact plan.

use kernel::{Date, Invalid, codes};
use page::{
    Fields,
    kit::{self, Markup, html},
};

use super::model::{Kind, Managed, Meeting, Names, Photos, PlanState, Terms, Writers};
use crate::words::{NOTE, choices, line, most};

codes! {
    /// A month in which a letter is due.
    Month {
        January = "1", "January";
        February = "2", "February";
        March = "3", "March";
        April = "4", "April";
        May = "5", "May";
        June = "6", "June";
        July = "7", "July";
        August = "8", "August";
        September = "9", "September";
        October = "10", "October";
        November = "11", "November";
        December = "12", "December";
    }
}

/// Reads terms.
pub(super) fn terms(f: &mut Fields) -> Option<Terms> {
    let kinds = f.choices::<Kind>("kinds", "Choose how they stay in touch");
    let months = f.choices::<Month>("months", "Choose the months in which letters are due");
    let writers = f.choice::<Writers>("writers", "Choose who writes");
    let photos = f.choice::<Photos>("photos", "Choose the rule on photographs");
    let managed = f.choice::<Managed>("managed", "Choose who carries the contact");
    let meeting = f.choice::<Meeting>("meeting", "Choose how it is with the one meeting that is expected");
    let meeting_why = f.optional("meeting_why", NOTE).unwrap_or_default();
    let review_on = f.date("review_on", "Enter when the plan is looked at again");
    let mut months: Vec<i8> = months.into_iter().filter_map(|m| m.code().parse().ok()).collect();
    months.sort_unstable();
    months.dedup();
    Some(Terms {
        kinds,
        months,
        writers: writers?,
        photos: photos?,
        managed: managed?,
        meeting: meeting?,
        meeting_why,
        review_on: review_on?,
    })
}

/// What is typed when a plan is started from a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// What is agreed.
    pub terms: Terms,
    /// What both sides call the child.
    pub child: String,
    /// How the adoptive family signs.
    pub signs: String,
    /// What the adoptive family wishes.
    pub wishes: String,
}

/// Reads [`Start`].
pub fn start_fields(f: &mut Fields) -> Result<Start, Invalid> {
    let child = f.required("child_called", "Enter what both sides call the child", 60);
    let signs = f.required("signs", "Enter how the adoptive family signs", 60);
    let wishes = f.required("wishes", "Write what the adoptive family wishes", NOTE);
    let terms = terms(f);
    f.finish(|| Some(Start { terms: terms?, child: child?, signs: signs?, wishes: wishes? }))
}

/// What is typed when a birth relative joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The plan's reference.
    pub reference: String,
    /// How they sign.
    pub signs: String,
    /// What they wish.
    pub wishes: String,
}

/// Reads [`Join`].
pub fn join_fields(f: &mut Fields) -> Result<Join, Invalid> {
    let reference = f.required("reference", "Enter the reference of the contact plan", 40);
    let signs = f.required("signs", "Enter how they sign", 60);
    let wishes = f.required("wishes", "Write what they wish", NOTE);
    f.finish(|| Some(Join { reference: reference?, signs: signs?, wishes: wishes? }))
}

/// What is typed when a plan is changed or reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The version that was read.
    pub version: i64,
    /// What is agreed now.
    pub terms: Terms,
    /// The names that both sides read.
    pub names: Names,
    /// How the plan stands.
    pub state: PlanState,
    /// Why.
    pub why: String,
}

/// Reads [`Change`].
pub fn change_fields(f: &mut Fields) -> Result<Change, Invalid> {
    let version = f.version();
    let child = f.required("child_called", "Enter what both sides call the child", 60);
    let adoptive = f.required("adoptive_signs", "Enter how the adoptive family signs", 60);
    let birth = f.optional("birth_signs", 60).unwrap_or_default();
    let state = f.choice::<PlanState>("state", "Choose how the plan stands");
    let why = f.required("why", "Write why, and who was asked", NOTE);
    let terms = terms(f);
    f.finish(|| {
        Some(Change {
            version: version?,
            terms: terms?,
            names: Names { child: child?, adoptive: adoptive?, birth },
            state: state?,
            why: why?,
        })
    })
}

/// The fields of terms, filled in.
pub(super) fn filled(terms: &Terms) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        terms.kinds.iter().map(|k| ("kinds".to_owned(), k.code().to_owned())).collect();
    all.extend(terms.months.iter().map(|m| ("months".to_owned(), m.to_string())));
    for (name, value) in [
        ("writers", terms.writers.code()),
        ("photos", terms.photos.code()),
        ("managed", terms.managed.code()),
        ("meeting", terms.meeting.code()),
        ("meeting_why", terms.meeting_why.as_str()),
    ] {
        all.push((name.to_owned(), value.to_owned()));
    }
    all.extend(parts("review_on", terms.review_on));
    all
}

fn parts(name: &str, day: Date) -> Vec<(String, String)> {
    vec![
        (format!("{name}-day"), day.day().to_string()),
        (format!("{name}-month"), day.month().to_string()),
        (format!("{name}-year"), day.year().to_string()),
    ]
}

/// The questions of terms.
pub(super) fn draw(fields: &Fields, invalid: &Invalid) -> Markup {
    html! {
        (kit::checkboxes("kinds", kit::legend("How do they stay in touch?").size(kit::Size::M), choices::<Kind>()).small()
            .values(fields.all("kinds")).error(invalid.of("kinds")))
        (kit::checkboxes("months", kit::legend("In which months are letters due?").size(kit::Size::S), choices::<Month>()).small()
            .hint("A letter is expected by the end of the month.").values(fields.all("months")).error(invalid.of("months")))
        (kit::radios("writers", kit::legend("Who writes?").size(kit::Size::S), choices::<Writers>()).small()
            .value(fields.raw("writers")).error(invalid.of("writers")))
        (kit::radios("photos", kit::legend("Photographs").size(kit::Size::S), choices::<Photos>()).small()
            .hint("A rule for this child, not for everybody.").value(fields.raw("photos")).error(invalid.of("photos")))
        (kit::radios("managed", kit::legend("Who carries it?").size(kit::Size::S), choices::<Managed>()).small()
            .value(fields.raw("managed")).error(invalid.of("managed")))
        (kit::radios("meeting", kit::legend("The one meeting").size(kit::Size::M), choices::<Meeting>()).small()
            .hint("One meeting of the two families is expected: in person, by video, or with the wider family. It makes every letter easier.")
            .value(fields.raw("meeting")).error(invalid.of("meeting")))
        (kit::textarea("meeting_why", "If none is planned, why?").hint("A reason that would stand up to a challenge. Both sides’ workers may read it, so name nobody.")
            .rows(3).value(fields.raw("meeting_why")).error(invalid.of("meeting_why")))
        (kit::date_input("review_on", "When is the plan looked at again?").values(fields.date_parts("review_on")).error(invalid.of("review_on")))
    }
}

/// A name that both sides read.
pub(super) fn signed(fields: &Fields, invalid: &Invalid, name: &str, label: &str) -> Markup {
    html! {
        (line(fields, invalid, name, label).width(30).hint("Both sides read this. First names only."))
    }
}

/// The question for one side's wishes.
pub(super) fn wishes(fields: &Fields, invalid: &Invalid, label: &str) -> Markup {
    html! {
        (kit::character_count("wishes", kit::label(label).size(kit::Size::M), most(NOTE))
            .hint("Only this side and the letterbox coordinator read it.").rows(5)
            .value(fields.raw("wishes")).error(invalid.of("wishes")))
    }
}
