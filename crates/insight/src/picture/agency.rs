//! An agency's own picture: exact figures, each with the rows behind it, as far as the
//! reader may see them.

use std::collections::BTreeMap;

use access::{
    Look,
    actions::SeeAgencyFigures,
    organisations::{self, kind},
};
use commissioning::catalogue::model::Catalogue;
use kernel::{Channel, FinancialYear, Level, Pence, PromiseKind, ProviderKind, Rater, Result};

use super::{
    care,
    model::{self, measure},
    rows::Openable,
    sheet::{Entry, Figure, Kind, Line, Sheet},
    store::{self, OpenPromises, Own, Running},
};
use crate::address;

/// An agency's picture of a financial year.
pub(super) struct Picture {
    pub(super) agency: String,
    pub(super) year: FinancialYear,
    pub(super) years: Vec<FinancialYear>,
    pub(super) sheets: Vec<Sheet>,
}

/// Reads the picture of the reader's agency; without a year, of the present one.
pub(super) fn read(look: &Look<'_>, year: Option<FinancialYear>) -> Result<Picture> {
    let grant = look.agency::<SeeAgencyFigures>()?;
    let year = year.unwrap_or(FinancialYear::of(look.today()));
    let may = Openable::ALL.iter().filter(|opened| opened.may(look)).copied().collect();
    let facts = Facts {
        year,
        is_present: year == FinancialYear::of(look.today()),
        may,
        own: store::agency_year(look, &grant, year)?,
        care: care::read(look, &grant, year)?,
        running: store::agency_running(look, &grant, year)?,
        open: store::agency_open(look, &grant, look.now())?,
        councils: organisations::of_kind(look, kind::COUNCIL)?
            .into_iter()
            .map(|c| (c.code, c.name))
            .collect(),
    };
    Ok(Picture {
        agency: organisations::of_grant(look, &grant)?.name,
        year,
        years: model::years(store::agency_first(look, &grant)?.as_deref(), look.today())?,
        sheets: facts.sheets()?,
    })
}

pub(super) struct Facts {
    care: care::Care,
    year: FinancialYear,
    is_present: bool,
    may: Vec<Openable>,
    own: Vec<Own>,
    running: Running,
    open: OpenPromises,
    councils: BTreeMap<String, String>,
}

/// A name for a therapy's code.
pub(crate) fn therapy_name(code: &str) -> Result<String> {
    Ok(Catalogue::shipped()?.find(code).map_or_else(|| code.to_owned(), |found| found.name.clone()))
}

/// A name for a provider kind's code.
pub(crate) fn provider_kind_name(code: &str) -> String {
    ProviderKind::from_code(code).map_or_else(|| code.to_owned(), |kind| kind.label().to_owned())
}

impl Facts {
    fn sheets(&self) -> Result<Vec<Sheet>> {
        Ok(vec![
            self.by_month(),
            self.promises(),
            self.levels(),
            self.care.began(self),
            self.care.coordinated(self),
            self.applications(),
            self.money()?,
            self.provider_kinds(),
            self.sessions()?,
            self.goals(),
            self.channels(),
            self.by_council(),
        ])
    }

    pub(super) fn sum(&self, which: impl Fn(&Own) -> bool) -> i64 {
        self.own.iter().filter(|own| which(own)).map(|own| own.amount).sum()
    }

