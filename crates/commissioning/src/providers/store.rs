//! Providers and prices in the database.

use access::{
    Act, Grant, InAgency, Look,
    actions::{InviteProvider, ListProviders},
    organisations::{self, kind},
};
use kernel::{
    Date, Error, Id, Pence, ProviderKind, Result, Timestamp,
    kinds::{Account, Organisation},
};
use page::{Cursor, PAGE_ROWS, Rows};
use store::{Read, Row, Value, Write, statements};

use super::{
    model::{Approval, Price, Provider},
    vetting::{RegisteredBody, Vetting},
};
use crate::catalogue::model::Catalogue;

statements! {
    PUT = "INSERT INTO provider (id, kind, approval, approved_on, version) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (id) DO NOTHING";
    PUT_PRICE = "INSERT INTO provider_price (provider_id, therapy, from_date, price_pence, minutes) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (provider_id, therapy, from_date) DO NOTHING";
    PUT_VETTING = "INSERT INTO provider_vetting (id, provider_id, body, registration, insured_until, safeguarding_on, recorded_at, recorded_by)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    VETTING = "SELECT body, registration, insured_until, safeguarding_on, recorded_at FROM provider_vetting
               WHERE provider_id = $1 ORDER BY recorded_at DESC, id DESC LIMIT 1";
    STAND = "UPDATE provider SET approval = $3, approved_on = $4, version = version + 1 WHERE id = $1 AND version = $2";
    KEPT = "SELECT p.id, o.name, p.kind, p.approval, p.approved_on, o.region, p.version, o.code
            FROM provider p JOIN organisation o ON o.id = p.id WHERE p.id = $1";
    ORDERED = "SELECT 1 FROM purchase_order WHERE provider_id = $2 AND agency_id = $1 LIMIT 1";
    VETTED = "SELECT 1 FROM provider_vetting v JOIN account a ON a.id = v.recorded_by
              WHERE v.provider_id = $2 AND a.agency_id = $1 LIMIT 1";
    ALL_PRICES = "SELECT provider_id, therapy, price_pence, minutes, from_date FROM provider_price
                  WHERE provider_id = $1 ORDER BY therapy, from_date";
    LOAD = "SELECT p.id, o.name, p.kind, p.approval FROM provider p JOIN organisation o ON o.id = p.id WHERE p.id = $1";
    PRICES = "SELECT provider_id, therapy, price_pence, minutes, from_date FROM provider_price
              WHERE provider_id = $1 AND therapy = $2 ORDER BY from_date";
    OFFERS = "SELECT p.id, o.name, p.kind, p.approval, pp.price_pence, pp.minutes, pp.from_date
              FROM provider_price pp JOIN provider p ON p.id = pp.provider_id JOIN organisation o ON o.id = p.id
              WHERE pp.therapy = $1 AND pp.from_date <= $2 AND p.approval = 'approved'
                AND NOT EXISTS (SELECT 1 FROM provider_price later WHERE later.provider_id = pp.provider_id
                  AND later.therapy = pp.therapy AND later.from_date <= $2 AND later.from_date > pp.from_date)
              ORDER BY o.name, p.id";
    APPROVED = "SELECT p.id, o.name, p.kind, p.approval FROM provider p JOIN organisation o ON o.id = p.id
                WHERE p.approval = 'approved' ORDER BY o.name, p.id LIMIT 1000";
    FIRST = "SELECT p.id, o.name, p.kind, p.approval, p.approved_on FROM provider p JOIN organisation o ON o.id = p.id
             ORDER BY o.name, p.id LIMIT $1";
    NEXT = "SELECT p.id, o.name, p.kind, p.approval, p.approved_on FROM provider p JOIN organisation o ON o.id = p.id
            WHERE (o.name, o.id) > (SELECT last.name, last.id FROM organisation last WHERE last.id = $2)
            ORDER BY o.name, p.id LIMIT $1";
    FIRST_WITH = "SELECT p.id, o.name, p.kind, p.approval, p.approved_on FROM provider p JOIN organisation o ON o.id = p.id
             WHERE EXISTS (SELECT 1 FROM provider_price pp WHERE pp.provider_id = p.id AND pp.therapy = $2 AND pp.from_date <= $3)
             ORDER BY o.name, p.id LIMIT $1";
    NEXT_WITH = "SELECT p.id, o.name, p.kind, p.approval, p.approved_on FROM provider p JOIN organisation o ON o.id = p.id
            WHERE EXISTS (SELECT 1 FROM provider_price pp WHERE pp.provider_id = p.id AND pp.therapy = $2 AND pp.from_date <= $3)
              AND (o.name, o.id) > (SELECT last.name, last.id FROM organisation last WHERE last.id = $4)
            ORDER BY o.name, p.id LIMIT $1";
    PRICES_BETWEEN = "SELECT pp.provider_id, pp.therapy, pp.price_pence, pp.minutes, pp.from_date
              FROM provider_price pp JOIN organisation o ON o.id = pp.provider_id
              WHERE (o.name, o.id) >= ($1, $2) AND (o.name, o.id) <= ($3, $4) AND pp.from_date <= $5
                AND NOT EXISTS (SELECT 1 FROM provider_price later WHERE later.provider_id = pp.provider_id
                  AND later.therapy = pp.therapy AND later.from_date <= $5 AND later.from_date > pp.from_date)
              ORDER BY pp.provider_id, pp.therapy";
}

