//! The whole house under test, in one binary: the schema and every statement on both
//! engines, the store's promises under fire, the routes and who may take them, and the
//! main job through the API; and the web as every role walks it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "in tests, what should not happen stops the test")]

mod backup;
mod canary;
mod columns;
mod crash;
mod destroyed;
mod documents;
mod drafts;
mod house;
mod links;
mod main_job;
mod noise;
mod others;
mod routes;
mod scenarios;
mod schema;
mod sealed;
mod store_face;
mod uploads;
mod web;
