//! Styles, behaviour and typefaces, embedded in the binary and served for good: each path carries a hash of its content.

/// The `cache-control` that every asset may be sent with, since a changed file gets another path.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// One embedded file.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Where it is served, such as `/assets/hearth-0123456789ab.css`.
    pub path: &'static str,
    /// Its media type, with the character set where it is text.
    pub content_type: &'static str,
    /// The file.
    pub bytes: &'static [u8],
    /// The file gzipped, for who accepts that; `None` where packing gains nothing.
    pub gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The stylesheet's path.
pub fn css_path() -> &'static str {
    CSS
}

/// The path of the script (a module) that enhances the pages.
pub fn js_path() -> &'static str {
    JS
}

/// The path of the few lines that run before the page is drawn.
pub fn early_path() -> &'static str {
    EARLY
}

/// The path of Hearth's mark.
pub fn favicon_path() -> &'static str {
    FAVICON
}

/// The file served at `path`, `/assets/` included.
pub fn find(path: &str) -> Option<Asset> {
    TABLE.iter().find(|asset| asset.path == path).copied()
}

/// Every embedded file.
pub fn all() -> impl Iterator<Item = Asset> {
    TABLE.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_name_is_served() {
        for path in [css_path(), js_path(), early_path(), favicon_path()] {
            let asset = find(path).unwrap();
            assert!(!asset.bytes.is_empty(), "{path} is empty");
            assert!(asset.gzip.is_some_and(|packed| !packed.is_empty()), "{path} is text and comes packed");
        }
        assert!(find("/assets/hearth.css").is_none());
    }

    #[test]
    fn the_stylesheet_names_only_embedded_files() {
        let css = String::from_utf8(find(css_path()).unwrap().bytes.to_vec()).unwrap();
        let urls: Vec<_> = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert!(urls.len() >= 4, "four typeface files");
        for url in urls {
            let path = format!("/assets/{}", url.trim_matches('"'));
            assert!(find(&path).is_some_and(|asset| asset.content_type == "font/woff2"), "{path}");
        }
    }

    #[test]
    fn no_foreign_mark_or_typeface_is_taken_along() {
        let css = String::from_utf8(find(css_path()).unwrap().bytes.to_vec()).unwrap();
        assert!(!css.contains("GDS Transport") && !css.contains("crown."));
        assert!(css.contains("Atkinson Hyperlegible"));
    }
}
