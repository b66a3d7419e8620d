//! Who of a family signs in, kept by those who work on the case: parents and carers, how much each of them sees, and the young
//! person of the case.

use std::collections::BTreeMap;

use access::{
    actions::InviteFamily,
    members::{self, Listed, Sight},
    own_records,
    sign_in::{
        invitations,
        people::{self, Person},
    },
};
use casework::{
    cases::frame::{self, Tab},
    young_people::{
        actions::invite,
        model::{Age, age_rule, has_reached},
    },
};
use kernel::{
    Date, Error, Id, Invalid, Result,
    kinds::{Account, Case},
};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    kit::{self, Tone},
    mend, site,
};

use super::draw;
use crate::{
    people_of_agency::{guest, letter},
    words::NOTE,
};

/// Which form of the page was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Family,
    Young,
    Sight(Id<Account>),
}

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    show(&ctx, Form::Family, &Fields::default(), &Invalid::default()).await
}

async fn show(ctx: &Ctx, form: Form, fields: &Fields, invalid: &Invalid) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let (head, accounts, waiting, places, young, is_own) = ctx
        .read(move |look| {
            let grant = look.one::<InviteFamily, Case>(id)?;
            let places: BTreeMap<Id<Account>, Listed> =
                members::of_family(look, &grant)?.into_iter().map(|p| (p.account, p)).collect();
            let young = invite::young_person(look, id)?;
            let free = members::signs_in(look, young.id)?.is_none() && !members::is_invited(look, young.id)?;
            Ok((
                frame::head(look, &grant)?,
                people::of_family(look, &grant)?,
                invitations::of_family(look, &grant)?,
                places,
                (young.first, young.born, free),
                own_records::of_person(look, young.id)?.is_some(),
            ))
        })
        .await?;
    let blank = (Fields::default(), Invalid::default());
    let of = |this: Form| if form == this { (fields, invalid) } else { (&blank.0, &blank.1) };
    let (family, wrong) = of(Form::Family);
    let body = html! {
        p class="govuk-body" { "A family member sees their own plan, appointments and goals, and nothing that is only for workers. Make sure that the address is theirs alone." }
        (draw::accounts(ctx, &accounts, &format!("/cases/{id}/accounts"), "Nobody of this family signs in yet."))
        (draw::invitations(ctx, &waiting, &format!("/cases/{id}/invitations"), false))
        @if is_own {
            (kit::inset_text(html! { "The person this record is about is an adult, and it is their own. Nobody else is invited to it. Parents stand in the list where the household it came from has no other case, so that their access can be ended from here; they read nothing of this record. " a class="govuk-link" href={ "/cases/" (id) "/of-age" } { "Their way in" } }))
        } @else {
        h2 class="govuk-heading-m" { "Invite a family member" }
        (ctx.form(&format!("/cases/{id}/invite-family"), family, html! {
            (kit::input("name", "Name").value(family.raw("name")).spellcheck(false).error(wrong.of("name")))
            (kit::input("email", "Email address").email().autocomplete("off").value(family.raw("email")).error(wrong.of("email")))
            (kit::button("Send the invitation").once())
        }))
        (young_person(ctx, id, &young, of(Form::Young)))
        }
        // An adult's own record is seen by nobody else of a family but as they say: there is nobody to limit.
        @if !is_own { (sights(ctx, id, &accounts, &places, form, (fields, invalid))) }
    };
    Ok(frame::frame(ctx, &head, Tab::Overview, "Family members who sign in", body).errors(invalid).respond())
}

/// The way in of the young person of the case: by age, or earlier with a reason.
fn young_person(
    ctx: &Ctx,
    id: Id<Case>,
    (first, born, free): &(String, Option<Date>, bool),
    (fields, invalid): (&Fields, &Invalid),
) -> Markup {
    let today = ctx.today();
    let is_adult = matches!(has_reached(Age::Adult, *born, today), Ok(Some(true)));
    let old_enough = matches!(has_reached(Age::OwnAccount, *born, today), Ok(Some(true)));
    let years = age_rule(Age::OwnAccount, today).map(|rule| rule.years).unwrap_or_default();
    html! {
        h2 class="govuk-heading-m" { "A page of " (first) "’s own" }
        p class="govuk-body" { "A young person signs in as themselves. They see who their worker is, what was promised, their goals and their part of the plan, and write to you. They do not see what is their parents’, and their parents do not see what they keep private." }
        @if is_adult {
            (kit::inset_text(html! { "They are an adult. They are not invited as a young person any more. " a class="govuk-link" href={ "/cases/" (id) "/of-age" } { "Their own record" } }))
        } @else if !free {
            (kit::inset_text("They sign in already, or their invitation waits: see the lists above."))
        } @else {
            (ctx.form(&format!("/cases/{id}/invite-young-person"), fields, html! {
                (kit::input("email", "Email address that is theirs alone").id("young-email").email().autocomplete("off")
                    .hint("Ask them whether somebody else reads it.").value(fields.raw("email")).error(invalid.of("email")))
                @if !old_enough {
                    (kit::textarea("reason", "Why is it right for them to have an account already?").rows(2)
                        .hint(match born {
                            Some(_) => format!("They are under {years}. You can decide that they are ready. What you write stands in the log."),
                            None => format!("Their birth date is not known. Say how you know that they are {years} or older, or why it is right. What you write stands in the log."),
                        })
                        .value(fields.raw("reason")).error(invalid.of("reason")))
                }
                (kit::button(html! { "Invite " (first) }).once())
            }))
        }
    }
}

