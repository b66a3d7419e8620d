//! Recount.
use store::statements;
statements! { NOTHING = "SELECT 1"; }
