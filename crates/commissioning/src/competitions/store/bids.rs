//! Who may bid, who is invited, and the bids as they lie sealed.

use super::{Chosen, opened_bytes, seal_bytes};
use crate::competitions::model::{Offer, State};
use access::market::{Bid, Invitation};
use access::{Act, Action, Grant, Look, One, Own};
use kernel::kinds::{Account, Organisation};
use kernel::{Date, Error, Id, Pence, Reference, Result, Timestamp};
use page::{Cursor, Rows};
use store::{Column, Read, Row, statements};

const ENCRYPTED: Column = Column::new("competition_bid.encrypted");
const OPENED: Column = Column::new("competition_bid.opened");
const FEEDBACK: Column = Column::new("competition_bid.feedback");

statements! {
    SHORTLIST = "SELECT p.id, o.name, o.region, pp.price_pence, pp.minutes, k.places, k.wait_weeks, k.stated_at
                 FROM provider_price pp JOIN provider p ON p.id = pp.provider_id JOIN organisation o ON o.id = p.id
                   LEFT JOIN provider_capacity k ON k.provider_id = p.id AND k.therapy = pp.therapy
                 WHERE pp.therapy = $1 AND pp.from_date <= $2 AND p.approval = 'approved' AND COALESCE(k.places, 1) > 0
                   AND (o.region = '' OR o.region = $3 OR CAST($3 AS TEXT) = '')
                   AND NOT EXISTS (SELECT 1 FROM provider_price later WHERE later.provider_id = pp.provider_id
                     AND later.therapy = pp.therapy AND later.from_date <= $2 AND later.from_date > pp.from_date)
                 ORDER BY o.name, p.id LIMIT 500";
    INVITE = "INSERT INTO competition_invitation (id, competition_id, provider_id, invited_at, bids) VALUES ($1, $2, $3, $4, 0)";
    INVITED = "SELECT i.id, i.provider_id, o.name, i.bids, i.last_bid_at, i.declined_at FROM competition_invitation i
               JOIN organisation o ON o.id = i.provider_id WHERE i.competition_id = $1 ORDER BY o.name, i.id";
    ONE_INVITED = "SELECT i.id, i.provider_id, o.name, i.bids, i.last_bid_at, i.declined_at FROM competition_invitation i
                   JOIN organisation o ON o.id = i.provider_id WHERE i.id = $1";
    MY_INVITATIONS = "SELECT i.id, c.reference, a.name, c.therapy, c.status, c.deadline_at, i.bids, i.declined_at, c.chosen_id, i.provider_id, i.invited_at
                      FROM competition_invitation i JOIN competition c ON c.id = i.competition_id JOIN organisation a ON a.id = c.agency_id
                      WHERE i.provider_id = $1 AND i.invited_at <= $2 AND (i.invited_at < $2 OR i.id < $3)
                      ORDER BY i.invited_at DESC, i.id DESC LIMIT $4";
    DECLINE = "UPDATE competition_invitation SET declined_at = $2 WHERE id = $1 AND declined_at IS NULL AND bids = 0";
    // The one that decides whether a bid is in time: by the database's clock, in one statement, for each bid.
    ACCEPT = "UPDATE competition_invitation SET bids = bids + 1, last_bid_at = (SELECT now FROM database_clock), declined_at = NULL
              WHERE id = $1 AND EXISTS (SELECT 1 FROM competition c, database_clock k
                WHERE c.id = competition_invitation.competition_id AND c.status = 'open' AND k.now < c.deadline_at)";
    ADD_BID = "INSERT INTO competition_bid (id, invitation_id, number, encrypted, receipt, received_at, sent_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LAST_BIDS = "SELECT b.id, b.invitation_id, i.provider_id, o.name, b.encrypted, b.receipt, b.received_at, b.opened, b.price_pence, b.spoilt, b.feedback
                 FROM competition_bid b JOIN competition_invitation i ON i.id = b.invitation_id AND i.bids = b.number
                   JOIN organisation o ON o.id = i.provider_id
                 WHERE i.competition_id = $1 ORDER BY b.received_at, b.id";
    RECEIPTS = "SELECT id, number, receipt, received_at FROM competition_bid WHERE invitation_id = $1 ORDER BY number DESC";
    SET_BID_OPENED = "UPDATE competition_bid SET opened = $2, price_pence = $3, spoilt = 0 WHERE id = $1 AND spoilt IS NULL";
    SET_SPOILT = "UPDATE competition_bid SET spoilt = 1 WHERE id = $1 AND spoilt IS NULL";
    SET_FEEDBACK = "UPDATE competition_bid SET feedback = $2 WHERE id = $1";

    STATE_CAPACITY = "INSERT INTO provider_capacity (provider_id, therapy, places, wait_weeks, stated_at) VALUES ($1, $2, $3, $4, $5)
                      ON CONFLICT (provider_id, therapy) DO UPDATE SET places = excluded.places, wait_weeks = excluded.wait_weeks,
                        stated_at = excluded.stated_at";
    CAPACITY = "SELECT provider_id, therapy, places, wait_weeks, stated_at FROM provider_capacity WHERE provider_id = $1 ORDER BY therapy";
    PEOPLE = "SELECT id FROM account WHERE provider_id = $1 AND disabled_at IS NULL ORDER BY id LIMIT 50";
}

