//! The list of birth families.

use access::actions::ListBirthFamilies;
use kernel::{Result, local_date};
use page::{
    Ctx, Cursor, Response, csv_file,
    kit::{self, html, layout},
};

use crate::birth_families::store::{self, Listed};

fn people(listed: &Listed) -> String {
    let words: Vec<String> = listed
        .people
        .iter()
        .map(|(kind, name)| format!("{name} ({})", kind.label().to_lowercase()))
        .collect();
    words.join("; ")
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let after = Cursor::parse(ctx.query().raw("after"));
    let rows = ctx.read(move |look| store::page(look, &look.agency::<ListBirthFamilies>()?, after)).await?;
    let body = html! {
        (layout::page_heading(None, "Birth families"))
        (kit::button_group(html! {
            (kit::button("Record a birth family").href("/birth-families/new"))
            a class="govuk-link" href="/birth-families/search" { "Look for a birth relative" }
        }))
        p class="govuk-hint" {
            "People before adoption only. Nothing here leads to a family after adoption: a manager can open that link, with a reason."
        }
        @if rows.items.is_empty() {
            (kit::nothing_here("No birth family is recorded yet."))
        } @else {
            (kit::table(["Reference", "People", "Recorded"].map(kit::cell).to_vec(), rows.items.iter().map(|f| vec![
                kit::cell(html! { a class="govuk-link" href={ "/birth-families/" (f.family.id) } { (f.family.reference) } }),
                kit::cell(people(f)),
                kit::cell(local_date(f.family.made).strftime("%-d %B %Y").to_string()),
            ]).collect()).caption("Birth families").caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
            @if let Some(next) = rows.next {
                (kit::pagination(None, Some(format!("/birth-families?after={next}"))))
            }
            p class="govuk-body" { a class="govuk-link" href="/birth-families.csv" { "Download birth families as a CSV file" } }
        }
    };
    Ok(ctx.page("Birth families", body).dense().respond())
}

pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    let all = ctx
        .read(move |look| {
            let grant = look.agency::<ListBirthFamilies>()?;
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let rows = store::page(look, &grant, after)?;
                all.extend(rows.items);
                match rows.next {
                    Some(next) => after = Some(next),
                    None => return Ok(all),
                }
            }
        })
        .await?;
    let rows = all
        .into_iter()
        .map(|f| vec![f.family.reference.to_string(), people(&f), local_date(f.family.made).to_string()]);
    csv_file("birth-families", &["reference", "people", "recorded"], rows)
}
