//! Nobody approves what they asked for.

use kernel::{Error, Id, Result, kinds::Account};

use crate::Actor;

/// Refuses who would approve what they asked for themselves, or what a colleague asked for in whose
/// place they act. `asked` are those who had a hand in the asking: who drafted, who sent, who
/// ordered. A token answers as the person who made it.
///
/// # Errors
/// `Refused` by `rule`, with `why` for the person.
pub fn by_another(
    actor: &Actor,
    asked: impl IntoIterator<Item = Option<Id<Account>>>,
    rule: &'static str,
    why: &str,
) -> Result<()> {
    let me = actor.answerable();
    let own = |who: Id<Account>| me == Some(who) || actor.places().iter().any(|place| place.giver == who);
    if asked.into_iter().flatten().any(own) {
        return Err(Error::refused(rule, why));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;
    use crate::{Role, accounts, delegations::Place};

    fn id(n: u8) -> Id<Account> {
        Id::from_parts(n.into(), [n; 10])
    }

    fn worker(n: u8) -> Actor {
        Actor::signed_in(&accounts::Account {
            id: id(n),
            name: "Sam".into(),
            role: Role::FinanceOfficer,
            agency: None,
            family: None,
            provider: None,
        })
    }

    #[test]
    fn another_approves() {
        let may = |actor: &Actor, asked: &[Option<Id<Account>>]| {
            by_another(actor, asked.iter().copied(), "x", "Somebody else").is_ok()
        };
        assert!(may(&worker(1), &[Some(id(2)), None]));
        assert!(!may(&worker(1), &[Some(id(2)), Some(id(1))]));
        let place = Place {
            id: Id::from_parts(9, [9; 10]),
            giver: id(2),
            role: Role::TeamManager,
            ends: Timestamp::UNIX_EPOCH,
        };
        assert!(!may(&worker(1).in_places(vec![place]), &[Some(id(2))]), "nor for whom one stands in");
        let token = |maker| Actor::machine(Role::FinanceOfficer, None, "key".into(), maker);
        assert!(!may(&token(Some(id(1))), &[Some(id(1))]), "a token answers as its maker");
        assert!(may(&token(None), &[Some(id(1))]) && may(&worker(1), &[None]));
    }
}
