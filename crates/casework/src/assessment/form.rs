//! The fields of an assessment, for the form, the API and the API's description alike.
//!
//! A domain has three fields: its code, and its code with `-asked` and `-left-out`. Needs
//! are `needs.CODE`, each with a weight.

use std::collections::BTreeSet;

use kernel::{Level, Need, Weight};
use page::Fields;

use super::model::{
    Answer, Couple, Findings, Formulation, Framework, Informant, ParentNeed, Parents, Part, Said, Signal,
    Sureness, Voice, Written, formulation, parents, versions,
};
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
                heard_on: f.date_opt("heard-on"),
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
            let weighed = ParentNeed::ALL.iter().filter_map(|need| {
                let weight = f.choice_opt::<Weight>(&parents::field(*need), "Choose how much this weighs");
                weight.map(|weight| (*need, weight))
            });
            let own = Parents {
                needs: weighed.collect(),
                couple: f.choice_opt::<Couple>("couple", "Choose whether help as a couple was offered"),
                words: text(f, "parents-words", NOTE),
            };
            Written::Needs { needs, no_needs: text(f, "no-needs", NOTE), signals, parents: Box::new(own) }
        }
        Part::Formulation => {
            let mut said = |field: &str| Said {
                ours: text(f, field, LONG),
                theirs: text(f, &formulation::family_field(field), LONG),
            };
            let (happened, keeps, protects) = (said("happened"), said("keeps-going"), said("protects"));
            let think = said(formulation::THINK);
            let shared = Formulation {
                happened,
                keeps,
                protects,
                think_theirs: think.theirs,
                sure: f.choice_opt::<Sureness>("sure", "Choose how sure you are"),
                sure_why: text(f, "sure-why", NOTE),
            };
            Written::Formulation { think: think.ours, shared: Box::new(shared) }
        }
        Part::Level => Written::Level {
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
            add("heard-on", &voice.heard_on.map_or_else(String::new, |day| day.to_string()));
            add("child-words", &voice.child);
            add("family-words", &voice.family);
        }
        Part::Needs => {
            for (need, weight) in &findings.conclusion.needs {
                add(&need_field(*need), weight.code());
            }
            findings.signals.iter().for_each(|signal| add("signals", signal.code()));
            add("no-needs", &findings.conclusion.no_needs);
            let own = &findings.conclusion.parents;
            for (need, weight) in &own.needs {
                add(&parents::field(*need), weight.code());
            }
            add("couple", own.couple.map_or("", Couple::code));
            add("parents-words", &own.words);
        }
        Part::Formulation => {
            let shared = &findings.conclusion.shared;
            for question in formulation::QUESTIONS {
                if let Some(said) = shared.said(question.field) {
                    add(question.field, &said.ours);
                    add(&formulation::family_field(question.field), &said.theirs);
                }
            }
            add(formulation::THINK, &findings.conclusion.formulation);
            add(&formulation::family_field(formulation::THINK), &shared.think_theirs);
            add("sure", shared.sure.map_or("", Sureness::code));
            add("sure-why", &shared.sure_why);
        }
        Part::Level => {
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
