//! The whole page round what a room shows, and the shape of a page that asks one question.

use maud::{DOCTYPE, Markup, html};

use super::moving::{back_link, nav_link, service_navigation, skip_link};
use super::{NavLink, Text, Ways, button, classes, csrf_field, error_summary};
use crate::assets;

/// Who is signed in, as the header says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WhoIsIn {
    /// The person's name.
    pub name_label: String,
    /// What they are here as, such as "duty worker, Northwater".
    pub role_label: String,
    /// Where the sign-out form is sent.
    pub sign_out_href: String,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// What the browser's tab says, without the service's name.
    pub title: String,
    /// The service's name.
    pub service: String,
    /// Links to the service's parts, for this reader.
    pub nav: Vec<NavLink>,
    /// The same for a reader of many: the parts, with the rooms folded under them. Drawn beside no other links.
    pub ways: Ways,
    /// Who is signed in.
    pub who: Option<WhoIsIn>,
    /// Whether every person here is made up.
    pub demo: bool,
    /// The way back: where it leads and what it says.
    pub back: Option<(String, String)>,
    /// Whether it is drawn tightly, for people who work here all day.
    pub dense: bool,
    /// Whether it is drawn in large print.
    pub large_print: bool,
    /// Whether something typed was wrong; the title then says so first.
    pub has_error: bool,
    /// The token against forged forms, for the sign-out button.
    pub csrf: String,
    /// News of what was just done.
    pub flash: Option<Markup>,
    /// Whether the page offers a quick way out, for somebody who may be watched.
    pub exit: bool,
    /// The page itself.
    pub body: Markup,
    /// Its language.
    pub lang: String,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            title: String::new(),
            service: "Hearth".to_owned(),
            nav: Vec::new(),
            ways: Ways::default(),
            who: None,
            demo: false,
            back: None,
            dense: false,
            large_print: false,
            has_error: false,
            csrf: String::new(),
            flash: None,
            exit: false,
            body: html! {},
            lang: "en".to_owned(),
        }
    }
}

impl Page {
    /// The whole document. It holds no script and no style of its own, so a strict content policy can forbid both.
    pub fn render(&self) -> Markup {
        let body_classes = classes(&[
            "hearth-body govuk-template__body govuk-frontend",
            if self.dense { "app-dense" } else { "" },
            if self.large_print { "app-large-print" } else { "" },
        ]);
        html! {
            (DOCTYPE)
            html lang=(self.lang) class="govuk-template hearth-template" {
                head {
                    meta charset="utf-8";
                    title { @if self.has_error { "Error: " } (self.title) " – " (self.service) }
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="theme-color" content="#0f3d42";
                    link rel="icon" type="image/svg+xml" href=(assets::favicon_path());
                    link rel="stylesheet" href=(assets::css_path());
                }
                body class=(body_classes) {
                    script src=(assets::early_path()) {}
                    (skip_link("Skip to main content", "#main-content"))
                    (self.header())
                    @if self.exit { (exit_line(&self.csrf)) }
                    @if self.demo { (demo_line()) }
                    @if !self.nav.is_empty() { (service_navigation(self.nav.clone())) }
                    @if !self.ways.is_empty() { (self.ways) }
                    div class="hearth-content" {
                        div class="govuk-width-container" {
                            @if let Some((href, text)) = &self.back { (back_link(href).text(text)) }
                            main class="hearth-main" id="main-content" {
                                @if let Some(flash) = &self.flash { (flash) }
                                (self.body)
                            }
                        }
                    }
                    (footer(&self.service))
                    script type="module" src=(assets::js_path()) {}
                }
            }
        }
    }

    fn header(&self) -> Markup {
        html! {
            header class="hearth-header" {
                div class="govuk-width-container hearth-header__inner" {
                    a class="hearth-header__home" href="/" { (mark()) (self.service) }
                    @if let Some(who) = &self.who { (self.signed_in(who)) }
                }
            }
        }
    }

