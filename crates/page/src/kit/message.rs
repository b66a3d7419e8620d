//! Things said to people: error summaries, banners, warnings, confirmations, and more to unfold.

use maud::{Markup, Render, html};

use super::tag::{Tag, tag};
use super::{Text, classes};

/// All that is wrong with a form, at its head, each leading to its field.
#[derive(Debug, Clone)]
pub struct ErrorSummary {
    title: Text,
    description: Option<Text>,
    items: Vec<(Option<String>, Text)>,
    classes: String,
    keep_focus: Option<bool>,
}

/// A summary of `(field's id, message)` pairs; an empty id leads nowhere.
pub fn error_summary<I: Into<String>, T: Into<Text>>(items: impl IntoIterator<Item = (I, T)>) -> ErrorSummary {
    let items = items
        .into_iter()
        .map(|(id, text)| {
            let id = id.into();
            ((!id.is_empty()).then(|| format!("#{}", id.trim_start_matches('#'))), text.into())
        })
        .collect();
    ErrorSummary {
        title: "There is a problem".into(),
        description: None,
        items,
        classes: String::new(),
        keep_focus: None,
    }
}

impl ErrorSummary {
    /// Sets another title.
    pub fn title(mut self, title: impl Into<Text>) -> Self {
        self.title = title.into();
        self
    }

