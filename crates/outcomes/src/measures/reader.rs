//! Reads an instrument from its file and refuses what would score wrongly: every fault with file, line and reason. Pure.

use std::{collections::BTreeSet, fmt, ops::Range};

use kernel::Date;
use serde::Deserialize;
use toml::Spanned;

use super::model::{
    Answerer, Band, Better, From, Informant, Instrument, Item, Licence, MissingRule, Points, ReliableChange,
    Responses, Scale, TOTAL, Wave,
};

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// On which line; none where it is about the whole file.
    pub line: Option<usize>,
    /// Why.
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.why),
            None => write!(f, "{}: {}", self.file, self.why),
        }
    }
}

/// The largest file that is read. An instrument is a few pages.
pub const LARGEST: usize = 1 << 20;
/// The widest range of a scale: bands are held against every score of it.
const WIDEST: i64 = 10_000;
const OLDEST: i64 = 120;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: Spanned<String>,
    name: Spanned<String>,
    short: Spanned<String>,
    purpose: Spanned<String>,
    limits: Spanned<String>,
    better: Better,
    from: Date,
    sure: bool,
    source: Spanned<String>,
    #[serde(default)]
    fractions: bool,
    schedule: Spanned<Vec<Wave>>,
    licence: Spanned<LicenceLines>,
    #[serde(default)]
    informant: Vec<Spanned<InformantLines>>,
    response: Option<Spanned<ResponseLines>>,
    missing: Option<Spanned<MissingLines>>,
    #[serde(default)]
    item: Vec<Spanned<ItemLines>>,
    #[serde(default)]
    scale: Vec<Spanned<ScaleLines>>,
    #[serde(default)]
    band: Vec<Spanned<BandLines>>,
    #[serde(default)]
    change: Vec<Spanned<ChangeLines>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LicenceLines {
    holder: String,
    terms: String,
    may_use: String,
    texts: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InformantLines {
    who: Informant,
    ages: Option<(i64, i64)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponseLines {
    low: i64,
    high: i64,
    #[serde(default)]
    labels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MissingLines {
    at_most: usize,
    round: Round,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Round {
    Whole,
    Hundredth,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemLines {
    code: String,
    text: Option<String>,
    #[serde(default)]
    reversed: bool,
    alert_above: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleLines {
    code: String,
    name: String,
    low: i64,
    high: i64,
    better: Option<Better>,
    items: Option<Vec<String>>,
    sum: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandLines {
    of: String,
    informant: Informant,
    ages: Option<(i64, i64)>,
    low: i64,
    high: i64,
    words: String,
    sure: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeLines {
    of: String,
    informant: Option<Informant>,
    points: f64,
    sure: bool,
    source: String,
}

/// Faults as they are found.
struct Faults<'a> {
    file: &'a str,
    text: &'a str,
    found: Vec<Fault>,
}

impl Faults<'_> {
    fn line(&self, at: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..at.start).unwrap_or_default();
        1 + before.iter().filter(|b| **b == b'\n').count()
    }

    fn at(&mut self, at: &Range<usize>, why: impl Into<String>) {
        let line = Some(self.line(at));
        self.found.push(Fault { file: self.file.to_owned(), line, why: why.into() });
    }

    fn whole(&mut self, why: impl Into<String>) {
        self.found.push(Fault { file: self.file.to_owned(), line: None, why: why.into() });
    }

    /// Words that have to be there.
    fn said(&mut self, at: &Range<usize>, field: &str, text: &str) {
        if text.trim().is_empty() {
            self.at(at, format!("{field} is empty"));
        }
    }
}

/// A code of an item or scale is a column's name too: lower case letters, digits, - and _.
fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 40
        && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

/// Reads an instrument.
///
/// # Errors
/// All that is wrong with the file, in the order in which it was found.
pub fn read(file: &str, text: &str) -> Result<Instrument, Vec<Fault>> {
    let mut faults = Faults { file, text, found: Vec::new() };
    if text.len() > LARGEST {
        faults.whole("it is too large to be an instrument");
        return Err(faults.found);
    }
    let lines: File = match toml::from_str(text) {
        Ok(lines) => lines,
        Err(error) => {
            let why = error.message().to_owned();
            match error.span() {
                Some(span) => faults.at(&span, why),
                None => faults.whole(why),
            }
            return Err(faults.found);
        }
    };
    let made = Reading { faults: &mut faults }.instrument(&lines);
    if faults.found.is_empty() { Ok(made) } else { Err(faults.found) }
}

struct Reading<'a, 'b> {
    faults: &'a mut Faults<'b>,
}

impl Reading<'_, '_> {
    fn instrument(&mut self, lines: &File) -> Instrument {
        for (field, text) in [
            ("name", &lines.name),
            ("short", &lines.short),
            ("purpose", &lines.purpose),
            ("limits", &lines.limits),
            ("source", &lines.source),
        ] {
            self.faults.said(&text.span(), field, text.get_ref());
        }
        if !is_code(lines.code.get_ref()) {
            self.faults.at(&lines.code.span(), "code: use lower case letters, digits and - only");
        }
        let waves: BTreeSet<&Wave> = lines.schedule.get_ref().iter().collect();
        if waves.len() != lines.schedule.get_ref().len() || waves.is_empty() {
            self.faults.at(&lines.schedule.span(), "schedule: name each time once, and at least one");
        }
        let licence = self.licence(&lines.licence);
        let answerers = self.answerers(&lines.informant);
        let responses = lines.response.as_ref().map(|r| self.responses(r));
        let items = self.items(lines, &licence, responses.as_ref());
        let missing = match &lines.missing {
            Some(rule) => {
                if items.is_empty() {
                    self.faults.at(&rule.span(), "missing: there are no items that could be missing");
                }
                let rule = rule.get_ref();
                MissingRule { at_most: rule.at_most, whole: rule.round == Round::Whole }
            }
            None => MissingRule::default(),
        };
        let scales = self.scales(lines, &items, responses.as_ref());
        let bands = self.bands(&lines.band, &scales, &answerers);
        let changes = self.changes(&lines.change, &scales, &answerers);
        if let (Some(rule), Some(short)) = (
            &lines.missing,
            scales.iter().find(|s| matches!(&s.from, From::Items(of) if of.len() <= missing.at_most)),
        ) {
            let why = format!("missing: at_most leaves nothing of the scale {}", short.code);
            self.faults.at(&rule.span(), why);
        }
        Instrument {
            code: lines.code.get_ref().clone(),
            name: lines.name.get_ref().clone(),
            short: lines.short.get_ref().clone(),
            purpose: lines.purpose.get_ref().clone(),
            limits: lines.limits.get_ref().clone(),
            from: lines.from,
            sure: lines.sure,
            source: lines.source.get_ref().clone(),
            fractions: lines.fractions,
            schedule: lines.schedule.get_ref().clone(),
            licence,
            answerers,
            responses,
            missing,
            items,
            scales,
            bands,
            changes,
        }
    }

    fn licence(&mut self, lines: &Spanned<LicenceLines>) -> Licence {
        let l = lines.get_ref();
        for (field, text) in
            [("holder", &l.holder), ("terms", &l.terms), ("may_use", &l.may_use), ("source", &l.source)]
        {
            self.faults.said(&lines.span(), &format!("licence.{field}"), text);
        }
        Licence {
            holder: l.holder.clone(),
            terms: l.terms.clone(),
            may_use: l.may_use.clone(),
            texts: l.texts,
            source: l.source.clone(),
        }
    }

    fn ages(&mut self, at: &Range<usize>, ages: Option<(i64, i64)>) -> Option<(i64, i64)> {
        if let Some((from, to)) = ages
            && (from < 0 || from > to || to > OLDEST)
        {
            self.faults.at(at, format!("ages: {from} to {to} is no range of ages"));
        }
        ages
    }

    fn answerers(&mut self, lines: &[Spanned<InformantLines>]) -> Vec<Answerer> {
        let mut all: Vec<Answerer> = Vec::new();
        if lines.is_empty() {
            self.faults.whole("nobody can answer it: add an [[informant]]");
        }
        for line in lines {
            let who = line.get_ref().who;
            let ages = self.ages(&line.span(), line.get_ref().ages);
            if all.iter().any(|a| a.who == who) {
                self.faults.at(&line.span(), format!("informant: {} stands twice", who.code()));
            }
            all.push(Answerer { who, ages });
        }
        all
    }

    fn responses(&mut self, lines: &Spanned<ResponseLines>) -> Responses {
        let r = lines.get_ref();
        let range = r.high.saturating_sub(r.low).saturating_add(1);
        if !(2..=101).contains(&range) {
            self.faults.at(&lines.span(), "response: low must be less than high, by 100 at most");
        }
        if !r.labels.is_empty() && i64::try_from(r.labels.len()) != Ok(range) {
            self.faults.at(&lines.span(), "response: give a label for each answer, from low to high");
        }
        Responses { low: r.low, high: r.high, labels: r.labels.clone() }
    }

    fn items(&mut self, lines: &File, licence: &Licence, responses: Option<&Responses>) -> Vec<Item> {
        let mut known = BTreeSet::new();
        for line in &lines.item {
            let (at, item) = (line.span(), line.get_ref());
            if !is_code(&item.code) {
                self.faults.at(&at, "item: its code has lower case letters, digits, - and _ only");
            }
            if !known.insert(item.code.as_str()) {
                self.faults.at(&at, format!("item: {} stands twice", item.code));
            }
            if item.text.is_some() && !licence.texts {
                self.faults.at(&at, format!("item: the licence does not allow the words of {}", item.code));
            }
            if let (Some(above), Some(r)) = (item.alert_above, responses)
                && !(r.low..r.high).contains(&above)
            {
                self.faults.at(&at, format!("item: no answer to {} can be above {above}", item.code));
            }
        }
        match (lines.item.first(), responses) {
            (Some(first), None) => {
                self.faults.at(&first.span(), "item: say in [response] what can be answered");
            }
            (None, Some(_)) => self.faults.whole("response: there are no items to respond to"),
            _ => {}
        }
        let made = lines.item.iter().map(Spanned::get_ref).map(|i| Item {
            code: i.code.clone(),
            text: i.text.clone(),
            reversed: i.reversed,
            alert_above: i.alert_above,
        });
        made.collect()
    }

    fn scales(&mut self, lines: &File, items: &[Item], responses: Option<&Responses>) -> Vec<Scale> {
        let mut all: Vec<Scale> = Vec::new();
        // The items and entered scales that each scale rests on in the end: nothing may count twice.
        let mut rests: Vec<Vec<String>> = Vec::new();
        for line in &lines.scale {
            let (at, s) = (line.span(), line.get_ref());
            self.faults.said(&at, "scale: name", &s.name);
            if !is_code(&s.code) {
                self.faults.at(&at, "scale: its code has lower case letters, digits, - and _ only");
            }
            if all.iter().any(|other| other.code == s.code) || items.iter().any(|i| i.code == s.code) {
                self.faults.at(&at, format!("scale: {} stands twice", s.code));
            }
            let mut of: Vec<String> = Vec::new();
            let mut ends: Option<(i64, i64)> = None;
            let from = match (&s.items, &s.sum) {
                (Some(_), Some(_)) => {
                    self.faults.at(&at, format!("scale: {} has both items and sum", s.code));
                    From::Entered
                }
                (None, None) => {
                    of.push(s.code.clone());
                    From::Entered
                }
                (Some(codes), None) => {
                    let mut places = Vec::new();
                    for code in codes {
                        match items.iter().position(|i| i.code == *code) {
                            Some(place) => places.push(place),
                            None => self.faults.at(&at, format!("scale: there is no item {code}")),
                        }
                    }
                    of.extend(codes.iter().cloned());
                    let count = i64::try_from(codes.len()).unwrap_or(i64::MAX);
                    ends = responses.map(|r| (r.low.saturating_mul(count), r.high.saturating_mul(count)));
                    From::Items(places)
                }
                (None, Some(codes)) => {
                    let mut places = Vec::new();
                    let (mut low, mut high) = (0_i64, 0_i64);
                    for code in codes {
                        match all.iter().position(|other| other.code == *code) {
                            Some(place) => {
                                places.push(place);
                                of.extend(rests[place].iter().cloned());
                                low = low.saturating_add(all[place].low);
                                high = high.saturating_add(all[place].high);
                            }
                            None => {
                                let why = format!("scale: there is no scale {code} before {}", s.code);
                                self.faults.at(&at, why);
                            }
                        }
                    }
                    ends = Some((low, high));
                    From::Scales(places)
                }
            };
            let mut once = BTreeSet::new();
            for code in &of {
                if !once.insert(code) {
                    self.faults.at(&at, format!("scale: {code} counts twice in {}", s.code));
                }
            }
            if of.is_empty() {
                self.faults.at(&at, format!("scale: {} adds up nothing", s.code));
            }
            if s.low >= s.high || s.high.saturating_sub(s.low) > WIDEST || s.low.abs() > WIDEST {
                self.faults.at(&at, format!("scale: {} to {} is no range of scores", s.low, s.high));
            } else if ends.is_some_and(|ends| ends != (s.low, s.high)) {
                let (low, high) = ends.unwrap_or_default();
                let why = format!(
                    "scale: {} is said to reach from {} to {}, and its parts reach from {low} to {high}",
                    s.code, s.low, s.high
                );
                self.faults.at(&at, why);
            }
            rests.push(of);
            all.push(Scale {
                code: s.code.clone(),
                name: s.name.clone(),
                low: s.low,
                high: s.high,
                better: s.better.unwrap_or(lines.better),
                from,
            });
        }
        if !all.iter().any(|s| s.code == TOTAL) {
            self.faults.whole("there is no scale with the code total");
        }
        let used: BTreeSet<&String> = rests.iter().flatten().collect();
        for line in &lines.item {
            if !used.contains(&line.get_ref().code) {
                self.faults.at(&line.span(), format!("item: no scale counts {}", line.get_ref().code));
            }
        }
        all
    }

    fn bands(&mut self, lines: &[Spanned<BandLines>], scales: &[Scale], answerers: &[Answerer]) -> Vec<Band> {
        let mut made: Vec<(Range<usize>, Band)> = Vec::new();
        for line in lines {
            let (at, b) = (line.span(), line.get_ref());
            self.faults.said(&at, "band: words", &b.words);
            self.faults.said(&at, "band: source", &b.source);
            let Some(of) = scales.iter().position(|s| s.code == b.of) else {
                self.faults.at(&at, format!("band: there is no scale {}", b.of));
                continue;
            };
            let ages = self.ages(&at, b.ages);
            let Some(answerer) = answerers.iter().find(|a| a.who == b.informant) else {
                let why = format!("band: no answers of {} can reach it", b.informant.code());
                self.faults.at(&at, why);
                continue;
            };
            if let (Some((from, to)), Some((youngest, oldest))) = (ages, answerer.ages)
                && (to < youngest || from > oldest)
            {
                let why = format!("band: nobody from {youngest} to {oldest} can reach it");
                self.faults.at(&at, why);
            }
            let scale = &scales[of];
            if b.low > b.high {
                self.faults.at(&at, format!("band: {} to {} is no range", b.low, b.high));
                continue;
            }
            if b.low < scale.low || b.high > scale.high {
                let why = format!(
                    "band: {} to {} cannot be reached: {} goes from {} to {}",
                    b.low, b.high, scale.code, scale.low, scale.high
                );
                self.faults.at(&at, why);
                continue;
            }
            let band = Band {
                of,
                informant: b.informant,
                ages,
                low: b.low,
                high: b.high,
                words: b.words.clone(),
                sure: b.sure,
                source: b.source.clone(),
            };
            made.push((at, band));
        }
        self.cover(&made, scales);
        made.into_iter().map(|(_, band)| band).collect()
    }

    /// The bands of one scale, person and age cover its whole range once; ages do not overlap.
    fn cover(&mut self, made: &[(Range<usize>, Band)], scales: &[Scale]) {
        type Group = (usize, Informant, Option<(i64, i64)>);
        let groups: BTreeSet<Group> = made.iter().map(|(_, b)| (b.of, b.informant, b.ages)).collect();
        for group in &groups {
            let mut of: Vec<&(Range<usize>, Band)> =
                made.iter().filter(|(_, b)| (b.of, b.informant, b.ages) == *group).collect();
            of.sort_by_key(|(_, b)| b.low);
            let scale = &scales[group.0];
            let mut next = scale.low;
            for (at, band) in &of {
                if band.low > next {
                    let why = format!("band: {next} to {} of {} has no band", band.low - 1, scale.code);
                    self.faults.at(at, why);
                }
                if band.low < next {
                    let why = format!("band: {} of {} has two bands", band.low, scale.code);
                    self.faults.at(at, why);
                }
                next = next.max(band.high + 1);
            }
            if let (Some((at, _)), true) = (of.last(), next <= scale.high) {
                let why = format!("band: {next} to {} of {} has no band", scale.high, scale.code);
                self.faults.at(at, why);
            }
            let (scale_at, who, ages) = group;
            let clash = groups.iter().any(|(other, by, theirs)| {
                let overlap = match (ages, theirs) {
                    (Some((from, to)), Some((other_from, other_to))) => from <= other_to && other_from <= to,
                    _ => true,
                };
                other == scale_at && by == who && theirs < ages && overlap
            });
            if let (Some((at, _)), true) = (of.first(), clash) {
                self.faults.at(at, format!("band: an age has two sets of bands of {}", scale.code));
            }
        }
    }

    fn changes(
        &mut self,
        lines: &[Spanned<ChangeLines>],
        scales: &[Scale],
        answerers: &[Answerer],
    ) -> Vec<ReliableChange> {
        let mut made: Vec<ReliableChange> = Vec::new();
        for line in lines {
            let (at, c) = (line.span(), line.get_ref());
            self.faults.said(&at, "change: source", &c.source);
            let Some(of) = scales.iter().position(|s| s.code == c.of) else {
                self.faults.at(&at, format!("change: there is no scale {}", c.of));
                continue;
            };
            if c.informant.is_some_and(|who| !answerers.iter().any(|a| a.who == who)) {
                self.faults.at(&at, "change: this person can not answer");
            }
            let points = Points::parse(&c.points.to_string());
            let widest = Points::whole(scales[of].high.saturating_sub(scales[of].low));
            let Some(points) = points.filter(|p| *p > Points::default() && *p <= widest) else {
                self.faults.at(&at, "change: points is above 0, has two places at most, and can be reached");
                continue;
            };
            if made.iter().any(|m| m.of == of && m.informant == c.informant) {
                self.faults.at(&at, "change: this stands twice");
            }
            made.push(ReliableChange {
                of,
                informant: c.informant,
                points,
                sure: c.sure,
                source: c.source.clone(),
            });
        }
        made
    }
}
