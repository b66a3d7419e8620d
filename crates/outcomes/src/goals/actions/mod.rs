//! What can be done with goals, one verb a file.

pub mod add_goal;
pub mod end_goal;
pub mod rate_goals;

#[cfg(test)]
mod tests;