    fn signed_in(&self, who: &WhoIsIn) -> Markup {
        html! {
            form class="hearth-who" method="post" action=(who.sign_out_href) {
                (csrf_field(&self.csrf))
                span {
                    span class="govuk-visually-hidden" { "Signed in as " }
                    a class="hearth-who__name" href="/account" { (who.name_label) }
                    @if !who.role_label.is_empty() { ", " (who.role_label) }
                }
                button class="hearth-who__out" { "Sign out" }
            }
        }
    }
}

/// Hearth's mark: a flame in a house.
fn mark() -> Markup {
    html! {
        svg class="hearth-header__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false" {
            path fill="#fff" d="M16 1.5 1.6 13.4a1.6 1.6 0 0 0 1 2.8H4v12.3A2.5 2.5 0 0 0 6.5 31h19a2.5 2.5 0 0 0 2.5-2.5V16.2h1.4a1.6 1.6 0 0 0 1-2.8z" {}
            path fill="#b3470f" d="M16.6 8.5c.5 3.7 5.9 6 5.9 11.6a6.5 6.5 0 0 1-13 .2c0-2.6 1.2-4.4 2.6-5.8.1 1.5.6 2.4 1.5 2.9-.4-3.5.6-6.6 3-8.9z" {}
            path fill="#ffc98a" d="M16.3 17.6c.3 1.8 2.8 2.7 2.8 5.2a3 3 0 0 1-6.1.1c0-1.3.6-2.2 1.3-2.9.1.7.3 1.1.7 1.3-.1-1.5.3-2.7 1.3-3.7z" {}
        }
    }
}

/// Where the quick way out leads: a page that anybody may have open.
pub const NEUTRAL: &str = "https://www.bbc.co.uk/weather";

/// A way out at once, which works as a link. With script it also signs out and takes this page out of the history: see `hearth.js`.
fn exit_line(csrf: &str) -> Markup {
    html! {
        div class="hearth-exit hearth-no-print" role="region" aria-label="Leave this page at once" {
            a class="hearth-exit__link" href=(NEUTRAL) rel="nofollow noreferrer" data-hearth-exit=(csrf) { "Leave this page" }
        }
    }
}

fn demo_line() -> Markup {
    html! {
        div class="hearth-demo" role="region" aria-label="About this demo" {
            p class="govuk-width-container hearth-demo__text" {
                strong class="hearth-demo__word" { "Demo:" }
                " every person here is made up"
            }
        }
    }
}

fn footer(service: &str) -> Markup {
    let links = [
        nav_link("/help", "Help", false),
        nav_link("/accessibility", "Accessibility", false),
        nav_link("/cookies", "Cookies", false),
        nav_link("/privacy", "Privacy", false),
    ];
    html! {
        footer class="hearth-footer" {
            div class="govuk-width-container" {
                ul class="hearth-footer__links" {
                    @for link in &links { li { a class="govuk-link" href=(link.href) { (link.text) } } }
                }
                p class="hearth-footer__text" {
                    (service) " is open software for adoption support in England, under the MIT licence."
                }
            }
        }
    }
}

/// A page that asks one question.
#[derive(Debug, Clone)]
pub struct Question {
    action: String,
    csrf: String,
    caption: Option<Text>,
    errors: Vec<(String, String)>,
    fields: Markup,
    button: Text,
    after: Option<Markup>,
}

/// One question: `fields` in a form sent to `action`. The page's heading is the field's own label or legend
/// (`.size(Size::L).heading()`), so that screen readers hear the question as they reach the field.
pub fn question(action: impl Into<String>, csrf: impl Into<String>, fields: Markup) -> Question {
    Question {
        action: action.into(),
        csrf: csrf.into(),
        caption: None,
        errors: Vec::new(),
        fields,
        button: "Continue".into(),
        after: None,
    }
}

impl Question {
    /// Says above the heading what part of the form this is.
    pub fn caption(mut self, text: impl Into<Text>) -> Self {
        self.caption = Some(text.into());
        self
    }

