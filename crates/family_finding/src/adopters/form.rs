//! What is asked about a household, in forms and in the API alike.

use kernel::{Coded, Date, Invalid};
use page::{
    Fields,
    kit::{self, Markup, Size, html},
};

use super::{
    model::{Availability, Entry, ReachBy},
    store::{Own, listed},
};
use crate::{
    matching::{
        offer::Offer,
        words::{Able, Contact, Experience, Faith, Health, Heritage, Language, NEEDS, Sex, able_text},
    },
    shared::{LINE, NOTE, council_choices, radios_of, select_of, ticks_of},
};

impl Entry {
    /// Each field in words, for the audit log.
    pub(super) fn told(&self) -> Vec<(&'static str, String)> {
        let (o, reach) = (&self.offer, &self.reach);
        vec![
            ("names", self.names.clone()),
            ("address", reach.address.clone()),
            ("phone", reach.phone.clone()),
            ("email", reach.email.clone()),
            ("profile", reach.profile.clone()),
            ("approved", o.approved.to_string()),
            ("youngest", o.youngest.to_string()),
            ("oldest", o.oldest.to_string()),
            ("most", o.most.to_string()),
            ("sex", o.sex.map_or("", Sex::code).to_owned()),
            ("able", able_text(&o.able)),
            ("health", o.health.code().to_owned()),
            ("contact", o.contact.code().to_owned()),
            ("council", o.council.clone()),
            ("experience", o.experience.code().to_owned()),
            ("early", o.early.to_string()),
            ("heritage", listed(&o.heritage)),
            ("languages", listed(&o.languages)),
            ("faiths", listed(&o.faiths)),
            ("shared", self.shared.map(|day| day.to_string()).unwrap_or_default()),
        ]
    }
}

/// Reads a household.
pub(super) fn fields(f: &mut Fields) -> Result<Entry, Invalid> {
    let names = f.required("names", "Enter the names of the adopters", LINE);
    let reach = ReachBy {
        address: f.optional("address", 4 * LINE).unwrap_or_default(),
        phone: f.optional("phone", LINE).unwrap_or_default(),
        email: f.optional("email", LINE).unwrap_or_default(),
        profile: f.optional("profile", NOTE).unwrap_or_default(),
    };
    let approved = f.date("approved", "Enter the day on which they were approved");
    let youngest = f.number("youngest", "Enter the youngest age in years, 0 to 17", 0, 17);
    let oldest = f.number("oldest", "Enter the oldest age in years, 0 to 17", 0, 17);
    let most = f.number("most", "Enter how many children they are approved for, 1 to 6", 1, 6);
    let sex = f.choice_opt::<Sex>("sex", "Choose girl or boy, or leave it open");
    let mut able = Vec::new();
    for need in NEEDS {
        let name = format!("able-{}", need.code());
        if let Some(how) = f.choice_opt::<Able>(&name, "Choose how far they feel able to meet this") {
            able.push((need, how));
        }
    }
    let health = f.choice::<Health>("health", "Choose how much uncertainty about health they can live with");
    let contact = f.choice::<Contact>("contact", "Choose the most contact they feel able to keep up");
    let council = f.required("council", "Choose the council where they live", 10);
    let experience = f.choice::<Experience>("experience", "Choose what they bring along");
    let early = f.ticked("early");
    let heritage = f.choices::<Heritage>("heritage", "Choose from the list");
    let languages = f.choices::<Language>("languages", "Choose from the list");
    let faiths = f.choices::<Faith>("faiths", "Choose from the list");
    let shared = f.date_opt("shared");
    f.finish(|| {
        let small = |n: Option<i64>| u8::try_from(n?).ok();
        Some(Entry {
            names: names?,
            reach,
            offer: Offer {
                reference: String::new(),
                agency: String::new(),
                approved: approved?,
                youngest: small(youngest)?,
                oldest: small(oldest)?,
                most: small(most)?,
                sex,
                able,
                health: health?,
                contact: contact?,
                council: council?,
                experience: experience?,
                early,
                heritage,
                languages,
                faiths,
            },
            shared,
        })
    })
}

/// For the API description.
pub(super) fn describe(f: &mut Fields) {
    let _ = fields(f);
}

/// Reads a change of a household with the version it is based on.
pub(super) fn change_fields(f: &mut Fields) -> Result<(i64, Entry), Invalid> {
    let version = f.version();
    let entry = fields(f);
    f.finish(|| Some((version?, entry.ok()?)))
}

/// Reads a change of availability.
pub(super) fn availability_fields(f: &mut Fields) -> Result<(i64, Availability), Invalid> {
    let version = f.version();
    let to = f.choice::<Availability>("availability", "Choose ready or paused");
    f.finish(|| Some((version?, to?)))
}

/// Reads a sensitive reason.
pub(super) fn reason_fields(f: &mut Fields) -> Result<String, Invalid> {
    let words = f.required("words", "Write the reason", NOTE);
    f.finish(|| words)
}

