//! The form for a draft. Everything typed is saved as rows are added or taken out, and
//! shown again whatever goes wrong; it needs no script.

use access::{
    accounts::{self, Account},
    actions::{EditPlan, ViewFamilyPart},
    drafts::{self, Found},
};
use kernel::{Error, Invalid, Need, Result, Weight, kinds};
use maud::{Markup, html};
use page::{
    Answer, Ctx, Fields, Response,
    draft::DraftOf,
    kit::{self, Size, date_input, fieldset, input, label, legend, select, summary_list, textarea},
};

use super::content;
use crate::{
    cases::{
        self,
        frame::{self, Head, Tab},
    },
    family_part::{self, model::Part},
    plan::{
        actions::save::{self, Add},
        form,
        model::{ActionState, OwnerKind, review_rule},
        store::{self, Plan},
    },
};

/// What drafts of this form are kept under.
const DRAFT: &str = "plan";

/// What a button of the form asks for.
enum Asked {
    /// Save, and stay here.
    Save,
    /// Save, and see what is missing.
    Check,
    /// Save with another row.
    Add(Add),
    /// Save without this row.
    Remove(String),
}

impl Asked {
    fn of(fields: &Fields) -> Asked {
        match fields.raw("do") {
            "check" => Asked::Check,
            "add-action" => Asked::Add(Add::Action),
            "add-goal" => Asked::Add(Add::Goal),
            other => match other.strip_prefix("remove ") {
                Some(row) => Asked::Remove(row.to_owned()),
                None => Asked::Save,
            },
        }
    }
}

/// `GET /plans/{id}/edit`
pub(super) async fn show(ctx: Ctx) -> Result<Response> {
    draw(&ctx, None).await
}

/// `POST /plans/{id}/edit`
pub(super) async fn save(ctx: Ctx) -> Result<Response> {
    let (id, sent) = (ctx.id::<kinds::Plan>("id")?, ctx.fields()?);
    let asked = Asked::of(&sent);
    let fields = match &asked {
        Asked::Remove(row) => form::without(&sent, row),
        _ => sent.clone(),
    };
    let add = match &asked {
        Asked::Add(add) => *add,
        _ => Add::Nothing,
    };
    // Where the reader goes on: at the new row, where the old one was, or at the list of what is missing.
    let (to, place) = match &asked {
        Asked::Check => (format!("/plans/{id}"), ""),
        Asked::Save => (format!("/plans/{id}/edit"), ""),
        Asked::Add(Add::Goal) => (format!("/plans/{id}/edit"), "goals"),
        Asked::Add(_) => (format!("/plans/{id}/edit"), "actions"),
        Asked::Remove(row) if row.starts_with("goals") => (format!("/plans/{id}/edit"), "goals-end"),
        Asked::Remove(_) => (format!("/plans/{id}/edit"), "actions-end"),
    };
    let work = fields.clone();
    let done = ctx
        .act("save a draft of a plan", move |act| {
            let plan = save::run(act, id, &work, add)?;
            drafts::drop_draft(act, DRAFT, id)?;
            Ok(Answer::see(match place {
                "" => to.clone(),
                "goals" => format!("{to}#goals.{}.words", plan.content.goals.len() - 1),
                "actions" => format!("{to}#actions.{}.what", plan.content.actions.len() - 1),
                end => format!("{to}#{end}"),
            })
            .saying("Saved"))
        })
        .await;
    match done {
        Ok(response) => Ok(response),
        Err(error) => {
            let clash = error == Error::Stale;
            draw(&ctx, Some((fields, page::mend_beside(error)?, clash))).await
        }
    }
}

/// What the form is drawn from.
struct Sheet<'a> {
    fields: &'a Fields,
    invalid: &'a Invalid,
}

