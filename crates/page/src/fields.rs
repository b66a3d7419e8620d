//! Reading what was typed. One parser serves forms and JSON: it collects every mistake,
//! each with words that say how to mend it, and remembers what it asked for, so that the
//! API description is made from the code that reads.

use kernel::{Coded, Date, Error, FieldError, Id, Invalid, Pence, Result};

use crate::multipart::Part;

/// What kind of thing a field asks for, for the API description.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedKind {
    /// Text of at most this many characters.
    Text(usize),
    /// One of these codes.
    Choice(Vec<&'static str>),
    /// Any of these codes.
    Choices(Vec<&'static str>),
    /// An ISO date (a form may send day, month and year apart).
    Date,
    /// A whole number within these bounds.
    Number(i64, i64),
    /// Money: pence in JSON, pounds in a form.
    Money,
    /// Yes or no.
    YesNo,
    /// An id.
    Id,
    /// A list of at most this many objects, each with these fields.
    List(usize, Vec<Asked>),
}

/// One field that a parser asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Its name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: AskedKind,
    /// Whether it must be there.
    pub required: bool,
}

/// What was sent, and what is wrong with it so far.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    values: Vec<(String, String)>,
    /// The lists of objects that JSON held, by name, each object as fields of its own.
    lists: Vec<(String, Vec<Fields>)>,
    json: bool,
    errors: Vec<FieldError>,
    asked: Vec<Asked>,
}

impl Fields {
    /// Fields of a form or a query string.
    pub fn form(text: &[u8]) -> Self {
        let values = form_urlencoded::parse(text).map(|(k, v)| (k.into_owned(), clean(&v))).collect();
        Fields { values, ..Fields::default() }
    }

    /// The fields of a form that carries files; the files themselves are left out.
    pub(crate) fn parts(parts: &[Part<'_>]) -> Self {
        let text = |part: &Part<'_>| clean(&String::from_utf8_lossy(part.bytes));
        let fields = parts.iter().filter(|p| p.file.is_none());
        Fields { values: fields.map(|p| (p.name.to_owned(), text(p))).collect(), ..Fields::default() }
    }

    /// Every name and value that was sent, in order.
    pub fn sent(&self) -> &[(String, String)] {
        &self.values
    }

    /// Fields of a JSON object. Objects inside it are read with dots (`child.born`), lists of texts and
    /// numbers as repeated values, lists of objects by [`Fields::list`].
    pub fn json(text: &[u8]) -> Result<Self> {
        let bad = || Error::field("body", "Send one JSON object");
        let value: serde_json::Value = if text.is_empty() {
            serde_json::Value::Object(serde_json::Map::new())
        } else {
            serde_json::from_slice(text).map_err(|_| bad())?
        };
        if !value.is_object() {
            return Err(bad());
        }
        Ok(Fields::of_json(&value))
    }

    fn of_json(value: &serde_json::Value) -> Self {
        let mut fields = Fields { json: true, ..Fields::default() };
        flatten("", value, &mut fields);
        fields
    }

    /// Fields with these values, to fill in a form from a record.
    pub fn filled<K: Into<String>, V: Into<String>>(values: impl IntoIterator<Item = (K, V)>) -> Self {
        let values = values.into_iter().map(|(k, v)| (k.into(), v.into())).collect();
        Fields { values, ..Fields::default() }
    }

    /// What was sent under a name, trimmed; empty when nothing was.
    pub fn raw(&self, name: &str) -> &str {
        self.values.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str())
    }