/// The columns of `provider` that [`values`] fills, in order.
pub const COLUMNS: &str = "id, kind, approval, approved_on, version";
/// The columns of `provider_price` that [`price_values`] fills, in order.
pub const PRICE_COLUMNS: &str = "provider_id, therapy, from_date, price_pence, minutes";

/// The columns of `provider_vetting` that [`vetting_values`] fills, in order.
pub const VETTING_COLUMNS: &str =
    "id, provider_id, body, registration, insured_until, safeguarding_on, recorded_at, recorded_by";

/// What a record of vetting has its id of.
#[derive(Debug)]
pub enum VettingRow {}

/// A provider to be put on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProvider {
    /// Who, and how they stand.
    pub provider: Provider,
    /// A short name for machines, unique among providers, such as `willow-therapies`.
    pub code: String,
    /// The region where they work, as councils have it; empty where they work everywhere.
    pub region: String,
    /// The day they were approved.
    pub approved_on: Option<Date>,
}

impl NewProvider {
    /// The organisation that the provider is: its row must be there before the provider's.
    pub fn organisation(&self) -> organisations::Organisation {
        organisations::Organisation {
            id: self.provider.id,
            kind: kind::PROVIDER.into(),
            code: self.code.clone(),
            name: self.provider.name.clone(),
            region: self.region.clone(),
            note: String::new(),
        }
    }
}

/// The values of one provider, for [`COLUMNS`].
pub fn values(new: &NewProvider) -> Vec<Value> {
    let p = &new.provider;
    vec![p.id.into(), p.kind.code().into(), p.approval.code().into(), new.approved_on.into(), 1_i64.into()]
}

/// The values of one price, for [`PRICE_COLUMNS`].
pub fn price_values(price: &Price) -> Vec<Value> {
    vec![
        price.provider.into(),
        (&price.therapy).into(),
        price.from.into(),
        price.per_session.into(),
        price.minutes.into(),
    ]
}

/// Puts a provider on the list with prices; what is there already stays as it is. For commands and
/// the demo, which act for the installation itself.
///
/// # Errors
/// `Invalid` for a price that [`Price::check`] refuses.
pub fn put(w: &Write<'_>, new: &NewProvider, prices: &[Price]) -> Result<()> {
    organisations::put(w, &new.organisation())?;
    w.execute(PUT, &values(new))?;
    for price in prices {
        let price = price.clone().check(Catalogue::shipped()?)?;
        w.execute(PUT_PRICE, &price_values(&price))?;
    }
    Ok(())
}

