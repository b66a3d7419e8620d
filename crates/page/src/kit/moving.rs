//! Ways about: links back, crumbs, pages of a list, the service's own parts.

use maud::{Markup, Render, html};

use super::{Text, classes};

/// The way back.
#[derive(Debug, Clone)]
pub struct BackLink {
    href: String,
    text: Text,
    classes: String,
}

/// A link "Back" to `href`.
pub fn back_link(href: impl Into<String>) -> BackLink {
    BackLink { href: href.into(), text: "Back".into(), classes: String::new() }
}

impl BackLink {
    /// Says more than "Back".
    pub fn text(mut self, text: impl Into<Text>) -> Self {
        self.text = text.into();
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for BackLink {
    fn render(&self) -> Markup {
        html! { a href=(self.href) class=(classes(&["govuk-back-link", &self.classes])) { (self.text) } }
    }
}

/// Where a page stands, from the top down.
#[derive(Debug, Clone)]
pub struct Breadcrumbs {
    items: Vec<(Option<String>, Text)>,
    label: String,
    collapse: bool,
    classes: String,
}

/// Crumbs of `(href, text)`; the page itself has no href.
pub fn breadcrumbs<T: Into<Text>>(items: impl IntoIterator<Item = (Option<String>, T)>) -> Breadcrumbs {
    let items = items.into_iter().map(|(href, text)| (href, text.into())).collect();
    Breadcrumbs { items, label: "Breadcrumb".to_owned(), collapse: false, classes: String::new() }
}

impl Breadcrumbs {
    /// Shows only the first and the last on phones.
    pub fn collapse_on_mobile(mut self) -> Self {
        self.collapse = true;
        self
    }

    /// Names the landmark for screen readers.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for Breadcrumbs {
    fn render(&self) -> Markup {
        let collapse = if self.collapse { "govuk-breadcrumbs--collapse-on-mobile" } else { "" };
        html! {
            nav class=(classes(&["govuk-breadcrumbs", &self.classes, collapse])) aria-label=(self.label) {
                ol class="govuk-breadcrumbs__list" {
                    @for (href, text) in &self.items {
                        @if let Some(href) = href {
                            li class="govuk-breadcrumbs__list-item" {
                                a class="govuk-breadcrumbs__link" href=(href) { (text) }
                            }
                        } @else {
                            li class="govuk-breadcrumbs__list-item" aria-current="page" { (text) }
                        }
                    }
                }
            }
        }
    }
}

/// The link past the header, for who comes by keyboard.
#[derive(Debug, Clone)]
pub struct SkipLink {
    href: String,
    text: Text,
    classes: String,
}

/// A link saying `text` to `href`, such as `#main-content`.
pub fn skip_link(text: impl Into<Text>, href: impl Into<String>) -> SkipLink {
    SkipLink { href: href.into(), text: text.into(), classes: String::new() }
}

impl SkipLink {
    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for SkipLink {
    fn render(&self) -> Markup {
        html! {
            a href=(self.href) class=(classes(&["govuk-skip-link", &self.classes])) data-module="govuk-skip-link" {
                (self.text)
            }
        }
    }
}

/// The pages before and after this one. Lists are paged by key, so there are no page numbers.
#[derive(Debug, Clone)]
pub struct Pagination {
    previous: Option<PageLink>,
    next: Option<PageLink>,
    label: String,
    classes: String,
}

#[derive(Debug, Clone)]
struct PageLink {
    href: String,
    text: Option<Text>,
    label: Option<Text>,
}

/// Links to the page before and the page after, each where there is one. Draws nothing where there is neither.
pub fn pagination(previous: Option<String>, next: Option<String>) -> Pagination {
    let link = |href| PageLink { href, text: None, label: None };
    Pagination {
        previous: previous.map(link),
        next: next.map(link),
        label: "Pagination".to_owned(),
        classes: String::new(),
    }
}

impl Pagination {
    /// Says something else than "Previous page".
    pub fn previous_text(mut self, text: impl Into<Text>) -> Self {
        if let Some(link) = &mut self.previous {
            link.text = Some(text.into());
        }
        self
    }

    /// Says something else than "Next page".
    pub fn next_text(mut self, text: impl Into<Text>) -> Self {
        if let Some(link) = &mut self.next {
            link.text = Some(text.into());
        }
        self
    }

    /// Says what is on the page before.
    pub fn previous_label(mut self, label: impl Into<Text>) -> Self {
        if let Some(link) = &mut self.previous {
            link.label = Some(label.into());
        }
        self
    }

    /// Says what is on the page after.
    pub fn next_label(mut self, label: impl Into<Text>) -> Self {
        if let Some(link) = &mut self.next {
            link.label = Some(label.into());
        }
        self
    }

    /// Names the landmark for screen readers.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

const ARROW_BACK: &str = "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z";
const ARROW_ON: &str = "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z";

fn page_link(link: &PageLink, rel: &str, word: &str, arrow: &str) -> Markup {
    let plain = if link.label.is_none() { "govuk-pagination__link-title--decorated" } else { "" };
    html! {
        div class={ "govuk-pagination__" (rel) } {
            a class="govuk-link govuk-pagination__link" href=(link.href) rel=(rel) {
                svg class={ "govuk-pagination__icon govuk-pagination__icon--" (rel) } xmlns="http://www.w3.org/2000/svg"
                    height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13" {
                    path d=(arrow) {}
                }
                span class=(classes(&["govuk-pagination__link-title", plain])) {
                    @if let Some(text) = &link.text { (text) }
                    @else { (word) span class="govuk-visually-hidden" { " page" } }
                }
                @if let Some(label) = &link.label {
                    span class="govuk-visually-hidden" { ":" }
                    span class="govuk-pagination__link-label" { (label) }
                }
            }
        }
    }
}

impl Render for Pagination {
    fn render(&self) -> Markup {
        html! {
            @if self.previous.is_some() || self.next.is_some() {
                nav class=(classes(&["govuk-pagination govuk-pagination--block", &self.classes]))
                    aria-label=(self.label) {
                    @if let Some(link) = &self.previous { (page_link(link, "prev", "Previous", ARROW_BACK)) }
                    @if let Some(link) = &self.next { (page_link(link, "next", "Next", ARROW_ON)) }
                }
            }
        }
    }
}

/// A link to a part of the service.
#[derive(Debug, Clone)]
pub struct NavLink {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: Text,
    /// Whether the page at hand is in that part.
    pub current: bool,
}

/// A link to a part of the service.
pub fn nav_link(href: impl Into<String>, text: impl Into<Text>, current: bool) -> NavLink {
    NavLink { href: href.into(), text: text.into(), current }
}

/// The id of the list of the service's own parts.
const SERVICE: &str = "navigation";

/// The service's own parts, folded behind "Menu" on phones where script runs.
#[derive(Debug, Clone)]
pub struct ServiceNavigation {
    links: Vec<NavLink>,
    id: String,
    label: String,
    classes: String,
}

/// Links to the service's parts.
pub fn service_navigation(links: Vec<NavLink>) -> ServiceNavigation {
    ServiceNavigation { links, id: "navigation".to_owned(), label: "Menu".to_owned(), classes: String::new() }
}

impl ServiceNavigation {
    /// Sets the id of its list, where it stands on a page beside the service's own. The button that unfolds it on phones then says
    /// its label.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Names the landmark for screen readers.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for ServiceNavigation {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-service-navigation", &self.classes])) data-module="govuk-service-navigation" {
                div class="govuk-width-container" {
                    div class="govuk-service-navigation__container" {
                        nav aria-label=(self.label) class="govuk-service-navigation__wrapper" {
                            @if self.links.len() > 1 {
                                button type="button" aria-controls=(self.id) hidden aria-hidden="true"
                                    class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle" {
                                    @if self.id == SERVICE { "Menu" } @else { (self.label) }
                                }
                            }
                            ul class="govuk-service-navigation__list" id=(self.id) {
                                @for link in &self.links { (nav_item(link)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn nav_item(link: &NavLink) -> Markup {
    let active = if link.current { "govuk-service-navigation__item--active" } else { "" };
    html! {
        li class=(classes(&["govuk-service-navigation__item", active])) {
            a class="govuk-service-navigation__link" href=(link.href)
                aria-current=[link.current.then_some("page")] {
                @if link.current {
                    strong class="govuk-service-navigation__active-fallback" { (link.text) }
                } @else {
                    (link.text)
                }
            }
        }
    }
}
