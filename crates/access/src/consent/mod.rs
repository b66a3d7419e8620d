//! What may cross to another organisation (requirement AC2): what a family agreed to, what
//! organisations agreed with each other, and the gate that refuses everything else.
//!
//! ```text
//! consents of the case ──┐
//! agreements of the agency ──> may_share (pure) ──> Allowed(basis) ──> a line of `disclosure`
//! safeguarding exceptions ──┘                 └──> Refused(why, what to do next)
//! ```
//!
//! A room that sends something of a record to another organisation calls [`share`] in the
//! transaction that sends it. The pages on which people ask, agree and withdraw are in the
//! crate `trust`.

mod gate;
mod model;
pub mod purposes;
pub mod store;

pub use gate::{Ask, Basis, BasisKind, Decision, Refusal, Standing, may_share, rule};
pub use model::{
    Agreement, AgreementState, Answer, Consent, ConsentState, DataKind, Exception, GivenBy, How, LegalBasis,
    Recipient, RecipientKind, may_give,
};
pub use store::{decision, share};

/// What ids here can be of.
pub mod kinds {
    /// What a family was asked and said.
    #[derive(Debug)]
    pub enum Consent {}
    /// What organisations agreed to share.
    #[derive(Debug)]
    pub enum Agreement {}
    /// Something shared to keep somebody safe, without consent or agreement.
    #[derive(Debug)]
    pub enum Exception {}
    /// Something that went to another organisation.
    #[derive(Debug)]
    pub enum Disclosure {}
}
