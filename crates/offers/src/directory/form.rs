//! What is asked about an entry, in forms and in the API alike.

use kernel::{Coded, Date, Invalid, Level};
use page::Fields;

use super::{
    actions::Input,
    model::{
        Audience, CoreOffer, Cost, DAYS, Details, Entry, Evidence, Giver, OLDEST, Opening, Place, PlaceKind,
        Service, Status, is_time, next_review,
    },
};
use crate::words::{LINE, NOTE, TEXT};

/// The days of the week as a closed list, for the parser.
#[derive(Debug, Clone, Copy)]
struct Day(&'static str, &'static str);

impl Coded for Day {
    fn all() -> &'static [Self] {
        const ALL: [Day; 7] = {
            let mut all = [Day("", ""); 7];
            let mut at = 0;
            while at < 7 {
                all[at] = Day(DAYS[at].0, DAYS[at].1);
                at += 1;
            }
            all
        };
        &ALL
    }
    fn code_of(self) -> &'static str {
        self.0
    }
    fn label_of(self) -> &'static str {
        self.1
    }
}

fn line(f: &mut Fields, name: &str) -> String {
    f.optional(name, LINE).unwrap_or_default()
}

fn note(f: &mut Fields, name: &str) -> String {
    f.optional(name, NOTE).unwrap_or_default()
}

fn degrees(f: &mut Fields, name: &str, most: f64) -> Option<f64> {
    let typed = f.optional(name, 20)?;
    match typed.parse::<f64>() {
        Ok(degrees) if degrees.is_finite() && degrees.abs() <= most => Some(degrees),
        _ => {
            f.fail(name, format!("Enter degrees as a number between -{most} and {most}, such as 51.5072"));
            None
        }
    }
}

fn time(f: &mut Fields, name: &str) -> String {
    let typed = line(f, name);
    if !typed.is_empty() && !is_time(&typed) {
        f.fail(name, "Enter a time as hours and minutes, such as 09:30");
    }
    typed
}

fn place(f: &mut Fields) -> Option<Place> {
    let kind = f.choice_opt::<PlaceKind>("place", "Choose where it is given");
    let place = Place {
        kind: kind.unwrap_or(PlaceKind::Physical),
        name: line(f, "place_name"),
        address: line(f, "address"),
        town: line(f, "town"),
        county: line(f, "county"),
        postcode: line(f, "postcode"),
        latitude: degrees(f, "latitude", 90.0),
        longitude: degrees(f, "longitude", 180.0),
        access: note(f, "building"),
    };
    match kind {
        Some(PlaceKind::Physical) if place.town.is_empty() || place.address.is_empty() => {
            f.fail("address", "Enter the street and the town of the building");
        }
        _ => {}
    }
    if kind == Some(PlaceKind::Physical) && super::words::near(&place.postcode).is_none() {
        f.fail("postcode", "Enter a postcode, such as CM1 1QH");
    }
    kind.map(|_| place)
}

