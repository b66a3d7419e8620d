//! Sessions: planned, held or missed, against what was ordered (requirement CM5).

pub mod model;