    /// Adds a sentence before the list.
    pub fn description(mut self, text: impl Into<Text>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Says whether the keyboard's place is left where it is, where script runs.
    pub fn disable_auto_focus(mut self, keep: bool) -> Self {
        self.keep_focus = Some(keep);
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for ErrorSummary {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-error-summary", &self.classes])) data-disable-auto-focus=[self.keep_focus]
                data-module="govuk-error-summary" {
                div role="alert" {
                    h2 class="govuk-error-summary__title" { (self.title) }
                    div class="govuk-error-summary__body" {
                        @if let Some(text) = &self.description { p { (text) } }
                        @if !self.items.is_empty() {
                            ul class="govuk-list govuk-error-summary__list" {
                                @for (href, text) in &self.items {
                                    li { @if let Some(href) = href { a href=(href) { (text) } } @else { (text) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// News at the head of a page.
#[derive(Debug, Clone)]
pub struct NotificationBanner {
    body: Text,
    title: Option<Text>,
    title_id: String,
    level: u8,
    success: bool,
    role: Option<String>,
    classes: String,
    keep_focus: Option<bool>,
}

/// News saying `body`.
pub fn notification_banner(body: impl Into<Text>) -> NotificationBanner {
    NotificationBanner {
        body: body.into(),
        title: None,
        title_id: "govuk-notification-banner-title".to_owned(),
        level: 2,
        success: false,
        role: None,
        classes: String::new(),
        keep_focus: None,
    }
}

impl NotificationBanner {
    /// Says that something was done; read out at once.
    pub fn success(mut self) -> Self {
        self.success = true;
        self
    }

    /// Sets another title than "Important" or "Success".
    pub fn title(mut self, title: impl Into<Text>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the title's id, needed where a page has two banners.
    pub fn title_id(mut self, id: impl Into<String>) -> Self {
        self.title_id = id.into();
        self
    }

    /// Sets the title's heading level, 1 to 6.
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// Sets the ARIA role.
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Says whether the keyboard's place is left where it is, where script runs.
    pub fn disable_auto_focus(mut self, keep: bool) -> Self {
        self.keep_focus = Some(keep);
        self
    }
}

impl Render for NotificationBanner {
    fn render(&self) -> Markup {
        let (kind, role, title) = match self.success {
            true => ("govuk-notification-banner--success", "alert", "Success"),
            false => ("", "region", "Important"),
        };
        let title = self.title.clone().unwrap_or_else(|| title.into());
        html! {
            div class=(classes(&["govuk-notification-banner", kind, &self.classes]))
                role=(self.role.as_deref().unwrap_or(role)) aria-labelledby=(self.title_id)
                data-module="govuk-notification-banner" data-disable-auto-focus=[self.keep_focus] {
                div class="govuk-notification-banner__header" {
                    (heading(self.level, "govuk-notification-banner__title", Some(&self.title_id), &title))
                }
                div class="govuk-notification-banner__content" {
                    @if self.body.is_marked_up() { (self.body) }
                    @else { p class="govuk-notification-banner__heading" { (self.body) } }
                }
            }
        }
    }
}

/// A heading of a level known only at run time; levels outside 1 to 6 are drawn as the nearest.
pub(super) fn heading(level: u8, class: &str, id: Option<&str>, text: &Text) -> Markup {
    html! {
        @match level {
            0 | 1 => h1 class=(class) id=[id] { (text) },
            2 => h2 class=(class) id=[id] { (text) },
            3 => h3 class=(class) id=[id] { (text) },
            4 => h4 class=(class) id=[id] { (text) },
            5 => h5 class=(class) id=[id] { (text) },
            _ => h6 class=(class) id=[id] { (text) },
        }
    }
}

/// Words set apart from the rest.
#[derive(Debug, Clone)]
pub struct InsetText {
    text: Text,
    id: Option<String>,
    classes: String,
}

/// `text`, set apart from the rest.
pub fn inset_text(text: impl Into<Text>) -> InsetText {
    InsetText { text: text.into(), id: None, classes: String::new() }
}

impl InsetText {
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

impl Render for InsetText {
    fn render(&self) -> Markup {
        html! { div id=[self.id.as_ref()] class=(classes(&["govuk-inset-text", &self.classes])) { (self.text) } }
    }
}

/// A warning with its sign.
#[derive(Debug, Clone)]
pub struct WarningText {
    text: Text,
    spoken: String,
    classes: String,
}

/// A warning saying `text`; a screen reader hears "Warning" first.
pub fn warning_text(text: impl Into<Text>) -> WarningText {
    WarningText { text: text.into(), spoken: "Warning".to_owned(), classes: String::new() }
}

impl WarningText {
    /// Says another word than "Warning" for the sign.
    pub fn spoken(mut self, word: impl Into<String>) -> Self {
        self.spoken = word.into();
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for WarningText {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-warning-text", &self.classes])) {
                span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
                strong class="govuk-warning-text__text" {
                    span class="govuk-visually-hidden" { (self.spoken) }
                    " " (self.text)
                }
            }
        }
    }
}

/// The confirmation at the end of something.
#[derive(Debug, Clone)]
pub struct Panel {
    title: Text,
    body: Option<Text>,
    level: u8,
    classes: String,
}

/// A confirmation titled `title`.
pub fn panel(title: impl Into<Text>) -> Panel {
    Panel { title: title.into(), body: None, level: 1, classes: String::new() }
}

impl Panel {
    /// Adds what stands under the title, such as a reference number.
    pub fn body(mut self, body: impl Into<Text>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sets the title's heading level, 1 to 6.
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for Panel {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-panel govuk-panel--confirmation", &self.classes])) {
                (heading(self.level, "govuk-panel__title", None, &self.title))
                @if let Some(body) = &self.body { div class="govuk-panel__body" { (body) } }
            }
        }
    }
}

/// More to read for who wants it.
#[derive(Debug, Clone)]
pub struct Details {
    summary: Text,
    body: Text,
    id: Option<String>,
    open: bool,
    classes: String,
}

/// `body`, unfolded by `summary`.
pub fn details(summary: impl Into<Text>, body: impl Into<Text>) -> Details {
    Details { summary: summary.into(), body: body.into(), id: None, open: false, classes: String::new() }
}

impl Details {
    /// Unfolds it from the start.
    pub fn open(mut self) -> Self {
        self.open = true;
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

impl Render for Details {
    fn render(&self) -> Markup {
        html! {
            details id=[self.id.as_ref()] class=(classes(&["govuk-details", &self.classes])) open[self.open] {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" { (self.summary) }
                }
                div class="govuk-details__text" { (self.body) }
            }
        }
    }
}

/// A line that says what stage a service or page is at.
#[derive(Debug, Clone)]
pub struct PhaseBanner {
    tag: Tag,
    text: Text,
    classes: String,
}

/// A line saying `text` after a tag saying `word`.
pub fn phase_banner(word: impl Into<Text>, text: impl Into<Text>) -> PhaseBanner {
    PhaseBanner { tag: tag(word), text: text.into(), classes: String::new() }
}

impl PhaseBanner {
    /// Adds class names to the tag.
    pub fn tag_classes(mut self, more: &str) -> Self {
        self.tag = self.tag.classes(more);
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for PhaseBanner {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-phase-banner govuk-width-container", &self.classes])) {
                p class="govuk-phase-banner__content" {
                    (self.tag.clone().classes("govuk-phase-banner__content__tag"))
                    span class="govuk-phase-banner__text" { (self.text) }
                }
            }
        }
    }
}
