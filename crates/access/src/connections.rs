//! What ids of the rooms about contact after adoption and adopted adults can be of. The rooms are in the crate
//! `connections`.

/// A contact plan: the neutral half, which names nobody of either side.
#[derive(Debug)]
pub enum ContactPlan {}
/// A letter on its way between the two sides, which names nobody but those who signed it.
#[derive(Debug)]
pub enum Letter {}
/// The face of a contact plan that looks at the adoptive family.
#[derive(Debug)]
pub enum ContactAfter {}
/// The face of a contact plan that looks at a birth relative.
#[derive(Debug)]
pub enum ContactBefore {}
/// Independent support for a birth parent.
#[derive(Debug)]
pub enum BirthSupport {}
/// An adult's request for records of their adoption.
#[derive(Debug)]
pub enum AdultRequest {}
/// A veto or a wish about contact.
#[derive(Debug)]
pub enum Veto {}
/// A request to find a relative and ask whether they want contact.
#[derive(Debug)]
pub enum Intermediary {}
