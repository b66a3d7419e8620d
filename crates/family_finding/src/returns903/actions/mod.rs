//! Actions of this room.

pub mod take_in;
