//! What ids of the rooms round the support plan can be of, besides the plan and its actions. The rooms are in the crate `casework`.

/// The owner of an action of a plan, asked by a letter with a link to say what became of it.
#[derive(Debug)]
pub enum ActionAsk {}
