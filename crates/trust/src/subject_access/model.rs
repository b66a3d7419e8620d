//! A request for a copy, its clock, its passages, and what may be about somebody else. Pure.

use access::rights::SubjectRequest;
use kernel::{
    Calendar, Date, Error, Id, Reference, Result, Term, Timestamp, codes,
    kinds::{self, Account, Case, Organisation},
    local_date,
};

codes! {
    /// How it is known that somebody is who they say.
    Proof {
        Known = "known", "The worker knows them";
        Documents = "documents", "Documents were seen";
        SignedIn = "signed-in", "They asked signed in to this service";
        Authority = "authority", "Somebody asks for them, and their authority was seen";
    }
}

codes! {
    /// How a request stands.
    State {
        Open = "open", "To be prepared";
        Ready = "ready", "To be read and released";
        Released = "released", "Given";
        Refused = "refused", "Refused";
    }
}

codes! {
    /// Where a passage comes from.
    Room {
        Identity = "identity", "Who they are";
        Household = "household", "Their household";
        Enquiry = "enquiry", "First contact";
        Case = "case", "The case";
        Assessment = "assessment", "Assessment of need";
        Plan = "plan", "Support plan";
        Goals = "goals", "Goals and ratings";
        Funding = "funding", "Applications to the Fund";
        Orders = "orders", "Orders and sessions";
        Timeline = "timeline", "What happened";
        Promises = "promises", "What was promised";
        Consent = "consent", "Consent";
        Shared = "shared", "What was shared with others";
        Rights = "rights", "Corrections";
        Looks = "looks", "Who has looked";
    }
}

codes! {
    /// What becomes of a passage.
    Choice {
        Keep = "keep", "Keep it in the copy";
        Remove = "remove", "Remove it";
    }
}

/// Months within which a copy is given: UK GDPR Article 12(3).
const MONTHS: u32 = 1;
/// Months where it is extended because it is complex, counted from the same day: two further ones.
const MONTHS_EXTENDED: u32 = 3;

/// The last moment to give the copy.
pub fn due(clock_starts: Timestamp, extended: bool) -> Timestamp {
    let months = if extended { MONTHS_EXTENDED } else { MONTHS };
    Term::Months(months).due(clock_starts, Calendar::england())
}

/// A request for a copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its id.
    pub id: Id<SubjectRequest>,
    /// To which agency.
    pub agency: Id<Organisation>,
    /// Which case the copy is of.
    pub case: Id<Case>,
    /// About whom.
    pub person: Id<kinds::Person>,
    /// What people quote.
    pub reference: Reference,
    /// Who asks, and by what right.
    pub asked_by: String,
    /// How it is known that they are who they say.
    pub proof: Proof,
    /// What was seen.
    pub proof_note: String,
    /// When it came.
    pub received: Date,
    /// The last day to give the copy.
    pub due: Date,
    /// Why it takes longer, where that was told to them.
    pub extended_why: String,
    /// How it stands.
    pub state: State,
    /// When it was written down.
    pub recorded: Timestamp,
    /// Who wrote it down.
    pub recorded_by: Option<Id<Account>>,
    /// When the copy was gathered.
    pub prepared: Option<Timestamp>,
    /// Who gathered it.
    pub prepared_by: Option<Id<Account>>,
    /// When it was released or refused.
    pub ended: Option<Timestamp>,
    /// Who did that.
    pub ended_by: Option<Id<Account>>,
    /// How it was handed over, or why it was refused.
    pub ended_words: String,
    /// The version that an edit is based on.
    pub version: i64,
}

impl Request {
    /// Refuses (`copy.state`) what is over.
    pub fn must_be_open(&self) -> Result<()> {
        match self.state {
            State::Open | State::Ready => Ok(()),
            State::Released | State::Refused => Err(Error::refused(
                "copy.state",
                "This request is answered. A new request begins a new copy.",
            )),
        }
    }

    /// Whether it came before the record was its person's own, as an adult: it may have been asked for by parental responsibility.
    pub fn is_from_before(&self, own_since: Option<Timestamp>) -> bool {
        own_since.is_some_and(|at| self.recorded < at || self.received < local_date(at))
    }

    /// Refuses to release what is not ready, not read, or prepared by the same person: `copy.state`,
    /// `copy.unread`, `copy.own`.
    pub fn may_release(&self, passages: &[Passage], by: Option<Id<Account>>) -> Result<()> {
        if self.state != State::Ready {
            return Err(Error::refused("copy.state", "Prepare the copy first, and read what is marked."));
        }
        let unread = passages.iter().filter(|p| p.marked && p.choice.is_none()).count();
        if unread > 0 {
            let what = if unread == 1 { "passage" } else { "passages" };
            return Err(Error::refused(
                "copy.unread",
                format!("{unread} marked {what} must be read and decided first."),
            ));
        }
        if by.is_some() && by == self.prepared_by {
            return Err(Error::refused("copy.own", "You prepared this copy. Somebody else must release it."));
        }
        Ok(())
    }
}

/// Part of what is held.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Its id.
    pub id: Id<Passage>,
    /// Its place in the copy, from 1.
    pub number: i64,
    /// Where it comes from.
    pub room: Room,
    /// What it says.
    pub words: String,
    /// Whether it may be about somebody else, or was written for workers.
    pub marked: bool,
    /// What becomes of it; needed where it is marked.
    pub choice: Option<Choice>,
    /// Why.
    pub reason: String,
}

impl Passage {
    /// What stands in the copy: the words, or that something was removed.
    pub fn in_copy(&self) -> &str {
        match self.choice {
            Some(Choice::Remove) => "[Removed: this is about somebody else, or could do serious harm.]",
            Some(Choice::Keep) | None => &self.words,
        }
    }
}

