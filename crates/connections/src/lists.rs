//! What the lists of this crate share: the page with its rows and its way on, and every row for the file. And what its
//! steps share: a form that is sent from a record's page, and leads back to it.

use kernel::Result;
use page::{
    Cursor, Rows,
    kit::{self, Cell, Markup, html},
};

/// A list as it stands on a page.
pub(crate) struct List<'a> {
    /// Where the page is, without a query; the file is beside it, with `.csv` at the end.
    pub path: &'a str,
    /// What the list is cut by, as `status=open`; nothing where it is whole.
    pub cut: Option<String>,
    /// The heads of its columns; the first column leads to the record.
    pub head: &'a [&'a str],
    /// What the table is called where it is not seen.
    pub caption: &'a str,
    /// What is said where there is no row.
    pub nothing: &'a str,
    /// What the link to the file says.
    pub file: &'a str,
}

impl List<'_> {
    /// The rows, the way to the next page and the file; what to do where there is none.
    pub fn draw<T>(&self, rows: &Rows<T>, cells: impl FnMut(&T) -> Vec<Cell>) -> Markup {
        html! {
            @if rows.items.is_empty() {
                (kit::nothing_here(self.nothing))
            } @else {
                (kit::table(self.head.iter().map(|h| kit::cell(*h)).collect(), rows.items.iter().map(cells).collect())
                    .caption(self.caption).caption_classes("govuk-visually-hidden").first_cell_is_header().scrolling())
                (kit::pagination(None, rows.next.map(|next| self.address("", Some(next)))))
                p class="govuk-body" { a class="govuk-link" href=(self.address(".csv", None)) { (self.file) } }
            }
        }
    }

    fn address(&self, ending: &str, after: Option<Cursor>) -> String {
        let after = after.map(|next| format!("after={next}"));
        let query: Vec<String> = self.cut.iter().cloned().chain(after).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{ending}{mark}{}", self.path, query.join("&"))
    }
}

/// Every row of a list that is read page by page, for its file.
///
/// # Errors
/// Those of `page`.
pub(crate) fn every<T>(mut page: impl FnMut(Option<Cursor>) -> Result<Rows<T>>) -> Result<Vec<T>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let rows = page(after)?;
        all.extend(rows.items);
        match rows.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// One step from a record's page: its fields, what it does, and what is said on the page afterwards. What is wrong is
/// told on the same page, with what was typed.
macro_rules! step {
    ($name:ident, $kind:ty, $path:literal, $fields:path, $action:path, $doing:literal, $said:literal) => {
        pub(super) async fn $name(ctx: Ctx) -> Result<Response> {
            let id = ctx.id::<$kind>("id")?;
            let mut fields = ctx.fields()?;
            let input = match $fields(&mut fields) {
                Ok(input) => input,
                Err(invalid) => return draw(&ctx, &fields, &invalid).await,
            };
            let done = ctx
                .act($doing, move |act| {
                    $action(act, id, &input)?;
                    Ok(Answer::see(format!(concat!($path, "/{}"), id)).saying($said))
                })
                .await;
            match sent(done)? {
                Sent::Done(response) => Ok(response),
                Sent::Mend(invalid) => draw(&ctx, &fields, &invalid).await,
            }
        }
    };
}
pub(crate) use step;

#[cfg(test)]
mod tests {
    use kernel::{Error, Id};

    use super::*;

    fn at(n: i64) -> Cursor {
        Cursor { key: n, id: Id::from_parts(0, [0; 10]) }
    }

    #[test]
    fn a_file_holds_every_page_in_order_and_an_error_ends_it() {
        let mut asked = Vec::new();
        let all = every(|after| {
            asked.push(after.map(|c| c.key));
            Ok(match after {
                None => Rows { items: vec![1, 2], next: Some(at(2)) },
                Some(_) => Rows { items: vec![3], next: None },
            })
        });
        assert_eq!((all, asked), (Ok(vec![1, 2, 3]), vec![None, Some(2)]));
        let broken = every(|after| match after {
            None => Ok(Rows { items: vec![1], next: Some(at(1)) }),
            Some(_) => Err(Error::Busy),
        });
        assert_eq!(broken, Err(Error::Busy));
    }

    #[test]
    fn a_list_leads_on_keeps_its_cut_and_says_what_to_do_where_it_is_empty() {
        let list = |cut: Option<&str>| List {
            path: "/things",
            cut: cut.map(str::to_owned),
            head: &["Thing"],
            caption: "Things",
            nothing: "There is nothing. Make one.",
            file: "Download things as a CSV file",
        };
        let draw = |rows: &Rows<i64>, cut| list(cut).draw(rows, |n| vec![kit::cell(n.to_string())]).0;
        let rows = Rows { items: vec![7], next: Some(at(7)) };
        let drawn = draw(&rows, Some("status=open"));
        assert!(drawn.contains(&format!("/things?status=open&amp;after={}", at(7))), "{drawn}");
        assert!(drawn.contains("href=\"/things.csv?status=open\"") && drawn.contains("Things"));
        let whole = draw(&rows, None);
        assert!(
            whole.contains(&format!("/things?after={}", at(7))) && whole.contains("href=\"/things.csv\"")
        );
        let empty = draw(&Rows { items: vec![], next: None }, None);
        assert!(empty.contains("There is nothing. Make one.") && !empty.contains("<table"));
    }
}
