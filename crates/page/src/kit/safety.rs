//! No part of the kit lets what people type become markup.

use maud::{Render, html};

use super::chart::{Unit, bars, lines, point, series};
use super::layout::{Page, WhoIsIn, filters, page_heading, question};
use super::*;

const EVIL: &str = "\"><script>alert('it')</script><img src=x onerror=alert(1)>";

fn every_part() -> Vec<(&'static str, Markup)> {
    let e = EVIL;
    let boxes = || vec![choice(e, e).hint(e).id(e), divider(e)];
    vec![
        ("accordion", accordion(e, vec![section(e, e).summary(e)]).classes(e).render()),
        ("back link", back_link(e).text(e).render()),
        (
            "bars",
            bars(e, Unit::COUNT, vec![point(e, 1.0).note(e).href(e), point(e, None).note(e)])
                .about(e)
                .what(e)
                .render(),
        ),
        ("breadcrumbs", breadcrumbs([(Some(e.to_owned()), e), (None, e)]).label(e).render()),
        ("button", button(e).name_value(e, e).id(e).classes(e).render()),
        ("button link", start_button(e, e).render()),
        ("character count", character_count(e, e, 9).hint(e).value(e).error(Some(e)).render()),
        ("checkboxes", checkboxes(e, e, boxes()).hint(e).error(Some(e)).described_by(e).render()),
        ("contents", contents([(e, e)])),
        ("csrf", csrf_field(e)),
        ("date", date_input(e, e).hint(e).values([e, e, e]).error(Some(e)).render()),
        ("details", details(e, e).id(e).render()),
        ("error message", error_message(e).spoken(e).render()),
        ("error summary", error_summary([(e, e)]).title(e).description(e).render()),
        ("fieldset", fieldset(e, html! { (e) }).described_by(e).role(e).render()),
        ("figures", figures(&[figure(e, e).href(e).note(e)])),
        ("file", file_upload(e, e).hint(e).error(Some(e)).render()),
        ("filters", filters(e, html! { (e) })),
        ("heading", page_heading(Some(e), e)),
        ("hint", hint(e).id(e).render()),
        ("input", input(e, e).value(e).hint(e).error(Some(e)).prefix(e).suffix(e).autocomplete(e).render()),
        ("inset", inset_text(e).render()),
        ("label", label(e).target(e).render()),
        (
            "lines",
            lines(e, Unit::COUNT, vec![series(e, vec![point(e, 1.0), point(e, None).note(e)]); 2])
                .about(e)
                .render(),
        ),
        (
            "navigation",
            service_navigation(vec![nav_link(e, e, true), nav_link(e, e, false)]).label(e).render(),
        ),
        ("ways", ways().part(e, vec![nav_link(e, e, true), nav_link(e, e, false)], true).render()),
        ("nothing here", nothing_here(e)),
        ("notification", notification_banner(e).title(e).title_id(e).role(e).render()),
        (
            "page",
            Page {
                title: e.to_owned(),
                service: e.to_owned(),
                nav: vec![nav_link(e, e, true)],
                who: Some(WhoIsIn {
                    name_label: e.to_owned(),
                    role_label: e.to_owned(),
                    sign_out_href: e.to_owned(),
                }),
                back: Some((e.to_owned(), e.to_owned())),
                csrf: e.to_owned(),
                lang: e.to_owned(),
                ..Page::default()
            }
            .render(),
        ),
        ("pagination", pagination(Some(e.into()), Some(e.into())).next_label(e).previous_text(e).render()),
        ("panel", panel(e).body(e).render()),
        ("password", password_input(e, e).hint(e).error(Some(e)).render()),
        ("phase", phase_banner(e, e).render()),
        ("question", question(e, e, html! { (e) }).caption(e).errors([(e, e)]).button(e).render()),
        ("radios", radios(e, e, boxes()).value(e).hint(e).error(Some(e)).render()),
        ("select", select(e, e, [(e, e)]).value(e).hint(e).error(Some(e)).render()),
        ("skip", skip_link(e, e).render()),
        (
            "summary",
            summary_list(vec![row(e, e).change(e, e).action(action(e, e, e))])
                .card(e, vec![action(e, e, e)])
                .render(),
        ),
        ("table", table(vec![cell(e)], vec![vec![number(e)]]).caption(e).scrolling().render()),
        ("tabs", tabs(vec![tab(e, e, e), tab(e, e, e)]).title(e).render()),
        ("tag", promise_tag(e, Tone::Late).classes(e).render()),
        (
            "tasks",
            task_list(vec![task(e, e).href(e).hint(e), task(e, e).title_classes(e)]).id_prefix(e).render(),
        ),
        ("textarea", textarea(e, e).value(e).render()),
        ("timeline", timeline(&[event(e, e).by(e).body(e).href(e).datetime(e)])),
        ("warning", warning_text(e).spoken(e).render()),
    ]
}

#[test]
fn no_part_lets_a_script_through() {
    for (name, drawn) in every_part() {
        assert!(drawn.0.contains("&lt;script&gt;"), "{name} shows what was typed");
        let outside = drawn
            .0
            .replace("<script src=\"/assets/", "")
            .replace("<script type=\"module\" src=\"/assets/", "");
        assert!(
            !outside.contains("<script") && !outside.contains("<img"),
            "{name} lets markup through: {outside}"
        );
        // A quotation mark that came through would end an attribute early and begin another.
        let page = scraper::Html::parse_document(&drawn.0);
        for node in page.tree.nodes().filter_map(|node| node.value().as_element()) {
            assert!(
                node.attrs().all(|(name, _)| !name.starts_with("on")),
                "{name} lets an attribute through"
            );
        }
    }
}
