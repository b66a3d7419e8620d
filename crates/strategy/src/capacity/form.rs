//! The fields of the form, the query of the CSV file and of the API, read alike.

use kernel::{Error, Invalid};
use page::Fields;

use super::model::{BOUNDS, Inputs};

/// Reads the fields; what is left out is the exemplar agency's.
pub(super) fn inputs(f: &mut Fields) -> Result<Inputs, Invalid> {
    let mut values = Inputs::default().values();
    for ((name, least, most, what), value) in BOUNDS.iter().zip(&mut values) {
        let typed = f.raw(name).trim().replace(',', "");
        if typed.is_empty() {
            continue;
        }
        match typed.parse::<f64>() {
            Ok(number) if (*least..=*most).contains(&number) => *value = number,
            _ => f.fail(name, format!("Enter {what}: from {least} to {most}")),
        }
    }
    let [
        open,
        waiting,
        enquiries,
        staff,
        holding,
        hours,
        weeks,
        direct,
        start_hours,
        case_hours,
        months_open,
        illness,
        post_pounds,
    ] = values;
    let inputs = Inputs {
        open: open.round() as u32,
        waiting: waiting.round() as u32,
        enquiries,
        staff,
        holding,
        hours,
        weeks,
        direct,
        start_hours,
        case_hours,
        months_open,
        illness,
        post_pounds: post_pounds.round() as u32,
    };
    if let Err(Error::Invalid(invalid)) = inputs.check() {
        for wrong in &invalid.0 {
            f.fail(&wrong.field, wrong.message.clone());
        }
    }
    f.finish(|| Some(inputs))
}

/// A value as it is typed: without more places than it has.
pub(super) fn typed(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The inputs as a query.
pub(super) fn query(inputs: &Inputs) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for ((name, ..), value) in BOUNDS.iter().zip(inputs.values()) {
        out.append_pair(name, &typed(value));
    }
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_reads_back() {
        let read = |text: &str| inputs(&mut Fields::form(text.as_bytes()));
        assert_eq!(read(""), Ok(Inputs::default()));
        assert_eq!(read(&query(&Inputs::default())), Ok(Inputs::default()));
        assert_eq!(read("open=1%2C200&staff=7.5").unwrap().open, 1_200);
        for bad in ["open=-1", "staff=many", "weeks=53", "start-hours=0", "direct=NaN", "illness=inf"] {
            assert_eq!(read(bad).unwrap_err().0.len(), 1, "{bad}");
        }
        assert_eq!((typed(0.3), typed(450.0), typed(18.57)), ("0.3".into(), "450".into(), "18.57".into()));
    }
}
