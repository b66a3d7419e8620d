//! The places, agencies, people at work and providers that the stories happen among.

use std::collections::BTreeMap;

use access::{
    Role,
    accounts::{Account, NewAccount},
    organisations::{self, Membership, kind},
};
use commissioning::{
    catalogue::model::Catalogue,
    providers::{
        model::{Approval, Price, Provider},
        vetting::{RegisteredBody, Vetting},
    },
};
use kernel::{Error, Id, Pence, ProviderKind, Result, Timestamp, kinds::Organisation};

use crate::{
    Size,
    days::{self, Day, Workdays},
    dice::Dice,
    people, shares,
};

/// The agency in which every role's demo person has something to see.
pub const SHOWN: &str = "adopt-east";
/// Where prices began, in the demo.
const PRICES_FROM: Day = 18_353; // 1 April 2020
/// Where every price rose.
const PRICES_ROSE: Day = 19_814; // 1 April 2024
/// How much, in percent (assumed).
const RISE: i64 = 7;
/// Cases that one social worker coordinates (assumed).
const CASES_EACH: u32 = 55;

/// A council of an agency.
#[derive(Debug, Clone)]
pub struct Council {
    /// Its Department for Education code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its place among all councils of the demo, for postcodes.
    pub number: usize,
}

/// People who work for an agency.
#[derive(Debug, Clone, Default)]
pub struct Staff {
    /// The duty team.
    pub duty: Vec<Id<kernel::kinds::Account>>,
    /// Social workers with their names: they coordinate cases.
    pub social: Vec<(Id<kernel::kinds::Account>, String)>,
    /// The team manager.
    pub manager: Option<Id<kernel::kinds::Account>>,
    /// A second manager, who stands in: somebody new for a complaint.
    pub deputy: Option<Id<kernel::kinds::Account>>,
    /// The commissioner.
    pub commissioner: Option<Id<kernel::kinds::Account>>,
    /// The finance officer.
    pub finance: Option<Id<kernel::kinds::Account>>,
}

/// An agency with all that its stories need.
#[derive(Debug, Clone)]
pub struct Agency {
    /// Its id.
    pub id: Id<Organisation>,
    /// Its code.
    pub code: String,
    /// Its councils, and how large each is beside the others (assumed).
    pub councils: Vec<(Council, u32)>,
    /// Who works there.
    pub staff: Staff,
    /// How many children it supports.
    pub children: u32,
    /// Who may be asked for a therapy (its place in the list of therapies), by kind of provider: places in
    /// [`World::providers`], most used first.
    pub offers: BTreeMap<(usize, ProviderKind), Vec<usize>>,
}

/// A provider with its price list.
#[derive(Debug, Clone)]
pub struct ProviderStory {
    /// Who.
    pub provider: Provider,
    /// Its code.
    pub code: String,
    /// The pan-region it works in; empty for the whole country.
    pub region: String,
    /// When it was approved.
    pub approved: Day,
    /// Place of the therapy, price of a session until and after prices rose, and its minutes.
    pub prices: Vec<(usize, [Pence; 2], u32)>,
}

impl ProviderStory {
    /// The price and minutes of a therapy on a day.
    pub fn price(&self, therapy: usize, day: Day) -> Option<(Pence, u32)> {
        let (_, prices, minutes) = self.prices.iter().find(|(offered, ..)| *offered == therapy)?;
        Some((prices[usize::from(day >= PRICES_ROSE)], *minutes))
    }

    /// What was last seen of it, and when, with the dice that said so. Insurance is for a year; of one that
    /// is suspended it has run out.
    pub fn vetted(&self, world: &World, place: usize) -> (Vetting, Timestamp, Dice) {
        let mut dice = Dice::new(world.seed, "vetting", place as u64);
        let ago = match self.provider.approval {
            Approval::Suspended => dice.within(380..=500),
            _ => dice.within(5..=300),
        };
        let seen = world.workdays.on_or_after(world.today - ago).min(world.today - 1);
        let body = match self.provider.kind {
            ProviderKind::Voluntary | ProviderKind::SupportAgency | ProviderKind::Council => {
                RegisteredBody::Ofsted
            }
            ProviderKind::Nhs => RegisteredBody::Cqc,
            ProviderKind::Independent => {
                dice.one(&[RegisteredBody::Hcpc, RegisteredBody::Ukcp, RegisteredBody::Bacp])
            }
        };
        let vetting = Vetting {
            body,
            registration: format!("DEMO-{:05}", place + 1),
            insured_until: days::date(seen + 364),
            safeguarding_on: days::date(seen - dice.within(0..=20)),
        };
        (vetting, days::at(seen, 690), dice)
    }

