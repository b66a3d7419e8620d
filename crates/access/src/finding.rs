//! What ids of the rooms that find families can be of. The rooms are in the crate `family_finding`.

use kernel::{Id, kinds::Organisation};

use crate::{Actor, Role};

/// Whoever runs `hearth match` at the operator's desk for an agency: a machine without a maker that sees what a
/// family finder of the agency sees, and stands in the audit log under the command's name.
pub fn at_the_desk(agency: Id<Organisation>) -> Actor {
    Actor::machine(Role::SocialWorker, Some(agency), "hearth match".into(), None)
}

/// One child who waits, or brothers and sisters who wait together.
#[derive(Debug)]
pub enum WaitingGroup {}
/// One child of such a group.
#[derive(Debug)]
pub enum ProfiledChild {}
/// A household that is approved to adopt.
#[derive(Debug)]
pub enum Household {}
/// A sensitive reason behind what a household offers.
#[derive(Debug)]
pub enum OfferReason {}
/// A link between children and a household, made by people.
#[derive(Debug)]
pub enum FamilyLink {}
/// That somebody looked at a pair and passed it over.
#[derive(Debug)]
pub enum PassedOver {}
/// Somebody on the way to being approved to adopt.
#[derive(Debug)]
pub enum Applicant {}
