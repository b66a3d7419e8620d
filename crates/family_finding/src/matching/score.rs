//! One group of children against one family: what bars it, how well it fits, and why.
//!
//! A bar is a fact that scoring cannot outweigh: what the family is approved for, how many they have room
//! for, where the children must not live, a strong need that the family has said they cannot meet. All else
//! is a fit from 0 to 100. Ethnic background, language and faith are never part of the fit: where they are
//! shared they are added on top, so that no child loses by them, and waiting is added in the same way. Both
//! order what fits, and neither lifts a pair over the floor.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::{Coded, Date, age_on, codes};

use super::{
    child::Group,
    offer::Offer,
    weights::Weights,
    words::{Able, Contact, Experience, Health, NEEDS, Sex, place},
};

codes! {
    /// Why a family cannot be suggested for children, however well the rest fits.
    Bar {
        Age = "age", "A child's age is outside the ages that the family is approved for";
        Room = "room", "The family is approved for fewer children";
        Place = "place", "The family lives where the children must not live";
        Unable = "unable", "The family does not feel able to meet a need that weighs strongly";
        Early = "early", "The family is not approved to foster first";
    }
}

/// A group made ready for many comparisons on one day.
#[derive(Debug, Clone)]
pub struct ReadyGroup {
    youngest: u8,
    oldest: u8,
    count: u8,
    needs: Vec<(u8, u8)>,
    total: i32,
    health: u8,
    contact: u8,
    region: u8,
    avoid: Vec<u16>,
    sexes: u8,
    heavy: bool,
    early: bool,
    heritage: u16,
    language: u16,
    faith: u16,
    waiting: i32,
}

/// A family's offer made ready for many comparisons.
#[derive(Debug, Clone)]
pub struct ReadyOffer {
    youngest: u8,
    oldest: u8,
    most: u8,
    able: [u8; NEEDS.len()],
    unable: u16,
    health: u8,
    contact: u8,
    council: u16,
    region: u8,
    sexes: u8,
    new: bool,
    early: bool,
    heritage: u16,
    languages: u16,
    faiths: u16,
}

/// The regions of the councils that ship with Hearth, numbered from 1; an unknown council has none.
static REGIONS: LazyLock<BTreeMap<String, (u16, u8, String)>> = LazyLock::new(|| {
    let shipped = access::organisations::shipped().unwrap_or_default();
    let mut regions: Vec<String> = Vec::new();
    let mut councils = BTreeMap::new();
    for council in shipped.into_iter().filter(|o| o.kind == access::organisations::kind::COUNCIL) {
        let region = regions.iter().position(|r| *r == council.region).unwrap_or_else(|| {
            regions.push(council.region.clone());
            regions.len() - 1
        });
        let number = u16::try_from(councils.len() + 1).unwrap_or(u16::MAX);
        councils.insert(council.code, (number, u8::try_from(region + 1).unwrap_or(u8::MAX), council.region));
    }
    councils
});

/// The region of a council, by its code; nothing for a code that is no council's.
pub fn region(council: &str) -> Option<&'static str> {
    REGIONS.get(council).map(|(_, _, region)| region.as_str())
}

/// Whether there is a council with this code.
pub fn is_council(code: &str) -> bool {
    REGIONS.contains_key(code)
}

/// The number of a council and of its region; 0 where there is none.
fn located(council: &str) -> (u16, u8) {
    REGIONS.get(council).map_or((0, 0), |(number, region, _)| (*number, *region))
}

