//! Birth families: for some adopted children, the people they were born to, the child as they
//! were before adoption, and the sealed link between the two.

use std::collections::BTreeMap;

use access::{
    Role,
    accounts::{Account, NewAccount},
    walls::{self, After},
};
use casework::{
    birth_families::{
        model::{BirthKind, Entry},
        store::{self as births, NewRelative},
    },
    people::{side::Identity, store::Contact},
};
use kernel::{
    Id, Result, Timestamp,
    kinds::{self, BirthFamily, BirthPerson, Case, Family, Organisation, Person},
};
use store::Keys;

use crate::{
    days,
    dice::{Dice, References},
    people,
    rows::Out,
    tables,
    world::World,
};

/// One adopted child in so many has a birth family on record (assumed).
const ONE_IN: u64 = 25;

/// An adopted child who has a birth family on record.
pub struct Adopted {
    /// The agency's place in the world.
    pub agency: usize,
    /// The child, after adoption.
    pub child: Id<Person>,
    /// When they were born.
    pub born: kernel::Date,
    /// When their case was opened.
    pub opened: Timestamp,
    /// The household.
    pub family: Id<Family>,
    /// The case.
    pub case: Id<Case>,
    /// Who coordinates it.
    pub coordinator: Option<Id<kinds::Account>>,
    /// The child's first name.
    pub called: String,
    /// The first names of the adults.
    pub adults: Vec<String>,
}

/// Those children of whom a birth family is told: the first adopted child of each agency, and one in
/// [`ONE_IN`] of the rest.
#[derive(Default)]
pub struct Chosen {
    all: Vec<Adopted>,
    counts: BTreeMap<usize, u64>,
}

impl Chosen {
    /// Considers a child of an agency's place; `who` is asked where it is chosen.
    pub fn consider(&mut self, agency: usize, who: impl FnOnce() -> Adopted) {
        let count = self.counts.entry(agency).or_default();
        if count.is_multiple_of(ONE_IN) {
            self.all.push(who());
        }
        *count += 1;
    }

    /// Writes the birth families of the chosen children, and gives each child with the birth parent and their first name.
    ///
    /// # Errors
    /// As [`Out::row`].
    pub fn write(self, out: &mut Out, keys: &Keys, world: &World) -> Result<Vec<Pair>> {
        let mut dice = Dice::new(world.seed, "birth-families", 0);
        let mut references = References::new("BF", world.seed);
        let mut shown = false;
        let mut hashes = Vec::new();
        let mut pairs = Vec::with_capacity(self.all.len());
        for adopted in self.all {
            let first = adopted.agency == 0 && !shown;
            shown |= first;
            let mut teller = Teller { out, keys, dice: &mut dice, world, hashes: &mut hashes };
            let (parent, parent_called) = teller.family(&adopted, references.next(), first)?;
            pairs.push(Pair { adopted, parent, parent_called });
        }
        hashes.sort_unstable();
        hashes.dedup();
        for (key, id) in hashes {
            out.keyed(tables::BIRTH_KEY, vec![key.into(), id.into()])?;
        }
        Ok(pairs)
    }
}

/// A child after adoption, and a birth parent of theirs: known to be one to the demo alone.
pub struct Pair {
    /// The child.
    pub adopted: Adopted,
    /// The birth parent.
    pub parent: Id<BirthPerson>,
    /// The birth parent's first name.
    pub parent_called: &'static str,
}

/// Who somebody's record belongs to.
#[derive(Clone, Copy)]
struct Of {
    agency: Id<Organisation>,
    family: Id<BirthFamily>,
    made: Timestamp,
}

struct Teller<'a> {
    out: &'a mut Out,
    keys: &'a Keys,
    dice: &'a mut Dice,
    world: &'a World,
    hashes: &'a mut Vec<(i64, Id<BirthPerson>)>,
}

