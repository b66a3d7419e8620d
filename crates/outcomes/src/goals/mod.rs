//! Goals in a family's own words, rated over time by parent and child (requirement OU1).

pub mod model;