async fn draw(ctx: &Ctx, sent: Option<(Fields, Invalid, bool)>) -> Result<Response> {
    let id = ctx.id::<kinds::Plan>("id")?;
    let draft_of = DraftOf::new(DRAFT, id);
    let (head, plan, colleagues, draft, wanted): (Head, Plan, Vec<Account>, Option<Found>, Vec<Part>) = ctx
        .read(move |look| {
            let grant = look.one::<EditPlan, kinds::Plan>(id)?;
            let mut plan = store::load(look, &grant)?;
            if let Some(current) = store::current(look, plan.case)? {
                plan.content.carry(&current.content);
            }
            let case = cases::store::of_opened(look, &grant, plan.case)?;
            let draft = drafts::find(look, DRAFT, id)?;
            let may = look.may::<ViewFamilyPart>();
            let wanted = if may { family_part::store::waiting_of(look, plan.case)? } else { Vec::new() };
            Ok((
                frame::of_case(look, case)?,
                plan,
                accounts::colleagues(look, grant.agency())?,
                draft,
                wanted,
            ))
        })
        .await?;
    let (fields, invalid, clash) = match sent {
        Some((fields, invalid, true)) => (form::after_clash(&fields, &plan.content), invalid, true),
        Some(sent) => sent,
        None => {
            let fields = draft_of.continued(ctx, draft.as_ref());
            (fields.unwrap_or_else(|| form::filled(&plan.content)), Invalid::default(), false)
        }
    };
    let version = match fields.raw("version") {
        typed if !typed.is_empty() && !clash => typed.to_owned(),
        _ => plan.version.to_string(),
    };
    let sheet = Sheet { fields: &fields, invalid: &invalid };
    let rule = review_rule(plan.content.level, ctx.today())?;
    let body = html! {
        @if clash {
            (kit::warning_text("Somebody saved this draft while you were writing. What they saved stands here, and what you wrote stands in the form below it."))
            (kit::details("What is saved now", content::whole(&plan.content, ctx.today(), None)).open())
        }
        (family_part::beside(plan.case, &wanted))
        (draft_of.offer(ctx, draft.as_ref()))
        (ctx.drafted_form(&draft_of, &format!("/plans/{id}/edit"), &fields, html! {
            (kit::hidden("version", &version))
            // The first button of a form is the one that the Enter key presses.
            (kit::button("Save the draft").secondary().name_value("do", "save").once())
            (sheet.text("summary", "What is this plan for?", 3).hint("The family reads this first. Use their words."))
            (sheet.coordinator(&colleagues))
            (sheet.needs())
            (sheet.goals())
            (sheet.actions())
            (date_input("review-on", legend("When is the plan looked at again?").size(Size::M))
                .hint(format!("{} support is looked at again after {} unless you and the family choose another day.",
                    plan.content.level.label(), rule.term))
                .values(fields.date_parts("review-on"))
                .error(invalid.of("review-on")))
            (sheet.text("escalation", "What happens if things get worse?", 4)
                .hint("Whom the family calls, by day and by night, and what happens then."))
            (sheet.text("other-plans", "Other plans for the child", 3)
                .hint("Such as an education, health and care plan, and how this plan fits with it. Leave it empty if there is none."))
            (sheet.text("adulthood", "What happens at 18 and after?", 3)
                .hint("From 16 on every plan says it: who stays, what goes on, what is arranged before. Before that, leave it empty."))
            (kit::button_group(html! {
                (kit::button("Save and check").name_value("do", "check").once())
                (kit::button("Save the draft").secondary().name_value("do", "save").once())
            }))
        }))
    };
    let title = format!("Write the plan, version {}", plan.number);
    let page = frame::frame(ctx, &head, Tab::Plan, &title, body)
        .back(format!("/cases/{}/plan", plan.case), "The plan of this case");
    Ok(page.errors(&invalid).respond())
}