    /// The price list as rows.
    pub fn list(&self) -> impl Iterator<Item = Price> + '_ {
        self.prices.iter().flat_map(move |(therapy, prices, minutes)| {
            [PRICES_FROM, PRICES_ROSE].into_iter().zip(prices).map(move |(from, price)| Price {
                provider: self.provider.id,
                therapy: THERAPIES[*therapy].to_owned(),
                per_session: *price,
                minutes: *minutes,
                from: days::date(from),
            })
        })
    }
}

/// Every therapy that the demo orders: those of [`shares::THERAPIES`], then the specialist assessment.
pub const THERAPIES: [&str; shares::THERAPIES.len() + 1] = {
    let mut all = ["specialist-assessment"; shares::THERAPIES.len() + 1];
    let mut i = 0;
    while i < shares::THERAPIES.len() {
        all[i] = shares::THERAPIES[i].0;
        i += 1;
    }
    all
};
/// The place of the specialist assessment.
pub const SPECIALIST: usize = shares::THERAPIES.len();

/// Everything that stories draw on.
pub struct World {
    /// The seed.
    pub seed: u64,
    /// The day it is.
    pub today: Day,
    /// The instant it is: nothing has happened after it.
    pub now: Timestamp,
    /// Which days are worked.
    pub workdays: Workdays,
    /// The agencies; the one that is shown comes first.
    pub agencies: Vec<Agency>,
    /// The providers; the one whose account is shown comes first.
    pub providers: Vec<ProviderStory>,
    /// Accounts of people at work, of providers and of the nation's analyst.
    pub accounts: Vec<NewAccount>,
    /// Memberships that only the demo assumes.
    pub assumed: Vec<Membership>,
}

impl World {
    /// The world of this size.
    pub fn new(size: Size, seed: u64, today: Day) -> Result<World> {
        let now = days::at(today, 8 * 60);
        let all = organisations::shipped()?;
        let mut members = organisations::shipped_memberships()?;
        let assumed = assume(&all, &mut members);

        let region_of_shown = all.iter().find(|o| o.kind == kind::AGENCY && o.code == SHOWN);
        let region_of_shown =
            region_of_shown.map(|o| o.region.clone()).ok_or_else(|| missing("the agency shown"))?;
        let mut chosen: Vec<_> = all
            .iter()
            .filter(|o| o.kind == kind::AGENCY)
            .filter(|o| match size {
                Size::Tiny | Size::Agency => o.code == SHOWN,
                Size::Region => o.region == region_of_shown,
                Size::Nation => true,
            })
            .collect();
        chosen.sort_by_key(|o| (o.code != SHOWN, &o.code));

        let mut world = World {
            seed,
            today,
            now,
            workdays: Workdays::england(),
            agencies: Vec::new(),
            providers: Vec::new(),
            accounts: Vec::new(),
            assumed,
        };
        let councils: Vec<_> = all.iter().filter(|o| o.kind == kind::COUNCIL).collect();
        for agency in &chosen {
            let mut own = Vec::new();
            for (number, council) in councils.iter().enumerate() {
                if !members.iter().any(|m| m.council == council.code && m.agency == Some(agency.id)) {
                    continue;
                }
                let mut dice = Dice::new(seed, &council.code, 0);
                // The City of London and the Isles of Scilly have few families.
                let weight = match council.code.as_str() {
                    "201" | "420" => 1,
                    _ => u32::try_from(dice.number(50..=170)).unwrap_or(50),
                };
                let council = Council { code: council.code.clone(), name: council.name.clone(), number };
                own.push((council, weight));
            }
            world.agencies.push(Agency {
                id: agency.id,
                code: agency.code.clone(),
                councils: own,
                staff: Staff::default(),
                children: 0,
                offers: BTreeMap::new(),
            });
        }
        world.share_children(size);
        world.hire(&chosen.iter().map(|o| o.name.as_str()).collect::<Vec<_>>());
        let regions: Vec<&str> = chosen.iter().map(|o| o.region.as_str()).collect();
        world.found_providers(size, &regions)?;
        world.offers(&regions);
        Ok(world)
    }