/// How much each parent or carer sees, and the way to change it.
fn sights(
    ctx: &Ctx,
    id: Id<Case>,
    accounts: &[Person],
    places: &BTreeMap<Id<Account>, Listed>,
    form: Form,
    typed: (&Fields, &Invalid),
) -> Markup {
    // An adult who holds their own record is nobody to limit, also beside a case of their own child.
    let is_own = |p: &Person| places.get(&p.id).is_some_and(|l| l.place.person.is_some());
    let parents: Vec<&Person> = accounts
        .iter()
        .filter(|p| p.ended.is_none() && p.role == access::Role::FamilyMember && !is_own(p))
        .collect();
    let blank = (Fields::default(), Invalid::default());
    html! {
        @if !parents.is_empty() {
            h2 class="govuk-heading-m" { "How much each of them sees" }
            p class="govuk-body" { "Where parents live apart, or a court says so, one of them may see less. A limited member sees what was promised and their own messages, and nothing else. It holds at once, and the change and your reason stand in the log." }
            @for p in parents {
                @let now = places.get(&p.id);
                @let sight = now.map_or(Sight::Whole, |l| l.place.sight);
                @let other = if sight == Sight::Whole { Sight::Limited } else { Sight::Whole };
                @let this = form == Form::Sight(p.id);
                @let (fields, invalid) = if this { typed } else { (&blank.0, &blank.1) };
                section aria-labelledby={ "sight-" (p.id) } {
                    h3 class="govuk-heading-s" id={ "sight-" (p.id) } {
                        (p.name) ": " (kit::tag(sight.label()).tone(if sight == Sight::Whole { Tone::Good } else { Tone::Soon }))
                    }
                    @if let Some(reason) = now.map(|l| l.reason.as_str()).filter(|r| !r.is_empty()) { p class="govuk-body" { "Reason: " (reason) } }
                    @let details = kit::details(
                        match other { Sight::Limited => "Limit what they see", Sight::Whole => "Let them see the family’s support again" },
                        ctx.form(&format!("/cases/{id}/accounts/{}/sight", p.id), fields, html! {
                            (kit::hidden("sight", other.code()))
                            (kit::textarea("reason", "Why?").id(if this { "reason".to_owned() } else { format!("reason-{}", p.id) }).rows(2)
                                .hint("For colleagues. The member does not read this.").value(fields.raw("reason")).error(invalid.of("reason")))
                            (kit::button(html! { "Change it" span class="govuk-visually-hidden" { " for " (p.name) } }).secondary().once())
                        }));
                    @if this { (details.open()) } @else { (details) }
                }
            }
        }
    }
}

pub(super) async fn send(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let who = guest(&mut fields);
    let done = match fields.finish(|| who) {
        Ok(who) => {
            let base = site::base(&ctx.request);
            ctx.act("invite a family member", move |act| {
                let made = invitations::family(act, id, &who)?;
                letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
                Ok(Answer::see(format!("/cases/{id}/invite-family")).saying("The invitation is on its way."))
            })
            .await
        }
        Err(invalid) => return show(&ctx, Form::Family, &fields, &invalid).await,
    };
    match done {
        Err(error) => show(&ctx, Form::Family, &fields, &mend(error)?).await,
        done => done,
    }
}

pub(super) async fn send_to_young_person(ctx: Ctx) -> Result<Response> {
    let id: Id<Case> = ctx.id("id")?;
    let mut fields = ctx.fields()?;
    let input = match invite::fields(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return show(&ctx, Form::Young, &fields, &invalid).await,
    };
    let base = site::base(&ctx.request);
    let done = ctx
        .act("invite a young person", move |act| {
            let made = invite::run(act, id, &input)?;
            letter(act, &made, base.as_ref().map_err(Clone::clone)?)?;
            Ok(Answer::see(format!("/cases/{id}/invite-family"))
                .saying("The invitation is on its way to them."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, Form::Young, &fields, &mend(error)?).await,
        done => done,
    }
}

/// How much a member sees, as the form sends it.
pub(super) fn sight_fields(f: &mut Fields) -> Result<(Sight, String), Invalid> {
    let sight = f.choice::<Sight>("sight", "Choose how much they see");
    let reason = f.required("reason", "Say why, for colleagues", NOTE);
    f.finish(|| Some((sight?, reason?)))
}

pub(super) async fn sight(ctx: Ctx) -> Result<Response> {
    let (id, account) = (ctx.id::<Case>("id")?, ctx.id::<Account>("account")?);
    let mut fields = ctx.fields()?;
    let (sight, reason) = match sight_fields(&mut fields) {
        Ok(read) => read,
        Err(invalid) => return show(&ctx, Form::Sight(account), &fields, &invalid).await,
    };
    let done = ctx
        .act("change what a family member sees", move |act| {
            if reason.chars().filter(|c| c.is_alphanumeric()).count() < 3 {
                return Err(Error::field("reason", "Say why, for colleagues"));
            }
            members::set_sight(act, id, account, sight, &reason)?;
            Ok(Answer::see(format!("/cases/{id}/invite-family")).saying("It is changed, from now on."))
        })
        .await;
    match done {
        Err(error) => show(&ctx, Form::Sight(account), &fields, &mend(error)?).await,
        done => done,
    }
}
