//! Sharing a national pot out by a formula (requirement FU5): the formula is data, the effect on each agency is shown
//! beside another formula's, and any figure can be explained in plain words. Pure: nothing here touches the record, and
//! nothing is paid by it.
//!
//! No source gives weights, a floor, a ceiling or a reserve, so none is shipped: whoever tries a formula brings it.

pub mod files;
pub mod model;
pub mod tries;

#[cfg(test)]
mod tests;
