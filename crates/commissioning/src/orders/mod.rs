//! Orders: so many sessions of one therapy from one provider at one price (requirement CM4, thin).

pub mod model;
