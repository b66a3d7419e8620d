//! Made-up people: names from the crate `fake`, addresses, numbers and postcodes that reach nobody.
//!
//! * Family names and adults' given names come from `fake` (its English and Welsh lists); children's
//!   given names from the short lists below, since a child's record also says the sex.
//! * Telephone numbers lie in ranges that Ofcom keeps for drama: mobile ones in 07700 900000 to 900999, others in 496 0000
//!   to 0999 of seven cities.
//! * Postcodes have the area NX, which no place in the United Kingdom has, in a shape that
//!   forms accept, so that a search by postcode can be tried.
//! * Email addresses end in example.org (RFC 2606).

use casework::people::store::Contact;
use fake::{
    Fake,
    faker::name::raw::{FirstName, LastName},
    locales::{CY_GB, EN},
};

use crate::dice::Dice;

const GIRLS: &[&str] = &[
    "Aaliyah",
    "Abigail",
    "Aisha",
    "Alice",
    "Amelia",
    "Amina",
    "Anya",
    "Ava",
    "Beatrice",
    "Bella",
    "Charlotte",
    "Chloe",
    "Daisy",
    "Eleanor",
    "Elsie",
    "Emily",
    "Erin",
    "Esme",
    "Evie",
    "Fatima",
    "Florence",
    "Freya",
    "Grace",
    "Hannah",
    "Harriet",
    "Holly",
    "Imogen",
    "Iris",
    "Isla",
    "Ivy",
    "Jasmine",
    "Jessica",
    "Kayla",
    "Keira",
    "Layla",
    "Lily",
    "Lola",
    "Lucy",
    "Maisie",
    "Maryam",
    "Matilda",
    "Maya",
    "Mia",
    "Millie",
    "Molly",
    "Nadia",
    "Niamh",
    "Olivia",
    "Phoebe",
    "Poppy",
    "Priya",
    "Rosie",
    "Ruby",
    "Scarlett",
    "Sienna",
    "Sofia",
    "Summer",
    "Tia",
    "Willow",
    "Zara",
];

const BOYS: &[&str] = &[
    "Aaron", "Adam", "Adeel", "Albie", "Alfie", "Archie", "Arjun", "Arlo", "Arthur", "Ayaan", "Billy",
    "Blake", "Caleb", "Callum", "Charlie", "Connor", "Daniel", "Dylan", "Edward", "Elijah", "Ethan", "Ezra",
    "Felix", "Finley", "Freddie", "George", "Harley", "Harrison", "Harvey", "Henry", "Hugo", "Ibrahim",
    "Isaac", "Jack", "Jaden", "Jake", "Jayden", "Jenson", "Joshua", "Jude", "Kai", "Kian", "Leo", "Liam",
    "Logan", "Luca", "Mason", "Max", "Mohammed", "Noah", "Oliver", "Oscar", "Reggie", "Riley", "Rory",
    "Samuel", "Sonny", "Teddy", "Theo", "Tyler", "Zac",
];

const STREETS: &[&str] = &[
    "Road", "Street", "Close", "Lane", "Avenue", "Drive", "Gardens", "Terrace", "Way", "Crescent", "Place",
    "Rise",
];

/// The letters that end a postcode.
const INWARD: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";

/// A family name.
pub fn last_name(dice: &mut Dice) -> &'static str {
    match dice.percent(7) {
        true => LastName(CY_GB).fake_with_rng::<&'static str, _>(&mut dice.0),
        false => LastName(EN).fake_with_rng::<&'static str, _>(&mut dice.0),
    }
}

/// An adult's given name.
pub fn adult_name(dice: &mut Dice) -> &'static str {
    match dice.percent(7) {
        true => FirstName(CY_GB).fake_with_rng::<&'static str, _>(&mut dice.0),
        false => FirstName(EN).fake_with_rng::<&'static str, _>(&mut dice.0),
    }
}

/// A child's given name and sex, as the code of the statutory return: F or M.
pub fn child_name(dice: &mut Dice) -> (&'static str, &'static str) {
    if dice.percent(48) { (dice.one(GIRLS), "F") } else { (dice.one(BOYS), "M") }
}

/// How to reach a household, the same for all in it but phone and email.
pub fn home(dice: &mut Dice, council: &str, council_number: usize) -> Contact {
    let (house, street) = (dice.number(1..=180), last_name(dice));
    let letter = |dice: &mut Dice| char::from(INWARD[dice.place(INWARD.len())]);
    Contact {
        address: format!("{house} {street} {}, {council}", dice.one(STREETS)),
        postcode: format!(
            "NX{} {}{}{}",
            10 + council_number % 90,
            dice.number(0..=9),
            letter(dice),
            letter(dice)
        ),
        phone: String::new(),
        email: String::new(),
    }
}

/// Codes of Leeds, Sheffield, Nottingham, Leicester, Bristol, Reading and Birmingham.
const CITIES: &[&str] = &["0113", "0114", "0115", "0116", "0117", "0118", "0121"];

/// An adult's own telephone number.
pub fn phone(dice: &mut Dice) -> String {
    let number = dice.number(0..=999);
    match dice.percent(30) {
        true => format!("07700 900{number:03}"),
        false => format!("{} 496 0{number:03}", dice.one(CITIES)),
    }
}

/// An adult's own address for email; the number keeps it apart from others of the name.
pub fn email(first: &str, last: &str, number: u64) -> String {
    let plain = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
    };
    format!("{}.{}.{number}@example.org", plain(first), plain(last))
}

#[cfg(test)]
mod tests {
    use casework::people::model::Postcode;

    use super::*;

    #[test]
    fn addresses_have_a_shape_that_forms_take_and_reach_nobody() {
        let mut dice = Dice::new(1, "people", 0);
        for number in 0..200 {
            let home = home(&mut dice, "Norfolk", number);
            assert!(Postcode::parse(&home.postcode).is_some(), "{}", home.postcode);
            assert!(home.postcode.starts_with("NX"));
            let phone = phone(&mut dice);
            assert!(phone.starts_with("07700 900") || phone[4..].starts_with(" 496 0"), "{phone}");
            let email = email(adult_name(&mut dice), last_name(&mut dice), 3);
            assert!(email.ends_with(".3@example.org") && email.is_ascii());
        }
    }
}
