//! What families and providers see.