/// The place of a value in its list, as a number.
fn rank<T: Coded + PartialEq>(value: T) -> u8 {
    let at = T::all().iter().position(|v| *v == value).unwrap_or_default();
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// A set of values as bits.
fn bits<T: Coded + PartialEq>(values: impl IntoIterator<Item = T>) -> u16 {
    values.into_iter().fold(0, |set, value| set | 1 << rank(value))
}

impl ReadyGroup {
    /// Makes a group ready for comparisons on `today`. Needs of several children count once, at the most
    /// that they weigh for any of them.
    pub fn new(group: &Group, weights: &Weights, today: Date) -> Self {
        let mut weighs = [0_u8; NEEDS.len()];
        for (need, weight) in group.children.iter().flat_map(|c| &c.needs) {
            if let Some(at) = place(*need) {
                weighs[at] = weighs[at].max(rank(*weight) + 1);
            }
        }
        let needs: Vec<(u8, u8)> = (0..).zip(weighs).filter(|(_, w)| *w > 0).collect();
        let ages = || {
            group.children.iter().map(|c| u8::try_from(age_on(c.born, today).unwrap_or(0)).unwrap_or(u8::MAX))
        };
        let health = group.children.iter().map(|c| rank(c.health)).max().unwrap_or(0);
        ReadyGroup {
            youngest: ages().min().unwrap_or(0),
            oldest: ages().max().unwrap_or(0),
            count: u8::try_from(group.children.len()).unwrap_or(u8::MAX),
            total: needs.iter().map(|(_, w)| i32::from(*w)).sum(),
            heavy: group.children.len() > 1
                || health == rank(Health::Lasting)
                || needs.iter().any(|n| n.1 > 1),
            needs,
            health,
            contact: rank(group.contact),
            region: located(&group.council).1,
            avoid: group.avoid.iter().map(|c| located(c).0).filter(|n| *n > 0).collect(),
            sexes: group.children.iter().fold(0, |set, c| set | 1 << rank(c.sex)),
            early: group.route.is_early(),
            heritage: bits(group.heritage),
            language: bits(group.language),
            faith: bits(group.faith),
            waiting: weights.waiting(group.waited(today)),
        }
    }

    /// How many children.
    pub fn count(&self) -> u8 {
        self.count
    }

    /// What their waiting adds, in hundredths.
    pub fn waiting(&self) -> i32 {
        self.waiting
    }
}

impl ReadyOffer {
    /// Makes an offer ready for comparisons.
    pub fn new(offer: &Offer) -> Self {
        let (mut able, mut unable) = ([0_u8; NEEDS.len()], 0_u16);
        for (need, how) in &offer.able {
            let Some(at) = place(*need) else { continue };
            match how {
                Able::Not => unable |= 1 << at,
                how => able[at] = rank(*how) + 1,
            }
        }
        let (council, region) = located(&offer.council);
        ReadyOffer {
            youngest: offer.youngest,
            oldest: offer.oldest,
            most: offer.most,
            able,
            unable,
            health: rank(offer.health),
            contact: rank(offer.contact),
            council,
            region,
            sexes: offer.sex.map_or(u8::MAX, |s| 1 << rank(s)),
            new: offer.experience == Experience::New,
            early: offer.early,
            heritage: bits(offer.heritage.iter().copied()),
            languages: bits(offer.languages.iter().copied()),
            faiths: bits(offer.faiths.iter().copied()),
        }
    }
}

/// The first thing that bars a pair.
fn first_bar(group: &ReadyGroup, offer: &ReadyOffer) -> Option<Bar> {
    bars(group, offer).next()
}

/// Everything that bars a pair.
fn bars(group: &ReadyGroup, offer: &ReadyOffer) -> impl Iterator<Item = Bar> {
    let strong_and_unable = |(need, weight): &(u8, u8)| *weight >= 2 && offer.unable & (1 << *need) != 0;
    [
        (Bar::Age, group.youngest < offer.youngest || group.oldest > offer.oldest),
        (Bar::Room, group.count > offer.most),
        (Bar::Early, group.early && !offer.early),
        (Bar::Place, offer.council > 0 && group.avoid.contains(&offer.council)),
        (Bar::Unable, group.needs.iter().any(strong_and_unable)),
    ]
    .into_iter()
    .filter_map(|(bar, holds)| holds.then_some(bar))
}

/// Per cent of a need's points: what it weighs against how far the family feels able.
fn met(weight: u8, able: u8, unable: bool, weights: &Weights) -> i32 {
    match (able, unable) {
        (_, true) => 0,
        (0, _) => weights.not_said,
        (able, _) if able >= weight => 100,
        (able, _) if able + 1 == weight => weights.short_by_one,
        _ => 0,
    }
}

/// The part of `whole` that is left where the children expect more than the family feels able to: half for
/// each step that is missing.
fn stepped(whole: i32, asked: u8, able: u8) -> i32 {
    match asked.saturating_sub(able) {
        0 => whole,
        1 => whole / 2,
        _ => 0,
    }
}

/// How well a family fits, in hundredths of a point from 0 to 10,000: nothing where something bars it.
pub fn fit(group: &ReadyGroup, offer: &ReadyOffer, weights: &Weights) -> Option<i32> {
    if first_bar(group, offer).is_some() {
        return None;
    }
    Some(parts(group, offer, weights).iter().sum())
}

/// The parts of a fit, in the order needs, health, contact, area, experience, sex.
fn parts(group: &ReadyGroup, offer: &ReadyOffer, weights: &Weights) -> [i32; 6] {
    let needs = if group.total == 0 {
        weights.needs
    } else {
        let shares: i32 = group
            .needs
            .iter()
            .map(|(need, weight)| {
                let unable = offer.unable & (1 << *need) != 0;
                i32::from(*weight) * met(*weight, offer.able[usize::from(*need)], unable, weights)
            })
            .sum();
        weights.needs / 100 * shares / group.total
    };
    [
        needs,
        stepped(weights.health, group.health, offer.health),
        stepped(weights.contact, group.contact, offer.contact),
        if group.region > 0 && group.region == offer.region { weights.area } else { 0 },
        if group.heavy && offer.new { weights.experience * 2 / 5 } else { weights.experience },
        if group.sexes & !offer.sexes == 0 { weights.sex } else { 0 },
    ]
}

/// What is added on top where ethnic background, language or faith is shared, in hundredths.
pub fn shared(group: &ReadyGroup, offer: &ReadyOffer, weights: &Weights) -> i32 {
    let mut sum = 0;
    if group.heritage & offer.heritage != 0 {
        sum += weights.heritage;
    }
    if group.language & offer.languages != 0 {
        sum += weights.language;
    }
    if group.faith & offer.faiths != 0 {
        sum += weights.faith;
    }
    sum
}

/// What a pair is worth to the whole pool, in hundredths: fit, what is shared and waiting, for each child.
/// Nothing where something bars it, or where it fits less than the floor.
pub fn value(group: &ReadyGroup, offer: &ReadyOffer, weights: &Weights) -> Option<i32> {
    let fit = fit(group, offer, weights).filter(|fit| *fit >= weights.floor)?;
    Some(i32::from(group.count) * (fit + shared(group, offer, weights) + group.waiting))
}

/// A pair as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Where the group stands among those that were compared.
    pub group: usize,
    /// Where the family stands among those that were compared.
    pub offer: usize,
    /// Fit, in hundredths of a point.
    pub fit: i32,
    /// Added where something is shared.
    pub shared: i32,
    /// Added for waiting.
    pub waiting: i32,
    /// What bars it; then it is not suggested.
    pub bars: Vec<Bar>,
    /// What speaks for it, in plain words.
    pub speaks_for: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
}

