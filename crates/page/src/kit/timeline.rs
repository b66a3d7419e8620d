//! What happened, in order.

use maud::{Markup, html};

use super::tag::Tone;
use super::{Text, classes};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event {
    when: Text,
    machine_when: Option<String>,
    title: Text,
    href: Option<String>,
    body: Option<Text>,
    by: Option<Text>,
    tone: Tone,
}

/// `title` happened at `when`, in words people read.
pub fn event(when: impl Into<Text>, title: impl Into<Text>) -> Event {
    Event {
        when: when.into(),
        machine_when: None,
        title: title.into(),
        href: None,
        body: None,
        by: None,
        tone: Tone::Calm,
    }
}

impl Event {
    /// Gives the time as machines read it (ISO 8601).
    pub fn datetime(mut self, when: impl Into<String>) -> Self {
        self.machine_when = Some(when.into());
        self
    }

    /// Leads to the thing itself.
    pub fn href(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Adds what there is to say about it: words become a paragraph.
    pub fn body(mut self, body: impl Into<Text>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Says who did it.
    pub fn by(mut self, who: impl Into<Text>) -> Self {
        self.by = Some(who.into());
        self
    }

    /// Colours its mark after a tone.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    fn draw(&self) -> Markup {
        let tone = format!("hearth-timeline__event--{}", self.tone.modifier());
        html! {
            li class=(classes(&["hearth-timeline__event", &tone])) {
                h3 class="hearth-timeline__title" {
                    @if let Some(href) = &self.href { a class="govuk-link" href=(href) { (self.title) } }
                    @else { (self.title) }
                }
                p class="hearth-timeline__when" {
                    time datetime=[self.machine_when.as_ref()] { (self.when) }
                    @if let Some(who) = &self.by { ", " (who) }
                }
                @if let Some(body) = &self.body {
                    div class="hearth-timeline__body" {
                        @if body.is_marked_up() { (body) } @else { p class="govuk-body" { (body) } }
                    }
                }
            }
        }
    }
}

/// What happened, in the order given.
pub fn timeline(events: &[Event]) -> Markup {
    html! { ol class="hearth-timeline" { @for event in events { (event.draw()) } } }
}
