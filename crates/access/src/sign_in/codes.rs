//! One-time codes from an app (RFC 6238: SHA-1, six figures, thirty seconds, which every app speaks), and recovery
//! codes for the day the phone is lost.

use data_encoding::BASE32_NOPAD;
use kernel::{Error, Id, Reference, Result, Timestamp, kinds::Account};
use store::{Column, Read, Write, statements};
use totp_rs::{Builder, Secret, Totp};

statements! {
    FIND = "SELECT last_sign_in_at, password_at, totp_on_at, totp, totp_step FROM account_security WHERE account_id = $1";
    ADD = "INSERT INTO account_security (account_id, totp_step) VALUES ($1, 0) ON CONFLICT (account_id) DO NOTHING";
    SIGNED_IN = "UPDATE account_security SET last_sign_in_at = $2 WHERE account_id = $1";
    PASSWORD_AT = "UPDATE account_security SET password_at = $2 WHERE account_id = $1";
    TURN_ON = "UPDATE account_security SET totp = $2, totp_on_at = $3, totp_step = $4 WHERE account_id = $1";
    TURN_OFF = "UPDATE account_security SET totp = NULL, totp_on_at = NULL WHERE account_id = $1";
    USED = "UPDATE account_security SET totp_step = $2 WHERE account_id = $1 AND totp_step < $2";
    LEFT = "SELECT count(*) FROM recovery_code WHERE account_id = $1 AND used_at IS NULL";
    DROP = "DELETE FROM recovery_code WHERE account_id = $1";
    PUT = "INSERT INTO recovery_code (account_id, code, made_at) VALUES ($1, $2, $3)";
    USE = "UPDATE recovery_code SET used_at = $3 WHERE account_id = $1 AND code = $2 AND used_at IS NULL";
}

const TOTP: Column = Column::new("account_security.totp");
/// Recovery codes of one set.
pub const RECOVERY_CODES: usize = 10;
/// Steps of thirty seconds that a clock may be off, either way.
const SKEW: u16 = 1;

/// How an account proves itself, as its owner sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Security {
    /// The last sign-in.
    pub last_sign_in: Option<Timestamp>,
    /// When the password was last set.
    pub password_at: Option<Timestamp>,
    /// Since when one-time codes are asked for.
    pub codes_since: Option<Timestamp>,
    /// Recovery codes that are left.
    pub recovery_left: u32,
}

/// How an account proves itself.
pub fn security(r: &Read<'_>, account: Id<Account>) -> Result<Security> {
    let Some(row) = r.opt(FIND, &[account.into()])? else { return Ok(Security::default()) };
    Ok(Security {
        last_sign_in: row.get(0)?,
        password_at: row.get(1)?,
        codes_since: row.get(2)?,
        recovery_left: r.row(LEFT, &[account.into()])?.get(0)?,
    })
}

/// A new random secret as apps take it: 32 letters and figures.
pub fn new_secret() -> Result<String> {
    let mut bytes = [0_u8; 20];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::Internal("no random numbers".into()))?;
    Ok(BASE32_NOPAD.encode(&bytes))
}

/// What an app reads from the picture: `otpauth://…`. `account` is shown in the app.
pub fn address(secret: &str, account: &str, service: &str) -> String {
    let safe = |text: &str| -> String {
        let mut out = String::new();
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
        out
    };
    let (account, service) = (safe(account), safe(service));
    format!(
        "otpauth://totp/{service}:{account}?secret={secret}&issuer={service}&algorithm=SHA1&digits=6&period=30"
    )
}

fn totp(secret: &str) -> Result<Totp> {
    let bytes = BASE32_NOPAD
        .decode(secret.as_bytes())
        .map_err(|_| Error::Internal("a stored secret of codes".into()))?;
    Builder::new()
        .with_secret(Secret::new(bytes.into_boxed_slice()))
        .with_skew(SKEW)
        .build()
        .map_err(|_| Error::Internal("a stored secret of codes".into()))
}

/// The step whose code was typed, if it lies at most one step from `now` and after `last`, the newest that was used: a
/// code is good once. Pure.
pub fn step_of(secret: &str, typed: &str, last: i64, now: Timestamp) -> Result<Option<i64>> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if typed.len() != 6 || !typed.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(None);
    }
    let seconds = u64::try_from(now.as_second()).unwrap_or(0);
    let step = totp(secret)?.check(&typed, seconds).and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last))
}

/// The code of a moment: for tests and for nothing else that runs.
pub fn code_at(secret: &str, now: Timestamp) -> Result<String> {
    Ok(totp(secret)?.generate(u64::try_from(now.as_second()).unwrap_or(0)).to_string())
}