/// The values of what was seen of a provider, for [`VETTING_COLUMNS`].
pub fn vetting_values(
    id: Id<VettingRow>,
    provider: Id<Organisation>,
    seen: &Vetting,
    at: Timestamp,
    by: Option<Id<Account>>,
) -> Vec<Value> {
    vec![
        id.into(),
        provider.into(),
        seen.body.code().into(),
        (&seen.registration).into(),
        seen.insured_until.into(),
        seen.safeguarding_on.into(),
        at.into(),
        by.into(),
    ]
}

/// Records what was seen.
pub(super) fn add_vetting(act: &Act<'_>, provider: Id<Organisation>, seen: &Vetting) -> Result<()> {
    let values = vetting_values(Id::new(act.now()), provider, seen, act.now(), act.actor().account());
    act.execute(PUT_VETTING, &values).map(|_| ())
}

/// Lists a price; whether it was new, and no price of the therapy begins on that day already.
pub(super) fn add_price(act: &Act<'_>, price: &Price) -> Result<bool> {
    Ok(act.execute(PUT_PRICE, &price_values(price))? == 1)
}

/// Changes the standing of the version that was read.
pub(super) fn set_standing(
    act: &Act<'_>,
    id: Id<Organisation>,
    version: i64,
    approval: Approval,
    approved_on: Option<Date>,
) -> Result<()> {
    act.change(STAND, &[id.into(), version.into(), approval.code().into(), approved_on.into()])
}

/// What was seen of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What.
    pub seen: Vetting,
    /// When it was recorded.
    pub recorded: Timestamp,
}

/// What was last seen of a provider; none for one that the installation's commands put on the list.
pub(crate) fn vetting(r: &Read<'_>, id: Id<Organisation>) -> Result<Option<Seen>> {
    let Some(row) = r.opt(VETTING, &[id.into()])? else { return Ok(None) };
    let seen = Vetting {
        body: row.code(0, RegisteredBody::stored)?,
        registration: row.get(1)?,
        insured_until: row.get(2)?,
        safeguarding_on: row.get(3)?,
    };
    Ok(Some(Seen { seen, recorded: row.get(4)? }))
}

/// A provider as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub provider: Provider,
    pub approved_on: Option<Date>,
    pub region: String,
    pub version: i64,
    pub code: String,
}

/// The provider with this id, as its page shows it.
pub(crate) fn kept(r: &Read<'_>, id: Id<Organisation>) -> Result<Option<Kept>> {
    let Some(row) = r.opt(KEPT, &[id.into()])? else { return Ok(None) };
    Ok(Some(Kept {
        provider: read(&row)?,
        approved_on: row.get(4)?,
        region: row.get(5)?,
        version: row.get(6)?,
        code: row.get(7)?,
    }))
}

/// A provider as an agency knows it that may invite its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What it is called.
    pub name: String,
    /// How it stands.
    pub approval: Approval,
    /// Whether the agency works with it: it ordered from it, or somebody of it recorded what was seen of it.
    pub ours: bool,
}

/// The provider with this id, as the agency of the grant knows it.
///
/// # Errors
/// `NotFound` where there is none.
pub fn known(
    look: &Look<'_>,
    grant: &Grant<InviteProvider, InAgency>,
    id: Id<Organisation>,
) -> Result<Known> {
    let provider = load(look, id)?.ok_or(Error::NotFound)?;
    let params = [grant.agency().into(), id.into()];
    let ours = look.opt(ORDERED, &params)?.is_some() || look.opt(VETTED, &params)?.is_some();
    Ok(Known { name: provider.name, approval: provider.approval, ours })
}

/// A provider's whole price list, by therapy and day.
pub(crate) fn all_prices(r: &Read<'_>, id: Id<Organisation>) -> Result<Vec<Price>> {
    r.query(ALL_PRICES, &[id.into()])?.iter().map(read_price).collect()
}

