//! How answers over time are drawn: a line of the main score with its table, the same picture for everybody who may see it.

use maud::{Markup, html};
use page::kit::{
    self,
    chart::{Unit, lines, point, series},
};

use super::model::{Questionnaire, Voice};
use crate::measures::unsure;

/// The main score of one person over time; nothing where no entry has one.
pub fn history(voice: &Voice<'_>, title: &str) -> Markup {
    let m = voice.instrument;
    let scale = &m.scales[m.total()];
    let points: Vec<_> = voice
        .entries
        .iter()
        .filter_map(|q| {
            let score = q.score(&scale.code)?;
            // Exact to a hundredth, and small.
            let figure = score.in_hundredths() as f64 / 100.0;
            Some(point(q.on.strftime("%-d %b %Y").to_string(), figure))
        })
        .collect();
    if points.is_empty() {
        return html! {};
    }
    html! { (lines(title, Unit::COUNT, vec![series(scale.name.as_str(), points)]).what("Day")) }
}

/// What a change is worth, said with what it can not say.
pub fn change(voice: &Voice<'_>) -> Markup {
    let Some((first, last, verdict)) = voice.change() else { return html! {} };
    let total = voice.instrument.total();
    let rule = voice.instrument.reliable_change(total, voice.informant);
    html! {
        p class="govuk-body" {
            "From " (first) " to " (last) ": " (verdict.words()) ". "
            (voice.instrument.scales[total].better.label()) "."
            @if let Some(rule) = rule { " A change of " (rule.points) " points is the figure" (unsure(rule.sure)) ": " (rule.source) "." }
        }
    }
}

/// The score and its words in one line, or why there is none.
pub fn result(q: &Questionnaire) -> String {
    match (q.score(crate::measures::model::TOTAL), q.content.bands.get(crate::measures::model::TOTAL)) {
        (Some(score), Some(words)) => format!("{score}: {words}"),
        (Some(score), None) => score.to_string(),
        (None, _) => "No total".to_owned(),
    }
}

/// A row for each scale: score and words.
pub fn scales(q: &Questionnaire) -> Markup {
    let Ok(m) = q.instrument() else { return html! {} };
    let rows = m.scales.iter().filter_map(|scale| {
        let score = q.score(&scale.code)?;
        let words = q.content.bands.get(&scale.code).map_or("", String::as_str);
        Some(kit::row(scale.name.as_str(), format!("{score} of {} to {}. {words}", scale.low, scale.high)))
    });
    html! { (kit::summary_list(rows.collect()).no_border()) }
}