/// Turns codes on with a secret that was just proven by the code of `step`.
pub fn turn_on(w: &Write<'_>, account: Id<Account>, secret: &str, step: i64, now: Timestamp) -> Result<()> {
    w.execute(ADD, &[account.into()])?;
    w.change(TURN_ON, &[account.into(), w.seal(TOTP, account, secret)?, now.into(), step.into()])
}

/// Turns codes off, and takes the recovery codes with them.
pub fn turn_off(w: &Write<'_>, account: Id<Account>) -> Result<()> {
    w.execute(TURN_OFF, &[account.into()])?;
    w.execute(DROP, &[account.into()]).map(|_| ())
}

/// Takes a code up: true once for each code of the right secret.
pub fn use_code(w: &Write<'_>, account: Id<Account>, typed: &str, now: Timestamp) -> Result<bool> {
    let Some(row) = w.opt(FIND, &[account.into()])? else { return Ok(false) };
    let (Some(sealed), last) = (row.get::<Option<Vec<u8>>>(3)?, row.get::<i64>(4)?) else { return Ok(false) };
    let secret = w.open(TOTP, account, &sealed)?;
    match step_of(&secret, typed, last, now)? {
        Some(step) => Ok(w.execute(USED, &[account.into(), step.into()])? == 1),
        None => Ok(false),
    }
}

/// Makes a new set of recovery codes and gives them once; the set before is worth nothing any more.
pub fn new_recovery(w: &Write<'_>, account: Id<Account>, now: Timestamp) -> Result<Vec<String>> {
    w.execute(DROP, &[account.into()])?;
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let mut bytes = [0_u8; 16];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Error::Internal("no random numbers".into()))?;
        let (a, b) = bytes.split_at(8);
        let code = format!("{}-{}", half(a), half(b));
        w.execute(PUT, &[account.into(), stored(w, account, &code), now.into()])?;
        codes.push(code);
    }
    Ok(codes)
}

/// Two groups of four, without letters that sound or look alike.
fn half(random: &[u8]) -> String {
    Reference::from_random("", random).as_str().trim_start_matches('-').to_owned()
}

/// Takes a recovery code up: true once for each.
pub fn use_recovery(w: &Write<'_>, account: Id<Account>, typed: &str, now: Timestamp) -> Result<bool> {
    Ok(w.execute(USE, &[account.into(), stored(w, account, typed), now.into()])? == 1)
}

fn stored(r: &Read<'_>, account: Id<Account>, code: &str) -> store::Value {
    let plain: String = code.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    r.keys().mac("recovery-code", &[account.as_bytes(), plain.as_bytes()]).as_slice().into()
}

/// Notes that somebody signed in.
pub(crate) fn signed_in(w: &Write<'_>, account: Id<Account>, now: Timestamp) -> Result<()> {
    w.execute(ADD, &[account.into()])?;
    w.execute(SIGNED_IN, &[account.into(), now.into()]).map(|_| ())
}

/// Notes that a password was set.
pub(crate) fn password_set(w: &Write<'_>, account: Id<Account>, now: Timestamp) -> Result<()> {
    w.execute(ADD, &[account.into()])?;
    w.execute(PASSWORD_AT, &[account.into(), now.into()]).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B: "12345678901234567890".
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // The last six of the eight figures that the appendix gives for SHA-1.
        for (second, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(code_at(SECRET, at(second)).unwrap(), code);
            assert!(step_of(SECRET, code, 0, at(second)).unwrap().is_some());
        }
    }

    #[test]
    fn a_code_is_good_for_one_step_either_way_and_never_again() {
        let code = code_at(SECRET, at(3000)).unwrap();
        let step = 3000 / 30;
        for (second, good) in
            [(2939, false), (2970, true), (3000, true), (3029, true), (3059, true), (3060, false)]
        {
            assert_eq!(step_of(SECRET, &code, 0, at(second)).unwrap(), good.then_some(step), "at {second}");
        }
        assert_eq!(step_of(SECRET, &code, step, at(3001)).unwrap(), None, "it was used");
        assert_eq!(
            step_of(SECRET, &format!("{} {}", &code[..3], &code[3..]), 0, at(3000)).unwrap(),
            Some(step)
        );
        for bad in ["", "12345", "1234567", "abcdef", "12345é"] {
            assert_eq!(step_of(SECRET, bad, 0, at(3000)).unwrap(), None);
        }
    }

    #[test]
    fn the_picture_names_the_service_and_the_account() {
        assert_eq!(
            address("ABC", "a b@c.uk", "Hearth"),
            "otpauth://totp/Hearth:a%20b%40c.uk?secret=ABC&issuer=Hearth&algorithm=SHA1&digits=6&period=30"
        );
    }
}
