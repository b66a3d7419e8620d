//! What in a text could lead to a child or a family. Colleagues of other agencies and providers read these pages, so the
//! same checker reads each text as reads a letter before it crosses ([`connections::letterbox`]). It knows nobody's record
//! here and goes by shape and capital letters alone; what it finds waits for a moderator, who decides.

use connections::letterbox::model::{Found, Known, MarkKind, check};

use super::model::Text;

/// Words with a capital letter that the field uses and that are nobody's name.
const FIELD: &[&str] = &[
    "Act",
    "Adopt",
    "Adopter",
    "Adopters",
    "Adoption",
    "Agencies",
    "Agency",
    "Board",
    "Care",
    "Carer",
    "Child",
    "Children",
    "Commissioning",
    "Council",
    "Councils",
    "Department",
    "Education",
    "England",
    "Excel",
    "Families",
    "Family",
    "Fund",
    "Government",
    "Guardianship",
    "Guide",
    "Hearth",
    "Health",
    "Letterbox",
    "Level",
    "Minimum",
    "National",
    "Ofsted",
    "Panel",
    "Parliament",
    "Permanence",
    "Practice",
    "Premium",
    "Pupil",
    "Regional",
    "Regulations",
    "Report",
    "Service",
    "Services",
    "Social",
    "Standard",
    "Standards",
    "Stage",
    "Support",
    "Template",
    "Theraplay",
    "Voluntary",
    "Word",
];

/// Ends of hosts whose pages are published by a public body, so that a link to them leads to no family.
const PUBLIC: &[&str] = &[".gov.uk", ".nhs.uk", ".ac.uk"];

/// Everything in a text that could lead to a child or a family, in the order of the text. `names` are words that may stand:
/// the names of agencies and pan-regions.
pub fn found(text: &str, names: &[String]) -> Vec<Found> {
    let agreed = FIELD.iter().map(|word| (*word).to_owned()).chain(names.iter().cloned()).collect();
    let mut found = check(text, &Known { agreed, ..Known::default() });
    found.retain(|f| {
        let words = text.get(f.at.clone()).unwrap_or_default();
        match f.kind {
            MarkKind::MaybeName | MarkKind::Place => !is_short_form(words),
            MarkKind::Link => !is_public(words),
            _ => true,
        }
    });
    found
}

/// The same of all that one version says.
pub fn found_in(text: &Text, names: &[String]) -> Vec<(MarkKind, String)> {
    let parts =
        [text.title.as_deref(), Some(text.words.as_str()), text.link.as_deref(), text.changed.as_deref()];
    let of_part = |part: &str| -> Vec<(MarkKind, String)> {
        let words = |f: Found| (f.kind, part.get(f.at).unwrap_or_default().to_owned());
        found(part, names).into_iter().map(words).collect()
    };
    parts.into_iter().flatten().flat_map(of_part).collect()
}

/// What was found, as a person reads it: each thing once, ten at most.
pub fn told(found: &[(MarkKind, String)]) -> String {
    let mut said: Vec<String> = Vec::new();
    for (kind, words) in found {
        let one = format!("“{words}” ({})", kind.label().to_lowercase());
        if !said.contains(&one) {
            said.push(one);
        }
    }
    let more = said.len().saturating_sub(10);
    said.truncate(10);
    match more {
        0 => said.join(", "),
        more => format!("{} and {more} more", said.join(", ")),
    }
}

/// `SDQ`, `DDP`, `RAAs`: a short form of the field's, not a name.
fn is_short_form(words: &str) -> bool {
    let bare = words.strip_suffix('s').unwrap_or(words);
    (2..=6).contains(&bare.chars().count()) && bare.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
}

fn is_public(link: &str) -> bool {
    let lower = link.to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).unwrap_or(&lower);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // A name before an @ can look like a host.
    !host.contains(['@', ':']) && PUBLIC.iter().any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<MarkKind> {
        let names = ["Adopt East".to_owned(), "South West".to_owned()];
        found(text, &names).into_iter().map(|f| f.kind).collect()
    }

    #[test]
    fn talk_of_the_work_passes() {
        for text in [
            "How do you ask schools for the SDQ before a review?",
            "We use the template of Adopt East for DDP and Theraplay.\nIt saves an hour for each family.",
            "Colleagues in South West tell us that RAAs differ. The Adoption Support Fund pays for it.",
            "The rule stands at https://www.gov.uk/guidance/adoption-support-fund-asf.",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn what_may_lead_to_a_child_is_found() {
        assert_eq!(kinds("The boy, Jayden, was excluded"), [MarkKind::MaybeName]);
        assert_eq!(kinds("He lives near Chelmsford"), [MarkKind::Place]);
        assert_eq!(kinds("She goes to St Mary's Primary School"), [MarkKind::School]);
        assert_eq!(kinds("born 27/03/2016"), [MarkKind::Birth]);
        assert_eq!(kinds("ring 07700 900123"), [MarkKind::Phone]);
        assert_eq!(kinds("write to mum@example.org"), [MarkKind::Email]);
        assert_eq!(kinds("they are at CM1 1QH"), [MarkKind::Postcode]);
        assert_eq!(kinds("see https://example.org/family"), [MarkKind::Link]);
        assert_eq!(kinds("see https://www.gov.uk@example.org/x"), [MarkKind::Link]);
        assert_eq!(kinds("see www.gov.uk.example.org"), [MarkKind::Link]);
    }

    #[test]
    fn every_part_of_a_version_is_read_and_told_once() {
        let text = Text {
            title: Some("What helps Jayden".into()),
            words: "We asked Jayden.".into(),
            link: Some("https://example.org".into()),
            review: None,
            changed: Some("We asked Jayden too".into()),
        };
        let all = found_in(&text, &[]);
        assert_eq!(all.len(), 4);
        assert_eq!(told(&all), "“Jayden” (may be a name), “https://example.org” (a link)");
        let many: Vec<_> = (0..12).map(|n| (MarkKind::MaybeName, format!("N{n}"))).collect();
        assert!(told(&many).ends_with("and 2 more"));
    }
}
