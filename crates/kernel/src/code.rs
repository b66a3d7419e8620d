//! Closed lists with a stable code for storage and files, and a label for people.

/// A closed list: what [`codes!`] makes.
pub trait Coded: Copy + 'static {
    /// Every value, in the order people expect to read them.
    fn all() -> &'static [Self];
    /// The stored code.
    fn code_of(self) -> &'static str;
    /// The words a person reads.
    fn label_of(self) -> &'static str;
}

/// Declares an enum whose variants each have a code (stored, exported, never
/// changed once used) and a label in plain English.
#[macro_export]
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $label] $(#[$vmeta])* $variant,)+
        }
        impl $name {
            /// Every value, in the order people expect to read them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The stored code.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The words a person reads.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label),+ }
            }

            /// The value with this code, if there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }

            /// Reads a stored code; a code nobody wrote is an operator's problem, not a user's.
            pub fn stored(code: &str) -> $crate::Result<Self> {
                Self::from_code(code).ok_or_else(|| {
                    $crate::Error::Internal(format!("unknown {} code in the database", stringify!($name)))
                })
            }
        }
        impl $crate::Coded for $name {
            fn all() -> &'static [Self] { Self::ALL }
            fn code_of(self) -> &'static str { self.code() }
            fn label_of(self) -> &'static str { self.label() }
        }
        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }
        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let code = <String as $crate::__serde::Deserialize>::deserialize(from)?;
                Self::from_code(&code)
                    .ok_or_else(|| $crate::__serde::de::Error::custom(concat!("unknown ", stringify!($name), " code")))
            }
        }
    };
}