impl Suggestion {
    /// What orders suggestions for one child or one family: fit, what is shared, and waiting.
    pub fn order(&self) -> i32 {
        self.fit + self.shared + self.waiting
    }

    /// Whether it is suggested at all.
    pub fn is_suggested(&self, weights: &Weights) -> bool {
        self.bars.is_empty() && self.fit >= weights.floor
    }
}

/// Holds a group against a family and says why, on `today`.
pub fn explain(group: &Group, offer: &Offer, weights: &Weights, today: Date) -> Suggestion {
    let (g, o) = (ReadyGroup::new(group, weights, today), ReadyOffer::new(offer));
    let (mut speaks_for, mut against) = (Vec::new(), Vec::new());
    let whole: i32 = parts(&g, &o, weights).iter().sum();
    for (need, weight) in &g.needs {
        let at = usize::from(*need);
        let (label, able) = (NEEDS[at].label(), o.able[at]);
        let effect =
            ["some effect", "a strong effect", "a severe effect"][usize::from(*weight).clamp(1, 3) - 1];
        if o.unable & (1 << *need) != 0 {
            against.push(format!("{label} ({effect}): they do not feel able to meet this"));
        } else if able == 0 {
            against.push(format!("{label} ({effect}): they have not said whether they can meet this. Ask"));
        } else if able >= *weight {
            speaks_for.push(format!("{label} ({effect}): they feel able to meet this"));
        } else {
            against.push(format!("{label} ({effect}): they feel able to meet less than this"));
        }
    }
    if g.needs.is_empty() {
        speaks_for.push("No particular need is recorded for the children".to_owned());
    }
    more_reasons(group, offer, (&g, &o), &mut speaks_for, &mut against);
    Suggestion {
        group: 0,
        offer: 0,
        fit: whole,
        shared: shared(&g, &o, weights),
        waiting: g.waiting,
        bars: bars(&g, &o).collect(),
        speaks_for,
        against,
    }
}

fn more_reasons(
    group: &Group,
    offer: &Offer,
    (g, o): (&ReadyGroup, &ReadyOffer),
    speaks_for: &mut Vec<String>,
    against: &mut Vec<String>,
) {
    let mut say = |good: bool, yes: String, no: String| {
        if good { speaks_for.push(yes) } else { against.push(no) }
    };
    let health = Health::ALL[usize::from(g.health).min(Health::ALL.len() - 1)];
    if health != Health::Well {
        let lower = health.label().to_lowercase();
        say(
            o.health >= g.health,
            format!("Health ({lower}): they feel able to live with this"),
            format!("Health ({lower}): they are ready for “{}”", offer.health.label().to_lowercase()),
        );
    }
    if group.contact != Contact::None {
        let lower = group.contact.label().to_lowercase();
        say(
            o.contact >= g.contact,
            format!("Contact ({lower}): they feel able to keep this up"),
            format!(
                "Contact ({lower}): they feel able to keep up “{}”",
                offer.contact.label().to_lowercase()
            ),
        );
    }
    say(
        g.region > 0 && g.region == o.region,
        "They live in the same region, so introductions and contact are nearer".to_owned(),
        "They live in another region: plan travel for introductions and contact".to_owned(),
    );
    if g.heavy {
        say(
            !o.new,
            format!("Experience: {}", lower_first(offer.experience.label())),
            "They are new to bringing up children: plan more support".to_owned(),
        );
    }
    if let Some(sex) = offer.sex {
        say(
            g.sexes & !o.sexes == 0,
            format!("They hope for a {}", sex_word(sex)),
            format!("They hope for a {}: ask whether this matters", sex_word(sex)),
        );
    }
    if g.heritage & o.heritage != 0 {
        speaks_for.push("They share the children's ethnic background".to_owned());
    }
    if g.language & o.languages != 0 {
        speaks_for.push("They speak a language that matters to the children".to_owned());
    }
    if g.faith & o.faiths != 0 {
        speaks_for.push("They live a faith that matters to the children".to_owned());
    }
    if offer.agency != group.agency {
        against.push("Another agency approved them: its fee for a placement is due".to_owned());
    }
}

fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Girl => "girl",
        Sex::Boy => "boy",
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
