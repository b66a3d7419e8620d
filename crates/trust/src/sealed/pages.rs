//! The pages of sealed cases.

use access::{
    accounts::{self, Account},
    actions::ManageSeals,
    permissions::Reach,
    seals::{self, New, Seal, SealKind},
};
use kernel::{Error, Id, Invalid, Result, kinds};
use maud::{Markup, html};
use page::{Answer, Ctx, Fields, Response, kit, kit::layout, mend};

use crate::draw::{LINE, NOTE, choices, named, p, people, question, when};

/// `GET /sealed`
pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    let seals = ctx.read(|look| seals::list(look, &look.agency::<ManageSeals>()?)).await?;
    let rows = seals
        .iter()
        .map(|s| {
            let link = html! { a class="govuk-link" href={ "/sealed/" (s.id) } { (references(s)) } };
            let names: Vec<&str> = s.readers.iter().map(|r| r.name.as_str()).collect();
            vec![
                kit::cell(link),
                kit::cell(s.kind.label()),
                kit::cell(when(s.at)),
                kit::cell(names.join(", ")),
            ]
        })
        .collect();
    let body = html! {
        (layout::page_heading(None, "Sealed cases"))
        (p("A sealed case is open to the people named for it, and to nobody else of the agency: for them it is as if it did not exist. The family still sees its own record, and a provider its own orders."))
        (p("You see the sealed cases that you are named for. An administrator, who can open no case, sees which are sealed and who is named."))
        (kit::button("Seal a case").href("/sealed/new"))
        @if seals.is_empty() {
            (kit::nothing_here("There is no sealed case that you are named for."))
        } @else {
            (kit::table(["Cases", "Why", "Since", "Who may see it"].map(kit::cell).to_vec(), rows)
                .caption("Sealed cases, the newest first").first_cell_is_header())
        }
    };
    Ok(ctx.page("Sealed cases", body).back("/access", "Access").dense().respond())
}

fn references(seal: &Seal) -> String {
    let all: Vec<&str> = seal.cases.iter().map(|(_, reference)| reference.as_str()).collect();
    if all.is_empty() { "No case yet".to_owned() } else { all.join(", ") }
}

/// The cases, with the way to them for those who may open them.
fn case_links(ctx: &Ctx, seal: &Seal) -> Markup {
    let opens = ctx.actor.reach("case.view").page() == Reach::Agency;
    html! {
        @for (id, reference) in &seal.cases {
            @if opens {
                a class="govuk-link" href={ "/cases/" (id) } { (reference) } " "
            } @else {
                (reference) " "
            }
        }
    }
}

async fn colleagues(ctx: &Ctx) -> Result<Vec<Account>> {
    ctx.read(|look| accounts::colleagues(look, look.agency::<ManageSeals>()?.agency())).await
}

/// `GET /sealed/new`
pub(super) async fn ask(ctx: Ctx) -> Result<Response> {
    let fields = ctx.query();
    form(&ctx, &fields, &Invalid::default()).await
}

async fn form(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let team = colleagues(ctx).await?;
    let readers = team.iter().map(|a| kit::choice(a.id.to_string(), named(a))).collect();
    let body = html! {
        (layout::page_heading(None, "Seal a case"))
        (p("Sealing hides the records of the whole family from everybody you do not name: cases, enquiries, plans, applications, orders, promises and searches."))
        (kit::warning_text("If you do not name yourself, you will not see the case any more, and only somebody who is named, or an administrator, can name you later."))
        (ctx.form("/sealed/new", fields, html! {
            (kit::input("reference", "Reference of the case").hint("Such as CA-2345-6789").width(20)
                .value(fields.raw("reference")).error(invalid.of("reference")))
            (kit::radios("kind", question("Why is it sealed?"), choices::<SealKind>()).small()
                .value(fields.raw("kind")).error(invalid.of("kind")))
            (kit::character_count("reason", "Say more. Everybody who is named can read this.", NOTE as u32)
                .value(fields.raw("reason")).error(invalid.of("reason")))
            (kit::checkboxes("readers", question("Who may see it?"), readers).small()
                .values(fields.all("readers")).error(invalid.of("readers")))
            (kit::button("Seal the case").warning().once())
        }))
    };
    Ok(ctx.page("Seal a case", body).back("/sealed", "Sealed cases").errors(invalid).respond())
}

fn readers(fields: &Fields) -> Vec<Id<kinds::Account>> {
    fields.all("readers").filter_map(|text| text.parse().ok()).collect()
}

