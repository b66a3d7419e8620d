//! The page kit and the one shape of handler.
//!
//! A room declares [`Route`]s. Each is a path, the grants it may use, and a handler
//! `async fn(Ctx) -> Result<Response>`. [`Ctx`] carries who asks, the clock, the request
//! and the database; [`Ctx::read`] and [`Ctx::act`] run work in a transaction;
//! [`Fields`] reads a form and a JSON body with the same code, and describes itself to
//! the API description; [`kit`] draws.

pub mod assets;
mod csv_file;
mod ctx;
mod cursor;
mod document;
pub mod draft;
mod fields;
pub mod kit;
mod multipart;
mod parts;
mod respond;
mod route;
pub mod site;

pub use csv_file::{csv_file, download};
pub use ctx::{Answer, App, Ctx, Failure, ONCE, Request, blocking};
pub use cursor::{Cursor, PAGE_ROWS, Rows};
pub use document::{NavItem, PageView};
pub use fields::{Asked, AskedKind, Fields, fine, mend, mend_beside};
pub use multipart::Upload;
pub use parts::part_of;
pub use respond::{Body, Response, problem, see_other, with};
pub use route::{Handler, Method, Route};