/// The fields of a household as they are recorded.
pub(super) fn filled(own: &Own) -> Fields {
    let (o, reach) = (&own.profile.offer, &own.reach);
    let date = |name: &str, day: Date| {
        vec![
            (format!("{name}-day"), day.day().to_string()),
            (format!("{name}-month"), day.month().to_string()),
            (format!("{name}-year"), day.year().to_string()),
        ]
    };
    let mut all: Vec<(String, String)> = vec![
        ("names".into(), own.names.clone()),
        ("address".into(), reach.address.clone()),
        ("phone".into(), reach.phone.clone()),
        ("email".into(), reach.email.clone()),
        ("profile".into(), reach.profile.clone()),
        ("youngest".into(), o.youngest.to_string()),
        ("oldest".into(), o.oldest.to_string()),
        ("most".into(), o.most.to_string()),
        ("health".into(), o.health.code().into()),
        ("contact".into(), o.contact.code().into()),
        ("council".into(), o.council.clone()),
        ("experience".into(), o.experience.code().into()),
    ];
    all.extend(date("approved", o.approved));
    all.extend(own.profile.shared.map(|day| date("shared", day)).unwrap_or_default());
    all.extend(o.sex.map(|s| ("sex".to_owned(), s.code().to_owned())));
    all.extend(o.able.iter().map(|(n, a)| (format!("able-{}", n.code()), a.code().to_owned())));
    all.extend(o.early.then(|| ("early".to_owned(), "yes".to_owned())));
    all.extend(o.heritage.iter().map(|v| ("heritage".to_owned(), v.code().to_owned())));
    all.extend(o.languages.iter().map(|v| ("languages".to_owned(), v.code().to_owned())));
    all.extend(o.faiths.iter().map(|v| ("faiths".to_owned(), v.code().to_owned())));
    Fields::filled(all)
}

/// The fields, drawn.
pub(super) fn draw(f: &Fields, wrong: &Invalid) -> Markup {
    let line = |name: &str, label: &str| {
        kit::input(name, label).value(f.raw(name)).error(wrong.of(name)).autocomplete("off")
    };
    let number = |name: &str, label: &str| line(name, label).whole_number().width(3);
    html! {
        h2 class="govuk-heading-m" { "Who they are" }
        p class="govuk-hint" { "Names, address and profile are for your own agency alone." }
        (line("names", "Names"))
        (line("address", "Address"))
        (line("phone", "Telephone").width(20))
        (line("email", "Email address"))
        (kit::textarea("profile", "Profile in words (optional)").rows(4).value(f.raw("profile")).error(wrong.of("profile")))
        (kit::date_input("approved", "Day of approval").values(f.date_parts("approved")).error(wrong.of("approved")))
        h2 class="govuk-heading-m" { "What they are approved for" }
        (number("youngest", "Youngest age in years"))
        (number("oldest", "Oldest age in years"))
        (number("most", "How many children"))
        (kit::checkboxes("early", kit::legend("Early permanence").size(Size::S), vec![
            kit::choice("yes", "They are approved to foster first (concurrent planning, fostering for adoption)"),
        ]).small().values(f.all("early")))
        h2 class="govuk-heading-m" { "What they feel able to meet" }
        p class="govuk-hint" { "Leave open what was not talked about: it is then asked for in suggestions, not counted as a no." }
        @for need in NEEDS {
            @let name = format!("able-{}", need.code());
            (select_of::<Able>(&name, need.label(), "Not talked about").value(f.raw(&name)).error(wrong.of(&name)))
        }
        (radios_of::<Health>("health", "The most uncertainty about health they can live with", f, wrong))
        (radios_of::<Contact>("contact", "The most contact they feel able to keep up", f, wrong))
        (radios_of::<Experience>("experience", "What they bring along", f, wrong))
        h2 class="govuk-heading-m" { "Where and how they live" }
        (kit::select("council", "Council where they live", council_choices())
            .hint("Other agencies see the region alone.").value(f.raw("council")).error(wrong.of("council")))
        (select_of::<Sex>("sex", "Do they hope for a girl or a boy?", "Either").value(f.raw("sex")).error(wrong.of("sex")))
        (ticks_of::<Heritage>("heritage", "Ethnic backgrounds in the family", f, wrong))
        (ticks_of::<Language>("languages", "Languages beside English", f, wrong))
        (ticks_of::<Faith>("faiths", "Faiths lived in the family", f, wrong))
        h2 class="govuk-heading-m" { "Seen by other agencies" }
        (kit::date_input("shared", "Day on which they agreed to be seen by other agencies (optional)")
            .hint("Other agencies then see what they can offer and their region: no name, no address. Leave it empty and only your own agency looks for children for them.")
            .values(f.date_parts("shared")).error(wrong.of("shared")))
    }
}

/// Every value that is chosen, in words.
pub(crate) fn words<T: Coded>(values: &[T]) -> String {
    if values.is_empty() {
        return "Not recorded".to_owned();
    }
    values.iter().map(|v| v.label_of()).collect::<Vec<_>>().join(", ")
}
