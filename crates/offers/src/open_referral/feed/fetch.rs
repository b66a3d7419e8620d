//! Reading a feed from beginning to end, whatever it does: one that never ends, says it has more than it sends, sends
//! web pages, sends the same again, or changes meanwhile, is bounded, refused or reported in words.

use std::{collections::BTreeMap, future::Future, path::PathBuf, pin::Pin};

use kernel::{Error, Result};
use serde_json::Value;

use super::read::{Told, read};

/// How much of a feed is read at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Pages.
    pub(super) pages: usize,
    /// Entries.
    pub(super) entries: usize,
}

/// Far above what a directory of England needs.
const USUAL: Bounds = Bounds { pages: 20_000, entries: 100_000 };
/// Entries asked for at once.
const PER_PAGE: usize = 100;
/// Troubles that are told one by one; the rest are counted.
const TOLD: usize = 50;

/// The stable codes of the rules that refuse a feed.
pub mod rule {
    /// It cannot be reached, or answers with an error.
    pub const ANSWER: &str = "feed.answer";
    /// It sends something else than JSON in the standard's shape.
    pub const SHAPE: &str = "feed.shape";
    /// It never ends.
    pub const ENDLESS: &str = "feed.endless";
    /// It is larger than anything that a directory of England needs.
    pub const LARGE: &str = "feed.large";
}

/// What is waited for.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where a feed is read from.
pub trait Fetch: Send + Sync {
    /// The page with this number, from 1, as it was sent; nothing where there is no such page.
    fn page(&self, number: usize, size: usize) -> Later<'_, Result<Option<Vec<u8>>>>;
    /// The whole of a service, as it was sent; nothing where pages hold all there is.
    fn whole<'a>(&'a self, id: &'a str) -> Later<'a, Result<Option<Vec<u8>>>>;
}

/// One that answers `GET`: gives the status and the body, or why there is no answer.
pub trait Get: Send + Sync {
    /// Asks for an address.
    fn get<'a>(&'a self, url: &'a str) -> Later<'a, std::result::Result<(u16, Vec<u8>), String>>;
}

/// A feed at a web address.
pub struct Web<G> {
    base: String,
    get: G,
}

impl<G: Get> Web<G> {
    /// The feed whose services are at `base/services`.
    pub fn new(base: &str, get: G) -> Self {
        let base = base.trim_end_matches('/');
        Web { base: base.strip_suffix("/services").unwrap_or(base).to_owned(), get }
    }

    async fn ask(&self, url: String) -> Result<Option<Vec<u8>>> {
        let place = url.split('?').next().unwrap_or_default();
        match self.get.get(&url).await {
            Ok((200, body)) => Ok(Some(body)),
            Ok((404, _)) => Ok(None),
            Ok((status, _)) => Err(Error::refused(
                rule::ANSWER,
                format!(
                    "{place} answered {status}. Nothing was taken in. Check the address, or try again later."
                ),
            )),
            Err(why) => Err(Error::refused(
                rule::ANSWER,
                format!("{place} cannot be read: {why}. Nothing was taken in."),
            )),
        }
    }
}

impl<G: Get> Fetch for Web<G> {
    fn page(&self, number: usize, size: usize) -> Later<'_, Result<Option<Vec<u8>>>> {
        Box::pin(self.ask(format!("{}/services?page={number}&per_page={size}", self.base)))
    }

    fn whole<'a>(&'a self, id: &'a str) -> Later<'a, Result<Option<Vec<u8>>>> {
        // An id comes from the feed, and must lead nowhere else.
        let safe = !id.is_empty()
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
        if !safe || id.starts_with('.') {
            return Box::pin(async { Ok(None) });
        }
        Box::pin(self.ask(format!("{}/services/{id}", self.base)))
    }
}

/// A feed in a folder: files that end in `.json`, in the order of their names, each a page, a list of services or one.
pub struct Folder {
    files: Vec<PathBuf>,
}

impl Folder {
    /// The feed in this folder.
    ///
    /// # Errors
    /// `Refused` (`feed.answer`) where there is no such folder, or no such file in it.
    pub fn open(folder: &std::path::Path) -> Result<Self> {
        let cannot =
            |why: String| Error::refused(rule::ANSWER, format!("{} cannot be read: {why}", folder.display()));
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|e| cannot(e.to_string()))? {
            let path = entry.map_err(|e| cannot(e.to_string()))?.path();
            if path.extension().is_some_and(|ext| ext == "json") {
                files.push(path);
            }
        }
        if files.is_empty() {
            return Err(cannot("there is no file in it that ends in .json".into()));
        }
        files.sort();
        Ok(Folder { files })
    }
}

impl Fetch for Folder {
    fn page(&self, number: usize, _: usize) -> Later<'_, Result<Option<Vec<u8>>>> {
        Box::pin(async move {
            let Some(path) = number.checked_sub(1).and_then(|at| self.files.get(at)) else { return Ok(None) };
            let read = std::fs::read(path);
            read.map(Some)
                .map_err(|e| Error::refused(rule::ANSWER, format!("{} cannot be read: {e}", path.display())))
        })
    }

    fn whole<'a>(&'a self, _: &'a str) -> Later<'a, Result<Option<Vec<u8>>>> {
        Box::pin(async { Ok(None) })
    }
}

/// What a feed gave.
#[derive(Debug, Default)]
pub struct Fetched {
    /// Entries by their ids in the feed.
    pub(super) told: BTreeMap<String, Told>,
    /// Whether every entry of the feed was seen, so that one that is missing is gone.
    pub(super) complete: bool,
    /// What was wrong with it, in words.
    pub troubles: Vec<String>,
    /// Troubles that are not told one by one.
    pub more_troubles: usize,
    /// Entries that could not be read.
    pub left_out: usize,
}

