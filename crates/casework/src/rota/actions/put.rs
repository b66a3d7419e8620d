//! A manager puts somebody on duty, for a day or the same half days of several weeks.

use access::{Act, accounts, actions::KeepRota, audit::changed};
use kernel::{Calendar, Date, Error, Id, Result};

use crate::rota::{form::Input, model::Duty, store};

/// What was put on the rota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// How many half days; those on which they were on duty already are not counted.
    pub added: usize,
    /// Days left out because nobody is expected to work on them.
    pub left_out: Vec<Date>,
}

/// Puts somebody on duty.
///
/// # Errors
/// `Invalid` on `account` for somebody of another agency, on `day` for a day that is past or, of a series, no working day at all.
pub fn put(act: &Act<'_>, input: &Input) -> Result<Put> {
    let grant = act.agency::<KeepRota>()?;
    if !accounts::colleagues(act, grant.agency())?.iter().any(|a| a.id == input.account) {
        return Err(Error::field("account", "Choose somebody of your agency from the list"));
    }
    if input.day < act.today() {
        return Err(Error::field("day", "Choose today or a day to come"));
    }
    let (on, left_out) = crate::drop_in::model::days(input.day, input.weeks, false, Calendar::england());
    if on.is_empty() {
        return Err(Error::field("day", "That is a weekend or a bank holiday. Choose a working day"));
    }
    let mut added = 0;
    for day in on {
        for half in &input.halves {
            let duty = Duty {
                id: Id::new(act.now()),
                on: day,
                half: *half,
                account: input.account,
                ended: None,
                version: 1,
            };
            if store::add(act, &grant, &duty)? {
                added += 1;
                let (day, who) = (format!("{day} {}", half.code()), input.account.to_string());
                grant.noted(
                    act,
                    "duty",
                    duty.id.cast(),
                    None,
                    &changed(&[("day", "", &day), ("account", "", &who)]),
                )?;
            }
        }
    }
    Ok(Put { added, left_out })
}
