//! What can be done with drop-ins, one verb a file.

mod attend;
mod book;
mod call_off;
mod change;
mod make_enquiry;
mod publish;

pub use attend::{Attendance, attend};
pub(super) use book::{ALL as BOOK_STATEMENTS, agency_of, shown_until};
pub use book::{Booker, Made, book};
pub use call_off::call_off;
pub use change::{cancel, move_to, of_link};
pub use make_enquiry::make_enquiry;
pub use publish::{Input, Published, publish};

use access::Act;
use kernel::{Moment, Result, Timestamp};
use store::outbox;

use super::model::{Booking, DropIn};

/// Writes to whoever booked, where they said that we may. It names nobody and repeats nothing that was told: others may
/// read the same mailbox. `key` makes it be sent once.
fn write_to(act: &Act<'_>, booking: &Booking, key: &str, subject: &str, body: &str) -> Result<()> {
    if !booking.told.may_write() {
        return Ok(());
    }
    outbox::email(act.write(), act.now(), key, booking.told.email.trim(), subject, body)
}

/// When and where, for a letter.
fn when_and_where(d: &DropIn, starts: Timestamp) -> String {
    format!("{}, {} minutes. {}: {}", Moment(starts), d.minutes, d.way.label(), d.place)
}
