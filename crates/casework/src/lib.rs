//! From first contact to a living plan.
