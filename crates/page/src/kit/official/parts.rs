//! Builds the kit's other parts from official options.

use maud::{Markup, Render};

use super::options::Options;
use crate::kit::*;

/// The kit's part for `component` with these options; `None` where it has none.
pub fn build(component: &str, o: &Options<'_>) -> Option<Markup> {
    let built = match component {
        "accordion" => build_accordion(o),
        "back-link" => {
            let mut part = back_link(o.string("href").unwrap_or("#".to_owned()));
            set!(part, o.words() => text);
            set_ref!(part, o.string("classes") => classes);
            part.render()
        }
        "breadcrumbs" => {
            let items = o.list("items");
            let mut part =
                breadcrumbs(items.iter().map(|i| (i.string("href"), i.words().unwrap_or_default())));
            set!(part, o.string("labelText") => label);
            set_ref!(part, o.string("classes") => classes);
            set_if!(part, o.flag("collapseOnMobile") => collapse_on_mobile);
            part.render()
        }
        "button" => build_button(o),
        "details" => {
            let summary = o.named_words("summaryHtml", "summaryText").unwrap_or_default();
            let mut part = details(summary, o.words().unwrap_or_default());
            set!(part, o.string("id") => id);
            set_ref!(part, o.string("classes") => classes);
            set_if!(part, o.flag("open") => open);
            part.render()
        }
        "error-summary" => build_error_summary(o),
        "inset-text" => {
            let mut part = inset_text(o.words().unwrap_or_default());
            set!(part, o.string("id") => id);
            set_ref!(part, o.string("classes") => classes);
            part.render()
        }
        "notification-banner" => build_notification(o),
        "pagination" => build_pagination(o),
        "panel" => {
            let mut part = panel(o.named_words("titleHtml", "titleText").unwrap_or_default());
            set!(part, o.words() => body, level(o, "headingLevel") => level);
            let names = o.string("classes").unwrap_or_default();
            if names.contains("govuk-panel--interruption") {
                o.refuse("interruption");
            }
            part = part.classes(&names);
            part.render()
        }
        "phase-banner" => {
            let given = o.object("tag");
            let word = given.as_ref().and_then(|t| t.words()).unwrap_or_default();
            let mut part = phase_banner(word, o.words().unwrap_or_default());
            set_ref!(
                part,
                given.as_ref().and_then(|t| t.string("classes")) => tag_classes,
                o.string("classes") => classes,
            );
            part.render()
        }
        "service-navigation" => build_navigation(o),
        "skip-link" => {
            let href = o.string("href").unwrap_or("#content".to_owned());
            let mut part = skip_link(o.words().unwrap_or_default(), href);
            set_ref!(part, o.string("classes") => classes);
            part.render()
        }
        "summary-list" => build_summary(o),
        "table" => build_table(o),
        "tabs" => build_tabs(o),
        "tag" => tag_of(o).render(),
        "task-list" => build_tasks(o),
        "warning-text" => {
            let mut part = warning_text(o.words().unwrap_or_default());
            set!(part, o.string("iconFallbackText").filter(|t| !t.is_empty()) => spoken);
            set_ref!(part, o.string("classes") => classes);
            part.render()
        }
        _ => return None,
    };
    Some(built)
}

fn level(o: &Options<'_>, key: &str) -> Option<u8> {
    o.number(key).and_then(|level| u8::try_from(level).ok())
}

fn tag_of(o: &Options<'_>) -> Tag {
    let mut part = tag(o.words().unwrap_or_default());
    set_ref!(part, o.string("classes") => classes);
    part
}

fn build_accordion(o: &Options<'_>) -> Markup {
    let sections = o.list("items").into_iter().map(|i| {
        let heading = i.object("heading").and_then(|h| h.words()).unwrap_or_default();
        let body = i.object("content").and_then(|c| c.words()).unwrap_or_default();
        let mut part = section(heading, body);
        set!(part, i.object("summary").and_then(|s| s.words()) => summary, i.flag("expanded") => open);
        part
    });
    let mut part = accordion(o.string("id").unwrap_or_default(), sections.collect());
    set!(part, level(o, "headingLevel") => level, o.flag("rememberExpanded") => remember);
    set_ref!(part, o.string("classes") => classes);
    part.render()
}

fn build_button(o: &Options<'_>) -> Markup {
    let mut part = button(o.words().unwrap_or_default());
    set!(
        part,
        o.string("href") => href,
        o.string("id") => id,
        o.string("name") => name,
        o.string("value") => value,
        o.flag("preventDoubleClick") => prevent_double_click,
    );
    set_ref!(part, o.string("classes") => classes);
    set_if!(part, o.flag("isStartButton") => start, o.flag("disabled") => disabled);
    match o.string("type").as_deref() {
        None => {}
        Some("button") => part = part.kind("button"),
        Some(other) => panic!("kind {other}"),
    }
    part.render()
}

fn build_error_summary(o: &Options<'_>) -> Markup {
    let items = o.list("errorList");
    let mut part = error_summary(
        items.iter().map(|i| (i.string("href").unwrap_or_default(), i.words().unwrap_or_default())),
    );
    drop(items);
    part = part.title(o.named_words("titleHtml", "titleText").unwrap_or_default());
    set!(
        part,
        o.named_words("descriptionHtml", "descriptionText") => description,
        o.flag("disableAutoFocus") => disable_auto_focus,
    );
    set_ref!(part, o.string("classes") => classes);
    part.render()
}

