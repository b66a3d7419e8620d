//! `hearth user` and `hearth token`.

use std::io::{IsTerminal, Read, Write};

use access::{
    Role,
    accounts::{self, Account, NewAccount},
    organisations, tokens,
};
use clap::Subcommand;
use kernel::{
    Clock, Error, Id, Result,
    kinds::{self, Organisation},
};
use store::{Db, Read as DbRead};

use super::{migrate, say};

/// People who sign in.
#[derive(Subcommand, Debug)]
pub(super) enum User {
    /// Make an account. The password is read from standard input.
    Create {
        /// The address they sign in with.
        #[arg(long)]
        email: String,
        /// What to call them.
        #[arg(long)]
        name: String,
        /// What they do.
        #[arg(long, default_value = "administrator", value_parser = role)]
        role: Role,
        /// Their agency's code, or a provider's; may be left out where the database holds one agency.
        #[arg(long)]
        agency: Option<String>,
    },
}

/// Tokens for the API.
#[derive(Subcommand, Debug)]
pub(super) enum Token {
    /// Make a token and print it. It is shown once.
    Create {
        /// What it may do.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The agency's code, or a provider's; may be left out for national roles and where the
        /// database holds one agency.
        #[arg(long)]
        agency: Option<String>,
        /// What it is for, as the audit log will name it.
        #[arg(long, default_value = "API token")]
        label: String,
        /// Days until it ends.
        #[arg(long, default_value_t = tokens::DAYS)]
        days: i32,
    },
    /// List the tokens: what each is called, what it is for, its role, when it ends and when it was last used.
    List,
    /// End a token at once.
    End {
        /// What `hearth token list` calls it.
        id: Id<kinds::ApiToken>,
    },
}

fn role(code: &str) -> std::result::Result<Role, String> {
    Role::from_code(code).ok_or_else(|| {
        let codes: Vec<_> = Role::ALL.iter().map(|r| r.code()).collect();
        format!("roles are {}", codes.join(", "))
    })
}

/// The agency that a command is about; for the role of a provider, the provider.
fn agency(r: &DbRead<'_>, code: Option<&str>, role: Role) -> Result<Option<Id<Organisation>>> {
    if let Some(code) = code {
        let (found, what) = match role {
            Role::Provider => (organisations::by_code(r, organisations::kind::PROVIDER, code)?, "provider"),
            _ => (organisations::agency_by_code(r, code)?, "agency or council"),
        };
        return found
            .map(|o| Some(o.id))
            .ok_or_else(|| Error::Internal(format!("there is no {what} with the code '{code}'")));
    }
    if role == Role::Provider {
        return Err(Error::Internal("say which provider with --agency CODE".into()));
    }
    if role.is_national() {
        return Ok(None);
    }
    let only = match organisations::home(r)? {
        Some(home) => Some(home),
        None => organisations::only_staffed(r)?.map(|o| o.id),
    };
    only.map(Some).ok_or_else(|| Error::Internal("say which agency with --agency CODE".into()))
}

/// One token, its parts parted by tabs.
fn line(token: &tokens::Token, now: kernel::Timestamp) -> String {
    let standing = match token.ended {
        Some(at) => format!("ended {at}"),
        None if token.ends <= now => format!("over {}", token.ends),
        None => format!("until {}", token.ends),
    };
    let used = token.used.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
    format!("{}\t{}\t{}\t{standing}\t{used}", token.id, token.role.code(), token.label)
}

impl User {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        let User::Create { email, name, role, agency: code } = self;
        if role.is_of_a_family() {
            return Err(Error::Internal(
                "a family member belongs to a case: a social worker invites them from there".into(),
            ));
        }
        migrate(&db).await?;
        let password = password()?;
        let password = accounts::hash_password(password.trim())?;
        let now = Clock::System.now();
        db.write("make an account", move |w| {
            let agency = agency(w, code.as_deref(), role)?;
            let (agency, provider) = if role == Role::Provider { (None, agency) } else { (agency, None) };
            let account =
                Account { id: Id::new(now), name: name.clone(), role, agency, family: None, provider };
            let password = Some(password.clone());
            accounts::create(w, &NewAccount { account, email: email.clone(), password, demo: false }, now)
        })
        .await?;
        say("The account is made.")
    }
}

fn password() -> Result<String> {
    let mut input = std::io::stdin();
    if input.is_terminal() {
        let _ = write!(std::io::stderr(), "Password (at least {} characters): ", accounts::PASSWORD_MIN);
        let mut line = String::new();
        input.read_line(&mut line).map_err(|e| Error::internal("standard input", e))?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let mut text = String::new();
    input.read_to_string(&mut text).map_err(|e| Error::internal("standard input", e))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

impl Token {
    pub(super) async fn run(self, db: Db) -> Result<()> {
        migrate(&db).await?;
        let now = Clock::System.now();
        let (role, code, label, days) = match self {
            Token::Create { role, agency, label, days } => (role, agency, label, days),
            Token::List => {
                for token in db.read(tokens::all).await? {
                    say(&line(&token, now))?;
                }
                return Ok(());
            }
            Token::End { id } => {
                return match db.write("end a token", move |w| tokens::end_any(w, id, now)).await? {
                    true => say("The token is ended."),
                    false => Err(Error::Internal("there is no such token, or it was ended before".into())),
                };
            }
        };
        let text = db
            .write("make a token", move |w| {
                let agency = agency(w, code.as_deref(), role)?;
                tokens::create(w, role, agency, &label, days, now)
            })
            .await?;
        say(&text)
    }
}
