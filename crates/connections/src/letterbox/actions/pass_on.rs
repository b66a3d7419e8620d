//! A checked letter goes to the other side: on their own pages, or by post.

use access::{Act, actions::CheckLetters, connections::Letter as Kind, organisations, walls};
use casework::{birth_families::store as births, people::store as people, promises};
use kernel::{Error, Id, Invalid, PromiseKind, Result, kinds::BirthPerson};
use page::Fields;

use ::store::outbox;

use super::keep;
use crate::{
    contact_plans::{model::End, reach, wire::Plan},
    letterbox::{
        model::{Step, Way},
        store::Letter,
    },
};

/// How it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassOn {
    /// The version that was read.
    pub version: i64,
    /// How.
    pub way: Way,
    /// Whether it is safe to tell them by email that something waits.
    pub tell: bool,
}

/// Reads [`PassOn`].
pub fn pass_on_fields(f: &mut Fields) -> Result<PassOn, Invalid> {
    let version = f.version();
    let way = f.choice::<Way>("way", "Choose how the letter goes");
    let tell = f.ticked("tell");
    f.finish(|| Some(PassOn { version: version?, way: way?, tell }))
}

/// Passes the letter on. The email, where it is safe, names nobody and does not say what waits.
///
/// # Errors
/// `Invalid` on `way` when a birth relative has no account, and on `tell` when there is no email address;
/// `Refused` by `letter.state`; `Stale`.
pub fn pass_on(act: &Act<'_>, id: Id<Kind>, input: &PassOn) -> Result<Letter> {
    let (grant, mut letter, plan) = reach::letter::<CheckLetters>(act, id)?;
    letter.state = letter.state.after(Step::PassOn)?;
    let reader = letter.writer.other();
    let (email, signs_in) = match reader {
        End::Adoptive => to_family(act, &plan)?,
        End::Birth => to_relative(act, &plan)?,
    };
    if input.way == Way::Pages && !signs_in {
        return Err(Error::field("way", "Nobody signs in as this person yet. Send the letter by post"));
    }
    letter.went = Some((input.way, act.now()));
    keep(act, input.version, &letter, Step::PassOn, input.way.label(), "")?;
    promises::keep(act, letter.id.cast(), PromiseKind::LetterChecked, act.now())?;
    if input.tell {
        if email.is_empty() {
            return Err(Error::field("tell", "No email address is recorded. Leave this box empty"));
        }
        let from = organisations::by_id(act, letter.agency)?.name;
        let body = format!(
            "Hello,\n\nthere is something for you from {from}. Sign in to read it.\n\nIf you did not expect this, you can ignore it.\n"
        );
        let key = format!("letter {}", letter.id);
        outbox::email(act.write(), act.now(), &key, &email, "Something for you", &body)?;
    }
    grant.note(act, &format!("passed on {}", input.way.code()))?;
    Ok(letter)
}

/// Where a family after adoption is told, and whether they may sign in: a family may always be invited from its case.
fn to_family(act: &Act<'_>, plan: &Plan) -> Result<(String, bool)> {
    let (_, face) = reach::adoptive::<CheckLetters>(act, plan)?;
    let people = people::of_family(act, face.family)?;
    let adult = people.iter().find(|p| p.kind == people::PersonKind::Adult && !p.contact.email.is_empty());
    Ok((adult.map(|p| p.contact.email.clone()).unwrap_or_default(), true))
}

fn to_relative(act: &Act<'_>, plan: &Plan) -> Result<(String, bool)> {
    let (_, face) = reach::birth::<CheckLetters>(act, plan)?;
    let relative = births::person(act, &act.one::<CheckLetters, BirthPerson>(face.person)?)?;
    Ok((relative.identity.contact.email, walls::has_account(act, face.person)?))
}