/// `POST /sealed/new`
pub(super) async fn seal(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let reference = fields.required("reference", "Enter the reference of the case", LINE);
    let kind = fields.choice::<SealKind>("kind", "Choose why it is sealed");
    let reason = fields.required("reason", "Say why it is sealed", NOTE);
    let readers = readers(&fields);
    if readers.is_empty() {
        fields.fail("readers", "Choose at least one person who may see this record");
    }
    let parsed = fields.finish(|| Some((reference?, New { kind: kind?, reason: reason?, readers })));
    let (reference, new) = match parsed {
        Ok(parsed) => parsed,
        Err(invalid) => return form(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("seal a case", move |act| {
            let missing = || Error::field("reference", "There is no case of your agency with this reference");
            let grant = act.agency::<ManageSeals>()?;
            let unknown = |e| if e == Error::NotFound { missing() } else { e };
            let case = seals::case_by_reference(act, &grant, &reference.to_uppercase()).map_err(unknown)?;
            let id = seals::seal(act, case, &new).map_err(unknown)?;
            let sees = act.actor().account().is_some_and(|me| new.readers.contains(&me))
                || act.actor().role() == Some(access::Role::Administrator);
            let to = if sees { format!("/sealed/{id}") } else { "/sealed".to_owned() };
            Ok(Answer::see(to).saying("The case is sealed. Those who are named are told by email."))
        })
        .await;
    match done {
        Err(error) => form(&ctx, &fields, &mend(error)?).await,
        done => done,
    }
}

/// `GET /sealed/{id}`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, &Fields::default(), &Invalid::default()).await
}

async fn draw(ctx: &Ctx, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id: Id<kinds::Seal> = ctx.id("id")?;
    let seal = ctx.read(move |look| seals::load(look, &look.agency::<ManageSeals>()?, id)).await?;
    let mut team = colleagues(ctx).await?;
    let by = crate::draw::name_of(&team, seal.by);
    team.retain(|a| seal.readers.iter().all(|r| r.account != a.id) && Some(a.id) != ctx.actor.account());
    let body = html! {
        (layout::page_heading(Some("Sealed case"), references(&seal)))
        (kit::summary_list(vec![
            kit::row("Cases", case_links(ctx, &seal)),
            kit::row("Why", seal.kind.label()),
            kit::row("In words", seal.reason.as_str()),
            kit::row("Sealed", format!("{} by {by}", when(seal.at))),
        ]))
        h2 class="govuk-heading-m" { "Who may see it" }
        (readers_table(ctx, &seal))
        h2 class="govuk-heading-m" { "Name somebody else" }
        (p("You cannot name yourself."))
        (ctx.form(&format!("/sealed/{id}/readers"), fields, html! {
            (kit::select("readers", "Who", people("Choose somebody", &team))
                .value(fields.raw("readers")).error(invalid.of("readers")))
            (kit::input("why", "Why they need to see it").value(fields.raw("why")).error(invalid.of("why")))
            (kit::button("Name this person").secondary().once())
        }))
        h2 class="govuk-heading-m" { "Open it again" }
        (p("Everybody in your agency whose role allows it will see the case again. Those who are named are told."))
        (ctx.form(&format!("/sealed/{id}/open"), &Fields::default(), html! {
            (kit::input("reason", "Why it need not be sealed any more").value(fields.raw("reason"))
                .error(invalid.of("reason")))
            (kit::button("Open the case to the agency").warning().once())
        }))
    };
    Ok(ctx.page("Sealed case", body).back("/sealed", "Sealed cases").errors(invalid).respond())
}

fn readers_table(ctx: &Ctx, seal: &Seal) -> Markup {
    let rows = seal
        .readers
        .iter()
        .map(|r| {
            let end = ctx.form(
                &format!("/sealed/{}/readers/{}/end", seal.id, r.account),
                &Fields::default(),
                html! {
                    (kit::button(html! { "Take the name away" span class="govuk-visually-hidden" { " of " (r.name) } })
                        .secondary())
                },
            );
            vec![
                kit::cell(r.name.as_str()),
                kit::cell(r.role.label()),
                kit::cell(when(r.at)),
                kit::cell(r.reason.as_str()),
                kit::cell(end),
            ]
        })
        .collect();
    html! {
        (kit::table(["Name", "Role", "Since", "Why", "Change"].map(kit::cell).to_vec(), rows)
            .caption("The people named for this case").first_cell_is_header())
    }
}

/// `POST /sealed/{id}/readers`
pub(super) async fn add(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Seal> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let reader = fields.id::<kinds::Account>("readers", "Choose somebody");
    let why = fields.required("why", "Say why they need to see it", LINE);
    let (reader, why) = match fields.finish(|| Some((reader?, why?))) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("name a reader", move |act| {
            seals::add_reader(act, id, reader, &why)?;
            Ok(Answer::see(format!("/sealed/{id}"))
                .saying("This person may see the case now, and is told by email."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &fields, &mend(error)?).await,
        done => done,
    }
}

/// `POST /sealed/{id}/readers/{account}/end`
pub(super) async fn end(ctx: Ctx) -> Result<Response> {
    let (id, account): (Id<kinds::Seal>, Id<kinds::Account>) = (ctx.id("id")?, ctx.id("account")?);
    let done = ctx
        .act("end a reader", move |act| {
            seals::end_reader(act, id, account)?;
            let me = act.actor().account() == Some(account);
            let admin = act.actor().role() == Some(access::Role::Administrator);
            let to = if me && !admin { "/sealed".to_owned() } else { format!("/sealed/{id}") };
            Ok(Answer::see(to).saying("This person does not see the case any more."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &Fields::default(), &mend(error)?).await,
        done => done,
    }
}

/// `POST /sealed/{id}/open`
pub(super) async fn open(ctx: Ctx) -> Result<Response> {
    let id: Id<kinds::Seal> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let reason = fields.required("reason", "Say why it need not be sealed any more", NOTE);
    let reason = match fields.finish(|| reason) {
        Ok(reason) => reason,
        Err(invalid) => return draw(&ctx, &fields, &invalid).await,
    };
    let done = ctx
        .act("open a sealed case", move |act| {
            seals::unseal(act, id, &reason)?;
            Ok(Answer::see("/sealed").saying("The case is no longer sealed."))
        })
        .await;
    match done {
        Err(error) => draw(&ctx, &fields, &mend(error)?).await,
        done => done,
    }
}
