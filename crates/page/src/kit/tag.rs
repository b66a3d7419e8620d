//! Tags: the state of a thing in a word or two.

use maud::{Markup, Render, html};

use super::{Text, classes};

/// How a state feels. The words carry the meaning; the colour only helps the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Under way, nothing to worry about (blue).
    #[default]
    Calm,
    /// Done, kept, agreed (green).
    Good,
    /// Wants somebody's eye before long (yellow).
    Soon,
    /// Late, refused, at risk (red).
    Late,
    /// Over, not needed, not begun (grey).
    Quiet,
    /// A matter of its own, such as a wall or a new thing (purple).
    Special,
}

impl Tone {
    fn tag_class(self) -> &'static str {
        match self {
            Self::Calm => "",
            Self::Good => "govuk-tag--green",
            Self::Soon => "govuk-tag--yellow",
            Self::Late => "govuk-tag--red",
            Self::Quiet => "govuk-tag--grey",
            Self::Special => "govuk-tag--purple",
        }
    }

    /// The modifier of Hearth's own parts for this tone.
    pub(super) fn modifier(self) -> &'static str {
        match self {
            Self::Calm | Self::Special => "calm",
            Self::Good => "good",
            Self::Soon => "soon",
            Self::Late => "late",
            Self::Quiet => "quiet",
        }
    }
}

/// A tag.
#[derive(Debug, Clone, Default)]
pub struct Tag {
    text: Text,
    classes: String,
}

/// A tag saying `text`.
pub fn tag(text: impl Into<Text>) -> Tag {
    Tag { text: text.into(), classes: String::new() }
}

/// A tag for the state of a promise, such as ("2 days left", [`Tone::Soon`]).
pub fn promise_tag(text: impl Into<Text>, tone: Tone) -> Tag {
    tag(text).tone(tone)
}

impl Tag {
    /// Colours it after a tone.
    pub fn tone(self, tone: Tone) -> Self {
        self.classes(tone.tag_class())
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }
}

impl Render for Tag {
    fn render(&self) -> Markup {
        html! { strong class=(classes(&["govuk-tag", &self.classes])) { (self.text) } }
    }
}
