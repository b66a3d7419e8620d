//! Who people are: names, likeness, and finding somebody without storing a name in the clear.

pub mod model;