    /// Lists what is wrong, as `(field's id, message)`.
    pub fn errors<I: Into<String>, M: Into<String>>(
        mut self,
        errors: impl IntoIterator<Item = (I, M)>,
    ) -> Self {
        self.errors = errors.into_iter().map(|(id, message)| (id.into(), message.into())).collect();
        self
    }

    /// Says something else than "Continue" on the button.
    pub fn button(mut self, text: impl Into<Text>) -> Self {
        self.button = text.into();
        self
    }

    /// Adds what stands after the form, such as where to turn for help.
    pub fn after(mut self, body: Markup) -> Self {
        self.after = Some(body);
        self
    }
}

impl maud::Render for Question {
    fn render(&self) -> Markup {
        html! {
            div class="govuk-grid-row" {
                div class="govuk-grid-column-two-thirds" {
                    @if !self.errors.is_empty() { (error_summary(self.errors.iter().map(|(id, m)| (id, m)))) }
                    // Hearth checks and says what is wrong in its own words, so the browser's check is off.
                    form method="post" action=(self.action) novalidate {
                        (csrf_field(&self.csrf))
                        @if let Some(caption) = &self.caption { span class="govuk-caption-l" { (caption) } }
                        (self.fields)
                        (button(&self.button).once())
                    }
                    @if let Some(after) = &self.after { (after) }
                }
            }
        }
    }
}

/// Two columns on a wide screen: the story on the left, what is to be done on the right.
pub fn record(story: Markup, aside: Markup) -> Markup {
    html! { div class="hearth-record" { div { (story) } div { (aside) } } }
}

/// What is to be done, set apart beside a record.
pub fn aside(body: Markup) -> Markup {
    html! { aside class="hearth-aside" { (body) } }
}

/// Filters over a list: fields side by side, sent as a GET to `action`.
pub fn filters(action: &str, fields: Markup) -> Markup {
    html! {
        form class="hearth-filters" method="get" action=(action) role="search" {
            (fields)
            (button("Filter").secondary())
        }
    }
}

/// A page's heading, with what it belongs to above it.
pub fn page_heading(caption: Option<&str>, heading: impl Into<Text>) -> Markup {
    let heading: Text = heading.into();
    html! {
        @if let Some(caption) = caption { span class="govuk-caption-l" { (caption) } }
        h1 class="govuk-heading-l" { (heading) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        Page {
            title: "Cases".to_owned(),
            who: Some(WhoIsIn {
                name_label: "Asha <Bell>".to_owned(),
                role_label: "duty worker".to_owned(),
                sign_out_href: "/sign-out".to_owned(),
            }),
            csrf: "token".to_owned(),
            ..Page::default()
        }
    }

    #[test]
    fn a_page_holds_no_script_or_style_of_its_own() {
        let drawn = page().render().0;
        assert!(drawn.starts_with("<!DOCTYPE html>"));
        for script in drawn.split("<script").skip(1) {
            let (tag, rest) = script.split_once('>').unwrap();
            assert!(tag.contains("src=\"/assets/") && rest.starts_with("</script>"), "{tag}");
        }
        assert!(!drawn.contains("<style") && !drawn.contains("style=") && !drawn.contains("onclick"));
    }

    #[test]
    fn signing_out_is_a_form_with_its_token_and_names_stay_words() {
        let drawn = page().render().0;
        assert!(drawn.contains("<form class=\"hearth-who\" method=\"post\" action=\"/sign-out\">"));
        assert!(drawn.contains("<input type=\"hidden\" name=\"csrf\" value=\"token\">"));
        assert!(drawn.contains("Asha &lt;Bell&gt;"));
    }

    #[test]
    fn an_error_and_a_demo_are_said() {
        let drawn = Page { has_error: true, demo: true, ..page() }.render().0;
        assert!(drawn.contains("<title>Error: Cases – Hearth</title>"));
        assert!(drawn.contains("every person here is made up"));
    }
}