impl Teller<'_> {
    fn family(
        &mut self,
        adopted: &Adopted,
        reference: kernel::Reference,
        shown: bool,
    ) -> Result<(Id<BirthPerson>, &'static str)> {
        let place = &self.world.agencies[adopted.agency];
        // Not the day of the case: rows of one day would belong together.
        let made = days::at(days::of(adopted.opened) - self.dice.within(30..=300), 600);
        let of = Of { agency: place.id, family: self.dice.random_id(), made };
        let family = births::Family { id: of.family, reference, made };
        self.out.row(tables::BIRTH_FAMILY, births::family_values(&family, of.agency), &[])?;

        let last = people::last_name(self.dice);
        let born = days::day(adopted.born) - self.dice.within(18 * 365..=38 * 365);
        let (council, _) = &place.councils[self.dice.place(place.councils.len())];
        let first = people::adult_name(self.dice);
        let contact = Contact {
            phone: people::phone(self.dice),
            email: people::email(first, last, self.hashes.len() as u64),
            ..people::home(self.dice, &council.name, council.number)
        };
        let email = contact.email.clone();
        let parent = Identity::new(first, last, Some(days::date(born)), contact);
        let parent = self.person(of, Entry { kind: BirthKind::Parent, identity: parent })?;

        let (called, _) = people::child_name(self.dice);
        let before = Identity::new(called, last, Some(adopted.born), Contact::default());
        let child = self.person(of, Entry { kind: BirthKind::Child, identity: before })?;
        let rows = [self.dice.random_id(), self.dice.random_id()];
        for values in walls::link_values::<After>(self.keys, rows, adopted.child, child)? {
            self.out.row(tables::IDENTITY_LINK, values, &[])?;
        }
        if self.dice.percent(40) {
            let (called, _) = people::child_name(self.dice);
            let identity = Identity::new(called, last, None, Contact::default());
            self.person(of, Entry { kind: BirthKind::Sibling, identity })?;
        }
        if shown {
            self.reader(adopted.agency, parent, &format!("{first} {last}"), email)?;
        }
        Ok((parent, first))
    }

    fn person(&mut self, of: Of, entry: Entry) -> Result<Id<BirthPerson>> {
        let new = NewRelative {
            id: self.dice.random_id(),
            family: of.family,
            agency: of.agency,
            entry,
            made: of.made,
        };
        let who = &new.entry.identity;
        let born = who.born.map(|d| d.to_string()).unwrap_or_default();
        let c = &who.contact;
        let texts = [who.first.as_str(), &who.last, &born, &c.address, &c.postcode, &c.phone, &c.email];
        self.out.row(tables::BIRTH_PERSON, births::person_values(self.keys, &new)?, &texts)?;
        for [key, _] in births::key_values(self.keys, of.agency, new.id, who) {
            if let store::Value::Int(key) = key {
                self.hashes.push((key, new.id));
            }
        }
        Ok(new.id)
    }

    /// A birth parent who signs in and reads what was written to them. The demo's one click signs in as the
    /// parent of an adoptive family; this account is for the record.
    fn reader(&mut self, agency: usize, person: Id<BirthPerson>, name: &str, email: String) -> Result<()> {
        let at = days::at(self.world.today - 12, 640);
        let account = Account {
            id: self.dice.id(self.world.now),
            name: name.to_owned(),
            role: Role::FamilyMember,
            agency: None,
            family: None,
            provider: None,
        };
        let new = NewAccount { account, email, password: None, demo: true };
        crate::load::account(self.out, self.keys, &new, self.world)?;
        self.out.row(tables::BIRTH_ACCOUNT, walls::account_values(new.account.id, person), &[])?;
        let place = &self.world.agencies[agency];
        let by = place.staff.social.first().map(|(id, _)| *id);
        let words = "Thank you for calling. I will be in the office on Tuesdays and Thursdays. Ring me when you are ready to talk.";
        let to = (person, place.id);
        let values = births::message_values(self.keys, self.dice.random_id(), to, at, words, by)?;
        self.out.row(tables::BIRTH_MESSAGE, values, &[words])
    }
}
