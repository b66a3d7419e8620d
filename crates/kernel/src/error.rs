//! One error type for the whole house. It says what the person can do next, and
//! carries a stable code for machines. No variant may hold personal data: the
//! text of `Internal` goes to the operator's log.

use std::fmt;

/// What every fallible function of the house returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request could not be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// No such thing, or not for this person: the two look alike on purpose.
    NotFound,
    /// Nobody is signed in.
    SignIn,
    /// Signed in, but this role may not do this kind of thing at all.
    Forbidden,
    /// What was typed needs mending; each message stands beside its field.
    Invalid(Invalid),
    /// Somebody else changed the record since it was read.
    Stale,
    /// A rule of the service says no. `rule` is a stable code, `why` is for the person.
    Refused {
        /// Stable code of the rule, such as `funding.limit`.
        rule: &'static str,
        /// What the person reads, and what they can do next.
        why: String,
    },
    /// Too many tries; wait this many seconds.
    TooMany {
        /// Whole seconds to wait.
        seconds: u64,
    },
    /// The database was busy; the same request may be sent again.
    Busy,
    /// Something the person cannot mend. The text is for the operator, without personal data.
    Internal(String),
}

impl Error {
    /// The stable code that the API gives in `problem+json`.
    pub fn code(&self) -> &'static str {
        match self {
            Error::NotFound => "not-found",
            Error::SignIn => "sign-in",
            Error::Forbidden => "forbidden",
            Error::Invalid(_) => "invalid",
            Error::Stale => "stale",
            Error::Refused { rule, .. } => rule,
            Error::TooMany { .. } => "too-many",
            Error::Busy => "busy",
            Error::Internal(_) => "internal",
        }
    }

    /// A refusal by a named rule.
    pub fn refused(rule: &'static str, why: impl Into<String>) -> Self {
        Error::Refused { rule, why: why.into() }
    }

    /// One field that needs mending.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Error::Invalid(Invalid(vec![FieldError { field: field.to_owned(), message: message.into() }]))
    }

    /// An operator's message from any other error.
    pub fn internal(context: &str, cause: impl fmt::Display) -> Self {
        Error::Internal(format!("{context}: {cause}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound => f.write_str("There is nothing here, or it is not yours to see."),
            Error::SignIn => f.write_str("Sign in first."),
            Error::Forbidden => f.write_str("Your role does not allow this."),
            Error::Invalid(invalid) => {
                for (i, e) in invalid.0.iter().enumerate() {
                    if i > 0 {
                        f.write_str("; ")?;
                    }
                    write!(f, "{}: {}", e.field, e.message)?;
                }
                Ok(())
            }
            Error::Stale => f.write_str("Somebody changed this record after you opened it."),
            Error::Refused { why, .. } => f.write_str(why),
            Error::TooMany { seconds } => write!(f, "Too many tries. Wait {seconds} seconds."),
            Error::Busy => f.write_str("The service is busy. Try again in a moment."),
            Error::Internal(_) => f.write_str("Something went wrong on our side."),
        }
    }
}

impl std::error::Error for Error {}

/// The fields that need mending, in the order of the form.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct Invalid(pub Vec<FieldError>);

impl Invalid {
    /// The message for one field, if it has one.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|e| e.field == field).map(|e| e.message.as_str())
    }
}

/// One field and what is wrong with it, in words that say how to mend it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct FieldError {
    /// The field's name in the form and in the API.
    pub field: String,
    /// What to do about it.
    pub message: String,
}
