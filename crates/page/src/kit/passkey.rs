//! The part of a form that asks a device for a passkey. The page's script fills the hidden field `answer` and sends the
//! form; without script, or in a browser that knows no passkeys, the button is not there.

use maud::{Markup, Render, html};

use super::{button, error_message};

/// What the device is asked.
#[derive(Debug, Clone)]
enum Asked {
    /// To prove itself: the challenge is fetched from a path when the button is pressed, so that a page that is only
    /// looked at costs none.
    ToSignIn(String),
    /// To make a passkey, with these options.
    ToMake(String),
}

/// A button that asks a device, and where its answer goes.
#[derive(Debug, Clone)]
pub struct PasskeyPart {
    asked: Asked,
    words: String,
    error: Option<String>,
}

/// A button saying `words` that asks a device for a passkey; `challenge` is the path that answers the challenge as JSON.
pub fn passkey_to_sign_in(challenge: impl Into<String>, words: impl Into<String>) -> PasskeyPart {
    PasskeyPart { asked: Asked::ToSignIn(challenge.into()), words: words.into(), error: None }
}

/// A button saying `words` that asks a device to make a passkey with these options, in JSON.
pub fn passkey_to_make(options: impl Into<String>, words: impl Into<String>) -> PasskeyPart {
    PasskeyPart { asked: Asked::ToMake(options.into()), words: words.into(), error: None }
}

impl PasskeyPart {
    /// Says what was wrong with the answer before; the field's name is `passkey`.
    pub fn error(mut self, message: Option<&str>) -> Self {
        self.error = message.map(str::to_owned);
        self
    }
}

impl Render for PasskeyPart {
    fn render(&self) -> Markup {
        let (verb, challenge, options) = match &self.asked {
            Asked::ToSignIn(path) => ("get", Some(path), None),
            Asked::ToMake(options) => ("create", None, Some(options)),
        };
        let press = button(self.words.as_str()).id("passkey");
        html! {
            @if let Some(error) = &self.error { (error_message(error.as_str())) }
            div data-hearth-passkey=(verb) data-hearth-challenge=[challenge] data-hearth-options=[options] hidden {
                input type="hidden" name="answer";
                @if verb == "get" { (press.secondary()) } @else { (press) }
                p class="govuk-body" role="status" {}
            }
            @if verb == "create" {
                p class="govuk-body" data-hearth-passkey-without {
                    "This browser cannot make a passkey: it is too old, or it runs no JavaScript. Open this page in another browser, or go back."
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_waits_for_script_and_what_is_given_to_it_is_escaped() {
        let drawn = passkey_to_make("{\"a\":\"<b>\"}", "Make it").error(Some("No")).render().into_string();
        assert!(
            drawn.contains(" hidden>")
                && drawn.contains("data-hearth-options=\"{&quot;a&quot;:&quot;&lt;b&gt;")
        );
        assert!(drawn.contains("govuk-error-message") && drawn.contains("data-hearth-passkey-without"));
        let drawn = passkey_to_sign_in("/x", "Go").render().into_string();
        assert!(drawn.contains("data-hearth-challenge=\"/x\"") && !drawn.contains("without"));
    }
}
