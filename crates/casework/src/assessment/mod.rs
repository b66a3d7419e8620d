//! Assessment of need on a national framework that is data, not a form.

pub mod model;
