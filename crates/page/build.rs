//! Embeds what `web/` built (`web/dist`) into the crate: writes a table of files to `OUT_DIR/assets.rs`.
//! `web/dist/manifest.txt` names each file plainly and with its content's hash, one pair a line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The files that pages name, each by a constant of `assets.rs`.
const NAMED: [(&str, &str); 4] =
    [("CSS", "hearth.css"), ("JS", "hearth.js"), ("EARLY", "early.js"), ("FAVICON", "favicon.svg")];

fn main() {
    if let Err(message) = embed() {
        for line in message.lines() {
            println!("cargo::error={line}");
        }
    }
}

fn embed() -> Result<(), String> {
    let crate_dir = variable("CARGO_MANIFEST_DIR")?;
    let dist = crate_dir.join("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let manifest = fs::read_to_string(dist.join("manifest.txt")).map_err(|why| {
        format!(
            "web/dist/manifest.txt cannot be read ({why}).\n\
             Styles, scripts and typefaces are not built yet: run `make assets` (cd web && npm ci && npm run build)."
        )
    })?;
    let dist = dist.canonicalize().map_err(|why| format!("web/dist: {why}"))?;

    let mut rows = String::new();
    let mut table = String::new();
    for line in manifest.lines() {
        let (plain, hashed) = line.split_once(' ').ok_or(format!("web/dist/manifest.txt: odd line {line:?}"))?;
        rows.push_str(&row(&dist, hashed)?);
        if let Some((constant, _)) = NAMED.iter().find(|(_, name)| *name == plain) {
            writeln!(table, "const {constant}: &str = \"/assets/{hashed}\";").map_err(|why| why.to_string())?;
        }
    }
    writeln!(table, "const TABLE: &[Asset] = &[\n{rows}];").map_err(|why| why.to_string())?;
    fs::write(variable("OUT_DIR")?.join("assets.rs"), table).map_err(|why| format!("OUT_DIR/assets.rs: {why}"))
}

fn variable(name: &str) -> Result<PathBuf, String> {
    env::var_os(name).map(PathBuf::from).ok_or(format!("cargo did not set {name}"))
}

fn row(dist: &Path, hashed: &str) -> Result<String, String> {
    let file = dist.join(hashed);
    let content_type = match file.extension().and_then(|e| e.to_str()) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("woff2") => "font/woff2",
        _ => return Err(format!("web/dist/{hashed}: a kind of file that Hearth does not serve")),
    };
    if !file.is_file() {
        return Err(format!("web/dist/{hashed} is in manifest.txt but not there: run `make assets`"));
    }
    let packed = dist.join(format!("{hashed}.gz"));
    let gzip = if packed.is_file() { format!("Some(include_bytes!({packed:?}))") } else { "None".to_owned() };
    Ok(format!(
        "    Asset {{ path: \"/assets/{hashed}\", content_type: {content_type:?}, \
         bytes: include_bytes!({file:?}), gzip: {gzip} }},\n"
    ))
}
