//! What there is to ask for, found as a person finds it: cases from the list of cases, page after
//! page, and names from the heads of the case pages.

use std::collections::BTreeSet;

use crate::{
    fault::{Result, fault},
    http::{Client, is_id},
    load::Ask,
};

/// Pages of the list of cases that are walked through at most.
const LIST_PAGES: usize = 20;
/// Case pages that are read for names.
const NAMED: usize = 150;
/// What stands before the child's name at the head of a case page.
const BEFORE_NAME: &str = "<p class=\"govuk-caption-l\">";
/// What stands after it.
const AFTER_NAME: &str = " · ";

/// What stands before the word that the forms of a session carry.
const BEFORE_WORD: &str = "name=\"csrf\" value=\"";

/// What to ask for.
#[derive(Debug, Default)]
pub(crate) struct Harvest {
    /// Pages of the list of cases.
    pub(crate) lists: Vec<Ask>,
    /// Cases, each once.
    pub(crate) cases: Vec<Ask>,
    /// Searches by name.
    pub(crate) searches: Vec<Ask>,
}

impl Harvest {
    /// Walks through the list of cases and into some of them.
    pub(crate) async fn gather(client: &mut Client) -> Result<Self> {
        let (mut lists, mut cases) = (Vec::new(), BTreeSet::new());
        let mut further = Some("/cases".to_owned());
        while let Some(path) = further.take() {
            let html = read(client, Ask::Get(path.clone())).await?;
            lists.push(path);
            for link in links(&html) {
                if is_case(&link) {
                    cases.insert(link);
                } else if is_further(&link) && lists.len() < LIST_PAGES && !lists.contains(&link) {
                    further = Some(link);
                }
            }
        }
        if cases.is_empty() {
            return fault("the list of cases shows none");
        }
        let mut names = BTreeSet::new();
        for case in cases.iter().step_by(cases.len().div_ceil(NAMED)) {
            names.extend(name(&read(client, Ask::Get(case.clone())).await?));
        }
        let form = read(client, Ask::Get("/people".to_owned())).await?;
        let Some(word) = word(&form) else { return fault("the search form lacks the word of its session") };
        Ok(Harvest {
            lists: lists.into_iter().map(Ask::Get).collect(),
            cases: cases.into_iter().map(Ask::Get).collect(),
            searches: names.iter().flat_map(|name| searches(name, &word)).collect(),
        })
    }
}

async fn read(client: &mut Client, ask: Ask) -> Result<String> {
    let head = ask.of(client).await?;
    Ok(client.text(&head))
}

/// The word that shows that a form was sent from a page of this session.
fn word(html: &str) -> Option<String> {
    let (_, after) = html.split_once(BEFORE_WORD)?;
    after.split_once('"').map(|(word, _)| plain(word))
}

/// Where the links of a page lead.
fn links(html: &str) -> Vec<String> {
    let parts = html.split("href=\"").skip(1);
    parts.filter_map(|part| part.split_once('"')).map(|(link, _)| plain(link)).collect()
}

fn is_case(link: &str) -> bool {
    link.strip_prefix("/cases/").is_some_and(is_id)
}

fn is_further(link: &str) -> bool {
    link.starts_with("/cases?") && link.contains("after=")
}

/// The child's name at the head of a case page.
fn name(html: &str) -> Option<String> {
    let (_, after) = html.split_once(BEFORE_NAME)?;
    let (name, _) = after.split_once(AFTER_NAME)?;
    let name = plain(name.trim());
    (!name.is_empty() && name.len() < 100).then_some(name)
}

/// What people type who look for somebody: the whole name, the surname alone, the beginning of
/// the surname, and the name with a letter left out.
fn searches(name: &str, word: &str) -> Vec<Ask> {
    let surname = name.rsplit(' ').next().unwrap_or(name);
    let beginning: String = surname.chars().take(3).collect();
    let slip: String = name.chars().enumerate().filter(|(at, _)| *at != 2).map(|(_, c)| c).collect();
    let search = |typed: &str| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", word).append_pair("name", typed);
        Ask::Post("/people", form.finish())
    };
    [name, surname, &beginning, &slip].map(search).to_vec()
}

/// Text as it was before it was written into HTML.
fn plain(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0199a000-0000-7000-8000-000000000000";

    #[test]
    fn cases_and_further_pages_are_told_from_other_links() {
        let html = format!(
            "<a href=\"/cases/{ID}\">C1</a><a href=\"/cases/{ID}/plan\">Plan</a>\
             <a href=\"/cases?status=open&amp;after=00ff\">Next</a><a href=\"/cases.csv?status=open\">CSV</a>"
        );
        let links = links(&html);
        assert_eq!(links.iter().filter(|link| is_case(link)).count(), 1);
        assert_eq!(links.iter().find(|link| is_further(link)).unwrap(), "/cases?status=open&after=00ff");
    }

    #[test]
    fn a_name_is_searched_for_as_people_type_it() {
        let page = "<p class=\"govuk-caption-l\">Sam O'Hill &amp; Co · C-1 · Targeted</p>";
        assert_eq!(name(page).unwrap(), "Sam O'Hill & Co");
        assert_eq!(name("<h1>Nobody</h1>"), None);
        let typed = searches("Sam Hill", "w0rd");
        let forms = ["Sam+Hill", "Hill", "Hil", "Sa+Hill"];
        assert_eq!(typed, forms.map(|name| Ask::Post("/people", format!("csrf=w0rd&name={name}"))));
        assert_eq!(word("<input type=\"hidden\" name=\"csrf\" value=\"w0rd\">").unwrap(), "w0rd");
    }
}
