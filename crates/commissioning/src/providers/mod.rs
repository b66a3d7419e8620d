//! Who gives a service, whether they are approved, and at what price (requirement CM1).

pub mod model;
