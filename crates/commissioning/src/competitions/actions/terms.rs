//! Terms, openers, assessors, invitations and answers: what must stand before the first bid.

use access::{
    Act, Look, Role, accounts,
    actions::{OpenBids, RunCompetition},
    approval,
    audit::changed,
    market::{Competition, Opener, Question},
    notices,
    permissions::{self, Reach},
};
use kernel::{
    Error, FieldError, Id, Invalid, Moment, Result, Timestamp,
    kinds::{Account, Organisation},
};

use super::{oneself, step, tell};
use crate::{
    competitions::{
        model::{Route, State, Terms},
        store::{self, Chosen},
        vault::{self, Locked, OPENERS},
    },
    providers::{store as providers, vetting},
};

/// People by the addresses with which they sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Exactly three.
    pub openers: Vec<String>,
    /// One or more.
    pub assessors: Vec<String>,
}

/// Fixes what counts for how much, who opens and who scores.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused` (`competition.state`); `Invalid` by field: weights that do not make a hundred, people
/// who cannot open or score, or three openers of the buying agency.
pub fn set_terms(
    act: &Act<'_>,
    id: Id<Competition>,
    terms: &Terms,
    named: &Named,
    version: i64,
) -> Result<()> {
    let grant = act.one::<RunCompetition, Competition>(id)?;
    let c = store::load(act, &grant)?;
    c.state.must_be(&[State::Asked])?;
    if c.route != Route::Competition {
        return Err(Error::refused(
            "competition.route",
            "This is no competition. Agree to the award, or close it.",
        ));
    }
    let terms = terms.clone().check()?;
    let mut wrong = Vec::new();
    let openers = find(act, &named.openers, "opener", "competition.open", &mut wrong)?;
    let assessors = find(act, &named.assessors, "assessor", "competition.assess", &mut wrong)?;
    if named.openers.len() != OPENERS {
        wrong.push(field("opener1", "Name three openers: two of them open the bids together"));
    }
    if wrong.is_empty() && openers.iter().all(|o| o.1 == c.agency) {
        wrong.push(field(
            "opener3",
            "Name at least one opener of another agency, so that the buyer alone cannot open bids",
        ));
    }
    if wrong.is_empty() && assessors.iter().any(|a| a.1 != c.agency) {
        wrong.push(field("assessor1", "Assessors work for the agency that buys"));
    }
    if named.assessors.is_empty() {
        wrong.push(field("assessor1", "Name at least one assessor"));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    store::set_terms(act, &c, version, &terms)?;
    for (account, agency) in openers {
        let opener = store::add_opener(act, &c, account, agency)?;
        notices::mail(
            act,
            account,
            &format!("opener-{opener}"),
            "You are named to open sealed bids",
            "A competition needs you as one of three people who open its bids. Sign in to Hearth and choose “Bids to open” to \
             set your passphrase. Keep it to yourself: nobody can open the bids without two of you.",
        )?;
    }
    for (account, _) in assessors {
        let assessor = store::add_assessor(act, &c, account)?;
        notices::mail(
            act,
            account,
            &format!("assessor-{assessor}"),
            "You are named to score bids",
            "Sign in to Hearth and choose “Bids to score” once the bids of the competition are opened.",
        )?;
    }
    grant.note(act, &step(&c, "preparing"))
}

fn field(name: &str, message: &str) -> FieldError {
    FieldError { field: name.into(), message: message.into() }
}

/// The accounts of addresses, each once, who may do `action`.
fn find(
    act: &Act<'_>,
    emails: &[String],
    name: &str,
    action: &str,
    wrong: &mut Vec<FieldError>,
) -> Result<Vec<(Id<Account>, Id<Organisation>)>> {
    let mut found: Vec<(Id<Account>, Id<Organisation>)> = Vec::new();
    for (n, email) in (1..).zip(emails) {
        let at = format!("{name}{n}");
        let may = |role: Role| permissions::reach(Some(role), action) != Reach::None;
        match accounts::by_email(act, email)?.filter(|a| may(a.role)) {
            Some(a) if found.iter().any(|(id, _)| *id == a.id) => {
                wrong.push(field(&at, "Name each person once"))
            }
            Some(a) => match a.agency {
                Some(agency) => found.push((a.id, agency)),
                None => wrong.push(field(&at, "This person works for no agency")),
            },
            None => wrong.push(field(&at, "Enter the address with which somebody signs in who may do this")),
        }
    }
    Ok(found)
}

/// Whether an opener may set their passphrase now. Asked before the passphrase is hashed, which takes long.
///
/// # Errors
/// `NotFound` for anybody but the opener; `Refused` (`competition.state`, `competition.ready`).
pub fn may_lock(look: &Look<'_>, id: Id<Opener>) -> Result<Chosen> {
    let grant = look.one::<OpenBids, Opener>(id)?;
    let c = store::of_opener(look, &grant)?;
    let openers = store::openers(look, &c)?;
    let me = openers.iter().find(|o| o.id == id).ok_or(Error::NotFound)?;
    oneself(look, me.account)?;
    c.state.must_be(&[State::Preparing])?;
    if me.ready_at.is_some() {
        return Err(Error::refused(
            "competition.ready",
            "You have set your passphrase already. It cannot be changed.",
        ));
    }
    Ok(c)
}

/// An opener has locked a key with their passphrase. With the third one the key of the competition is made and split.
///
/// # Errors
/// As [`may_lock`].
pub fn ready(act: &Act<'_>, id: Id<Opener>, locked: &Locked) -> Result<()> {
    let c = may_lock(act, id)?;
    store::set_ready(act, id, locked)?;
    let keys: Vec<(Id<Opener>, Vec<u8>)> =
        store::openers(act, &c)?.into_iter().filter_map(|o| Some((o.id, o.public?))).collect();
    if keys.len() == OPENERS {
        let made = vault::make(c.id, &keys)?;
        for (opener, share) in &made.shares {
            store::set_share(act, *opener, share)?;
        }
        store::set_key(act, &c, &made.public)?;
    }
    act.one::<OpenBids, Opener>(id)?.note(act, "passphrase set")
}

/// Invites providers, until a deadline.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused` (`competition.state`, `provider.approval`, `provider.vetting`); `Invalid` on `providers`
/// and on `deadline` when it does not lie ahead by the database's clock.
pub fn invite(
    act: &Act<'_>,
    id: Id<Competition>,
    providers: &[Id<Organisation>],
    deadline: Timestamp,
    version: i64,
) -> Result<()> {
    let grant = act.one::<RunCompetition, Competition>(id)?;
    let c = store::load(act, &grant)?;
    c.state.must_be(&[State::Ready])?;
    if c.version != version {
        return Err(Error::Stale);
    }
    let list = store::shortlist(act, &c.therapy, &c.region, act.today())?;
    if providers.is_empty() || providers.iter().any(|p| list.iter().all(|l| l.id != *p)) {
        return Err(Error::field("providers", "Choose whom to invite from the list"));
    }
    if !store::set_open(act, &c, version, deadline)? {
        return Err(Error::field("deadline", "Enter a day and a time that lie ahead"));
    }
    for provider in providers {
        let kept = providers::load(act, *provider)?.ok_or(Error::NotFound)?;
        kept.approval.may_take_orders()?;
        let seen = providers::vetting(act, *provider)?;
        vetting::may_take_orders(seen.as_ref().map(|s| &s.seen), act.today())
            .map_err(|e| Error::field("providers", format!("{}: {e}", kept.name)))?;
        let invitation = store::invite(act, &c, *provider)?;
        tell(
            act,
            *provider,
            &format!("invited-{invitation}"),
            "You are invited to bid",
            &format!(
                "{} invites you to a mini-competition ({}). Bids are taken until {}. Sign in to Hearth and choose “Bids”.",
                c.agency_name,
                c.reference,
                Moment(deadline)
            ),
        )?;
    }
    grant.note(
        act,
        &changed(&[
            ("status", c.state.code(), "open"),
            ("deadline", "", &deadline.to_string()),
            ("invited", "", &providers.len().to_string()),
        ]),
    )
}

/// Answers a question of a bidder: everybody who is invited reads question and answer.
///
/// # Errors
/// `NotFound`; `Refused` (`competition.state`); `Stale` for a question that is answered already.
pub fn answer(act: &Act<'_>, id: Id<Competition>, question: Id<Question>, words: &str) -> Result<()> {
    let grant = act.one::<RunCompetition, Competition>(id)?;
    let c = store::load(act, &grant)?;
    c.state.must_be(&[State::Open])?;
    store::answer(act, &c, question, words)?;
    for invited in store::invited(act, &c)? {
        tell(
            act,
            invited.provider,
            &format!("answered-{question}"),
            "A question about a competition is answered",
            &format!("There is a new answer in {}. Sign in to Hearth and choose “Bids”.", c.reference),
        )?;
    }
    grant.note(act, "question answered")
}

/// Refuses who asked for a choice as the one who decides it.
pub(super) fn by_another(act: &Act<'_>, c: &Chosen) -> Result<()> {
    approval::by_another(
        act.actor(),
        [c.made_by],
        "competition.own",
        "You asked for this choice, so somebody else must decide it.",
    )
}
