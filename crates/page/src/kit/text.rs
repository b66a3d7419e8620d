//! Words for a page: escaped when they are words, kept when they are markup.

use std::borrow::Cow;

use maud::{Escaper, Markup, PreEscaped, Render, html};
use std::fmt::Write as _;

/// Words or markup, safe to stand in a page.
///
/// Made from `&str`, `String` or `Cow<str>` it is escaped; made from [`Markup`] it stands as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    html: String,
    marked_up: bool,
}

impl Text {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }

    /// Whether it was made from markup rather than from words.
    pub(crate) fn is_marked_up(&self) -> bool {
        self.marked_up
    }
}

impl Render for Text {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.html);
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        let mut html = String::with_capacity(words.len());
        // Writing to a string cannot fail.
        let _ = Escaper::new(&mut html).write_str(words);
        Self { html, marked_up: false }
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        words.as_str().into()
    }
}

impl From<&String> for Text {
    fn from(words: &String) -> Self {
        words.as_str().into()
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(words: Cow<'_, str>) -> Self {
        words.as_ref().into()
    }
}

impl From<Markup> for Text {
    fn from(PreEscaped(html): Markup) -> Self {
        Self { html, marked_up: true }
    }
}

impl From<&Text> for Text {
    fn from(text: &Text) -> Self {
        text.clone()
    }
}

/// What people typed: each of its lines a paragraph.
pub fn paragraphs(typed: &str) -> Markup {
    html! {
        @for line in typed.split('\n').map(str::trim).filter(|line| !line.is_empty()) { p class="govuk-body" { (line) } }
    }
}

/// A letter or another longer text: empty lines between its paragraphs, and lines within them, as they were typed.
pub fn letter(typed: &str) -> Markup {
    html! {
        @for part in typed.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
            p class="govuk-body" { @for (i, line) in part.lines().enumerate() { @if i > 0 { br; } (line) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_keeps_its_paragraphs_and_is_escaped() {
        let typed = "Dear <all>\nwe\n\n\n are well ";
        let p = |words: &str| format!("<p class=\"govuk-body\">{words}</p>");
        assert_eq!(paragraphs(typed).0, [p("Dear &lt;all&gt;"), p("we"), p("are well")].concat());
        assert_eq!(letter(typed).0, [p("Dear &lt;all&gt;<br>we"), p("are well")].concat());
        assert_eq!(paragraphs(" \n").0 + &letter("").0, "");
    }

    #[test]
    fn words_are_escaped_and_markup_is_kept() {
        assert_eq!(Text::from("<b> & \"it\"").render().0, "&lt;b&gt; &amp; &quot;it&quot;");
        assert_eq!(Text::from(html! { b { "it" } }).render().0, "<b>it</b>");
    }
}