/// Reads an entry; `today` is when it is looked at, unless another day is said.
fn fields_on(f: &mut Fields, today: Option<Date>) -> Result<Input, Invalid> {
    let name = f.required("name", "Enter the name of the service", LINE);
    let giver_name = f.required("giver_name", "Enter who gives the service", LINE);
    let giver = Giver {
        name: giver_name.clone().unwrap_or_default(),
        description: note(f, "giver_description"),
        email: line(f, "giver_email"),
        website: line(f, "website"),
    };
    let description = f.required("description", "Say in a few sentences what it is and what it does", TEXT);
    let level = f.choice::<Level>("level", "Choose the level of support it is for");
    let cost = f.choice::<Cost>("cost", "Choose what it costs a family");
    let evidence = f.choice::<Evidence>("evidence", "Choose what is known of whether it helps");
    let audiences = f.choices::<Audience>("audiences", "Choose whom it is for from the list");
    if audiences.is_empty() {
        f.fail("audiences", "Choose whom it is for");
    }
    let ages = "Enter an age in whole years";
    let minimum_age = f.number_opt("minimum_age", ages, 0, OLDEST);
    let maximum_age = f.number_opt("maximum_age", ages, 0, OLDEST);
    let place = place(f);
    let days = f.choices::<Day>("days", "Choose days from the list");
    let opening = Opening {
        days: days.iter().map(|d| d.0.to_owned()).collect(),
        opens: time(f, "opens"),
        closes: time(f, "closes"),
        words: note(f, "opening"),
    };
    let councils = f.optional("councils", TEXT).unwrap_or_default();
    let assured = f.date_opt("assured").or(today);
    let review = f.date_opt("review").or(assured.map(next_review));
    let details = Details {
        description: description.clone().unwrap_or_default(),
        url: line(f, "url"),
        email: line(f, "email"),
        phone: line(f, "phone"),
        contact: line(f, "contact"),
        how: note(f, "how"),
        eligibility: note(f, "eligibility"),
        cost: note(f, "cost_words"),
        evidence: note(f, "evidence_words"),
        alert: note(f, "alert"),
        accreditations: note(f, "accreditations"),
        funding: note(f, "funding"),
        councils: Vec::new(),
        areas: Vec::new(),
        everywhere: f.ticked("everywhere"),
        places: place.into_iter().collect(),
        openings: if opening == Opening::default() { Vec::new() } else { vec![opening] },
        offers: f.choices::<CoreOffer>("offers", "Choose parts of the core offer from the list"),
        withdrawn_here: false,
    };
    f.finish(|| {
        giver_name.as_ref()?;
        description.as_ref()?;
        Some(Input {
            entry: Entry {
                name: name?,
                giver,
                status: Status::Active,
                level: Some(level?),
                cost: Some(cost?),
                evidence: Some(evidence?),
                minimum_age,
                maximum_age,
                audiences,
                details,
                assured: assured?,
                review: review?,
            },
            councils: councils
                .split(['\n', ',', ';'])
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    })
}

pub(super) fn fields(f: &mut Fields, today: Date) -> Result<Input, Invalid> {
    fields_on(f, Some(today))
}

pub(super) fn changed(f: &mut Fields, today: Date) -> Result<(i64, Input), Invalid> {
    let version = f.version();
    let input = fields_on(f, Some(today))?;
    f.finish(|| Some((version?, input)))
}

/// The version alone.
pub(super) fn version(f: &mut Fields) -> Result<i64, Invalid> {
    let version = f.version();
    f.finish(|| version)
}

/// The version and why.
pub(super) fn withdraw(f: &mut Fields) -> Result<(i64, String), Invalid> {
    let version = f.version();
    let reason = f.required("reason", "Say in a few words why it is withdrawn", NOTE);
    f.finish(|| Some((version?, reason?)))
}

/// The fields of an entry as it stands, to fill in its form. `councils` are their names.
pub(super) fn filled(s: &Service, councils: &[String]) -> Fields {
    let (e, d) = (&s.entry, &s.entry.details);
    let mut all: Vec<(&str, String)> = vec![
        ("version", s.version.to_string()),
        ("name", e.name.clone()),
        ("giver_name", e.giver.name.clone()),
        ("giver_description", e.giver.description.clone()),
        ("giver_email", e.giver.email.clone()),
        ("website", e.giver.website.clone()),
        ("description", d.description.clone()),
        ("level", e.level.map_or(String::new(), |l| l.code().into())),
        ("cost", e.cost.map_or(String::new(), |c| c.code().into())),
        ("evidence", e.evidence.map_or(String::new(), |c| c.code().into())),
        ("minimum_age", e.minimum_age.map_or(String::new(), |n| n.to_string())),
        ("maximum_age", e.maximum_age.map_or(String::new(), |n| n.to_string())),
        ("url", d.url.clone()),
        ("email", d.email.clone()),
        ("phone", d.phone.clone()),
        ("contact", d.contact.clone()),
        ("how", d.how.clone()),
        ("eligibility", d.eligibility.clone()),
        ("cost_words", d.cost.clone()),
        ("evidence_words", d.evidence.clone()),
        ("alert", d.alert.clone()),
        ("accreditations", d.accreditations.clone()),
        ("funding", d.funding.clone()),
        ("councils", councils.join("\n")),
        ("everywhere", if d.everywhere { "yes".into() } else { String::new() }),
        ("assured", e.assured.to_string()),
        ("review", e.review.to_string()),
    ];
    all.extend(e.audiences.iter().map(|a| ("audiences", a.code().to_owned())));
    all.extend(d.offers.iter().map(|o| ("offers", o.code().to_owned())));
    if let Some(place) = d.places.first() {
        let degrees = |d: Option<f64>| d.map_or(String::new(), |d| d.to_string());
        all.extend([
            ("place", place.kind.code().to_owned()),
            ("place_name", place.name.clone()),
            ("address", place.address.clone()),
            ("town", place.town.clone()),
            ("county", place.county.clone()),
            ("postcode", place.postcode.clone()),
            ("latitude", degrees(place.latitude)),
            ("longitude", degrees(place.longitude)),
            ("building", place.access.clone()),
        ]);
    }
    if let Some(opening) = d.openings.first() {
        all.extend(opening.days.iter().map(|day| ("days", day.clone())));
        all.extend([
            ("opens", opening.opens.clone()),
            ("closes", opening.closes.clone()),
            ("opening", opening.words.clone()),
        ]);
    }
    Fields::filled(all)
}

/// For the API description.
pub(super) fn describe(f: &mut Fields) {
    drop(fields_on(f, None));
}

/// For the API description.
pub(super) fn describe_change(f: &mut Fields) {
    let _ = f.version();
    drop(fields_on(f, None));
}

/// For the API description.
pub(super) fn describe_version(f: &mut Fields) {
    drop(version(f));
}

/// For the API description.
pub(super) fn describe_withdraw(f: &mut Fields) {
    drop(withdraw(f));
}
