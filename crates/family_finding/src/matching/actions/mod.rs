//! What can be done with children who wait, one verb a file.

mod add_child;
mod change_group;
mod correct_child;
mod pass_over;
mod record_group;
mod withdraw_group;

#[cfg(test)]
pub(crate) mod tests;

pub use add_child::add_child;
pub use change_group::change_group;
pub use correct_child::correct_child;
pub use pass_over::pass_over;
pub use record_group::record_group;
pub use withdraw_group::withdraw_group;

/// The stable codes of the rules that can refuse.
pub mod rule {
    /// The group has as many children as one can have.
    pub const FULL: &str = "matching.full";
    /// The group is linked, placed, or no longer looked for.
    pub const NOT_WAITING: &str = "matching.not-waiting";
}
