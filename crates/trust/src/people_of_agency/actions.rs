//! Inviting somebody, with the letter that goes out.

use access::{
    Act, Role,
    actions::ManageAccounts,
    organisations,
    sign_in::{
        invitations::{self, DAYS, Guest, Made},
        keeper::For,
        people,
    },
};
use kernel::Result;
use page::Fields;
use store::outbox;

/// What the form asks.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) guest: Guest,
    pub(super) role: Role,
}

pub(crate) fn guest(f: &mut Fields) -> Option<Guest> {
    let name = f.required("name", "Enter their name", 100);
    let email = f.required("email", "Enter their email address", 200);
    Some(Guest { name: name?, email: email? })
}

pub(super) fn fields(f: &mut Fields) -> Option<Input> {
    let guest = guest(f);
    let role = f.choice::<Role>("role", "Choose what they will do");
    Some(Input { guest: guest?, role: role? })
}

/// Invites a colleague, sends the letter, and tells the other administrators of the agency, so that nobody quietly
/// invites a second self.
pub(super) fn invite(act: &Act<'_>, input: &Input, base: &str) -> Result<()> {
    let made = invitations::colleague(act, &input.guest, input.role)?;
    letter(act, &made, base)?;
    let grant = act.agency::<ManageAccounts>()?;
    let role = input.role.label().to_lowercase();
    for (account, address) in people::other_administrators(act, &grant)? {
        let key = format!("invitation-{}-told-{account}", made.invitation.id);
        let body = format!(
            "Another administrator of your agency has invited somebody to sign in as {role}.\n\nSee who: {base}/accounts\n\nIf you did not expect this, ask. You can withdraw an invitation until it is taken up, and end access afterwards.\n"
        );
        outbox::email(act.write(), act.now(), &key, &address, "Somebody was invited to sign in", &body)?;
    }
    Ok(())
}

/// Writes the letter with the link. It names nobody: an address may be mistyped, and mail is read on the way. Of a birth
/// relative it says neither that they are one nor what it is about.
pub(crate) fn letter(act: &Act<'_>, made: &Made, base: &str) -> Result<()> {
    let invitation = &made.invitation;
    let agency = organisations::by_id(act, invitation.agency)?.name;
    let what = match invitation.whose {
        For::Family(_) => "to see your support plan, your appointments and your goals".to_owned(),
        For::BirthRelative(_) => {
            "to pages of your own, where you read what we write to you and write to us".to_owned()
        }
        For::Provider(id) => {
            let provider = organisations::by_id(act, id)?.name;
            format!("for {provider}, to answer orders, record sessions and send invoices")
        }
        For::Agency => format!("to work as {}", invitation.role.label().to_lowercase()),
    };
    let body = format!(
        "Hello,\n\n{agency} invites you to sign in {what}.\n\nOpen this link within {DAYS} days and choose how you will sign in. It works once:\n\n{base}/invited/{}\n\nIf you did not expect this, do nothing: without you the link leads nowhere.\n",
        made.secret
    );
    let key = format!("invitation-{}-{}", invitation.id, invitation.sent.as_microsecond());
    outbox::email(act.write(), act.now(), &key, &invitation.email, "You are invited to sign in", &body)
}
