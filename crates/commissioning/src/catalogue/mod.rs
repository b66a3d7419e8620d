//! What can be offered to a family: what each intervention is for, and who pays for it (requirement CM2).

pub mod model;