/// What tells of somebody else: their first names, and how to reach them.
#[derive(Debug, Clone, Default)]
pub struct Others {
    words: Vec<String>,
}

impl Others {
    /// People by their first names and contact; what is shorter than two letters is left out.
    pub fn new<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> Self {
        let words =
            words.into_iter().map(|w| w.as_ref().trim().to_lowercase()).filter(|w| w.chars().count() > 1);
        Others { words: words.collect() }
    }

    /// Whether some words speak of one of them: each is looked for as whole words, in any case.
    pub fn named_in(&self, text: &str) -> bool {
        let plain = format!(" {} ", spaced(text));
        self.words.iter().any(|word| plain.contains(&format!(" {} ", spaced(word))))
    }
}

/// Words in lower case with one space between them, marks left out.
fn spaced(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The longest value that counts as a short fact, in characters.
const SHORT: usize = 60;

/// What a stored value says, as passages: its short facts together, each longer text for itself.
pub fn tell(title: &str, value: &serde_json::Value) -> Vec<String> {
    let (mut facts, mut texts) = (Vec::new(), Vec::new());
    walk(&mut Vec::new(), value, &mut |path, text| {
        let line = if path.is_empty() { text.to_owned() } else { format!("{path}: {text}") };
        if text.chars().count() > SHORT { texts.push(format!("{title}. {line}")) } else { facts.push(line) }
    });
    let mut all = Vec::new();
    if !facts.is_empty() {
        all.push(format!("{title}. {}", facts.join("; ")));
    }
    all.append(&mut texts);
    all
}

fn walk(path: &mut Vec<String>, value: &serde_json::Value, say: &mut impl FnMut(&str, &str)) {
    use serde_json::Value as Json;
    match value {
        Json::Object(map) => {
            for (key, inner) in map {
                path.push(key.replace(['_', '-'], " "));
                walk(path, inner, say);
                path.pop();
            }
        }
        Json::Array(list) => list.iter().for_each(|inner| walk(path, inner, say)),
        Json::String(text) if text.trim().is_empty() => {}
        Json::String(text) => say(&path.join(", "), text),
        Json::Bool(flag) => say(&path.join(", "), if *flag { "yes" } else { "no" }),
        Json::Number(number) => say(&path.join(", "), &number.to_string()),
        Json::Null => {}
    }
}

/// The day of the last moment.
pub fn due_day(clock_starts: Timestamp, extended: bool) -> Date {
    local_date(due(clock_starts, extended))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_calendar_month_and_three_where_it_is_extended() {
        let start: Timestamp = "2026-11-20T09:30:00Z".parse().unwrap();
        // 20 December is a Sunday.
        assert_eq!(due_day(start, false).to_string(), "2026-12-21");
        // 20 February is a Saturday.
        assert_eq!(due_day(start, true).to_string(), "2027-02-22");
    }

    #[test]
    fn somebody_else_is_noticed_as_a_whole_word_in_any_case() {
        let others = Others::new(["Ines", "Jo-Ann", "07700 900111", "x"]);
        assert!(others.named_in("Then INES’s sister came"));
        assert!(others.named_in("jo ann said so"));
        assert!(others.named_in("Call 07700-900111."));
        assert!(!others.named_in("He finesses it, x"));
        assert!(!Others::default().named_in("anything"));
    }

    #[test]
    fn every_value_is_told_and_long_ones_stand_for_themselves() {
        let value = serde_json::json!({
            "level": "targeted", "empty": "", "none": null, "child_words": "w".repeat(80), "list": ["a", {"ok": true, "n": 3}],
        });
        let told = tell("Assessment", &value);
        assert_eq!(told.len(), 2);
        assert!(told.iter().any(|t| t.contains("level: targeted")
            && t.contains("list: a")
            && t.contains("list, ok: yes")
            && t.contains("list, n: 3")));
        assert!(told.iter().any(|t| t.starts_with("Assessment. child words: www")));
    }

    #[test]
    fn a_copy_is_released_by_somebody_else_once_all_marks_are_read() {
        let me: Id<Account> = Id::from_parts(1, [1; 10]);
        let mut request = Request {
            id: Id::from_parts(1, [2; 10]),
            agency: Id::from_parts(1, [3; 10]),
            case: Id::from_parts(1, [4; 10]),
            person: Id::from_parts(1, [5; 10]),
            reference: Reference::from_random("SA", &[1; 8]),
            asked_by: "Ines".into(),
            proof: Proof::Known,
            proof_note: String::new(),
            received: Date::constant(2026, 11, 20),
            due: Date::constant(2026, 12, 21),
            extended_why: String::new(),
            state: State::Open,
            recorded: Timestamp::UNIX_EPOCH,
            recorded_by: None,
            prepared: None,
            prepared_by: Some(me),
            ended: None,
            ended_by: None,
            ended_words: String::new(),
            version: 1,
        };
        let mut passages = [Passage {
            id: Id::from_parts(1, [6; 10]),
            number: 1,
            room: Room::Timeline,
            words: "Ines came".into(),
            marked: true,
            choice: None,
            reason: String::new(),
        }];
        let rule = |r: &Request, p: &[Passage], by| r.may_release(p, by).err().map(|e| e.code());
        assert_eq!(rule(&request, &passages, None), Some("copy.state"));
        request.state = State::Ready;
        assert_eq!(rule(&request, &passages, None), Some("copy.unread"));
        passages[0].choice = Some(Choice::Remove);
        assert!(passages[0].in_copy().starts_with("[Removed"));
        assert_eq!(rule(&request, &passages, Some(me)), Some("copy.own"));
        assert_eq!(rule(&request, &passages, Some(Id::from_parts(1, [9; 10]))), None);
    }
}