impl Fetched {
    fn trouble(&mut self, words: String) {
        if self.troubles.len() < TOLD {
            self.troubles.push(words);
        } else {
            self.more_troubles += 1;
        }
    }
}

/// One page as it was sent.
struct Page {
    items: Vec<Value>,
    total: Option<u64>,
    last: bool,
}

fn parse(body: &[u8], what: &str) -> Result<Value> {
    serde_json::from_slice(body).map_err(|_| {
        let start: Vec<u8> = body.iter().copied().filter(|b| !b.is_ascii_whitespace()).take(1).collect();
        let why = if start == b"<" {
            "sent a web page and not data. Is this the address of the API?"
        } else {
            "sent something that is not JSON."
        };
        Error::refused(rule::SHAPE, format!("{what} {why} Nothing was taken in."))
    })
}

impl Page {
    fn read(body: &[u8], number: usize) -> Result<Self> {
        let value = parse(body, &format!("Page {number}"))?;
        let one = || Page { items: vec![value.clone()], total: None, last: false };
        match &value {
            Value::Array(items) => Ok(Page { items: items.clone(), total: None, last: false }),
            Value::Object(map) => match map.get("contents").or(map.get("content")) {
                Some(Value::Array(items)) => {
                    let pages = map.get("total_pages").and_then(Value::as_u64);
                    let said = map.get("last_page").and_then(Value::as_bool) == Some(true);
                    let last = said || pages.is_some_and(|pages| number as u64 >= pages);
                    Ok(Page {
                        items: items.clone(),
                        total: map.get("total_items").and_then(Value::as_u64),
                        last,
                    })
                }
                None if map.contains_key("id") => Ok(one()),
                _ => Err(shape(number)),
            },
            _ => Err(shape(number)),
        }
    }
}

fn shape(number: usize) -> Error {
    let words = format!(
        "Page {number} is not in the shape of Open Referral: it has no list named contents. Nothing was taken in."
    );
    Error::refused(rule::SHAPE, words)
}

/// Reads a feed to its end. `progress` is told how many entries there are so far.
///
/// # Errors
/// `Refused`: `feed.answer`, `feed.shape`, `feed.endless`, `feed.large`; nothing is taken in then.
pub async fn fetch(from: &dyn Fetch, progress: impl Fn(usize)) -> Result<Fetched> {
    fetch_within(USUAL, from, progress).await
}

/// The same within other bounds.
pub(super) async fn fetch_within(
    bounds: Bounds,
    from: &dyn Fetch,
    progress: impl Fn(usize),
) -> Result<Fetched> {
    let mut all = Fetched { complete: true, ..Fetched::default() };
    let mut total = None;
    let mut seen = 0;
    for number in 1.. {
        if number > bounds.pages {
            return Err(Error::refused(
                rule::ENDLESS,
                format!("The feed has no last page: {} were read. Nothing was taken in.", bounds.pages),
            ));
        }
        let Some(body) = from.page(number, PER_PAGE).await? else {
            if number == 1 {
                let words = "There are no services at this address (it answered 404). Nothing was taken in.";
                return Err(Error::refused(rule::ANSWER, words));
            }
            break;
        };
        let page = Page::read(&body, number)?;
        if let (Some(before), Some(now)) = (total, page.total)
            && before != now
        {
            all.complete = false;
            all.trouble(format!(
                "The feed changed while it was read: it said {before} services, then {now}."
            ));
        }
        total = page.total.or(total);
        let before = all.told.len() + all.left_out;
        for item in &page.items {
            seen += 1;
            one(from, &mut all, item, number).await?;
        }
        if all.told.len() > bounds.entries || seen > 2 * bounds.entries {
            let words = format!("The feed has more than {} services. Nothing was taken in.", bounds.entries);
            return Err(Error::refused(rule::LARGE, words));
        }
        progress(all.told.len());
        if page.last || (page.items.is_empty() && page.total.is_some()) {
            break;
        }
        if !page.items.is_empty() && all.told.len() + all.left_out == before {
            let words = format!(
                "Page {number} holds nothing that was not on an earlier page, and is not the last: the feed goes on for ever. Nothing was taken in."
            );
            return Err(Error::refused(rule::ENDLESS, words));
        }
    }
    if let Some(total) = total.filter(|total| *total != seen as u64) {
        all.complete = false;
        all.trouble(format!("The feed says that it has {total} services, and sent {seen}."));
    }
    if all.left_out > 0 {
        all.complete = false;
    }
    Ok(all)
}

async fn one(from: &dyn Fetch, all: &mut Fetched, item: &Value, page: usize) -> Result<()> {
    let Some(id) = item.get("id").and_then(Value::as_str).filter(|id| (1..=200).contains(&id.len())) else {
        all.left_out += 1;
        all.trouble(format!("A service on page {page} has no id, and is left out."));
        return Ok(());
    };
    if all.told.contains_key(id) {
        all.trouble(format!("The service {id} came twice; the first counts."));
        return Ok(());
    }
    let whole = match from.whole(id).await? {
        Some(body) => Some(parse(&body, &format!("The service {id}"))?),
        None => None,
    };
    let value = whole.as_ref().unwrap_or(item);
    if value.get("id").and_then(Value::as_str) != Some(id) {
        all.left_out += 1;
        all.trouble(format!("Asked for the service {id}, the feed sent another. It is left out."));
        return Ok(());
    }
    match read(value) {
        Ok(told) => {
            all.told.insert(id.to_owned(), told);
        }
        Err(why) => {
            all.left_out += 1;
            all.trouble(format!("The service {id} is left out: {why}."));
        }
    }
    Ok(())
}
