//! A few topics for the demo: invented, and by the demo's own people. Nothing in them is a rule or a figure of anybody's.

use ::store::Write;
use access::{Act, Actor, strategy as kinds};
use jiff::SignedDuration;
use kernel::{
    Calendar, Id, Result, Timestamp,
    kinds::{Account, Organisation},
    local_date,
};

use super::{
    model::{Audience, Entry, Kind, Sort, Status, Step, Text, Version, VersionState},
    store, words,
};

/// Somebody of the demo, and where they work.
pub type Member = (Id<Account>, Option<Id<Organisation>>);

/// Who writes in the demo.
#[derive(Debug, Clone)]
pub struct Cast {
    /// The agency that opens the topics.
    pub agency: Id<Organisation>,
    /// Its pan-region.
    pub region: String,
    /// Its social worker.
    pub worker: Member,
    /// Its team manager.
    pub manager: Member,
    /// Its commissioner.
    pub commissioner: Member,
    /// Somebody of another organisation who reads what every agency reads, if the demo has one.
    pub elsewhere: Option<Member>,
    /// Somebody of a provider, if the demo has one.
    pub provider: Option<Member>,
}

#[derive(Clone, Copy)]
enum By {
    Worker,
    Manager,
    Commissioner,
    Elsewhere,
    Provider,
}

impl Cast {
    fn of(&self, by: By) -> Member {
        match by {
            By::Worker => self.worker,
            By::Manager => self.manager,
            By::Commissioner => self.commissioner,
            By::Elsewhere => self.elsewhere.unwrap_or(self.manager),
            By::Provider => self.provider.unwrap_or(self.worker),
        }
    }
}

struct Opened {
    audience: Audience,
    title: &'static str,
    about: &'static str,
}

const TOPICS: &[Opened] = &[
    Opened {
        audience: Audience::Agencies,
        title: "Reviews of support plans",
        about: "How we hold reviews with families: what to ask, who is there, and how a review stays short enough to be worth it.",
    },
    Opened {
        audience: Audience::Everyone,
        title: "Working with providers",
        about: "For agencies and providers: what we expect of each other, from the first call to the end of the work.",
    },
    Opened {
        audience: Audience::Region,
        title: "Groups that we run together",
        about: "For the agencies of our pan-region: which groups and courses could be held together, and what we learnt from those that were.",
    },
];

struct Piece {
    topic: u8,
    /// The piece that an answer is under.
    under: Option<u8>,
    sort: Option<Sort>,
    by: By,
    days_ago: i64,
    title: &'static str,
    words: &'static str,
    /// In how many days somebody looks again; a document's.
    review: Option<i32>,
    /// What the version before said; a document's with two versions.
    before: Option<&'static str>,
    waits: bool,
}

const PIECE: Piece = Piece {
    topic: 0,
    under: None,
    sort: None,
    by: By::Worker,
    days_ago: 0,
    title: "",
    words: "",
    review: None,
    before: None,
    waits: false,
};

const PIECES: &[Piece] = &[
    Piece {
        sort: Some(Sort::Tool),
        days_ago: 60,
        title: "Questions for a review with the family",
        words: "What has become easier since we last met?\nWhat is still hard, and when?\nWhich part of the plan helped, and which did not?\nWho else should know?\nWhat would you like to be different by the next review?",
        before: Some(
            "What has become easier since we last met?\nWhat is still hard?\nWhich part of the plan helped?\nWhat would you like to be different by the next review?",
        ),
        review: Some(300),
        ..PIECE
    },
    Piece {
        by: By::Manager,
        days_ago: 21,
        title: "How do you bring the school to a review?",
        words: "Half of our reviews go by without anybody from school.\n\nWe write two weeks before and hear nothing. What works for you?",
        ..PIECE
    },
    Piece {
        under: Some(1),
        by: By::Elsewhere,
        days_ago: 19,
        words: "We ask the family which day suits their school, and book that first. Since then somebody has come to most of them.",
        ..PIECE
    },
    Piece {
        under: Some(1),
        days_ago: 18,
        words: "A short call in the week before helps more than a letter. Ten minutes by video is enough for many teachers.",
        ..PIECE
    },
    Piece {
        topic: 1,
        sort: Some(Sort::Standard),
        by: By::Commissioner,
        days_ago: 400,
        title: "What a first offer to a family says",
        words: "Who will work with the family, and when the first session can be.\nWhat the work is, in words that a parent would use.\nWhat happens when a session has to be moved.\nWhom the family can turn to if it is not right.",
        review: Some(-30),
        ..PIECE
    },
    Piece {
        topic: 1,
        by: By::Provider,
        days_ago: 9,
        title: "Notes of sessions: how much do you need?",
        words: "We write half a page after each session. Some agencies ask for less, some for much more.\n\nWhat do you really read?",
        ..PIECE
    },
    Piece {
        topic: 1,
        under: Some(5),
        by: By::Commissioner,
        days_ago: 8,
        words: "Whether it was held, what changed, and whether we have to do something. Three lines are enough for us.",
        ..PIECE
    },
    Piece {
        topic: 2,
        sort: Some(Sort::Example),
        by: By::Manager,
        days_ago: 30,
        title: "A course for parents that two agencies held",
        words: "Two agencies shared one evening course: six places each, one trainer from either side.\n\nWhat went well: no evening was cancelled. What we would change: say early who answers when a family calls between two evenings.",
        review: Some(180),
        ..PIECE
    },
    Piece {
        topic: 2,
        by: By::Commissioner,
        days_ago: 4,
        title: "Who would share places in a spring course?",
        words: "We plan a course on school and sleep for the spring, and shall not fill it alone. Who would take four places?",
        ..PIECE
    },
    Piece {
        by: By::Worker,
        days_ago: 1,
        title: "Reviews when parents live apart",
        words: "How do you hold a review when parents live apart? I think of Robin, whose parents now live near Northfield.",
        waits: true,
        ..PIECE
    },
];

