//! Reads a fixture's options, and keeps account of what was not read.

use std::cell::RefCell;

use maud::PreEscaped;
use serde_json::{Map, Value};

use crate::kit::Text;

/// One fixture, with the options of it that nobody read.
#[derive(Default)]
pub struct Fixture {
    unread: RefCell<Vec<String>>,
}

impl Fixture {
    /// The fixture's options.
    pub fn options(&self, options: &Value) -> Options<'_> {
        Options {
            fixture: self,
            path: String::new(),
            map: RefCell::new(options.as_object().cloned().unwrap()),
        }
    }

    /// What was not read, by path.
    pub fn unread(&self) -> Vec<String> {
        self.unread.borrow().clone()
    }
}

/// An object of options. What is left in it when it is dropped was not read.
pub struct Options<'f> {
    fixture: &'f Fixture,
    path: String,
    map: RefCell<Map<String, Value>>,
}

impl<'f> Options<'f> {
    fn take(&self, key: &str) -> Option<Value> {
        self.map.borrow_mut().remove(key).filter(|value| !value.is_null())
    }

    fn inner(&self, key: &str, map: Map<String, Value>) -> Options<'f> {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Options { fixture: self.fixture, path, map: RefCell::new(map) }
    }

    /// A string, or a number or flag written out.
    pub fn string(&self, key: &str) -> Option<String> {
        match self.take(key)? {
            Value::String(words) => Some(words),
            Value::Bool(false) => None,
            other => Some(other.to_string()),
        }
    }

    /// Whether the option is plainly false, which then counts as read.
    pub fn is_false(&self, key: &str) -> bool {
        let is_false = self.map.borrow().get(key) == Some(&Value::Bool(false));
        if is_false {
            self.take(key);
        }
        is_false
    }

    /// A flag.
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.take(key)?.as_bool()
    }

    /// A small number.
    pub fn number(&self, key: &str) -> Option<u16> {
        self.string(key)?.parse().ok()
    }

    /// `html` as markup, else `text` as words.
    pub fn words(&self) -> Option<Text> {
        self.named_words("html", "text")
    }

    /// The markup at one key, else the words at another.
    pub fn named_words(&self, html: &str, text: &str) -> Option<Text> {
        let text = self.string(text);
        match self.string(html).filter(|html| !html.is_empty()) {
            Some(html) => Some(PreEscaped(html.trim().to_owned()).into()),
            None => text.map(Text::from),
        }
    }

    /// An object.
    pub fn object(&self, key: &str) -> Option<Options<'f>> {
        match self.take(key)? {
            Value::Object(map) => Some(self.inner(key, map)),
            _ => None,
        }
    }

    /// A list of objects; what stands for nothing in it is left out.
    pub fn list(&self, key: &str) -> Vec<Options<'f>> {
        let Some(Value::Array(items)) = self.take(key) else { return Vec::new() };
        if !items.iter().all(Value::is_object) {
            self.refuse("falsy items");
        }
        items
            .into_iter()
            .filter_map(|item| item.as_object().cloned())
            .map(|map| self.inner(key, map))
            .collect()
    }

    /// A list of lists of objects.
    pub fn lists(&self, key: &str) -> Vec<Vec<Options<'f>>> {
        let Some(Value::Array(rows)) = self.take(key) else { return Vec::new() };
        let cells = |row: Value| match row {
            Value::Array(cells) => Some(
                cells
                    .into_iter()
                    .filter_map(|cell| cell.as_object().cloned())
                    .map(|map| self.inner(key, map))
                    .collect(),
            ),
            _ => None,
        };
        rows.into_iter().filter_map(cells).collect()
    }

    /// A list of strings.
    pub fn strings(&self, key: &str) -> Option<Vec<String>> {
        let Value::Array(items) = self.take(key)? else { return None };
        Some(items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect())
    }

    /// Says that the kit cannot build this, for a reason that has a name but no option.
    pub fn refuse(&self, what: &str) {
        self.fixture.unread.borrow_mut().push(what.to_owned());
    }
}

impl Options<'_> {
    /// As `refuse`; the other options then do not matter.
    pub fn refuse_all(&self, what: &str) {
        self.refuse(what);
        self.map.borrow_mut().clear();
    }
}

impl Drop for Options<'_> {
    fn drop(&mut self) {
        for (key, value) in self.map.borrow().iter() {
            if !value.is_null() {
                let path = if self.path.is_empty() { key.clone() } else { format!("{}.{key}", self.path) };
                self.fixture.unread.borrow_mut().push(path);
            }
        }
    }
}
