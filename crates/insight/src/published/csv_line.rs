//! One line of a CSV file into its fields.
//!
//! Published tables hold one row a line. Reading line by line, and not record by record,
//! keeps the harm of one stray quotation mark within its own line, and line numbers exact.

/// Why a line is not a row of fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Malformed {
    /// A quotation mark opens and is not closed in the line.
    Unclosed,
    /// Something stands between a closing quotation mark and the next comma.
    AfterQuote,
}

impl Malformed {
    pub(super) fn reason(self) -> &'static str {
        match self {
            Malformed::Unclosed => "a quotation mark is opened and not closed on the same line",
            Malformed::AfterQuote => "text follows a closing quotation mark without a comma between",
        }
    }
}

/// The fields of a line without its line end (RFC 4180, section 2, rules 4 to 7, but
/// without line breaks in fields). A quotation mark within an unquoted field is plain text.
pub(super) fn fields(line: &str) -> Result<Vec<String>, Malformed> {
    let mut out = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                let (field, after) = rest.split_at(end);
                (field.to_owned(), after)
            }
        };
        out.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(out),
            None => return Err(Malformed::AfterQuote),
        }
    }
}

/// The field after an opening quotation mark, and what follows the closing one.
fn quoted_field(mut rest: &str) -> Result<(String, &str), Malformed> {
    let mut field = String::new();
    loop {
        let (text, after) = rest.split_once('"').ok_or(Malformed::Unclosed)?;
        field.push_str(text);
        match after.strip_prefix('"') {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None => return Ok((field, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_and_commas() {
        let read = |line: &str| fields(line);
        assert_eq!(
            read("a,\"b, \"\"c\"\"\",,d"),
            Ok(vec!["a".into(), "b, \"c\"".into(), "".into(), "d".into()])
        );
        assert_eq!(read(""), Ok(vec![String::new()]));
        assert_eq!(read("a,"), Ok(vec!["a".into(), String::new()]));
        assert_eq!(read("5\" pipe,b"), Ok(vec!["5\" pipe".into(), "b".into()]));
        assert_eq!(read("a,\"b"), Err(Malformed::Unclosed));
        assert_eq!(read("\"a\"b,c"), Err(Malformed::AfterQuote));
    }

    proptest! {
        #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

        #[test]
        fn what_is_quoted_reads_back(row in prop::collection::vec("[^\r\n]{0,12}", 1..6)) {
            let line: Vec<String> = row.iter().map(|f| format!("\"{}\"", f.replace('"', "\"\""))).collect();
            prop_assert_eq!(fields(&line.join(",")), Ok(row));
        }
    }
}
