//! The page kit and the one shape of handler.

pub mod assets;
pub mod kit;
