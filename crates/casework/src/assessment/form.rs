//! The fields of an assessment, for the form, the API and the API's description alike.
//!
//! A domain has three fields: its code, and its code with `-asked` and `-left-out`. Needs
//! are `needs.CODE`, each with a weight.

use std::collections::BTreeSet;

use kernel::{Level, Need, Weight};
use page::Fields;

use super::model::{Answer, Findings, Framework, Informant, Part, Signal, Voice, Written, versions};
use crate::words::{LINE, LONG, NOTE};

/// Reads one part. Drafts may be as short as they like; what is wrong is noted in `f`.
pub(super) fn read(f: &mut Fields, part: Part<'_>) -> Written {
    match part {
        Part::Domain(domain) => {
            let text = text(f, &domain.code, LONG);
            let field = format!("{}-asked", domain.code);
            const WHOM: &str = "Choose from the people and papers listed";
            let asked: BTreeSet<Informant> = f.choices(&field, WHOM).into_iter().collect();
            if asked.iter().any(|who| !domain.ask.contains(who)) {
                f.fail(&field, WHOM);
            }
            let left_out = self::text(f, &format!("{}-left-out", domain.code), NOTE);
            Written::Domain(domain.code.clone(), Answer { text, asked, left_out })
        }
        Part::Voice(voice) => {
            let heard = text(f, "heard", LINE);
            if !heard.is_empty() && voice.heard.iter().all(|way| way.code != heard) {
                f.fail("heard", "Choose how the child was heard, or why not");
            }
            Written::Voice(Voice {
                heard,
                heard_reason: text(f, "heard-reason", NOTE),
                child: text(f, "child-words", LONG),
                family: text(f, "family-words", LONG),
            })
        }
        Part::Needs => {
            let needs = Need::ALL.iter().filter_map(|need| {
                let weight = f.choice_opt::<Weight>(&need_field(*need), "Choose how much this need weighs");
                weight.map(|weight| (*need, weight))
            });
            let needs = needs.collect();
            let signals = f.choices::<Signal>("signals", "Choose from the list").into_iter().collect();
            Written::Needs { needs, no_needs: text(f, "no-needs", NOTE), signals }
        }
        Part::Level => Written::Level {
            formulation: text(f, "formulation", LONG),
            level: f.choice_opt::<Level>("level", "Choose a level of support"),
            reason: text(f, "level-reason", NOTE),
        },
    }
}

/// The parts of which something was sent.
pub(super) fn sent<'a>(f: &Fields, framework: &'a Framework) -> Vec<Part<'a>> {
    Part::all(framework).into_iter().filter(|part| f.names().any(|name| part.owns(name))).collect()
}

/// Asks for every field of the newest framework, to describe the API.
pub(super) fn describe(f: &mut Fields) {
    f.version();
    if let Some(framework) = versions().ok().and_then(|all| all.last()) {
        Part::all(framework).into_iter().for_each(|part| {
            read(f, part);
        });
    }
}

/// One part as the form shows it.
pub(super) fn filled(findings: &Findings, part: Part<'_>) -> Fields {
    let mut values: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| values.push((name.to_owned(), value.to_owned()));
    match part {
        Part::Domain(domain) => {
            if let Some(answer) = findings.answers.domains.get(&domain.code) {
                add(&domain.code, &answer.text);
                answer.asked.iter().for_each(|who| add(&format!("{}-asked", domain.code), who.code()));
                add(&format!("{}-left-out", domain.code), &answer.left_out);
            }
        }
        Part::Voice(_) => {
            let voice = &findings.answers.voice;
            add("heard", &voice.heard);
            add("heard-reason", &voice.heard_reason);
            add("child-words", &voice.child);
            add("family-words", &voice.family);
        }
        Part::Needs => {
            for (need, weight) in &findings.conclusion.needs {
                add(&need_field(*need), weight.code());
            }
            findings.signals.iter().for_each(|signal| add("signals", signal.code()));
            add("no-needs", &findings.conclusion.no_needs);
        }
        Part::Level => {
            add("formulation", &findings.conclusion.formulation);
            add("level", findings.conclusion.level.map_or("", Level::code));
            add("level-reason", &findings.conclusion.level_reason);
        }
    }
    Fields::filled(values)
}

/// The field that holds a need's weight.
pub(super) fn need_field(need: Need) -> String {
    format!("needs.{}", need.code())
}

fn text(f: &mut Fields, name: &str, longest: usize) -> String {
    f.optional(name, longest).unwrap_or_default()
}
