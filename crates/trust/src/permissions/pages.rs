//! The table of permissions, in plain words.

use access::{
    Role,
    actions::{Delegate, ViewPermissions, about},
    permissions::{self, Line, Reach, Table},
};
use kernel::{Error, Result};
use maud::{Markup, html};
use page::{Ctx, Response, csv_file, kit, kit::layout};

/// The parts of the table, in the order of the work: the first word of an action, and its heading.
const PARTS: &[(&str, &str)] = &[
    ("enquiry", "Enquiries"),
    ("person", "People"),
    ("case", "Cases"),
    ("promise", "Promises"),
    ("assessment", "Assessments"),
    ("plan", "Support plans"),
    ("goal", "Goals"),
    ("application", "Applications to the Fund"),
    ("ledger", "Ledger"),
    ("provider", "Providers"),
    ("concern", "Concerns about providers"),
    ("order", "Orders"),
    ("session", "Sessions"),
    ("invoice", "Invoices"),
    ("birth", "Birth families"),
    ("identity", "The link between identities"),
    ("consent", "Consent"),
    ("sharing", "Sharing with others"),
    ("figures", "Figures"),
    ("published", "Published statistics"),
    ("organisation", "Councils, agencies and regions"),
];

/// What the rest of the table is about.
const KEEPING: &str = "Keeping the record safe";

fn part(line: &Line) -> &'static str {
    let word = line.action.split('.').next().unwrap_or_default();
    PARTS.iter().find(|(first, _)| *first == word).map_or(KEEPING, |(_, heading)| heading)
}

fn parts(table: &'static Table) -> Vec<(&'static str, Vec<&'static Line>)> {
    let headings = PARTS.iter().map(|(_, heading)| *heading).chain(std::iter::once(KEEPING));
    headings
        .map(|heading| (heading, table.lines().filter(|l| part(l) == heading).collect::<Vec<_>>()))
        .filter(|(_, lines)| !lines.is_empty())
        .collect()
}

/// What can be done, without the full stop.
fn words(line: &Line) -> &str {
    about(&line.action).trim().trim_end_matches('.')
}

/// `GET /access`
pub(super) async fn hub(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<Delegate>().map(|_| ())).await?;
    let all = [
        (
            "permission.view",
            "/permissions",
            "Who may do what",
            "Every role and what it may do, as one table.",
        ),
        (
            "seal.manage",
            "/sealed",
            "Sealed cases",
            "Cases that only named people see: a colleague's own family, or a family under threat.",
        ),
        (
            "emergency.use",
            "/emergency",
            "Emergency access",
            "Read one record that is not open to you, for an hour, with a reason.",
        ),
        (
            "emergency.review",
            "/emergency/reviews",
            "Review emergency access",
            "Who used it, why, and whether it was justified.",
        ),
        (
            "delegation.manage",
            "/delegations",
            "Acting for others",
            "Let a colleague act in your place until a date.",
        ),
        ("team.manage", "/teams", "Teams", "Which teams there are, and who is in them from when until when."),
        ("token.manage", "/tokens", "Keys for the API", "Make and end the keys that other systems use."),
    ];
    let shown: Vec<_> = all
        .into_iter()
        .filter(|(action, ..)| ctx.actor.reach(action) == Reach::Agency)
        .map(|(_, href, title, hint)| kit::task(title, "").href(href).hint(hint))
        .collect();
    let body = html! {
        h1 class="govuk-heading-l" { "Access" }
        (kit::task_list(shown))
    };
    Ok(ctx.page("Access", body).respond())
}

fn asked(ctx: &Ctx) -> Result<Option<Role>> {
    match ctx.query().raw("role") {
        "" => Ok(None),
        code => Role::from_code(code).map(Some).ok_or(Error::NotFound),
    }
}

