//! Lists of things to do, and what to say when a list is empty.

use maud::{Markup, Render, html};

use super::tag::Tag;
use super::{Text, classes};

/// One task.
#[derive(Debug, Clone)]
pub struct Task {
    title: Text,
    title_classes: String,
    href: Option<String>,
    hint: Option<Text>,
    status: Text,
    status_classes: String,
    classes: String,
}

/// A task titled `title`, with its state as words.
pub fn task(title: impl Into<Text>, status: impl Into<Text>) -> Task {
    Task {
        title: title.into(),
        title_classes: String::new(),
        href: None,
        hint: None,
        status: status.into(),
        status_classes: String::new(),
        classes: String::new(),
    }
}

impl Task {
    /// Leads to where the task is done; a task without is not ready to be begun.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Adds a line of help under the title.
    pub fn hint(mut self, text: impl Into<Text>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// Shows its state as a tag.
    pub fn tag(mut self, tag: &Tag) -> Self {
        self.status = tag.render().into();
        self
    }

    /// Draws the state as of a task that cannot be begun yet.
    pub fn cannot_start_yet(self) -> Self {
        self.status_classes("govuk-task-list__status--cannot-start-yet")
    }

    /// Adds class names to its state.
    pub fn status_classes(mut self, more: &str) -> Self {
        self.status_classes = classes(&[&self.status_classes, more]);
        self
    }

    /// Adds class names to its title.
    pub fn title_classes(mut self, more: &str) -> Self {
        self.title_classes = classes(&[&self.title_classes, more]);
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

/// A list of tasks.
#[derive(Debug, Clone)]
pub struct TaskList {
    items: Vec<Task>,
    prefix: String,
    classes: String,
}

/// A list of tasks.
pub fn task_list(items: Vec<Task>) -> TaskList {
    TaskList { items, prefix: "task-list".to_owned(), classes: String::new() }
}

impl TaskList {
    /// Starts the ids in the list, needed where a page has two lists.
    pub fn id_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    fn draw(&self, index: usize, item: &Task) -> Markup {
        let hint_id = item.hint.as_ref().map_or(String::new(), |_| format!("{}-{index}-hint", self.prefix));
        let status_id = format!("{}-{index}-status", self.prefix);
        let linked = if item.href.is_some() { "govuk-task-list__item--with-link" } else { "" };
        let plain = Some(&item.title_classes).filter(|names| !names.is_empty());
        html! {
            li class=(classes(&["govuk-task-list__item", linked, &item.classes])) {
                div class="govuk-task-list__name-and-hint" {
                    @if let Some(href) = &item.href {
                        a class=(classes(&["govuk-link govuk-task-list__link", &item.title_classes])) href=(href)
                            aria-describedby=(classes(&[&hint_id, &status_id])) { (item.title) }
                    } @else {
                        div class=[plain] { (item.title) }
                    }
                    @if let Some(text) = &item.hint { div id=(hint_id) class="govuk-task-list__hint" { (text) } }
                }
                div class=(classes(&["govuk-task-list__status", &item.status_classes])) id=(status_id) {
                    (item.status)
                }
            }
        }
    }
}

impl Render for TaskList {
    fn render(&self) -> Markup {
        html! {
            ul class=(classes(&["govuk-task-list", &self.classes])) {
                @for (index, item) in self.items.iter().enumerate() { (self.draw(index + 1, item)) }
            }
        }
    }
}

/// The parts of a long page, as links to where each begins: `(id, words)`.
pub fn contents<'a>(items: impl IntoIterator<Item = (&'a str, &'a str)>) -> Markup {
    html! {
        nav class="hearth-contents" id="contents" aria-labelledby="contents-heading" {
            h2 class="govuk-heading-s" id="contents-heading" { "On this page" }
            ul class="govuk-list" {
                @for (id, words) in items { li { a class="govuk-link" href={ "#" (id) } { (words) } } }
            }
        }
    }
}

/// The way back from a part of a long page to its [`contents`].
pub fn to_contents() -> Markup {
    html! { p class="govuk-body hearth-no-print" { a class="govuk-link" href="#contents" { "Back to the list of parts" } } }
}

/// What stands where a list is empty: say what would be here, and what to do.
pub fn nothing_here(text: impl Into<Text>) -> Markup {
    let text: Text = text.into();
    html! { p class="hearth-nothing" { (text) } }
}