/// A provider that could be invited.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub id: Id<Organisation>,
    /// Their name.
    pub name: String,
    /// Where they work; empty for everywhere.
    pub region: String,
    /// Their price of a session today.
    pub price: Pence,
    /// Its minutes.
    pub minutes: u32,
    /// Places free, weeks to wait, and when they said so; none where they said nothing.
    pub room: Option<(u32, u32, Timestamp)>,
}

/// The approved providers with a price for the intervention, in the area, that did not say they are full.
pub(in crate::competitions) fn shortlist(
    r: &Read<'_>,
    therapy: &str,
    region: &str,
    today: Date,
) -> Result<Vec<Candidate>> {
    r.query(SHORTLIST, &[therapy.into(), today.into(), region.into()])?
        .iter()
        .map(|row| {
            let room = match row.get::<Option<u32>>(5)? {
                Some(places) => Some((places, row.get(6)?, row.get(7)?)),
                None => None,
            };
            Ok(Candidate {
                id: row.get(0)?,
                name: row.get(1)?,
                region: row.get(2)?,
                price: row.get(3)?,
                minutes: row.get(4)?,
                room,
            })
        })
        .collect()
}

/// A provider's place in a competition.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Its id.
    pub id: Id<Invitation>,
    /// Who.
    pub provider: Id<Organisation>,
    /// Their name.
    pub name: String,
    /// How many bids came; the last counts.
    pub bids: u32,
    /// When the last came, by the database's clock.
    pub last_bid_at: Option<Timestamp>,
    /// When they declined.
    pub declined_at: Option<Timestamp>,
}

fn read_invited(row: &Row) -> Result<Invited> {
    Ok(Invited {
        id: row.get(0)?,
        provider: row.get(1)?,
        name: row.get(2)?,
        bids: row.get(3)?,
        last_bid_at: row.get(4)?,
        declined_at: row.get(5)?,
    })
}

pub(in crate::competitions) fn invite(
    act: &Act<'_>,
    c: &Chosen,
    provider: Id<Organisation>,
) -> Result<Id<Invitation>> {
    let id = Id::new(act.now());
    act.execute(INVITE, &[id.into(), c.id.into(), provider.into(), act.now().into()])?;
    Ok(id)
}

pub(in crate::competitions) fn invited(r: &Read<'_>, c: &Chosen) -> Result<Vec<Invited>> {
    r.query(INVITED, &[c.id.into()])?.iter().map(read_invited).collect()
}

pub(in crate::competitions) fn one_invited<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Invitation>>,
) -> Result<Invited> {
    read_invited(&grant.row(look, ONE_INVITED, &[])?)
}

/// An invitation as a line of the provider's own list.
#[derive(Debug, Clone)]
pub struct MyInvitation {
    /// Its id.
    pub id: Id<Invitation>,
    /// The competition's reference.
    pub reference: Reference,
    /// Who buys.
    pub agency_name: String,
    /// Code of the catalogue.
    pub therapy: String,
    /// How it stands.
    pub state: State,
    /// Until when bids are taken.
    pub deadline: Option<Timestamp>,
    /// How many bids were sent.
    pub bids: u32,
    /// When it was declined.
    pub declined_at: Option<Timestamp>,
    /// Whether they won.
    pub won: bool,
    invited_at: Timestamp,
}