    /// Everything sent under a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(k, v)| k == name && !v.is_empty()).map(|(_, v)| v.as_str())
    }

    /// The names that were sent, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(k, _)| k.as_str())
    }

    /// The three parts of a date as typed, to show them again.
    pub fn date_parts(&self, name: &str) -> [String; 3] {
        let part = |p: &str| self.raw(&format!("{name}-{p}")).to_owned();
        match self.raw(name).parse::<Date>() {
            Ok(d) => [d.day().to_string(), d.month().to_string(), d.year().to_string()],
            Err(_) => [part("day"), part("month"), part("year")],
        }
    }

    /// What this parser asked for.
    pub fn asked(&self) -> &[Asked] {
        &self.asked
    }

    fn ask(&mut self, name: &str, kind: AskedKind, required: bool) {
        self.asked.push(Asked { name: name.to_owned(), kind, required });
    }

    /// Notes that a field is wrong.
    pub fn fail(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push(FieldError { field: field.to_owned(), message: message.into() });
    }

    /// Text that must be there; `message` asks for it.
    pub fn required(&mut self, name: &str, message: &str, max: usize) -> Option<String> {
        self.ask(name, AskedKind::Text(max), true);
        let text = self.raw(name).to_owned();
        if text.is_empty() {
            self.fail(name, message);
            return None;
        }
        self.within(name, text, max)
    }

    /// Text that may be left out.
    pub fn optional(&mut self, name: &str, max: usize) -> Option<String> {
        self.ask(name, AskedKind::Text(max), false);
        let text = self.raw(name).to_owned();
        if text.is_empty() { None } else { self.within(name, text, max) }
    }

    fn within(&mut self, name: &str, text: String, max: usize) -> Option<String> {
        let length = text.chars().count();
        if length > max {
            self.fail(name, format!("Use {max} characters or fewer: this has {length}"));
            return None;
        }
        Some(text)
    }

    /// One of a closed list.
    pub fn choice<T: Coded>(&mut self, name: &str, message: &str) -> Option<T> {
        self.ask(name, AskedKind::Choice(codes::<T>()), true);
        let found = find::<T>(self.raw(name));
        if found.is_none() {
            self.fail(name, message);
        }
        found
    }

    /// One of a closed list, or nothing.
    pub fn choice_opt<T: Coded>(&mut self, name: &str, message: &str) -> Option<T> {
        self.ask(name, AskedKind::Choice(codes::<T>()), false);
        let raw = self.raw(name).to_owned();
        let found = find::<T>(&raw);
        if found.is_none() && !raw.is_empty() {
            self.fail(name, message);
        }
        found
    }

    /// Any of a closed list.
    pub fn choices<T: Coded>(&mut self, name: &str, message: &str) -> Vec<T> {
        self.ask(name, AskedKind::Choices(codes::<T>()), false);
        let found: Vec<Option<T>> = self.all(name).map(find::<T>).collect();
        if found.iter().any(Option::is_none) {
            self.fail(name, message);
        }
        found.into_iter().flatten().collect()
    }

    /// A box that is ticked or not.
    pub fn ticked(&mut self, name: &str) -> bool {
        self.ask(name, AskedKind::YesNo, false);
        matches!(self.raw(name), "yes" | "true" | "on" | "1")
    }

    /// Yes or no, which must be answered.
    pub fn yes_no(&mut self, name: &str, message: &str) -> Option<bool> {
        self.ask(name, AskedKind::YesNo, true);
        match self.raw(name) {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => {
                self.fail(name, message);
                None
            }
        }
    }

    /// A date that must be there.
    pub fn date(&mut self, name: &str, message: &str) -> Option<Date> {
        self.ask(name, AskedKind::Date, true);
        match self.read_date(name) {
            Ok(Some(date)) => Some(date),
            Ok(None) => {
                self.fail(name, message);
                None
            }
            Err(said) => {
                self.fail(name, said);
                None
            }
        }
    }

    /// A date that may be left out.
    pub fn date_opt(&mut self, name: &str) -> Option<Date> {
        self.ask(name, AskedKind::Date, false);
        match self.read_date(name) {
            Ok(date) => date,
            Err(said) => {
                self.fail(name, said);
                None
            }
        }
    }

    fn read_date(&self, name: &str) -> Result<Option<Date>, &'static str> {
        const UNREAL: &str = "Enter a real date, such as 27 3 2016";
        let whole = self.raw(name);
        let date = if whole.is_empty() {
            let [day, month, year] = self.date_parts(name);
            if day.is_empty() && month.is_empty() && year.is_empty() {
                return Ok(None);
            }
            let day: i8 = day.parse().map_err(|_| UNREAL)?;
            let year: i16 = year.parse().map_err(|_| UNREAL)?;
            Date::new(year, month_number(&month).ok_or(UNREAL)?, day).map_err(|_| UNREAL)?
        } else {
            whole.parse().map_err(|_| "Enter a date as YYYY-MM-DD")?
        };
        if date.year() < 1900 || date.year() > 2100 { Err(UNREAL) } else { Ok(Some(date)) }
    }

    /// A whole number within bounds.
    pub fn number(&mut self, name: &str, message: &str, least: i64, most: i64) -> Option<i64> {
        self.ask(name, AskedKind::Number(least, most), true);
        let found = self.raw(name).parse().ok().filter(|n| (least..=most).contains(n));
        if found.is_none() {
            self.fail(name, message);
        }
        found
    }

    /// A whole number within bounds, or nothing.
    pub fn number_opt(&mut self, name: &str, message: &str, least: i64, most: i64) -> Option<i64> {
        if self.raw(name).is_empty() {
            self.ask(name, AskedKind::Number(least, most), false);
            return None;
        }
        let found = self.number(name, message, least, most);
        if let Some(asked) = self.asked.last_mut() {
            asked.required = false;
        }
        found
    }

    /// An amount of money above nothing: pence in JSON, pounds in a form.
    pub fn money(&mut self, name: &str, message: &str) -> Option<Pence> {
        self.ask(name, AskedKind::Money, true);
        let raw = self.raw(name);
        let found = if self.json { raw.parse().ok().map(Pence) } else { Pence::parse(raw) };
        let found = found.filter(|p| p.0 > 0 && p.0 <= 10_000_000_000);
        if found.is_none() {
            self.fail(name, message);
        }
        found
    }

    /// An id.
    pub fn id<T>(&mut self, name: &str, message: &str) -> Option<Id<T>> {
        self.ask(name, AskedKind::Id, true);
        let found = self.raw(name).parse().ok();
        if found.is_none() {
            self.fail(name, message);
        }
        found
    }

    /// An id, or nothing.
    pub fn id_opt<T>(&mut self, name: &str, message: &str) -> Option<Id<T>> {
        if self.raw(name).is_empty() {
            self.ask(name, AskedKind::Id, false);
            return None;
        }
        let found = self.id(name, message);
        if let Some(asked) = self.asked.last_mut() {
            asked.required = false;
        }
        found
    }

    /// A list of objects, which only JSON can send: at least one and at most `most`, each read by `read`.
    /// What is wrong with one is said with its place, counted from nought: `lines.2.day`.
    pub fn list<T>(
        &mut self,
        name: &str,
        message: &str,
        most: usize,
        read: impl Fn(&mut Fields) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut blank = Fields { json: true, ..Fields::default() };
        // Read once on nothing, to learn what each asks for.
        let _ = read(&mut blank);
        self.ask(name, AskedKind::List(most, blank.asked), true);
        let sent = self.lists.iter().find(|(list, _)| list == name).map(|(_, objects)| objects.clone());
        let objects = sent.unwrap_or_default();
        if objects.is_empty() || objects.len() > most {
            self.fail(name, message);
            return None;
        }
        let mut found = Vec::with_capacity(objects.len());
        for (place, mut object) in objects.into_iter().enumerate() {
            found.push(read(&mut object));
            for error in object.errors {
                self.fail(&format!("{name}.{place}.{}", error.field), error.message);
            }
        }
        found.into_iter().collect()
    }

    /// The version of the record that the form was filled in from.
    pub fn version(&mut self) -> Option<i64> {
        self.number("version", "Open this page again: it does not say which version it shows", 0, i64::MAX)
    }

    /// What `build` makes, if nothing was wrong.
    pub fn finish<T>(&self, build: impl FnOnce() -> Option<T>) -> Result<T, Invalid> {
        if !self.errors.is_empty() {
            return Err(Invalid(self.errors.clone()));
        }
        build().ok_or_else(|| {
            Invalid(vec![FieldError { field: String::new(), message: "Check your answers".into() }])
        })
    }
}

