//! Hearth, put together: the rooms of every crate, the server, and the commands.

pub mod commands;
mod files;
mod home;
mod housekeeping;
mod mail;
mod openapi;
pub mod rooms;
pub mod sealed;
mod sealer;
pub mod serve;
