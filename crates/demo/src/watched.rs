//! Who looked at the records that the demo shows, and two uses of emergency access that wait for a review: what the
//! audit report and the managers' pages have to tell. None of it takes chance from the stories.

use access::{
    Role,
    accounts::Account,
    audit::{self, Deed, NewLine},
    emergency::{self, Sought},
};
use casework::cases::store::Case;
use kernel::{Error, Id, Result, Timestamp, kinds};
use store::Keys;

use crate::{days, dice::Dice, rows::Out, tables, world::World};

/// What is written with.
pub struct Watch<'a> {
    /// Where rows go.
    pub out: &'a mut Out,
    /// The installation's keys.
    pub keys: &'a Keys,
    /// Chance of its own.
    pub dice: &'a mut Dice,
    /// The world.
    pub world: &'a World,
}

impl Watch<'_> {
    fn account(&self, id: Id<kinds::Account>) -> Result<&Account> {
        let found = self.world.accounts.iter().find(|new| new.account.id == id);
        found.map(|new| &new.account).ok_or_else(|| Error::Internal("the demo has no such colleague".into()))
    }

    fn look(
        &mut self,
        who: Id<kinds::Account>,
        case: &Case,
        at: Timestamp,
        action: &str,
        detail: &str,
    ) -> Result<()> {
        let id = self.dice.id(at);
        let line = NewLine {
            id,
            at,
            actor: &access::Actor::public(),
            agency: Some(case.agency),
            family: Some(case.family),
            action,
            kind: "case",
            object: Some(case.id.cast()),
            deed: Deed::Look,
            detail,
        };
        let values = audit::values_of(self.keys, self.account(who)?, &line)?;
        self.out.row(tables::AUDIT_LINE, values, &[detail])
    }

    /// Colleagues who opened the case in the last weeks, each for their own work.
    ///
    /// # Errors
    /// As [`Out::row`].
    pub fn looks(&mut self, agency: usize, case: &Case) -> Result<()> {
        let staff = &self.world.agencies[agency].staff;
        let (duty, manager) = (staff.duty.first().copied(), staff.manager);
        let coordinator = case.coordinator;
        for (who, ago, minute, action) in [
            (duty, 21, 565, "case.view"),
            (coordinator, 20, 610, "case.view"),
            (coordinator, 20, 622, "plan.view"),
            (coordinator, 9, 880, "assessment.view"),
            (manager, 8, 705, "case.view"),
            (coordinator, 2, 585, "plan.view"),
        ] {
            if let Some(who) = who {
                let at = days::at(self.world.today - ago, minute);
                self.look(who, case, at, action, "from 192.0.2.17")?;
            }
        }
        Ok(())
    }

    /// One use of emergency access yesterday, which nobody has reviewed.
    ///
    /// # Errors
    /// As [`Out::row`].
    pub fn emergency(
        &mut self,
        who: Id<kinds::Account>,
        role: Role,
        case: &Case,
        reason: &str,
    ) -> Result<()> {
        let at = days::at(self.world.today - 1, 1_010);
        let id = self.dice.id(at);
        let sought = Sought {
            agency: case.agency,
            reference: case.reference.to_string(),
            found: Some((case.id, case.family)),
        };
        let values = emergency::values(self.keys, id, (who, role), &sought, reason, at)?;
        self.out.row(tables::EMERGENCY, values, &[reason])?;
        self.look(who, case, at, "case.view", &format!("from 192.0.2.40; by emergency access {id}: {reason}"))
    }
}