    fn share_children(&mut self, size: Size) {
        let weight = |a: &Agency| a.councils.iter().map(|(_, w)| w).sum::<u32>();
        let sum: u32 = self.agencies.iter().map(weight).sum::<u32>().max(1);
        let all = match size {
            Size::Tiny => 60,
            Size::Agency => 2_000,
            Size::Region => 2_000 * sum / self.agencies.first().map_or(1, weight).max(1),
            Size::Nation => shares::CHILDREN,
        };
        for agency in &mut self.agencies {
            let own = u64::from(all) * u64::from(weight(agency)) / u64::from(sum);
            agency.children = u32::try_from(own).unwrap_or(all);
        }
    }

    /// The first account of each role is made first, so that the demo signs in as it.
    fn account(&mut self, dice: &mut Dice, role: Role, agency: Option<usize>, number: u64) -> Account {
        let at = days::at(PRICES_FROM, 9 * 60 + i32::try_from(self.accounts.len()).unwrap_or(0));
        let (first, last) = (people::adult_name(dice), people::last_name(dice));
        let agency = agency.map(|place| (self.agencies[place].id, self.agencies[place].code.clone()));
        let account = Account {
            id: dice.id(at),
            name: format!("{first} {last}"),
            role,
            agency: agency.as_ref().map(|(id, _)| *id),
            family: None,
            provider: None,
        };
        let whose = agency.map_or_else(|| "nation".to_owned(), |(_, code)| code);
        let email = format!("{}.{number}.{whose}@example.org", role.code());
        self.accounts.push(NewAccount { account: account.clone(), email, password: None, demo: true });
        account
    }

    fn hire(&mut self, names: &[&str]) {
        for place in 0..names.len() {
            let mut dice = Dice::new(self.seed, "staff", place as u64);
            let mut staff = Staff::default();
            for number in 1..=2 {
                staff.duty.push(self.account(&mut dice, Role::DutyWorker, Some(place), number).id);
            }
            let workers = (self.agencies[place].children / CASES_EACH).max(2);
            for number in 1..=u64::from(workers) {
                let worker = self.account(&mut dice, Role::SocialWorker, Some(place), number);
                staff.social.push((worker.id, worker.name));
            }
            staff.manager = Some(self.account(&mut dice, Role::TeamManager, Some(place), 1).id);
            staff.commissioner = Some(self.account(&mut dice, Role::Commissioner, Some(place), 1).id);
            staff.finance = Some(self.account(&mut dice, Role::FinanceOfficer, Some(place), 1).id);
            self.account(&mut dice, Role::Administrator, Some(place), 1);
            self.agencies[place].staff = staff;
        }
        let mut dice = Dice::new(self.seed, "analyst", 0);
        self.account(&mut dice, Role::NationalAnalyst, None, 1);
        // After everybody else, so that nobody's place among the accounts changes.
        for place in 0..names.len() {
            let mut dice = Dice::new(self.seed, "deputy", place as u64);
            let deputy = self.account(&mut dice, Role::TeamManager, Some(place), 2).id;
            self.agencies[place].staff.deputy = Some(deputy);
        }
    }