pub(in crate::competitions) fn my_invitations<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, Own>,
    after: Option<Cursor>,
    rows: Option<usize>,
) -> Result<Rows<MyInvitation>> {
    let found = grant.list(look, "competition-invitation", MY_INVITATIONS, &Cursor::window(after, rows))?;
    let lines = found
        .iter()
        .map(|row| {
            let state = row.code(4, State::stored)?;
            let provider: Option<Id<Organisation>> = row.get(9)?;
            Ok(MyInvitation {
                id: row.get(0)?,
                reference: row.get(1)?,
                agency_name: row.get(2)?,
                therapy: row.get(3)?,
                state,
                deadline: row.get(5)?,
                bids: row.get(6)?,
                declined_at: row.get(7)?,
                won: matches!(state, State::Awarded | State::Ordered) && row.get::<Option<_>>(8)? == provider,
                invited_at: row.get(10)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Rows::cut_or_all(lines, rows, |line| Cursor::at(line.invited_at, line.id.cast())))
}

pub(in crate::competitions) fn decline<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Invitation>>,
) -> Result<()> {
    grant.change(act, DECLINE, &[act.now().into()])
}

/// Takes note that a bid came; whether it came in time by the database's clock.
pub(in crate::competitions) fn accept<A: Action>(
    act: &Act<'_>,
    grant: &Grant<A, One<Invitation>>,
) -> Result<bool> {
    Ok(act.execute(ACCEPT, &[grant.id().into()])? == 1)
}

pub(in crate::competitions) fn add_bid(
    act: &Act<'_>,
    to: &Invited,
    encrypted: &[u8],
    receipt: &str,
) -> Result<()> {
    let id: Id<Bid> = Id::new(act.now());
    let values = [
        id.into(),
        to.id.into(),
        to.bids.into(),
        seal_bytes(act, ENCRYPTED, id, encrypted)?,
        receipt.into(),
        to.last_bid_at.into(),
        act.actor().answerable().into(),
    ];
    act.execute(ADD_BID, &values).map(|_| ())
}

/// The bid of one bidder that counts.
#[derive(Debug, Clone)]
pub struct BidRow {
    /// Its id.
    pub id: Id<Bid>,
    /// Whose invitation.
    pub invitation: Id<Invitation>,
    /// Who.
    pub provider: Id<Organisation>,
    /// Their name.
    pub name: String,
    /// What they keep of it.
    pub receipt: String,
    /// When it came, by the database's clock.
    pub received_at: Timestamp,
    /// What it says, once it was opened.
    pub offer: Option<Offer>,
    /// Whether it could not be opened.
    pub spoilt: bool,
    /// What the bidder is told of it.
    pub feedback: String,
    pub(in crate::competitions) encrypted: Vec<u8>,
}

/// The bids that count, in the order they came.
pub(in crate::competitions) fn last_bids(r: &Read<'_>, c: &Chosen) -> Result<Vec<BidRow>> {
    r.query(LAST_BIDS, &[c.id.into()])?
        .iter()
        .map(|row| {
            let id = row.get(0)?;
            Ok(BidRow {
                id,
                invitation: row.get(1)?,
                provider: row.get(2)?,
                name: row.get(3)?,
                // One that was changed under its seal is none: it is marked when bids are opened, and holds up no other.
                encrypted: opened_bytes(r, ENCRYPTED, id, row, 4).ok().flatten().unwrap_or_default(),
                receipt: row.get(5)?,
                received_at: row.get(6)?,
                offer: r.opened_json(OPENED, id, row, 7)?,
                spoilt: row.get::<Option<bool>>(9)? == Some(true),
                feedback: r.opened(FEEDBACK, id, row, 10)?,
            })
        })
        .collect()
}

/// What a bidder keeps of each bid, the newest first: number, receipt, and when it came.
pub(in crate::competitions) fn receipts<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, One<Invitation>>,
) -> Result<Vec<(u32, String, Timestamp)>> {
    grant.rows(look, RECEIPTS, &[])?.iter().map(|row| Ok((row.get(1)?, row.get(2)?, row.get(3)?))).collect()
}

pub(in crate::competitions) fn set_bid_opened(act: &Act<'_>, bid: Id<Bid>, offer: &Offer) -> Result<()> {
    let text = serde_json::to_string(offer).map_err(|e| Error::internal("an offer", e))?;
    act.change(SET_BID_OPENED, &[bid.into(), act.seal(OPENED, bid, &text)?, offer.price.into()])
}

pub(in crate::competitions) fn set_spoilt(act: &Act<'_>, bid: Id<Bid>) -> Result<()> {
    act.change(SET_SPOILT, &[bid.into()])
}

pub(in crate::competitions) fn set_feedback(act: &Act<'_>, bid: Id<Bid>, words: &str) -> Result<()> {
    act.change(SET_FEEDBACK, &[bid.into(), act.seal(FEEDBACK, bid, words)?])
}

/// What a provider has room for in one intervention.
#[derive(Debug, Clone)]
pub struct Room {
    /// Code of the catalogue.
    pub therapy: String,
    /// Places free.
    pub places: u32,
    /// Weeks to wait.
    pub wait_weeks: u32,
    /// When they said so.
    pub stated_at: Timestamp,
}

pub(in crate::competitions) fn state_capacity(
    act: &Act<'_>,
    provider: Id<Organisation>,
    therapy: &str,
    places: u32,
    wait_weeks: u32,
) -> Result<()> {
    let values = [provider.into(), therapy.into(), places.into(), wait_weeks.into(), act.now().into()];
    act.execute(STATE_CAPACITY, &values).map(|_| ())
}

pub(in crate::competitions) fn capacity<A: Action>(
    look: &Look<'_>,
    grant: &Grant<A, Own>,
) -> Result<Vec<Room>> {
    grant
        .list(look, "provider-capacity", CAPACITY, &[])?
        .iter()
        .map(|row| {
            Ok(Room {
                therapy: row.get(1)?,
                places: row.get(2)?,
                wait_weeks: row.get(3)?,
                stated_at: row.get(4)?,
            })
        })
        .collect()
}

/// The people who sign in for a provider, 50 at most.
pub(in crate::competitions) fn people(r: &Read<'_>, provider: Id<Organisation>) -> Result<Vec<Id<Account>>> {
    r.query(PEOPLE, &[provider.into()])?.iter().map(|row| row.get(0)).collect()
}