    /// The parts of these measures, in the order of their names.
    fn parts(&self, measures: &[&str]) -> Vec<String> {
        let mut parts: Vec<String> = self
            .own
            .iter()
            .filter(|own| measures.contains(&own.measure.as_str()))
            .map(|own| own.part.clone())
            .collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// A link to the rows behind a figure of this year, for who may list them.
    pub(super) fn rows(&self, opened: Openable, query: &[(&str, &str)]) -> Option<String> {
        let year = self.year.to_string();
        let dated = query.iter().any(|(name, _)| *name == "month");
        let year = [("year", if dated { "" } else { year.as_str() })];
        let figure = [("figure", opened.code())];
        self.may.contains(&opened).then(|| address("/agency/rows", &[&figure[..], query, &year[..]].concat()))
    }

    fn by_month(&self) -> Sheet {
        let months = model::months(self.year);
        let mut lines = Vec::new();
        for (at, quarter) in months.chunks(3).enumerate() {
            for month in quarter {
                let entries = self.month_entries(|own| own.month == *month, &[("month", month)]);
                lines.push(Line::part(month, model::month_words(month), entries));
            }
            let entries = self.month_entries(|own| quarter.contains(&own.month), &[]);
            let entries = entries.into_iter().map(|entry| Entry { href: None, ..entry }).collect();
            let name = format!("Quarter {}", at + 1);
            lines.push(Line {
                kind: Kind::Subtotal,
                code: format!("q{}", at + 1),
                name,
                href: None,
                entries,
            });
        }
        lines.push(Line::total("Year", self.month_entries(|_| true, &[])));
        Sheet {
            code: "months",
            title: format!("Month by month, {}", self.year),
            about: "What began, was sent, decided, paid or held in each month.",
            lines_are: "Month",
            columns: vec![
                ("enquiries", "Enquiries"),
                ("cases-opened", "Cases opened"),
                ("cases-closed", "Cases closed"),
                ("applied", "Applied for"),
                ("committed", "Committed"),
                ("paid", "Paid"),
                ("sessions-held", "Sessions held"),
                ("sessions-missed", "Sessions missed"),
            ],
            lines,
        }
    }

    fn month_entries(&self, when: impl Fn(&Own) -> bool, query: &[(&str, &str)]) -> Vec<Entry> {
        let sum = |name: &str| self.sum(|own| own.measure == name && when(own));
        let count = |name, opened| Entry::behind(Figure::Count(sum(name)), self.rows(opened, query));
        let money = |name, opened| Entry::behind(Figure::Money(Pence(sum(name))), self.rows(opened, query));
        vec![
            count(measure::ENQUIRIES, Openable::Enquiries),
            count(measure::OPENED, Openable::CasesOpened),
            count(measure::CLOSED, Openable::CasesClosed),
            money(measure::APPLIED, Openable::Sent),
            money(measure::COMMITTED, Openable::Committed),
            money(measure::PAID, Openable::Paid),
            count(measure::HELD, Openable::Held),
            count(measure::MISSED, Openable::Missed),
        ]
    }

    fn promises(&self) -> Sheet {
        let line = |kinds: &[PromiseKind], code: &str| {
            let of = |name: &str| {
                self.sum(|own| own.measure == name && kinds.iter().any(|kind| own.part == kind.code()))
            };
            let (kept, late) = (of(measure::KEPT), of(measure::KEPT_LATE));
            let open = kinds.iter().filter_map(|kind| self.open.get(kind.code()));
            let (waiting, overdue) = open.fold((0, 0), |sum, (all, late)| (sum.0 + all, sum.1 + late));
            let share = (kept + late > 0).then(|| kept as f64 * 100.0 / (kept + late) as f64);
            let behind = |opened| self.rows(opened, &[("part", code)]);
            vec![
                Entry::behind(Figure::Count(kept), behind(Openable::Kept)),
                Entry::behind(Figure::Count(late), behind(Openable::KeptLate)),
                Figure::Share(share).into(),
                Entry::behind(Figure::Count(waiting), behind(Openable::StillOpen)),
                Entry::behind(Figure::Count(overdue), behind(Openable::LateNow)),
            ]
        };
        let mut lines: Vec<Line> = PromiseKind::ALL
            .iter()
            .map(|kind| Line::part(kind.code(), kind.label(), line(&[*kind], kind.code())))
            .collect();
        lines.push(Line::total("All promises", line(PromiseKind::ALL, "")));
        Sheet {
            code: "promises",
            title: "Promises about time".into(),
            about: "Kept promises count in the month they were kept. Open promises are those open now.",
            lines_are: "Promise",
            columns: vec![
                ("kept", "Kept on time"),
                ("kept-late", "Kept late"),
                ("share", "Kept on time, share"),
                ("open", "Open now"),
                ("late", "Late now"),
            ],
            lines,
        }
    }

    fn levels(&self) -> Sheet {
        let at =
            |level: &str| self.running.get(&(measure::AT_LEVEL.into(), level.into())).copied().unwrap_or(0);
        // Which children were at a level on a day gone by is not kept; today's can be opened.
        let behind =
            |level: &str| self.rows(Openable::AtLevel, &[("part", level)]).filter(|_| self.is_present);
        let mut lines: Vec<Line> = Level::ALL
            .iter()
            .map(|level| {
                let entry = Entry::behind(Figure::Count(at(level.code())), behind(level.code()));
                Line::part(level.code(), level.label(), vec![entry])
            })
            .collect();
        let all = Level::ALL.iter().map(|level| at(level.code())).sum();
        lines.push(Line::total("All levels", vec![Entry::behind(Figure::Count(all), behind(""))]));
        Sheet {
            code: "levels",
            title: if self.is_present {
                "Children in support now".into()
            } else {
                format!("Children in support on 31 March {}", self.year.0.saturating_add(1))
            },
            about: "Each child with an open case, at the level of support of their case.",
            lines_are: "Level of support",
            columns: vec![("children", "Children")],
            lines,
        }
    }

    fn applications(&self) -> Sheet {
        let lines = [Openable::Sent, Openable::Approved, Openable::Refused]
            .iter()
            .map(|opened| {
                let of = |own: &Own| own.measure == measure::APPLICATIONS && own.part == opened.code();
                let behind = self.rows(*opened, &[]);
                let entries = vec![Entry::behind(Figure::Count(self.sum(of)), behind)];
                Line::part(opened.code(), opened.label(), entries)
            })
            .collect();
        Sheet {
            code: "applications",
            title: "Applications to the Fund".into(),
            about: "An application that is sent and decided in the year counts in both lines.",
            lines_are: "What happened",
            columns: vec![("applications", "Applications")],
            lines,
        }
    }

    fn money(&self) -> Result<Sheet> {
        let line = |therapy: Option<&str>| {
            let sum = |name: &str| {
                let of = |own: &Own| own.measure == name && therapy.is_none_or(|code| own.part == code);
                Figure::Money(Pence(self.sum(of)))
            };
            let query = [("part", therapy.unwrap_or(""))];
            vec![
                Entry::behind(sum(measure::APPLIED), self.rows(Openable::Sent, &query)),
                Entry::behind(sum(measure::COMMITTED), self.rows(Openable::Committed, &query)),
                Entry::behind(sum(measure::PAID), self.rows(Openable::Paid, &query)),
            ]
        };
        let mut lines = Vec::new();
        for code in self.parts(&[measure::APPLIED, measure::COMMITTED, measure::PAID]) {
            lines.push(Line::part(&code, therapy_name(&code)?, line(Some(&code))));
        }
        lines.push(Line::total("All therapies", line(None)));
        Ok(Sheet {
            code: "money",
            title: "Money by therapy".into(),
            about: "Applied for when it was sent; committed when it was approved, less what was given back; paid when an invoice was paid, from the Fund or from the agency's own budget.",
            lines_are: "Therapy",
            columns: vec![("applied", "Applied for"), ("committed", "Committed"), ("paid", "Paid")],
            lines,
        })
    }

    fn provider_kinds(&self) -> Sheet {
        let line = |kind: Option<&str>| {
            let of =
                |own: &Own| own.measure == measure::PAID_BY_KIND && kind.is_none_or(|code| own.part == code);
            let behind = self.rows(Openable::PaidByKind, &[("part", kind.unwrap_or(""))]);
            vec![Entry::behind(Figure::Money(Pence(self.sum(of))), behind)]
        };
        let mut lines: Vec<Line> = self
            .parts(&[measure::PAID_BY_KIND])
            .iter()
            .map(|code| Line::part(code, provider_kind_name(code), line(Some(code))))
            .collect();
        lines.push(Line::total("All providers", line(None)));
        Sheet {
            code: "provider-kinds",
            title: "Money paid by kind of provider".into(),
            about: "",
            lines_are: "Kind of provider",
            columns: vec![("paid", "Paid")],
            lines,
        }
    }

    fn sessions(&self) -> Result<Sheet> {
        let line = |therapy: Option<&str>| {
            let of = |name: &'static str| {
                self.sum(|own| own.measure == name && therapy.is_none_or(|code| own.part == code))
            };
            let (held, missed) = (of(measure::HELD), of(measure::MISSED));
            let behind = |opened| self.rows(opened, &[("part", therapy.unwrap_or(""))]);
            let share = (held + missed > 0).then(|| held as f64 * 100.0 / (held + missed) as f64);
            vec![
                Entry::behind(Figure::Count(held), behind(Openable::Held)),
                Entry::behind(Figure::Count(missed), behind(Openable::Missed)),
                Figure::Share(share).into(),
            ]
        };
        let mut lines = Vec::new();
        for code in self.parts(&[measure::HELD, measure::MISSED]) {
            lines.push(Line::part(&code, therapy_name(&code)?, line(Some(&code))));
        }
        lines.push(Line::total("All therapies", line(None)));
        Ok(Sheet {
            code: "sessions",
            title: "Sessions by therapy".into(),
            about: "",
            lines_are: "Therapy",
            columns: vec![("held", "Held"), ("missed", "Missed"), ("share", "Held, share")],
            lines,
        })
    }