/// Nothing is wrong: for a form that is shown for the first time.
pub fn fine() -> Invalid {
    Invalid::default()
}

/// Turns an error that the person can mend into messages for their form; gives back any other.
pub fn mend(error: Error) -> Result<Invalid> {
    let whole_form = |message: String| Ok(Invalid(vec![FieldError { field: String::new(), message }]));
    match error {
        Error::Invalid(invalid) => Ok(invalid),
        Error::Refused { why, .. } => whole_form(why),
        Error::Stale => whole_form(
            "Somebody changed this record after you opened it. Your answers are still here: \
             open the record in another tab to see the change, then send this again."
                .into(),
        ),
        Error::Busy => whole_form("The service is busy. Nothing was lost: send this again.".into()),
        other => Err(other),
    }
}

/// As [`mend`], for a page that shows what somebody else saved beside what was typed.
pub fn mend_beside(error: Error) -> Result<Invalid> {
    if error != Error::Stale {
        return mend(error);
    }
    let message =
        "Nothing was saved yet: somebody else saved this while you were writing. Both stand below. Put \
                   together what should stay, then save."
            .into();
    Ok(Invalid(vec![FieldError { field: String::new(), message }]))
}

fn codes<T: Coded>() -> Vec<&'static str> {
    T::all().iter().map(|v| v.code_of()).collect()
}

fn find<T: Coded>(code: &str) -> Option<T> {
    T::all().iter().copied().find(|v| v.code_of() == code)
}

/// Trims, makes line ends one kind, and drops control characters, which no database or
/// reader needs.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept: String = text.chars().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect();
    kept.trim().to_owned()
}

fn month_number(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let start: String = text.chars().take(3).collect::<String>().to_lowercase();
    NAMES.iter().position(|n| *n == start).and_then(|i| i8::try_from(i + 1).ok())
}

fn flatten(path: &str, value: &serde_json::Value, out: &mut Fields) {
    use serde_json::Value as Json;
    match value {
        Json::Object(map) => {
            for (key, inner) in map {
                let name = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&name, inner, out);
            }
        }
        Json::Array(list) if list.iter().any(serde_json::Value::is_object) => {
            out.lists.push((path.to_owned(), list.iter().map(Fields::of_json).collect()));
        }
        Json::Array(list) => list.iter().for_each(|inner| flatten(path, inner, out)),
        Json::String(text) => out.values.push((path.to_owned(), clean(text))),
        Json::Bool(flag) => out.values.push((path.to_owned(), flag.to_string())),
        Json::Number(number) => out.values.push((path.to_owned(), number.to_string())),
        Json::Null => {}
    }
}

#[cfg(test)]
mod tests;
