//! What somebody is called and how they are reached, on one side of the wall of adoption.
//!
//! The side is part of the type, so that no list, page or answer can hold both:
//!
//! ```compile_fail
//! use access::walls::{After, Before};
//! use casework::people::side::Identity;
//! fn both(before: Identity<Before>, after: Identity<After>) -> Vec<String> {
//!     [before, after].iter().map(|i| i.name()).collect()
//! }
//! ```
//!
//! One side by itself is fine:
//!
//! ```
//! use access::walls::Before;
//! use casework::people::side::Identity;
//! fn one(mother: Identity<Before>, father: Identity<Before>) -> Vec<String> {
//!     [mother, father].iter().map(|i| i.name()).collect()
//! }
//! ```

use std::marker::PhantomData;

use access::walls::Side;
use kernel::Date;

use super::{
    model::{Known, Postcode},
    store::Contact,
};

/// An identity on side `S`, opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity<S: Side> {
    /// First names.
    pub first: String,
    /// Last name.
    pub last: String,
    /// Date of birth.
    pub born: Option<Date>,
    /// How to reach them.
    pub contact: Contact,
    side: PhantomData<fn() -> S>,
}

impl<S: Side> Identity<S> {
    /// An identity on this side.
    pub fn new(first: &str, last: &str, born: Option<Date>, contact: Contact) -> Self {
        Identity { first: first.to_owned(), last: last.to_owned(), born, contact, side: PhantomData }
    }

    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last).trim().to_owned()
    }

    /// What the likeness rule compares.
    pub fn known(&self) -> Known {
        Known {
            first: self.first.clone(),
            last: self.last.clone(),
            born: self.born,
            postcode: Postcode::parse(&self.contact.postcode),
        }
    }
}
