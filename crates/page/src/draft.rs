//! Long forms that survive a closed browser: what is typed is kept as it is typed where
//! script runs, and by a button where it does not; the form offers it again.

use access::drafts::Found;
use kernel::{Id, Moment};
use maud::{Markup, html};

use crate::{Ctx, Fields, kit};

/// Which form of which record a draft belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftOf {
    /// The form: letters, digits, dots and hyphens.
    pub form: String,
    /// The record that is written, or the person's own account where there is none yet.
    pub object: Id<()>,
}

/// Names that belong to one sending of a form and not to what was typed.
const OF_SENDING: [&str; 6] = ["csrf", "_once", "do", "then", "draft-form", "draft-object"];

impl DraftOf {
    /// The draft of a form about a record.
    pub fn new<T>(form: impl Into<String>, object: Id<T>) -> Self {
        DraftOf { form: form.into(), object: object.cast() }
    }

    /// What a kept draft fills the form with, once the person asked to go on with it.
    pub fn continued(&self, ctx: &Ctx, found: Option<&Found>) -> Option<Fields> {
        let found = found.filter(|_| ctx.query().raw("draft") == "continue")?;
        Some(Fields::filled(found.fields.clone()))
    }

    /// Offers a kept draft, unless the form shows it already.
    pub fn offer(&self, ctx: &Ctx, found: Option<&Found>) -> Markup {
        let Some(found) = found.filter(|_| ctx.query().raw("draft") != "continue") else { return html! {} };
        let here = &ctx.request.path;
        html! {
            (kit::inset_text(html! {
                p class="govuk-body" {
                    "You have an unsent draft of this form from " (Moment(found.saved)) ". Only you can see it."
                }
                p class="govuk-body" { a class="govuk-link" href={ (here) "?draft=continue" } { "Continue with the draft" } }
                (ctx.form("/drafts/discard", &Fields::default(), html! {
                    (self.names())
                    (kit::hidden("back", here))
                    (kit::button("Discard the draft").secondary().once())
                }))
            }))
        }
    }

    fn names(&self) -> Markup {
        html! {
            (kit::hidden("draft-form", &self.form))
            (kit::hidden("draft-object", &self.object.to_string()))
        }
    }
}

impl Ctx {
    /// A form that keeps what is typed into it: the same as [`Ctx::form`], marked for the script.
    pub fn drafted_form(&self, of: &DraftOf, action: &str, fields: &Fields, body: Markup) -> Markup {
        html! {
            form method="post" action=(action) novalidate data-hearth-draft="/drafts/keep" {
                (self.hidden(fields))
                (of.names())
                (body)
                p class="govuk-body-s" data-hearth-draft-status role="status" {}
            }
        }
    }
}

/// What of a form is typed by the person, for keeping.
pub fn typed(fields: &Fields) -> Vec<(String, String)> {
    let own = fields.sent().iter().filter(|(name, _)| !OF_SENDING.contains(&name.as_str()));
    own.cloned().collect()
}