/// The provider with this id.
pub(crate) fn load(r: &Read<'_>, id: Id<Organisation>) -> Result<Option<Provider>> {
    r.opt(LOAD, &[id.into()])?.as_ref().map(read).transpose()
}

/// A provider's prices for a therapy, oldest first.
pub(crate) fn prices(r: &Read<'_>, id: Id<Organisation>, therapy: &str) -> Result<Vec<Price>> {
    r.query(PRICES, &[id.into(), therapy.into()])?.iter().map(read_price).collect()
}

/// An approved provider with the price of the day for one therapy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Who offers it.
    pub provider: Provider,
    /// The price of one session.
    pub per_session: Pence,
    /// Length of one session in minutes.
    pub minutes: u32,
}

/// Who may be asked for a therapy on a day, at what price, by name. Prices are no personal data, and
/// whoever places an order or drafts an application needs them.
pub fn offers(r: &Read<'_>, therapy: &str, on: Date) -> Result<Vec<Offer>> {
    r.query(OFFERS, &[therapy.into(), on.into()])?
        .iter()
        .map(|row| Ok(Offer { provider: read(row)?, per_session: row.get(4)?, minutes: row.get(5)? }))
        .collect()
}

/// Every approved provider by name, 1,000 at most: to choose from. No personal data.
pub fn approved(r: &Read<'_>) -> Result<Vec<Provider>> {
    r.query(APPROVED, &[])?.iter().map(read).collect()
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub provider: Provider,
    pub approved_on: Option<Date>,
    pub prices: Vec<Price>,
}

/// One page of the list by name, with the prices of `on`; all of it when `rows` is `None`.
pub(crate) fn list(
    look: &Look<'_>,
    _grant: &Grant<ListProviders, InAgency>,
    therapy: Option<&str>,
    on: Date,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<Listed>> {
    let limit: Value = rows.map_or(i64::MAX, |n| n as i64 + 1).into();
    let found = match (therapy, after) {
        (None, None) => look.query(FIRST, &[limit])?,
        (None, Some(after)) => look.query(NEXT, &[limit, after.id.into()])?,
        (Some(code), None) => look.query(FIRST_WITH, &[limit, code.into(), on.into()])?,
        (Some(code), Some(after)) => {
            look.query(NEXT_WITH, &[limit, code.into(), on.into(), after.id.into()])?
        }
    };
    let mut listed: Vec<Listed> = found
        .iter()
        .map(|row| Ok(Listed { provider: read(row)?, approved_on: row.get(4)?, prices: Vec::new() }))
        .collect::<Result<_>>()?;
    if let (Some(first), Some(last)) = (listed.first(), listed.last()) {
        let (first, last) = (&first.provider, &last.provider);
        let between = [(&first.name).into(), first.id.into(), (&last.name).into(), last.id.into(), on.into()];
        let mut prices: Vec<Price> =
            look.query(PRICES_BETWEEN, &between)?.iter().map(read_price).collect::<Result<_>>()?;
        for line in &mut listed {
            line.prices = prices.extract_if(.., |p| p.provider == line.provider.id).collect();
        }
    }
    let cursor = |line: &Listed| Cursor { key: 0, id: line.provider.id.cast() };
    Ok(Rows::cut_or_all(listed, rows, cursor))
}

/// One page of the list.
pub(crate) fn page(
    look: &Look<'_>,
    grant: &Grant<ListProviders, InAgency>,
    therapy: Option<&str>,
    after: Option<Cursor>,
) -> Result<Rows<Listed>> {
    list(look, grant, therapy, look.today(), after, Some(PAGE_ROWS))
}

fn read(row: &Row) -> Result<Provider> {
    Ok(Provider {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.code(2, ProviderKind::stored)?,
        approval: row.code(3, Approval::stored)?,
    })
}

fn read_price(row: &Row) -> Result<Price> {
    Ok(Price {
        provider: row.get(0)?,
        therapy: row.get(1)?,
        per_session: row.get(2)?,
        minutes: row.get(3)?,
        from: row.get(4)?,
    })
}