/// `GET /permissions`
pub(super) async fn table(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ViewPermissions>().map(|_| ())).await?;
    let role = asked(&ctx)?;
    let table = permissions::current();
    let roles = std::iter::once(("", "All roles")).chain(Role::ALL.iter().map(|r| (r.code(), r.label())));
    let chosen = role.map_or("", Role::code);
    let body = html! {
        (layout::page_heading(None, "Who may do what"))
        @if table != Table::shipped() {
            (kit::inset_text("A table of your own holds here: it takes away from what Hearth's own table gives."))
        }
        (legend(role))
        (layout::filters("/permissions", html! {
            (kit::select("role", "Role", roles).value(chosen))
        }))
        @for (heading, lines) in parts(table) { (section(heading, &lines, role)) }
        (kit::print_button("Print this table").secondary())
        p class="govuk-body" {
            a class="govuk-link" href={ "/permissions.csv?role=" (chosen) } { "Download this table (CSV)" }
        }
    };
    Ok(ctx.page("Who may do what", body).back("/access", "Access").dense().respond())
}

/// What the words of the table mean.
fn legend(role: Option<Role>) -> Markup {
    html! {
        p class="govuk-body" {
            strong { "Own agency" } ": records of the agency a person works for. "
            strong { "Own cases" } ": records of families whose case they coordinate. "
            strong { "Own team" } ": those, and records of families whose case somebody of a team of theirs coordinates. "
            strong { "Own records" } ": a family's own, or a provider's own orders. "
            strong { "National totals" } ": protected, so that small numbers name nobody. "
            strong { "What is shared" } ": what people of several organisations share with each other, as far as each thing says who may read it; never a family's record."
        }
        p class="govuk-body" {
            "Three things go beyond the table. A sealed case is open to the people named for it alone, whatever their role. "
            "Nobody approves what they asked for themselves. "
            "Emergency access lets a worker read one record for an hour; managers are told at once."
        }
        @if role == Some(Role::Administrator) {
            p class="govuk-body" { "An administrator opens no family's record, and has no emergency access." }
        }
    }
}

fn section(heading: &'static str, lines: &[&'static Line], role: Option<Role>) -> Markup {
    let mark = |reach: Reach| match reach {
        Reach::None => kit::cell("No"),
        reach => kit::cell(html! { strong { (reach.label()) } }),
    };
    let (head, rows): (Vec<_>, Vec<_>) = match role {
        Some(role) => (
            vec![kit::cell("What"), kit::cell(role.label())],
            lines.iter().map(|line| vec![kit::cell(words(line)), mark(line.of(role))]).collect(),
        ),
        None => (
            ["What", "Public"]
                .into_iter()
                .chain(Role::ALL.iter().map(|r| r.label()))
                .map(kit::cell)
                .collect(),
            lines
                .iter()
                .map(|line| {
                    std::iter::once(kit::cell(words(line)))
                        .chain(std::iter::once(mark(line.public)))
                        .chain(line.roles.iter().map(|reach| mark(*reach)))
                        .collect()
                })
                .collect(),
        ),
    };
    let table = kit::table(head, rows).caption(heading).caption_classes("govuk-table__caption--m");
    html! { (table.first_cell_is_header().scrolling()) }
}

/// `GET /permissions.csv`
pub(super) async fn csv(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ViewPermissions>().map(|_| ())).await?;
    let roles: Vec<Role> = asked(&ctx)?.map_or_else(|| Role::ALL.to_vec(), |role| vec![role]);
    let mut head = vec!["part", "what", "action", "public"];
    head.extend(roles.iter().map(|role| role.code()));
    let lines = parts(permissions::current()).into_iter().flat_map(|(heading, lines)| {
        let roles = roles.clone();
        lines.into_iter().map(move |line| {
            let mut row: Vec<String> =
                vec![heading.into(), words(line).into(), line.action.clone(), line.public.label().into()];
            row.extend(roles.iter().map(|role| line.of(*role).label().to_owned()));
            row
        })
    });
    csv_file("permissions", &head, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_stands_in_one_part() {
        let table = Table::shipped();
        let shown: usize = parts(table).iter().map(|(_, lines)| lines.len()).sum();
        assert_eq!(shown, table.lines().count());
        for (first, heading) in PARTS {
            let lines = table.lines().filter(|l| part(l) == *heading).count();
            assert!(lines > 0, "no action begins with {first}");
        }
    }
}