    fn found_providers(&mut self, size: Size, regions: &[&str]) -> Result<()> {
        let catalogue = Catalogue::shipped()?;
        let of_nation: u32 = shares::PROVIDERS.iter().map(|(_, count)| count).sum();
        let wanted = match size {
            Size::Tiny => 24,
            Size::Agency => 70,
            Size::Region => 170,
            Size::Nation => of_nation,
        };
        for &(kind, count) in shares::PROVIDERS {
            for number in 0..(wanted * count / of_nation).max(1) {
                let mut dice = Dice::new(self.seed, kind.code(), u64::from(number));
                let place = self.providers.len();
                // A support agency comes first: the one whose account the demo signs in as.
                let first = place == 0;
                let everywhere = !first && dice.percent(if kind == ProviderKind::Voluntary { 35 } else { 4 });
                let region = match everywhere {
                    true => String::new(),
                    false => regions[if first { 0 } else { dice.place(regions.len()) }].to_owned(),
                };
                let approved = PRICES_FROM - dice.within(100..=1_500);
                let offered = if first { 16 } else { dice.number(3..=7) };
                let mut therapies: Vec<usize> = Vec::new();
                while therapies.len() < usize::try_from(offered).unwrap_or(3) {
                    let code = dice.weighted(shares::THERAPIES);
                    let therapy = THERAPIES.iter().position(|t| *t == code).unwrap_or(0);
                    if !therapies.contains(&therapy) {
                        therapies.push(therapy);
                    }
                }
                let hourly = base_price(kind, &mut dice);
                let mut prices: Vec<(usize, [Pence; 2], u32)> = Vec::new();
                for therapy in therapies {
                    let code = THERAPIES[therapy];
                    catalogue.find(code).ok_or_else(|| missing(code))?;
                    let price = (hourly + dice.number(-3..=5) * 5).max(60);
                    prices.push((therapy, risen(price), 60));
                }
                // Regulated clinicians are found in agencies and the health service more than alone.
                if first || (kind != ProviderKind::Voluntary && dice.percent(45)) {
                    prices.push((SPECIALIST, risen(dice.number(18..=23) * 100), 360));
                }
                let name = provider_name(kind, &mut dice);
                let code = format!("{}-{place}", slug(&name));
                let approval = match dice.number(0..=99) {
                    _ if first => Approval::Approved,
                    0..=1 => Approval::Suspended,
                    2..=4 => Approval::Left,
                    _ => Approval::Approved,
                };
                let provider = Provider { id: dice.id(days::at(approved, 600)), name, kind, approval };
                self.providers.push(ProviderStory { provider, code, region, approved, prices });
            }
        }
        for place in 0..self.providers.len().min(40) {
            let mut dice = Dice::new(self.seed, "provider account", place as u64);
            let mut account = self.account(&mut dice, Role::Provider, None, place as u64 + 1);
            account.provider = Some(self.providers[place].provider.id);
            if let Some(made) = self.accounts.last_mut() {
                made.account = account;
            }
        }
        Ok(())
    }

    fn offers(&mut self, regions: &[&str]) {
        for (place, region) in regions.iter().enumerate() {
            let mut dice = Dice::new(self.seed, "offers", place as u64);
            let mut near: Vec<(usize, u32)> = Vec::new();
            for (number, provider) in self.providers.iter().enumerate() {
                if provider.region == *region || provider.region.is_empty() {
                    // Each agency has its own favourites.
                    near.push((number, u32::try_from(dice.number(0..=1_000)).unwrap_or(0)));
                }
            }
            near.sort_by_key(|(number, taste)| (*number != 0 || place != 0, *taste));
            let offers = &mut self.agencies[place].offers;
            for (number, _) in near {
                let story = &self.providers[number];
                if story.provider.approval != Approval::Approved {
                    continue;
                }
                for (therapy, ..) in &story.prices {
                    offers.entry((*therapy, story.provider.kind)).or_default().push(number);
                }
            }
        }
    }

    /// A provider for a therapy: its place, by the shares of the Fund's money, then by the agency's favourites.
    pub fn provider_for(&self, agency: usize, therapy: usize, dice: &mut Dice) -> Option<usize> {
        let offers = &self.agencies[agency].offers;
        let here: Vec<(ProviderKind, u32)> = shares::PROVIDER_KINDS
            .iter()
            .filter(|(kind, _)| offers.contains_key(&(therapy, *kind)))
            .copied()
            .collect();
        if here.is_empty() {
            return None;
        }
        let list = offers.get(&(therapy, dice.weighted(&here)))?;
        list.get(dice.favourite(list.len())).copied()
    }
}

/// Puts councils of unknown agency into the agency that most councils of their region belong to.
fn assume(all: &[organisations::Organisation], members: &mut [Membership]) -> Vec<Membership> {
    let region = |council: &str| {
        all.iter().find(|o| o.kind == kind::COUNCIL && o.code == council).map(|o| o.region.as_str())
    };
    let mut assumed = Vec::new();
    for place in 0..members.len() {
        if members[place].agency.is_some() {
            continue;
        }
        let mut counts: BTreeMap<Id<Organisation>, usize> = BTreeMap::new();
        for other in members.iter() {
            if let Some(agency) = other.agency
                && region(&other.council) == region(&members[place].council)
            {
                *counts.entry(agency).or_default() += 1;
            }
        }
        let most = counts.into_iter().max_by_key(|(id, count)| (*count, std::cmp::Reverse(*id)));
        if let Some((agency, _)) = most {
            let member = &mut members[place];
            member.agency = Some(agency);
            member.sureness = "assumed".into();
            member.source =
                "the demo: an agency of the same region, chosen so that every council has one".into();
            assumed.push(member.clone());
        }
    }
    assumed
}

