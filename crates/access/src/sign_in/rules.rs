//! What is asked of whom: pure rules of signing in.

use kernel::{Error, Id, Result, codes, kinds::Account};

use crate::Role;

codes! {
    /// How somebody proved who they are when a session began.
    Way {
        Demo = "demo", "One click in a demo";
        Password = "password", "Password";
        PasswordAndCode = "password-and-code", "Password and one-time code";
        RecoveryCode = "recovery-code", "Password and recovery code";
        Provider = "provider", "Another sign-in service";
        Passkey = "passkey", "Passkey";
    }
}

/// What comes after a right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The session begins.
    In,
    /// A one-time code is asked for.
    Code,
    /// This role needs a second factor and has none yet: it is set up now.
    Enrol,
}

/// Whether a role must have a second factor. Families may have one, and are not made to: a parent who loses
/// a phone must still reach their plan. Everybody who sees other people's records must.
pub fn needs_second_factor(role: Role) -> bool {
    !role.is_of_a_family()
}

/// What comes after a right password. People of a demo are made up and need no second factor.
pub fn after_password(role: Role, has_code: bool, demo: bool) -> Next {
    if has_code {
        Next::Code
    } else if needs_second_factor(role) && !demo {
        Next::Enrol
    } else {
        Next::In
    }
}

/// The roles that an administrator gives to people of the agency. A family member is invited from the
/// case, a provider's person and a national analyst by whoever runs the service.
pub const OF_AGENCY: [Role; 6] = [
    Role::DutyWorker,
    Role::SocialWorker,
    Role::TeamManager,
    Role::Commissioner,
    Role::FinanceOfficer,
    Role::Administrator,
];

/// That a role may be given to a colleague.
///
/// # Errors
/// A message for the field `role`.
pub fn check_role(role: Role) -> Result<()> {
    if OF_AGENCY.contains(&role) { Ok(()) } else { Err(Error::field("role", "Choose a role of your agency")) }
}

/// Nobody changes or ends their own access, or takes up an invitation that they wrote.
///
/// # Errors
/// Refused by the rule `account.own`.
pub fn not_oneself(who: Option<Id<Account>>, whose: Id<Account>) -> Result<()> {
    if who == Some(whose) {
        return Err(Error::refused(
            "account.own",
            "This is your own account. Ask another administrator to change it.",
        ));
    }
    Ok(())
}

/// An agency keeps an administrator: `others` is how many it has besides this one.
///
/// # Errors
/// Refused by the rule `account.last-administrator`.
pub fn keeps_an_administrator(role: Role, others: i64) -> Result<()> {
    if role == Role::Administrator && others < 1 {
        return Err(Error::refused(
            "account.last-administrator",
            "This is the last administrator of the agency. Invite another one first.",
        ));
    }
    Ok(())
}

/// Whether somebody's way of signing in can be set anew here: they have access, and a password, or had one that an earlier
/// reset took (`waits`).
///
/// # Errors
/// Refused by the rules `account.ended` and `account.no-password`.
pub fn may_be_reset(ended: bool, password: bool, waits: bool) -> Result<()> {
    if ended {
        return Err(Error::refused("account.ended", "Their access has ended. Give it back first."));
    }
    if password || waits {
        return Ok(());
    }
    Err(Error::refused(
        "account.no-password",
        "They sign in through another service, which keeps their password and codes. Those are set anew there.",
    ))
}

/// How many ways of signing in an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    /// Whether there is a password.
    pub password: bool,
    /// Passkeys that let somebody in.
    pub passkeys: usize,
    /// Other sign-in services, of those that this service takes.
    pub services: usize,
}

/// Nobody takes their last way of signing in away: `left` is what remains.
///
/// # Errors
/// Refused by the rule `passkey.last`.
pub fn keeps_a_way(left: Ways) -> Result<()> {
    if left.password || left.passkeys > 0 || left.services > 0 {
        return Ok(());
    }
    Err(Error::refused(
        "passkey.last",
        "This is your only way of signing in. Add another passkey first, then remove this one.",
    ))
}

/// An address that a letter can be sent to: something, an @, and a name with a dot or `localhost`.
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;:\"()[]\\".contains(c))
    };
    plain(local) && plain(host) && !host.contains("..") && !host.starts_with('.') && host.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_need_a_second_factor_and_families_may_have_one() {
        for role in Role::ALL {
            assert_eq!(after_password(*role, true, false), Next::Code);
            let without = if role.is_of_a_family() { Next::In } else { Next::Enrol };
            assert_eq!(after_password(*role, false, false), without, "{role:?}");
            assert_eq!(after_password(*role, false, true), Next::In, "{role:?} in a demo");
        }
    }

    #[test]
    fn nobody_acts_on_themselves_and_the_last_administrator_stays() {
        let (me, you) = (Id::from_parts(1, [1; 10]), Id::from_parts(1, [2; 10]));
        assert!(not_oneself(Some(me), me).is_err());
        assert!(not_oneself(Some(me), you).is_ok());
        assert!(not_oneself(None, you).is_ok());
        assert!(keeps_an_administrator(Role::Administrator, 0).is_err());
        assert!(keeps_an_administrator(Role::Administrator, 1).is_ok());
        assert!(keeps_an_administrator(Role::DutyWorker, 0).is_ok());
        assert!(check_role(Role::FamilyMember).is_err() && check_role(Role::NationalAnalyst).is_err());
    }

    #[test]
    fn what_another_service_keeps_is_not_reset_here() {
        let refused = |ended, password, waits| may_be_reset(ended, password, waits).err().map(|e| e.code());
        assert_eq!(refused(false, true, false), None);
        assert_eq!(refused(false, false, true), None, "an earlier link was not used");
        assert_eq!(refused(false, false, false), Some("account.no-password"));
        for (password, waits) in [(true, false), (false, true), (false, false)] {
            assert_eq!(refused(true, password, waits), Some("account.ended"));
        }
    }

    #[test]
    fn the_last_way_of_signing_in_stays() {
        let none = Ways { password: false, passkeys: 0, services: 0 };
        assert!(keeps_a_way(none).is_err());
        for some in
            [Ways { password: true, ..none }, Ways { passkeys: 1, ..none }, Ways { services: 1, ..none }]
        {
            assert!(keeps_a_way(some).is_ok(), "{some:?}");
        }
    }

    #[test]
    fn an_address_looks_like_one() {
        for good in ["a@b.uk", "first.last+x@sub.example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.uk", "a@", "a b@c.uk", "a@b.uk>", "a@b..uk", "x@y.uk,z@w.uk"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
