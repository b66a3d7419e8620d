//! Families who are approved and ready, as plain values: what they can offer. Sensitive reasons behind
//! an offer are no part of it and have no place in a score.

use kernel::{Date, Need};

use super::words::{Able, Contact, Experience, Faith, Health, Heritage, Language, Sex};

/// What a family can offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The reference that people quote.
    pub reference: String,
    /// The code of the agency that approved them.
    pub agency: String,
    /// The day of approval.
    pub approved: Date,
    /// Approved for children from this age in whole years.
    pub youngest: u8,
    /// To this age in whole years, at least `youngest`.
    pub oldest: u8,
    /// How many children they are approved for, at least one.
    pub most: u8,
    /// The sex of child they hope for, where it matters to them.
    pub sex: Option<Sex>,
    /// What they feel able to meet; a need that is not here was not talked about.
    pub able: Vec<(Need, Able)>,
    /// The most uncertainty about health that they feel able to live with.
    pub health: Health,
    /// The most contact that they feel able to keep up.
    pub contact: Contact,
    /// The council where they live, by its Department for Education code.
    pub council: String,
    /// What they bring along.
    pub experience: Experience,
    /// Whether they are approved to foster first (concurrent planning, fostering for adoption).
    pub early: bool,
    /// Ethnic backgrounds in the family.
    pub heritage: Vec<Heritage>,
    /// Languages spoken beside English.
    pub languages: Vec<Language>,
    /// Faiths lived in the family.
    pub faiths: Vec<Faith>,
}
