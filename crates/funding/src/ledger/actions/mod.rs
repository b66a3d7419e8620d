//! What can be done with the ledger by itself. Commitments, payments and releases belong to the
//! rooms of what they are about.

mod allocate;

pub use allocate::allocate;
