//! The page kit: everything people see, as functions that cannot let a name become markup.
//!
//! Components follow the govuk-frontend structure and are held against its official fixtures (`official`), so its
//! styles and behaviour fit them. Each is a small builder that maud can splice: `(input("email", "Email").hint("…"))`.
//! Words come in as [`Text`]: a `&str` or `String` is escaped, a [`Markup`] stands as it is.

mod action;
mod asked;
pub mod chart;
mod choice;
mod date;
mod field;
mod figure;
mod gallery;
mod input;
pub mod layout;
mod list;
mod message;
mod moving;
mod passkey;
mod password;
mod sections;
mod select;
mod summary;
mod table;
mod tag;
mod text;
mod timeline;
mod ways;

#[cfg(test)]
mod official;
#[cfg(test)]
mod safety;

pub use action::{Button, button, button_group, csrf_field, hidden, print_button, start_button};
pub use choice::{Checkboxes, Choice, Radios, checkboxes, choice, divider, radios, yes_no};
pub use date::{DateInput, DatePart, date_input, date_part};
pub use field::{
    ErrorMessage, Fieldset, Hint, Label, Legend, Size, error_message, fieldset, hint, label, legend,
};
pub use figure::{Figure, figure, figures};
pub use gallery::gallery;
pub use input::{
    CharacterCount, FileUpload, Input, Textarea, character_count, file_upload, input, money_input, textarea,
};
pub use list::{Task, TaskList, contents, nothing_here, task, task_list, to_contents};
pub use message::{
    Details, ErrorSummary, InsetText, NotificationBanner, Panel, PhaseBanner, WarningText, details,
    error_summary, inset_text, notification_banner, panel, phase_banner, warning_text,
};
pub use moving::{
    BackLink, Breadcrumbs, NavLink, Pagination, ServiceNavigation, SkipLink, back_link, breadcrumbs,
    nav_link, pagination, service_navigation, skip_link,
};
pub use passkey::{PasskeyPart, passkey_to_make, passkey_to_sign_in};
pub use password::{PasswordInput, password_input};
pub use sections::{Accordion, Section, Tab, Tabs, accordion, section, tab, tabs};
pub use select::{Select, SelectItem, option, select};
pub use summary::{Action, Row, SummaryList, action, row, summary_list};
pub use table::{Cell, Table, cell, number, table};
pub use tag::{Tag, Tone, promise_tag, tag};
pub use text::{Text, letter, paragraphs};
pub use timeline::{Event, event, timeline};
pub use ways::{Ways, ways};

pub use maud::{Markup, PreEscaped, Render, html};

/// The name of the hidden field that carries the token against forged forms.
pub const CSRF_FIELD: &str = "csrf";

/// Class names joined by spaces, empty ones left out.
pub(crate) fn classes(names: &[&str]) -> String {
    let mut joined = String::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(name);
    }
    joined
}
