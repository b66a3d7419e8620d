//! What can be done with goals, one verb a file.

pub mod add_goal;
pub mod end_goal;
pub mod rate_goals;
pub mod reword_goal;
pub mod step_goal;

#[cfg(test)]
mod tests;
