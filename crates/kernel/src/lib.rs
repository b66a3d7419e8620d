//! The words everyone uses.
