//! What can be done with the rota, one verb a file.

mod put;
mod swap;
mod take_off;

pub use put::{Put, put};
pub use swap::{answer, ask};
pub use take_off::take_off;
