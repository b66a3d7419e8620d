//! The tables of the return that adoption rules read, their columns, and one typed row of each.
//! Columns as the Department for Education's collection names them (facts: SSDA903 tables, CSV headers).

use super::cell::{Code, Day, PartDay};

kernel::codes! {
    /// A table of the return.
    Table {
        Header = "Header", "Children looked after";
        Episodes = "Episodes", "Episodes of care";
        Ad1 = "AD1", "Adoptions";
        PlacedAdoption = "PlacedAdoption", "Should be placed for adoption";
        PrevPerm = "PrevPerm", "Previous permanence";
        Uasc = "UASC", "Unaccompanied asylum-seeking children";
        /// Last year's, as it was taken in before; never a file of this year's return.
        PlacedAdoptionLast = "PlacedAdoption_last", "Should be placed for adoption, last year";
    }
}

macro_rules! fields {
    ($($name:ident = $text:literal;)+) => {
        /// A column that a rule can find fault with.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $(#[doc = $text] $name,)+ }
        impl Field {
            /// The column's heading.
            pub fn code(self) -> &'static str {
                match self { $(Field::$name => $text),+ }
            }
            /// The column with this heading.
            pub fn from_code(text: &str) -> Option<Field> {
                match text { $($text => Some(Field::$name),)+ _ => None }
            }
        }
    };
}

fields! {
    Child = "CHILD";
    Sex = "SEX";
    Dob = "DOB";
    Ethnic = "ETHNIC";
    Decom = "DECOM";
    Rne = "RNE";
    Ls = "LS";
    Cin = "CIN";
    Place = "PLACE";
    Dec = "DEC";
    Rec = "REC";
    DateInt = "DATE_INT";
    DateMatch = "DATE_MATCH";
    FosterCare = "FOSTER_CARE";
    NbAdoptr = "NB_ADOPTR";
    SexAdoptr = "SEX_ADOPTR";
    LsAdoptr = "LS_ADOPTR";
    DatePlaced = "DATE_PLACED";
    DatePlacedCeased = "DATE_PLACED_CEASED";
    ReasonPlacedCeased = "REASON_PLACED_CEASED";
    PrevPerm = "PREV_PERM";
    LaPerm = "LA_PERM";
    DatePerm = "DATE_PERM";
    Duc = "DUC";
}

impl Table {
    /// The columns that a file of this table must have.
    pub fn columns(self) -> &'static [Field] {
        use Field::{
            Child, Cin, DateInt, DateMatch, DatePerm, DatePlaced, DatePlacedCeased, Dec, Decom, Dob, Duc,
            Ethnic, FosterCare, LaPerm, Ls, LsAdoptr, NbAdoptr, Place, PrevPerm, ReasonPlacedCeased, Rec,
            Rne, Sex, SexAdoptr,
        };
        match self {
            Table::Header => &[Child, Sex, Dob, Ethnic],
            Table::Episodes => &[Child, Decom, Rne, Ls, Cin, Place, Dec, Rec],
            Table::Ad1 => &[Child, Dob, DateInt, DateMatch, FosterCare, NbAdoptr, SexAdoptr, LsAdoptr],
            Table::PlacedAdoption | Table::PlacedAdoptionLast => {
                &[Child, Dob, DatePlaced, DatePlacedCeased, ReasonPlacedCeased]
            }
            Table::PrevPerm => &[Child, Dob, PrevPerm, LaPerm, DatePerm],
            Table::Uasc => &[Child, Sex, Dob, Duc],
        }
    }

    /// The tables that can be a file.
    pub const FILES: &'static [Table] =
        &[Table::Header, Table::Episodes, Table::Ad1, Table::PlacedAdoption, Table::PrevPerm, Table::Uasc];
}

/// A child of the return, by its place among the children that were met.
pub type ChildNumber = u32;
/// A line of a file; the heading is line 1.
pub type Line = u32;

/// One row of Header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Header {
    /// Whose.
    pub child: ChildNumber,
    /// SEX.
    pub sex: Code,
    /// DOB, date of birth.
    pub dob: Day,
    /// ETHNIC.
    pub ethnic: Code,
    /// Where it stands.
    pub line: Line,
}

/// One row of Episodes. Sorted by the day it began, so that a child's come in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Episode {
    /// Whose.
    pub child: ChildNumber,
    /// DECOM, the day it began.
    pub decom: Day,
    /// DEC, the day it ceased.
    pub dec: Day,
    /// REC, the reason it ceased.
    pub rec: Code,
    /// RNE, the reason it began.
    pub rne: Code,
    /// LS, legal status.
    pub ls: Code,
    /// CIN, category of need.
    pub cin: Code,
    /// PLACE, the kind of placement.
    pub place: Code,
    /// Where it stands.
    pub line: Line,
}

/// One row of AD1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ad1 {
    /// Whose.
    pub child: ChildNumber,
    /// DOB.
    pub dob: Day,
    /// DATE_INT, the decision that adoption is in the child's best interests.
    pub date_int: Day,
    /// DATE_MATCH, the match with adopters.
    pub date_match: Day,
    /// FOSTER_CARE, whether by a former foster carer.
    pub foster_care: Code,
    /// NB_ADOPTR, how many adopters.
    pub nb_adoptr: Code,
    /// SEX_ADOPTR.
    pub sex_adoptr: Code,
    /// LS_ADOPTR, legal status of the adopters.
    pub ls_adoptr: Code,
    /// Where it stands.
    pub line: Line,
}

impl Ad1 {
    /// Which of the six adoption items are filled in, in the order of the columns.
    pub fn filled(&self) -> [(Field, bool); 6] {
        [
            (Field::DateInt, !self.date_int.is_blank()),
            (Field::DateMatch, !self.date_match.is_blank()),
            (Field::FosterCare, !self.foster_care.is_blank()),
            (Field::NbAdoptr, !self.nb_adoptr.is_blank()),
            (Field::SexAdoptr, !self.sex_adoptr.is_blank()),
            (Field::LsAdoptr, !self.ls_adoptr.is_blank()),
        ]
    }

    /// The first of the six that is filled in, or is not.
    pub fn first(&self, filled: bool) -> Option<Field> {
        self.filled().into_iter().find(|(_, is)| *is == filled).map(|(field, _)| field)
    }
}

/// One row of PlacedAdoption. Sorted by the day of the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// Whose.
    pub child: ChildNumber,
    /// DATE_PLACED, the decision that the child should be placed for adoption.
    pub date: Day,
    /// DATE_PLACED_CEASED, the decision that the child should no longer be.
    pub ceased: Day,
    /// REASON_PLACED_CEASED.
    pub reason: Code,
    /// DOB.
    pub dob: Day,
    /// Where it stands.
    pub line: Line,
}

/// One row of PrevPerm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrevPerm {
    /// Whose.
    pub child: ChildNumber,
    /// DOB.
    pub dob: Day,
    /// PREV_PERM, the permanence option before.
    pub option: Code,
    /// LA_PERM, the authority that arranged it.
    pub authority: Code,
    /// DATE_PERM, the day of its order.
    pub date: PartDay,
    /// Where it stands.
    pub line: Line,
}

/// One row of UASC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uasc {
    /// Whose.
    pub child: ChildNumber,
    /// DUC, the day the status ceased.
    pub duc: Day,
    /// Where it stands.
    pub line: Line,
}

/// A decision as last year's return gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LastPlaced {
    /// Whose.
    pub child: ChildNumber,
    /// DATE_PLACED.
    pub date: Day,
    /// DATE_PLACED_CEASED.
    pub ceased: Day,
    /// REASON_PLACED_CEASED.
    pub reason: Code,
}
