//! Writes the gallery of the page kit, with its assets, into a folder (`target/gallery` when none is named), to look at:
//! once as families see pages, once dense, once in large print.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use page::assets;
use page::kit::layout::{Page, WhoIsIn};
use page::kit::{Render, gallery, nav_link, notification_banner};

fn main() -> io::Result<()> {
    let dir = env::args().nth(1).map_or(PathBuf::from("target/gallery"), PathBuf::from);
    fs::create_dir_all(dir.join("assets"))?;
    for asset in assets::all() {
        fs::write(dir.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    write(&dir, "family", Page { back: Some(("#".to_owned(), "Back".to_owned())), ..page() })?;
    write(
        &dir,
        "dense",
        Page {
            dense: true,
            who: Some(WhoIsIn {
                name_label: "Mel Osei".to_owned(),
                role_label: "duty worker, Northwater".to_owned(),
                sign_out_href: "/sign-out".to_owned(),
            }),
            nav: vec![
                nav_link("#", "Worklist", true),
                nav_link("#", "Cases", false),
                nav_link("#", "Enquiries", false),
                nav_link("#", "Applications", false),
                nav_link("#", "Figures", false),
            ],
            flash: Some(
                notification_banner("The case was allocated to Mel Osei.")
                    .success()
                    .title_id("flash")
                    .render(),
            ),
            ..page()
        },
    )?;
    write(&dir, "large", Page { large_print: true, ..page() })
}

fn page() -> Page {
    Page { title: "Components".to_owned(), demo: true, body: gallery(), ..Page::default() }
}

fn write(dir: &Path, name: &str, page: Page) -> io::Result<()> {
    // Opened as a file, the page finds its assets beside it.
    let html = page.render().0.replace("\"/assets/", "\"assets/");
    fs::write(dir.join(format!("{name}.html")), html)
}