/// An id that follows from another and two numbers, so that a demo is the same each time.
fn id<T>(of: Id<Organisation>, what: u8, number: u8) -> Id<T> {
    let mut bytes = *of.as_bytes();
    bytes[12] ^= 0xc9;
    bytes[13] ^= what;
    bytes[15] ^= number;
    Id::from_slice(&bytes).unwrap_or(of.cast())
}

/// Puts the topics in, and what is written in them.
///
/// # Errors
/// An operator's when the database refuses them.
pub fn plant(w: &Write<'_>, cast: &Cast, now: Timestamp) -> Result<()> {
    let actor = Actor::system("demo");
    let ago = |days: i64| now - SignedDuration::from_hours(24 * days);
    for (number, topic) in (0_u8..).zip(TOPICS) {
        let act = Act::new(w, &actor, ago(420), "demo");
        let new = store::NewTopic {
            id: id(cast.agency, 1, number),
            audience: topic.audience,
            region: if topic.audience == Audience::Region { &cast.region } else { "" },
            title: topic.title,
            about: topic.about,
        };
        store::insert_topic(&act, cast.agency, &new)?;
    }
    for (number, piece) in (0_u8..).zip(PIECES) {
        put(&Act::new(w, &actor, ago(piece.days_ago), "demo"), cast, number, piece, now)?;
    }
    Ok(())
}

fn put(act: &Act<'_>, cast: &Cast, place: u8, piece: &Piece, now: Timestamp) -> Result<()> {
    let (author, organisation) = cast.of(piece.by);
    let kind = match (piece.under, piece.sort) {
        (Some(_), _) => Kind::Answer,
        (None, Some(_)) => Kind::Document,
        (None, None) => Kind::Post,
    };
    let topic: Id<kinds::Topic> = id(cast.agency, 1, piece.topic);
    let texts = [piece.before, Some(piece.words)];
    let latest = i64::from(piece.before.is_some()) + 1;
    let entry = Entry {
        id: id(cast.agency, 2, place),
        topic,
        agency: cast.agency,
        kind,
        parent: piece.under.map(|post| id(cast.agency, 2, post)),
        sort: piece.sort,
        author,
        name: String::new(),
        organisation: String::new(),
        status: if piece.waits { Status::Waiting } else { Status::Shown },
        why: None,
        shown: (!piece.waits).then_some(latest),
        shown_at: (!piece.waits).then(|| act.now()),
        waits: piece.waits.then(|| act.now()),
        written: act.now(),
        version: latest,
    };
    store::insert(act, &entry, organisation)?;
    let review = piece.review.map(|days| Calendar::england().add_days(local_date(now), days));
    for (version, text) in (1_u8..).zip(texts.into_iter().flatten()) {
        let text = Text {
            title: (kind != Kind::Answer).then(|| piece.title.to_owned()),
            words: text.to_owned(),
            link: None,
            review,
            changed: (version > 1).then(|| "Families told us which questions were missing".to_owned()),
        };
        let state = if piece.waits { VersionState::Waiting } else { VersionState::Passed };
        let at = act.now() + SignedDuration::from_hours(24 * i64::from(version - 1));
        if i64::from(version) == latest && !piece.waits {
            store::put_words(act, entry.id, act.now(), &words::of_entry(&text))?;
        }
        let number = i64::from(version);
        let own = id(cast.agency, 2 + version, place);
        store::insert_version(act, entry.id, own, &Version { number, text, state, at })?;
    }
    if piece.waits {
        store::note_as(act, id(cast.agency, 9, 0), &entry, Step::Held, None, author)?;
    } else {
        store::touch(act, topic)?;
    }
    Ok(())
}
