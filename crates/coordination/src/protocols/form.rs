//! What is asked about a safeguarding protocol, in the form and in the API alike.

use kernel::Invalid;
use page::Fields;

use super::model::Text;
use crate::escalation::words::NOTE;

pub(super) fn text(f: &mut Fields) -> Result<Text, Invalid> {
    let number = f.version();
    let first = f.required("first", "Say what to do first", NOTE);
    let thresholds = f.required("thresholds", "Say when it is more than support", NOTE);
    let contacts = f.required("contacts", "Say whom to call by day", NOTE);
    let out_of_hours = f.required("out_of_hours", "Say whom to call by night and at weekends", NOTE);
    let keeper = f.id("keeper", "Choose who keeps it");
    let review = f.date("review", "Enter the day on which it is looked at again");
    f.finish(|| {
        Some(Text {
            number: number?,
            first: first?,
            thresholds: thresholds?,
            contacts: contacts?,
            out_of_hours: out_of_hours?,
            keeper: keeper?,
            review: review?,
        })
    })
}
