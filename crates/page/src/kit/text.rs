//! Words for a page: escaped when they are words, kept when they are markup.

use std::borrow::Cow;

use maud::{Escaper, Markup, PreEscaped, Render};
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

#[cfg(test)]
mod tests {
    use super::*;
    use maud::html;

    #[test]
    fn words_are_escaped_and_markup_is_kept() {
        assert_eq!(Text::from("<b> & \"it\"").render().0, "&lt;b&gt; &amp; &quot;it&quot;");
        assert_eq!(Text::from(html! { b { "it" } }).render().0, "<b>it</b>");
    }
}