fn missing(what: &str) -> Error {
    Error::Internal(format!("the demo misses {what}"))
}

/// Pounds for an hour (assumed, around the £150 that £3,000 for 19 to 20 hours comes to: Community Care, 2025).
fn base_price(kind: ProviderKind, dice: &mut Dice) -> i64 {
    let (low, high) = match kind {
        ProviderKind::Council => (80, 120),
        ProviderKind::Nhs => (110, 160),
        ProviderKind::Voluntary => (115, 155),
        ProviderKind::Independent => (95, 150),
        ProviderKind::SupportAgency => (125, 175),
    };
    dice.number(low / 5..=high / 5) * 5
}

fn risen(pounds: i64) -> [Pence; 2] {
    [Pence::pounds(pounds), Pence::pounds(pounds + pounds * RISE / 100)]
}

const CALM: &[&str] = &[
    "Kestrel",
    "Harebell",
    "Lantern",
    "Saltmarsh",
    "Rowanberry",
    "Tidewater",
    "Lapwing",
    "Fernbrook",
    "Skylark",
    "Millpond",
    "Hazelwood",
    "Bramble",
    "Moorhen",
    "Candlewick",
    "Otterburn",
    "Thistledown",
    "Wren",
    "Quayside",
    "Meadowsweet",
    "Curlew",
];

fn provider_name(kind: ProviderKind, dice: &mut Dice) -> String {
    let (calm, last) = (dice.one(CALM), people::last_name(dice));
    match kind {
        ProviderKind::Independent => {
            let first = people::adult_name(dice);
            let craft =
                dice.one(&["Therapy", "Child and Family Therapy", "Play and Creative Therapy", "Psychology"]);
            format!("{first} {last} {craft}")
        }
        ProviderKind::SupportAgency => {
            let craft =
                dice.one(&["Therapy Services", "Family Therapies", "Attachment Centre", "Therapeutic Care"]);
            format!("{calm} {last} {craft}")
        }
        ProviderKind::Voluntary => format!("{calm} {last} Adoption Trust"),
        ProviderKind::Council => format!("{last} Council Therapeutic Team"),
        ProviderKind::Nhs => format!("{last} Partnership NHS Child Mental Health Service"),
    }
}

fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    name.chars().filter(|c| *c != '\'').map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(size: Size) -> World {
        World::new(size, 1, days::day("2026-11-21".parse().unwrap())).unwrap()
    }

    #[test]
    fn the_nation_has_every_agency_and_every_council() {
        let nation = world(Size::Nation);
        assert_eq!(nation.agencies.len(), 33);
        assert_eq!(nation.agencies.iter().map(|a| a.councils.len()).sum::<usize>(), 153);
        assert_eq!(nation.assumed.len(), 1);
        let children: u32 = nation.agencies.iter().map(|a| a.children).sum();
        assert!((shares::CHILDREN - 40..=shares::CHILDREN).contains(&children));
        assert!((890..=905).contains(&nation.providers.len()));
    }

    #[test]
    fn every_agency_finds_somebody_for_every_therapy() {
        for size in [Size::Tiny, Size::Agency, Size::Region, Size::Nation] {
            let world = world(size);
            let mut dice = Dice::new(1, "test", 0);
            for agency in 0..world.agencies.len() {
                let found =
                    (0..THERAPIES.len()).filter(|t| world.provider_for(agency, *t, &mut dice).is_some());
                assert!(found.count() > THERAPIES.len() / 2, "{}", world.agencies[agency].code);
            }
        }
    }

    #[test]
    fn codes_and_addresses_are_unique_and_prices_pass_the_list_s_own_check() {
        let nation = world(Size::Nation);
        let codes: std::collections::BTreeSet<_> = nation.providers.iter().map(|p| &p.code).collect();
        assert_eq!(codes.len(), nation.providers.len());
        let emails: std::collections::BTreeSet<_> = nation.accounts.iter().map(|a| &a.email).collect();
        assert_eq!(emails.len(), nation.accounts.len());
        let catalogue = Catalogue::shipped().unwrap();
        for price in nation.providers.iter().flat_map(ProviderStory::list) {
            price.check(catalogue).unwrap();
        }
    }
}
