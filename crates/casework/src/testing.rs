//! What the tests of this crate's newer rooms share.

use access::Actor;
use jiff::SignedDuration;
use kernel::{Channel, Timestamp};
use testkit::{Caller, Desk, Said};

use crate::front_door::model::{Asker, Enquiry};

/// A page or a form of this crate, as somebody, at the desk's time.
pub(crate) async fn send(desk: &Desk, who: &Actor, path: &str, body: Option<&str>) -> Said {
    call(desk, &Caller::Browser(who.clone()), path, body).await
}

/// The same by the API.
pub(crate) async fn call(desk: &Desk, who: &Caller, path: &str, body: Option<&str>) -> Said {
    desk.request((crate::routes(), crate::nav()), &desk.now.to_string(), who, path, body).await
}

/// What an adoptive parent tells on the phone, with nothing worrying in it.
pub(crate) fn told() -> Enquiry {
    Enquiry {
        asker: Some(Asker::AdoptiveParent),
        first_name: "Joanne".into(),
        last_name: "Marsh".into(),
        phone: "0113 496 0000".into(),
        council: "881".into(),
        story: "School mornings are very hard.".into(),
        ..Enquiry::new(Channel::Phone)
    }
}

/// An instant so many hours before the desk's time.
pub(crate) fn ago(desk: &Desk, hours: i64) -> Timestamp {
    desk.now.checked_sub(SignedDuration::from_hours(hours)).unwrap()
}
