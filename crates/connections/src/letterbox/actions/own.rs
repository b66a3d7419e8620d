//! What each side does from its own pages: read, write, say what it wishes. Each comes through the face of its own
//! side, and from there to the wire; nothing here leads to the other side.

use access::{
    Act, Grant, Look, One,
    actions::UseLetterbox,
    connections::{ContactAfter, Letter as Kind},
};
use kernel::{Calendar, Error, Id, Result, kinds::BirthPerson};

use super::{came, keep};
use crate::{
    contact_plans::{
        faces::{Wish, after, before},
        model::{End, PlanState, check_wish},
        wire::{self, Plan},
    },
    letterbox::{
        model::{LetterState, Step, Way},
        store::{self, Letter},
    },
    words::LETTER,
};

/// One's own face of a plan.
enum Face {
    After(Grant<UseLetterbox, One<ContactAfter>>, after::Face),
    Before(Grant<UseLetterbox, One<BirthPerson>>, before::Face),
}

/// What one sees of a plan from one's own side.
pub struct Mine {
    face: Face,
    /// The plan.
    pub plan: Plan,
}

/// Opens the face with this id, if it is one's own.
///
/// # Errors
/// `NotFound` for anybody else's, of either side.
pub fn mine(look: &Look<'_>, id: Id<()>) -> Result<Mine> {
    let face = if look.actor().family().is_some() {
        let grant = look.one::<UseLetterbox, ContactAfter>(id.cast())?;
        let face = after::load(look, &grant)?;
        Face::After(grant, face)
    } else {
        let grant = look.own_birth_record::<UseLetterbox>()?;
        let face = before::one_of_person(look, &grant, id.cast())?;
        Face::Before(grant, face)
    };
    let plan = wire::behind(look, face.plan())?;
    Ok(Mine { face, plan })
}

impl Face {
    fn plan(&self) -> Id<access::connections::ContactPlan> {
        match self {
            Face::After(_, face) => face.plan,
            Face::Before(_, face) => face.plan,
        }
    }
}

impl Mine {
    /// Which end one is.
    pub fn end(&self) -> End {
        match self.face {
            Face::After(..) => End::Adoptive,
            Face::Before(..) => End::Birth,
        }
    }

    /// What one wished, the newest first.
    pub fn wishes(&self, look: &Look<'_>) -> Result<Vec<Wish>> {
        match &self.face {
            Face::After(_, face) => after::wishes(look, face),
            Face::Before(_, face) => before::wishes(look, face),
        }
    }

    /// The letters that one wrote or is to write, and those that were passed on to oneself.
    pub fn letters(&self, look: &Look<'_>) -> Result<Vec<Letter>> {
        let all = store::of_plan(look, self.plan.id)?;
        Ok(all.into_iter().filter(|l| l.writer == self.end() || is_mine_to_read(l)).collect())
    }

    /// The help that came with a letter which was sent back to oneself.
    pub fn help(&self, look: &Look<'_>, letter: &Letter) -> Result<String> {
        if letter.writer != self.end() || letter.state != LetterState::Returned {
            return Ok(String::new());
        }
        let steps = store::steps(look, letter.id)?;
        Ok(steps.into_iter().find(|s| s.step == Step::Return).map(|s| s.words).unwrap_or_default())
    }

    fn note(&self, act: &Act<'_>, what: &str) -> Result<()> {
        match &self.face {
            Face::After(grant, _) => grant.note(act, what),
            Face::Before(grant, _) => grant.note(act, what),
        }
    }
}

/// Whether a letter was passed on. Before that nobody but its writer and the coordinator sees any of it.
pub(crate) fn is_mine_to_read(letter: &Letter) -> bool {
    matches!(letter.state, LetterState::Forwarded | LetterState::Read)
}

/// Keeps what one writes, to be checked. It answers the letter that is expected of one, or is one more where none is.
/// `version` is that of the expected letter as it was shown.
///
/// # Errors
/// `Invalid` on `words`; `Refused` by `contact.ended`; `Stale` where the letter was changed since it was shown.
pub fn write_own(act: &Act<'_>, id: Id<()>, version: Option<i64>, words: &str) -> Result<Letter> {
    let mine = mine(act, id)?;
    if mine.plan.state == PlanState::Ended || !mine.plan.joined {
        return Err(Error::refused(
            "contact.ended",
            "This contact plan is not in use. Ask your worker about it.",
        ));
    }
    match words.trim() {
        "" => return Err(Error::field("words", "Write your letter")),
        text if text.chars().count() > LETTER => {
            return Err(Error::field("words", format!("Use {LETTER} characters or fewer")));
        }
        _ => {}
    }
    let found = open_of(&mine.letters(act)?, mine.end());
    let (mut letter, version) = match found {
        Some(letter) => (letter, version.ok_or(Error::Stale)?),
        None => {
            let due = Calendar::england().end_of(act.today());
            let letter = Letter::expected(mine.plan.agency, mine.plan.id, mine.end(), due);
            if !store::add(act, &letter)? {
                return Err(Error::refused(
                    "letter.one-a-day",
                    "A letter of yours is on its way today already. Write another one tomorrow, or call your worker.",
                ));
            }
            (letter, 1)
        }
    };
    letter.state = letter.state.after(Step::Receive)?;
    letter.words = words.trim().to_owned();
    letter.checked = String::new();
    letter.came = Some((Way::Pages, act.now()));
    letter.late = None;
    keep(act, version, &letter, Step::Receive, "", words.trim())?;
    came(act, &letter)?;
    mine.note(act, "a letter was written")?;
    Ok(letter)
}

/// The letter that a side is to write or may still change: the one that is due first.
pub fn open_of(letters: &[Letter], end: End) -> Option<Letter> {
    let open = |l: &&Letter| {
        l.writer == end && matches!(l.state, LetterState::Due | LetterState::Returned | LetterState::Received)
    };
    letters.iter().filter(open).min_by_key(|l| l.due).cloned()
}

/// Says that one has read a letter.
///
/// # Errors
/// `NotFound` for a letter that was not passed on to oneself; `Stale`.
pub fn read_own(act: &Act<'_>, id: Id<()>, letter: Id<Kind>, version: i64) -> Result<()> {
    let mine = mine(act, id)?;
    let found = mine.letters(act)?.into_iter().find(|l| l.id == letter && l.writer != mine.end());
    let mut letter = found.ok_or(Error::NotFound)?;
    letter.state = letter.state.after(Step::Acknowledge)?;
    letter.read = Some(act.now());
    keep(act, version, &letter, Step::Acknowledge, "", "")?;
    mine.note(act, "a letter was read")
}

/// Keeps what one wishes of the contact now.
///
/// # Errors
/// `Invalid` on `wishes`.
pub fn wish_own(act: &Act<'_>, id: Id<()>, words: &str) -> Result<()> {
    let mine = mine(act, id)?;
    check_wish(words)?;
    match &mine.face {
        Face::After(_, face) => after::add_wish(act, face, words.trim())?,
        Face::Before(_, face) => before::add_wish(act, face, words.trim())?,
    }
    mine.note(act, "wishes were written")
}