impl Sheet<'_> {
    fn text(&self, name: &str, words: &str, rows: u8) -> kit::Textarea {
        textarea(name, label(words).size(Size::M))
            .rows(rows)
            .value(self.fields.raw(name))
            .error(self.invalid.of(name))
    }

    fn coordinator(&self, colleagues: &[Account]) -> Markup {
        let people = colleagues
            .iter()
            .map(|one| (one.id.to_string(), format!("{}, {}", one.name, one.role.label().to_lowercase())));
        let nobody = std::iter::once((String::new(), "Choose a person".to_owned()));
        html! {
            (select("coordinator", label("Who coordinates the support?").size(Size::M), nobody.chain(people))
                .hint("The one person whom the family calls.")
                .value(self.fields.raw("coordinator"))
                .error(self.invalid.of("coordinator")))
        }
    }

    fn needs(&self) -> Markup {
        let named: Vec<Need> = Need::ALL
            .iter()
            .copied()
            .filter(|need| {
                let field = |part: &str| self.fields.raw(&format!("needs.{}.{part}", need.code()));
                !field("weight").is_empty() || !field("words").is_empty()
            })
            .collect();
        let others = Need::ALL.iter().filter(|need| !named.contains(need)).map(|n| (n.code(), n.label()));
        let nothing = |words: &'static str| std::iter::once(("", words));
        let weights = || Weight::ALL.iter().map(|w| (w.code(), w.label()));
        html! {
            h2 class="govuk-heading-m" id="needs" { "Needs that the plan answers" }
            @if let Some(message) = self.invalid.of("needs") { (kit::error_message(message)) }
            @for need in &named {
                @let (weight, words) = (format!("needs.{}.weight", need.code()), format!("needs.{}.words", need.code()));
                (fieldset(legend(need.label()).size(Size::S), html! {
                    (select(weight.as_str(), label("How much it weighs now"), nothing("Take it out of the plan").chain(weights()))
                        .value(self.fields.raw(&weight))
                        .error(self.invalid.of(&weight)))
                    (textarea(words.as_str(), label("How it shows in this family"))
                        .rows(2)
                        .value(self.fields.raw(&words))
                        .error(self.invalid.of(&words)))
                }))
            }
            (fieldset(legend("Another need").size(Size::S), html! {
                (select("add-need", label("Need"), nothing("No other need").chain(others))
                    .value(self.fields.raw("add-need"))
                    .error(self.invalid.of("add-need")))
                (select("add-need-weight", label("How much it weighs"), nothing("Choose").chain(weights()))
                    .value(self.fields.raw("add-need-weight"))
                    .error(self.invalid.of("add-need-weight")))
            }))
            (kit::button("Add this need").secondary().name_value("do", "save").once())
        }
    }

    fn goals(&self) -> Markup {
        html! {
            h2 class="govuk-heading-m" { "Goals in the family's words" }
            @for (n, row) in form::rows_of(self.fields, "goals").iter().enumerate() {
                @let words = format!("{row}.words");
                (kit::hidden(&format!("{row}.id"), self.fields.raw(&format!("{row}.id"))))
                (textarea(words.as_str(), label(format!("Goal {}", n + 1)))
                    .rows(2)
                    .value(self.fields.raw(&words))
                    .error(self.invalid.of(&words).or(self.invalid.of(&format!("{row}.id")))))
                (remove(row, &format!("goal {}", n + 1)))
            }
            div id="goals-end" {
                (kit::button("Add a goal").secondary().name_value("do", "add-goal").once())
            }
        }
    }

    fn actions(&self) -> Markup {
        let rows = form::rows_of(self.fields, "actions");
        html! {
            h2 class="govuk-heading-m" id="actions" { "Who does what, by when" }
            @if let Some(message) = self.invalid.of("actions") { (kit::error_message(message)) }
            @for (n, row) in rows.iter().enumerate() {
                @let number = format!("Action {}", n + 1);
                (fieldset(legend(number.as_str()).size(Size::S), self.action(row)))
                (remove(row, &number.to_lowercase()))
            }
            div id="actions-end" {
                (kit::button(if rows.is_empty() { "Add an action" } else { "Add another action" })
                    .secondary()
                    .name_value("do", "add-action")
                    .once())
            }
        }
    }

    fn action(&self, row: &str) -> Markup {
        let name = |part: &str| format!("{row}.{part}");
        let typed = |part: &str| self.fields.raw(&name(part));
        let wrong = |part: &str| self.invalid.of(&name(part));
        let settled = ActionState::from_code(typed("state")).filter(|state| *state != ActionState::Open);
        let needs =
            std::iter::once(("", "No one need")).chain(Need::ALL.iter().map(|n| (n.code(), n.label())));
        let owners = OwnerKind::ALL.iter().map(|kind| (kind.code(), kind.label()));
        html! {
            (kit::hidden(&name("id"), typed("id")))
            @if let Some(state) = settled {
                // What is settled is kept as it stands: these go along only so that a mistake elsewhere shows them again.
                @for part in ["what", "need", "owner", "owner-name", "due", "state"] { (kit::hidden(&name(part), typed(part))) }
                (summary_list(vec![
                    kit::row("What", typed("what")),
                    kit::row("Who", typed("owner-name")),
                    kit::row("What became of it", state.label()),
                ]))
            } @else {
                (textarea(name("what"), label("What will be done?")).rows(2).value(typed("what"))
                    .error(wrong("what").or(wrong("id"))))
                (select(name("owner"), label("What kind of person or body does it?"), owners)
                    .value(typed("owner"))
                    .error(wrong("owner")))
                (input(name("owner-name"), label("Who, by name or role?")).width(30).value(typed("owner-name"))
                    .error(wrong("owner-name")))
                (select(name("need"), label("Which need does it answer?"), needs)
                    .value(typed("need"))
                    .error(wrong("need")))
                (date_input(name("due"), "By when?")
                    .values(self.fields.date_parts(&name("due")))
                    .error(wrong("due")))
            }
        }
    }
}

fn remove(row: &str, what: &str) -> Markup {
    html! {
        (kit::button(format!("Remove {what}")).secondary().name_value("do", format!("remove {row}")).once())
    }
}
