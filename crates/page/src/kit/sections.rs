//! Parts of one page: tabs and accordions. Without script both are plain sections, one under another.

use maud::{Markup, Render, html};

use super::message::heading;
use super::{Text, classes};

/// One tab.
#[derive(Debug, Clone)]
pub struct Tab {
    id: String,
    label: Text,
    body: Text,
}

/// A tab labelled `label` over `body`; `id` is unique on the page and stands in the address.
pub fn tab(id: impl Into<String>, label: impl Into<Text>, body: impl Into<Text>) -> Tab {
    Tab { id: id.into(), label: label.into(), body: body.into() }
}

/// Tabs over sections of one page.
#[derive(Debug, Clone)]
pub struct Tabs {
    items: Vec<Tab>,
    title: Text,
    id: Option<String>,
    classes: String,
}

/// Tabs over `items`.
pub fn tabs(items: Vec<Tab>) -> Tabs {
    Tabs { items, title: "Contents".into(), id: None, classes: String::new() }
}

impl Tabs {
    /// Sets the title that stands over the list where script does not run.
    pub fn title(mut self, title: impl Into<Text>) -> Self {
        self.title = title.into();
        self
    }

    /// Sets the id.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for Tabs {
    fn render(&self) -> Markup {
        html! {
            div id=[self.id.as_ref()] class=(classes(&["govuk-tabs", &self.classes])) data-module="govuk-tabs" {
                h2 class="govuk-tabs__title" { (self.title) }
                @if !self.items.is_empty() {
                    ul class="govuk-tabs__list" {
                        @for (index, item) in self.items.iter().enumerate() {
                            @let first = if index == 0 { "govuk-tabs__list-item--selected" } else { "" };
                            li class=(classes(&["govuk-tabs__list-item", first])) {
                                a class="govuk-tabs__tab" href={ "#" (item.id) } { (item.label) }
                            }
                        }
                    }
                    @for (index, item) in self.items.iter().enumerate() {
                        @let later = if index > 0 { "govuk-tabs__panel--hidden" } else { "" };
                        div class=(classes(&["govuk-tabs__panel", later])) id=(item.id) {
                            @if item.body.is_marked_up() { (item.body) }
                            @else if !item.body.is_empty() { p class="govuk-body" { (item.body) } }
                        }
                    }
                }
            }
        }
    }
}

/// One section of an accordion.
#[derive(Debug, Clone)]
pub struct Section {
    heading: Text,
    summary: Option<Text>,
    body: Text,
    open: bool,
}

/// A section headed `heading` over `body`.
pub fn section(heading: impl Into<Text>, body: impl Into<Text>) -> Section {
    Section { heading: heading.into(), summary: None, body: body.into(), open: false }
}

impl Section {
    /// Adds a line under the heading.
    pub fn summary(mut self, text: impl Into<Text>) -> Self {
        self.summary = Some(text.into());
        self
    }

    /// Unfolds it from the start.
    pub fn open(mut self, open: bool) -> Self {
        self.open = open;
        self
    }
}

/// Sections that unfold.
#[derive(Debug, Clone)]
pub struct Accordion {
    id: String,
    sections: Vec<Section>,
    level: u8,
    classes: String,
    remember: Option<bool>,
}

/// Sections that unfold; `id` is unique on the service, since browsers remember by it what was unfolded.
pub fn accordion(id: impl Into<String>, sections: Vec<Section>) -> Accordion {
    Accordion { id: id.into(), sections, level: 2, classes: String::new(), remember: None }
}

impl Accordion {
    /// Sets the heading level, 1 to 6; 2 when not set.
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// Says whether the browser remembers what was unfolded. Never for personal records on a shared computer.
    pub fn remember(mut self, remember: bool) -> Self {
        self.remember = Some(remember);
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for Accordion {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-accordion", &self.classes])) data-module="govuk-accordion" id=(self.id)
                data-remember-expanded=[self.remember] {
                @for (index, section) in self.sections.iter().enumerate() {
                    @let number = index + 1;
                    @let open = if section.open { "govuk-accordion__section--expanded" } else { "" };
                    div class=(classes(&["govuk-accordion__section", open])) {
                        div class="govuk-accordion__section-header" {
                            @let inside = html! {
                                span class="govuk-accordion__section-button" id={ (self.id) "-heading-" (number) } {
                                    (section.heading)
                                }
                            };
                            (heading(self.level, "govuk-accordion__section-heading", None, &inside.into()))
                            @if let Some(text) = &section.summary {
                                div class="govuk-accordion__section-summary govuk-body"
                                    id={ (self.id) "-summary-" (number) } { (text) }
                            }
                        }
                        div id={ (self.id) "-content-" (number) } class="govuk-accordion__section-content" {
                            @if section.body.is_marked_up() { (section.body) }
                            @else if !section.body.is_empty() { p class="govuk-body" { (section.body) } }
                        }
                    }
                }
            }
        }
    }
}
