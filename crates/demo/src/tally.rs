//! The digest of everything that was made, over plain values.

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use store::Value;

/// A running digest.
pub struct Tally(Context);

impl Default for Tally {
    fn default() -> Self {
        Tally(Context::new(&SHA256))
    }
}

impl Tally {
    /// Adds one row: the name of its table, its values but those in places of `hidden`, which differ from one
    /// installation to the next (sealed, keyed), and what is inside the sealed ones.
    pub fn row(&mut self, table: &str, values: &[Value], hidden: u64, texts: &[&str]) {
        self.part(table.as_bytes());
        for (place, value) in values.iter().enumerate() {
            if hidden >> place & 1 == 1 {
                continue;
            }
            match value {
                Value::Null => self.0.update(&[0]),
                Value::Int(number) => {
                    self.0.update(&[1]);
                    self.0.update(&number.to_be_bytes());
                }
                Value::Text(text) => self.part(text.as_bytes()),
                Value::Bytes(bytes) => self.part(bytes),
            }
        }
        for text in texts {
            self.part(text.as_bytes());
        }
    }

    fn part(&mut self, bytes: &[u8]) {
        // The length goes first, so that parts cannot flow into each other.
        self.0.update(&(bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }

    /// The digest so far, as 64 hexadecimal digits.
    pub fn finish(self) -> String {
        HEXLOWER.encode(self.0.finish().as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_values_do_not_count_and_others_do() {
        let digest = |values: &[Value], texts: &[&str]| {
            let mut tally = Tally::default();
            tally.row("t", values, 0b10, texts);
            tally.finish()
        };
        let one = digest(&["a".into(), vec![1_u8].into()], &["x"]);
        assert_eq!(one, digest(&["a".into(), vec![2_u8].into()], &["x"]));
        assert_ne!(one, digest(&["b".into(), vec![1_u8].into()], &["x"]));
        assert_ne!(one, digest(&["a".into(), vec![1_u8].into()], &["y"]));
    }
}
