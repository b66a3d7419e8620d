//! What people see of the community of practice.

mod edit;
mod entry;
mod moderation;
mod topic;
mod topics;

use access::{
    Look,
    actions::{KeepTopics, ModerateCommunity, ReadCommunity, WriteCommunity},
};
use kernel::{Date, Invalid, Moment, Timestamp};
use maud::{Markup, html};
use page::{
    Fields, Route,
    kit::{self, Tone},
};

use super::{
    form,
    model::{Entry, Sort, Status, Topic, TopicState, is_out_of_date},
    store::Listed,
};

pub(super) fn routes() -> Vec<Route> {
    [reading(), writing(), keeping(), moderating()].concat()
}

fn reading() -> Vec<Route> {
    vec![
        Route::get("/community", topics::list)
            .needs::<ReadCommunity>()
            .personal()
            .about("Topics of the community of practice, a search, and what one wrote that is not shown"),
        Route::get("/community.csv", topics::csv).needs::<ReadCommunity>().about("Topics, as a CSV file"),
        Route::post("/community/search", topics::search)
            .needs::<ReadCommunity>()
            .personal()
            .about("Look for words in posts and shared documents")
            .body(|f| drop(form::sought(f))),
        Route::get("/community/topics/{id}", topic::show)
            .needs::<ReadCommunity>()
            .personal()
            .about("A topic: its shared documents and posts"),
        Route::get("/community/topics/{id}/documents.csv", topic::documents_csv)
            .needs::<ReadCommunity>()
            .personal()
            .about("A topic's shared documents, as a CSV file"),
        Route::get("/community/topics/{id}/posts.csv", topic::posts_csv)
            .needs::<ReadCommunity>()
            .personal()
            .about("A topic's posts, as a CSV file"),
        Route::get("/community/entries/{id}", entry::show)
            .needs::<ReadCommunity>()
            .personal()
            .about("A post with its answers, or a shared document"),
        Route::get("/community/entries/{id}/versions", edit::versions)
            .needs::<ReadCommunity>()
            .personal()
            .about("The versions of a post or document, and what changed between two of them"),
        Route::post("/community/entries/{id}/report", entry::report)
            .needs::<ReadCommunity>()
            .about("Report a post or document to its moderators")
            .body(|f| drop(form::report(f))),
    ]
}

fn writing() -> Vec<Route> {
    vec![
        Route::get("/community/topics/{id}/post", topic::new_post)
            .needs::<WriteCommunity>()
            .about("The form to write a post"),
        Route::post("/community/topics/{id}/post", topic::write_post)
            .needs::<WriteCommunity>()
            .personal()
            .about("Write a post in a topic")
            .body(|f| drop(form::post(f))),
        Route::get("/community/topics/{id}/document", topic::new_document)
            .needs::<WriteCommunity>()
            .about("The form to share a document"),
        Route::post("/community/topics/{id}/document", topic::share_document)
            .needs::<WriteCommunity>()
            .personal()
            .about("Share a document in a topic")
            .body(|f| drop(form::document(f))),
        Route::post("/community/entries/{id}/answers", entry::answer)
            .needs::<WriteCommunity>()
            .personal()
            .about("Answer a post")
            .body(|f| drop(form::answer(f))),
        Route::get("/community/entries/{id}/edit", edit::show)
            .needs::<WriteCommunity>()
            .personal()
            .about("The form to change what one wrote"),
        Route::post("/community/entries/{id}/edit", edit::save)
            .needs::<WriteCommunity>()
            .personal()
            .about("Write a new version of what one wrote")
            .body(form::any_version),
        Route::post("/community/entries/{id}/withdraw", entry::withdraw)
            .needs::<WriteCommunity>()
            .about("Withdraw what one wrote, with a reason")
            .body(|f| drop(form::version_and_why(f))),
        Route::post("/community/entries/{id}/restore", entry::restore)
            .needs::<WriteCommunity>()
            .about("Put back what one withdrew")
            .body(|f| drop(form::version(f))),
    ]
}

fn keeping() -> Vec<Route> {
    vec![
        Route::get("/community/new", topics::new).needs::<KeepTopics>().about("The form to open a topic"),
        Route::post("/community", topics::open)
            .needs::<KeepTopics>()
            .about("Open a topic")
            .body(|f| drop(form::topic(f))),
        Route::post("/community/topics/{id}/close", topic::close)
            .needs::<KeepTopics>()
            .about("Close a topic with a reason")
            .body(|f| drop(form::version_and_why(f))),
        Route::post("/community/topics/{id}/reopen", topic::reopen)
            .needs::<KeepTopics>()
            .about("Open a topic again")
            .body(|f| drop(form::version(f))),
    ]
}

