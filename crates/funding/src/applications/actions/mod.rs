//! What is done with applications, one verb a file.

mod decide;
mod draft;
mod order;
mod release;
mod send;
mod withdraw;
mod write;

#[cfg(test)]
pub(crate) mod tests;

pub use decide::{Decide, decide_application};
pub use draft::{Input, change_draft, draft_application};
pub use order::order_approved;
pub(crate) use release::release_what_is_over;
pub use release::{Swept, release_ended, release_unspent};
pub use send::send_application;
pub(crate) use send::{checked_now, told_to_the_fund};
pub use withdraw::withdraw_application;
pub use write::{mend_words, write_words};