    fn goals(&self) -> Sheet {
        let of = |name: &str, rater: Rater| {
            self.running.get(&(name.into(), rater.code().into())).copied().unwrap_or(0)
        };
        let lines = Rater::ALL
            .iter()
            .map(|rater| {
                let (sum, count) = (of(measure::CHANGE_SUM, *rater), of(measure::CHANGE_COUNT, *rater));
                let mean = (count > 0).then(|| sum as f64 / count as f64);
                let behind = self.rows(Openable::Goals, &[("part", rater.code())]);
                let entries = vec![Entry::behind(Figure::Count(count), behind), Figure::Mean(mean).into()];
                Line::part(rater.code(), rater.label(), entries)
            })
            .collect();
        Sheet {
            code: "goals",
            title: "Change in goals".into(),
            about: "Goals rated at least twice, from 0 to 10: the latest rating less the first, on average, up to the end of the year.",
            lines_are: "Who rated",
            columns: vec![("goals", "Goals rated twice or more"), ("change", "Change on average")],
            lines,
        }
    }

    fn channels(&self) -> Sheet {
        let lines = Channel::ALL
            .iter()
            .map(|channel| {
                let of = |own: &Own| own.measure == measure::BY_CHANNEL && own.part == channel.code();
                let behind = self.rows(Openable::Enquiries, &[("part", channel.code())]);
                Line::part(
                    channel.code(),
                    channel.label(),
                    vec![Entry::behind(Figure::Count(self.sum(of)), behind)],
                )
            })
            .collect();
        Sheet {
            code: "channels",
            title: "How enquiries came".into(),
            about: "",
            lines_are: "Channel",
            columns: vec![("enquiries", "Enquiries")],
            lines,
        }
    }