fn moderating() -> Vec<Route> {
    vec![
        Route::get("/community/moderation", moderation::queue)
            .needs::<ModerateCommunity>()
            .personal()
            .about("What waits for the agency's moderators"),
        Route::get("/community/moderation.csv", moderation::queue_csv)
            .needs::<ModerateCommunity>()
            .personal()
            .about("What waits for the agency's moderators, as a CSV file"),
        Route::get("/community/log", moderation::log)
            .needs::<ModerateCommunity>()
            .personal()
            .about("The moderators' log"),
        Route::get("/community/log.csv", moderation::log_csv)
            .needs::<ModerateCommunity>()
            .personal()
            .about("The moderators' log, as a CSV file"),
        Route::get("/community/moderation/entries/{id}", moderation::show)
            .needs::<ModerateCommunity>()
            .personal()
            .about("A post or document as its moderators see it"),
        Route::post("/community/moderation/entries/{id}", moderation::decide)
            .needs::<ModerateCommunity>()
            .about("Let it through, return it, or take it out")
            .body(|f| drop(form::decision(f))),
    ]
}

/// What the reader may do besides reading.
#[derive(Debug, Clone, Copy)]
struct May {
    write: bool,
    keep: bool,
    moderate: bool,
}

impl May {
    fn of(look: &Look<'_>) -> Self {
        May {
            write: look.may::<WriteCommunity>(),
            keep: look.may::<KeepTopics>(),
            moderate: look.may::<ModerateCommunity>(),
        }
    }

    /// In a topic, whose moderators and keepers are its own agency's.
    fn within(self, look: &Look<'_>, topic: &Topic) -> Self {
        let ours = look.actor().agency() == Some(topic.agency);
        May { write: self.write, keep: self.keep && ours, moderate: self.moderate && ours }
    }
}

fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn moment(at: Timestamp) -> String {
    Moment(at).to_string()
}

fn link(address: &str) -> Markup {
    html! {
        a class="govuk-link" href=(address) rel="noopener noreferrer external" { (address) }
    }
}

fn topic_tag(topic: &Topic) -> kit::Tag {
    kit::tag(topic.state.label()).tone(match topic.state {
        TopicState::Open => Tone::Calm,
        TopicState::Closed => Tone::Quiet,
    })
}

fn status_tag(entry: &Entry) -> kit::Tag {
    kit::tag(entry.status.label()).tone(match entry.status {
        Status::Shown => Tone::Good,
        Status::Waiting => Tone::Soon,
        Status::Returned | Status::Removed => Tone::Late,
        Status::Withdrawn => Tone::Quiet,
    })
}

/// Says that a document should have been looked at by now.
fn out_of_date(review: Option<Date>, today: Date) -> Markup {
    html! { @if is_out_of_date(review, today) { " " (kit::tag("Out of date").tone(Tone::Late)) } }
}

fn title_link(listed: &Listed) -> Markup {
    html! { a class="govuk-link" href={ "/community/entries/" (listed.entry.id) } { (listed.title()) } }
}

/// How the words read that every form of this room begins with.
fn without_names() -> Markup {
    html! {
        p class="govuk-body" {
            "Write about the work, never about one family: no names, places, schools or dates that could lead to a child. \
             What could is found and shown to you before anybody else reads it."
        }
    }
}

/// The tick by which an author asks a moderator to look. It comes once something was found.
fn sure(fields: &Fields, wrong: &Invalid) -> Markup {
    let asked = wrong.of("sure").is_some() || !fields.raw("sure").is_empty();
    html! {
        @if asked {
            (kit::checkboxes("sure", "Does it have to say this?", vec![
                kit::choice("yes", "Yes. A moderator looks first, and readers see it if they let it through"),
            ]).small().values(fields.all("sure").map(str::to_owned).collect::<Vec<_>>()).error(wrong.of("sure")))
        }
    }
}

fn title_field(fields: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (kit::input("title", "Title").hint("A few words, with a capital letter at the beginning alone")
            .value(fields.raw("title")).error(wrong.of("title")))
    }
}

fn words_field(label: &'static str, rows: u8, most: usize, fields: &Fields, wrong: &Invalid) -> Markup {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    html! {
        (kit::character_count("words", kit::label(label), most).rows(rows)
            .value(fields.raw("words")).error(wrong.of("words")))
    }
}

/// The fields of a document besides its sort, which stays.
fn document_fields(fields: &Fields, wrong: &Invalid) -> Markup {
    html! {
        (title_field(fields, wrong))
        (words_field("The document, or what is in it and how it is used", 12, form::DOCUMENT, fields, wrong))
        (kit::input("link", "Link to the whole document (optional)")
            .hint("Where it stands, such as a page of a public body. Files are not kept here.")
            .value(fields.raw("link")).error(wrong.of("link")))
        (kit::date_input("review", "Look again by")
            .hint("After this day readers see that it may be out of date")
            .values(fields.date_parts("review")).error(wrong.of("review")))
    }
}

fn sort_field(fields: &Fields, wrong: &Invalid) -> Markup {
    let sorts = Sort::ALL.iter().map(|sort| kit::choice(sort.code(), sort.label())).collect();
    html! {
        (kit::radios("sort", "What it is", sorts).small().value(fields.raw("sort")).error(wrong.of("sort")))
    }
}

/// What was done with what somebody wrote, in words for the next page.
fn said(entry: &Entry) -> &'static str {
    match entry.status {
        Status::Shown => "It is shown to everyone who reads this topic.",
        _ => "It waits for a moderator. You will get an email when one has decided.",
    }
}
