//! What is known about a thing, a line each, with the way to change it.

use maud::{Markup, Render, html};

use super::message::heading;
use super::{Text, classes};

/// A link at the end of a line, such as "Change".
#[derive(Debug, Clone)]
pub struct Action {
    href: String,
    text: Text,
    about: Option<Text>,
    classes: String,
}

/// A link to `href` saying `text`; screen readers hear `about` after it ("Change" + "date of birth").
pub fn action(href: impl Into<String>, text: impl Into<Text>, about: impl Into<Text>) -> Action {
    let about = Some(about.into()).filter(|about| !about.is_empty());
    Action { href: href.into(), text: text.into(), about, classes: String::new() }
}

impl Action {
    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    fn draw(&self, card: Option<&Text>) -> Markup {
        html! {
            a class=(classes(&["govuk-link", &self.classes])) href=(self.href) {
                (self.text)
                @if self.about.is_some() || card.is_some() {
                    span class="govuk-visually-hidden" {
                        @if let Some(about) = &self.about { " " (about) }
                        @if let Some(title) = card { " (" (title) ")" }
                    }
                }
            }
        }
    }
}

/// One line of a summary list.
#[derive(Debug, Clone)]
pub struct Row {
    key: Text,
    value: Text,
    actions: Vec<Action>,
    classes: String,
    key_classes: String,
    value_classes: String,
    actions_classes: String,
}

/// A line that says `key`: `value`.
pub fn row(key: impl Into<Text>, value: impl Into<Text>) -> Row {
    Row {
        key: key.into(),
        value: value.into(),
        actions: Vec::new(),
        classes: String::new(),
        key_classes: String::new(),
        value_classes: String::new(),
        actions_classes: String::new(),
    }
}

impl Row {
    /// Adds a link at its end.
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Adds a link "Change" to `href`; screen readers hear the key after it, in small letters as given by `about`.
    pub fn change(self, href: impl Into<String>, about: impl Into<Text>) -> Self {
        self.action(action(href, "Change", about))
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Adds class names to the key.
    pub fn key_classes(mut self, more: &str) -> Self {
        self.key_classes = classes(&[&self.key_classes, more]);
        self
    }

    /// Adds class names to the value.
    pub fn value_classes(mut self, more: &str) -> Self {
        self.value_classes = classes(&[&self.value_classes, more]);
        self
    }

    /// Adds class names to the place of the links.
    pub fn actions_classes(mut self, more: &str) -> Self {
        self.actions_classes = classes(&[&self.actions_classes, more]);
        self
    }
}

#[derive(Debug, Clone)]
struct Card {
    title: Option<Text>,
    level: u8,
    actions: Vec<Action>,
    classes: String,
}

/// A summary list.
#[derive(Debug, Clone)]
pub struct SummaryList {
    rows: Vec<Row>,
    classes: String,
    card: Option<Card>,
}

/// A summary list of `rows`.
pub fn summary_list(rows: Vec<Row>) -> SummaryList {
    SummaryList { rows, classes: String::new(), card: None }
}

impl SummaryList {
    /// Leaves out the lines between rows.
    pub fn no_border(self) -> Self {
        self.classes("govuk-summary-list--no-border")
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Puts it in a card titled `title`, with links beside the title. An empty title is left out.
    pub fn card(mut self, title: impl Into<Text>, actions: Vec<Action>) -> Self {
        let title = Some(title.into()).filter(|title| !title.is_empty());
        self.card = Some(Card { title, level: 2, actions, classes: String::new() });
        self
    }

    /// Sets the heading level of the card's title, 1 to 6; 2 when not set.
    pub fn card_level(mut self, level: u8) -> Self {
        if let Some(card) = &mut self.card {
            card.level = level;
        }
        self
    }

    /// Adds class names to the card.
    pub fn card_classes(mut self, more: &str) -> Self {
        if let Some(card) = &mut self.card {
            card.classes = classes(&[&card.classes, more]);
        }
        self
    }

    fn draw_row(&self, row: &Row, any_actions: bool) -> Markup {
        let title = self.card.as_ref().and_then(|card| card.title.as_ref());
        let none = if any_actions && row.actions.is_empty() { "govuk-summary-list__row--no-actions" } else { "" };
        html! {
            div class=(classes(&["govuk-summary-list__row", none, &row.classes])) {
                dt class=(classes(&["govuk-summary-list__key", &row.key_classes])) { (row.key) }
                dd class=(classes(&["govuk-summary-list__value", &row.value_classes])) { (row.value) }
                @if !row.actions.is_empty() {
                    dd class=(classes(&["govuk-summary-list__actions", &row.actions_classes])) {
                        @if let [only] = row.actions.as_slice() { (only.draw(title)) } @else {
                            ul class="govuk-summary-list__actions-list" {
                                @for action in &row.actions {
                                    li class="govuk-summary-list__actions-list-item" { (action.draw(title)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Render for SummaryList {
    fn render(&self) -> Markup {
        let any_actions = self.rows.iter().any(|row| !row.actions.is_empty());
        let list = html! {
            dl class=(classes(&["govuk-summary-list", &self.classes])) {
                @for row in &self.rows { (self.draw_row(row, any_actions)) }
            }
        };
        let Some(card) = &self.card else { return list };
        html! {
            div class=(classes(&["govuk-summary-card", &card.classes])) {
                div class="govuk-summary-card__title-wrapper" {
                    @if let Some(title) = &card.title {
                        (heading(card.level, "govuk-summary-card__title", None, title))
                    }
                    @if let [only] = card.actions.as_slice() {
                        div class="govuk-summary-card__actions" { (only.draw(card.title.as_ref())) }
                    } @else if !card.actions.is_empty() {
                        ul class="govuk-summary-card__actions" {
                            @for action in &card.actions {
                                li class="govuk-summary-card__action" { (action.draw(card.title.as_ref())) }
                            }
                        }
                    }
                }
                div class="govuk-summary-card__content" { (list) }
            }
        }
    }
}