    fn by_council(&self) -> Sheet {
        let measures = [measure::ENQUIRIES, measure::OPENED, measure::CLOSED];
        let mut codes: Vec<&str> = self
            .own
            .iter()
            .filter(|own| measures.contains(&own.measure.as_str()))
            .map(|own| own.council.as_str())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let lines = codes
            .iter()
            .map(|code| {
                let of =
                    |name: &str| Figure::Count(self.sum(|own| own.measure == name && own.council == *code));
                let behind = |opened| self.rows(opened, &[("council", code)]);
                let entries = vec![
                    Entry::behind(of(measure::ENQUIRIES), behind(Openable::Enquiries)),
                    Entry::behind(of(measure::OPENED), behind(Openable::CasesOpened)),
                    Entry::behind(of(measure::CLOSED), behind(Openable::CasesClosed)),
                ];
                let name = match self.councils.get(*code) {
                    Some(name) => name.as_str(),
                    None if code.is_empty() => "Council not known",
                    None => code,
                };
                let href = (!code.is_empty()).then(|| format!("/councils/{code}"));
                Line { href, ..Line::part(*code, name, entries) }
            })
            .collect();
        Sheet {
            code: "councils",
            title: "Council by council".into(),
            about: "Each council's page shows published figures beside these.",
            lines_are: "Council",
            columns: vec![
                ("enquiries", "Enquiries"),
                ("cases-opened", "Cases opened"),
                ("cases-closed", "Cases closed"),
            ],
            lines,
        }
    }
}

#[cfg(test)]
mod tests;