fn build_notification(o: &Options<'_>) -> Markup {
    let mut part = notification_banner(o.words().unwrap_or_default());
    if o.string("type").as_deref() == Some("success") {
        part = part.success();
    }
    set!(
        part,
        o.named_words("titleHtml", "titleText") => title,
        o.string("titleId") => title_id,
        level(o, "titleHeadingLevel") => level,
        o.string("role") => role,
        o.flag("disableAutoFocus") => disable_auto_focus,
    );
    set_ref!(part, o.string("classes") => classes);
    part.render()
}

fn build_pagination(o: &Options<'_>) -> Markup {
    let (previous, next) = (o.object("previous"), o.object("next"));
    let href = |link: &Option<Options<'_>>| link.as_ref().and_then(|link| link.string("href"));
    let mut part = pagination(href(&previous), href(&next));
    if let Some(link) = previous {
        set!(part, link.words() => previous_text, link.string("labelText") => previous_label);
    }
    if let Some(link) = next {
        set!(part, link.words() => next_text, link.string("labelText") => next_label);
    }
    set!(part, o.string("landmarkLabel") => label);
    set_ref!(part, o.string("classes") => classes);
    part.render()
}

fn build_navigation(o: &Options<'_>) -> Markup {
    let given = o.list("navigation");
    if given.is_empty() {
        o.refuse("no links");
    }
    let links = given.iter().map(|link| {
        let href = link.string("href").unwrap_or_else(|| {
            o.refuse("unlinked");
            String::new()
        });
        nav_link(href, link.words().unwrap_or_default(), link.flag("current") == Some(true))
    });
    let mut part = service_navigation(links.collect());
    set!(part, o.string("navigationLabel") => label);
    set_ref!(part, o.string("classes") => classes);
    part.render()
}

fn action_of(o: &Options<'_>) -> Action {
    let href = o.string("href").unwrap_or_default();
    let about = o.string("visuallyHiddenText").unwrap_or_default();
    let mut part = action(href, o.words().unwrap_or_default(), about);
    set_ref!(part, o.string("classes") => classes);
    part
}

fn row_of(o: &Options<'_>) -> Row {
    let (key, value) = (o.object("key"), o.object("value"));
    let words = |o: &Option<Options<'_>>| o.as_ref().and_then(|o| o.words()).unwrap_or_default();
    let mut part = row(words(&key), words(&value));
    set_ref!(
        part,
        o.string("classes") => classes,
        key.and_then(|k| k.string("classes")) => key_classes,
        value.and_then(|v| v.string("classes")) => value_classes,
    );
    if let Some(actions) = o.object("actions") {
        for item in actions.list("items") {
            part = part.action(action_of(&item));
        }
        set_ref!(part, actions.string("classes") => actions_classes);
    }
    part
}

fn build_summary(o: &Options<'_>) -> Markup {
    let mut part = summary_list(o.list("rows").iter().map(row_of).collect());
    set_ref!(part, o.string("classes") => classes);
    if let Some(card) = o.object("card") {
        let title = card.object("title");
        let words = title.as_ref().and_then(|t| t.words()).unwrap_or_default();
        let actions = card.object("actions").map(|a| a.list("items").iter().map(action_of).collect());
        part = part.card(words, actions.unwrap_or_default());
        set!(part, title.and_then(|t| level(&t, "headingLevel")) => card_level);
        set_ref!(part, card.string("classes") => card_classes);
    }
    part.render()
}

fn cell_of(o: &Options<'_>) -> Cell {
    let mut part = cell(o.words().unwrap_or_default());
    match o.string("format").as_deref() {
        None => {}
        Some("numeric") => part = part.numeric(),
        Some(_) => o.refuse("other formats"),
    }
    set!(part, o.number("colspan") => colspan, o.number("rowspan") => rowspan);
    set_ref!(part, o.string("classes") => classes);
    part
}

fn build_table(o: &Options<'_>) -> Markup {
    let rows = o.lists("rows").iter().map(|cells| cells.iter().map(cell_of).collect()).collect();
    let mut part = table(o.list("head").iter().map(cell_of).collect(), rows);
    set!(part, o.string("caption") => caption);
    set_ref!(part, o.string("captionClasses") => caption_classes, o.string("classes") => classes);
    set_if!(part, o.flag("firstCellIsHeader") => first_cell_is_header);
    part.render()
}

fn build_tabs(o: &Options<'_>) -> Markup {
    let items = o.list("items").into_iter().map(|i| {
        let body = i.object("panel").and_then(|p| p.words()).unwrap_or_default();
        tab(i.string("id").unwrap_or_default(), i.string("label").unwrap_or_default(), body)
    });
    let mut part = tabs(items.collect());
    set!(part, o.string("title") => title, o.string("id") => id);
    set_ref!(part, o.string("classes") => classes);
    part.render()
}

fn task_of(o: &Options<'_>) -> Task {
    let (title, status) = (o.object("title"), o.object("status"));
    let words = title.as_ref().and_then(|t| t.words()).unwrap_or_default();
    let mut part = task(words, status.as_ref().and_then(|s| s.words()).unwrap_or_default());
    set!(part, o.string("href") => href, o.object("hint").and_then(|h| h.words()) => hint);
    set_ref!(
        part,
        status.as_ref().and_then(|s| s.object("tag")).map(|t| tag_of(&t)) => tag,
        status.and_then(|s| s.string("classes")) => status_classes,
        title.and_then(|t| t.string("classes")) => title_classes,
        o.string("classes") => classes,
    );
    part
}

fn build_tasks(o: &Options<'_>) -> Markup {
    let mut part = task_list(o.list("items").iter().map(task_of).collect());
    set!(part, o.string("idPrefix") => id_prefix);
    set_ref!(part, o.string("classes") => classes);
    part.render()
}
