//! Help: what happens after a family writes, what each promise means, where to turn.

use casework::promises::default_term;
use kernel::{PromiseKind, Result};
use maud::{Markup, html};
use page::{
    Ctx, Response,
    kit::{self, layout},
};

use super::{contact, p, part, prose};

pub(super) async fn page(ctx: Ctx) -> Result<Response> {
    let mut promises = Vec::new();
    for kind in PromiseKind::ALL {
        promises.push((*kind, default_term(*kind)?.to_string()));
    }
    let contact = contact(&ctx).await?;
    let body = prose(&html! {
        (layout::page_heading(None, "Help"))
        (kit::warning_text("If anybody is in danger now, call 999. This service is not watched day and night."))
        (part("What happens after you ask for support", &html! {
            ol class="govuk-list govuk-list--number" {
                li { "You tell your story once, on the form or on the telephone. You get a reference number." }
                li { "A duty worker reads it and calls you in a way you said is safe." }
                li { "If you need more than advice, a case is opened for your child, and you get a named coordinator." }
                li { "Somebody assesses with you what you and your child need. Your child’s own words count." }
                li { "You write a plan together: what will be done, by whom and by when." }
                li { "You and your child rate your goals from 0 to 10, so that all of us can see if it helps." }
            }
        }))
        (part("What our promises mean", &table(&promises)))
        (p("Your agency may have set itself another time. When you sign in, you see the day and the hour of each promise that was made to you, and whether it was kept, also when it was late."))
        (part("What our words mean", &html! {
            p class="govuk-body" { a class="govuk-link" href="/help/words" { "The words of adoption support, in plain English" } }
        }))
        (part("Who to ask", &contact))
        (part("Somebody to talk to", &html! {
            p class="govuk-body" {
                "Samaritans listen day and night: call 116 123. Children and young people can call Childline on 0800 1111. Both calls are free."
            }
        }))
    });
    Ok(ctx.page("Help", body).respond())
}

/// What a promise means, for the family it is made to or the provider it is owed to.
fn meaning(kind: PromiseKind) -> &'static str {
    match kind {
        PromiseKind::AdviceCall => {
            "Somebody calls you back to talk things through and give advice, counted from when you asked"
        }
        PromiseKind::Assessment => "Somebody finds out with you what you and your child need",
        PromiseKind::PlanReview => "We look at your plan with you again and change what does not help",
        PromiseKind::PlanSigned => {
            "A manager who did not write the plan reads it too. Your support does not wait for that"
        }
        PromiseKind::FundingDecision => {
            "We hear whether the Fund pays for support that was applied for, and tell you"
        }
        PromiseKind::InvoicePaid => "We pay the person or organisation that gave the support",
        PromiseKind::SubjectAccess => {
            "You get a copy of what we hold about you, counted from the day you asked"
        }
        PromiseKind::Correction => "You hear what we did about something that you asked us to put right",
        PromiseKind::DataComplaint => "You hear that we have your complaint about how we use your data",
        PromiseKind::PlaceHeld => {
            "A place that became free in a group is held for you, so that you can decide"
        }
        PromiseKind::MentorSupervision => "Each peer mentor is seen by a worker, who asks how it goes",
        PromiseKind::DirectoryReview => "Each entry of the directory of services is checked",
        PromiseKind::MatchDecision => {
            "Once a panel has advised on a family for a child, the agency decides and says so"
        }
        PromiseKind::RegistrationAnswer => {
            "If you want to adopt and have registered, you hear whether we go on with you"
        }
        PromiseKind::StageOne => {
            "If you want to adopt, the first stage is done: checks, references and preparation"
        }
        PromiseKind::StageTwo => {
            "If you want to adopt, the second stage is done and you hear whether you are approved"
        }
        PromiseKind::LetterChecked => {
            "Somebody reads your letter and passes it on, or helps you to send it again"
        }
        PromiseKind::LetterFollowUp => {
            "Somebody asks kindly about a letter that did not come, and offers help"
        }
        PromiseKind::ContactReview => "We look at the plan for staying in touch again, and ask both sides",
        PromiseKind::RecordsRequest => "You hear what was found of the records of your adoption",
        PromiseKind::HolderAnswer => "We ask again where records of your adoption may be held",
        PromiseKind::Contribution => {
            "Somebody who knows your child, such as a teacher, answers what we asked them for an assessment"
        }
        PromiseKind::AssessmentSigned => {
            "A manager who did not write the assessment reads it too. Your support does not wait for that"
        }
        PromiseKind::MessageAnswered => "When you write to us here, somebody of the team answers",
        PromiseKind::ReviewAsked => "When you ask for a review of your plan, we hold it, or tell you why not",
        PromiseKind::SupportAsked => "We offer a birth parent independent support again",
        PromiseKind::OfferCall => {
            "You took up something that we offered ahead of time, and somebody calls you about it"
        }
        PromiseKind::LeadNamed => "When it gets hard, one person leads what everybody does",
        PromiseKind::FamilyTold => "When it gets hard, you are told what happens next",
        PromiseKind::PartnerAnswer => "A partner answers what we asked for your family",
        PromiseKind::ToldInNote => "We do what we promised you on a call or visit",
        PromiseKind::ComplaintAcknowledged => "You hear that we have your complaint, and who looks at it",
        PromiseKind::ComplaintAnswered => "You hear what we found about your complaint, and why",
        PromiseKind::ComplaintReviewed => {
            "You disagree with our answer, and somebody who had nothing to do with it looks again"
        }
        PromiseKind::DecisionReview => "A manager looks again at a decision about your support",
        PromiseKind::SupervisionHeld => "Your worker talks their work through with their manager",
        PromiseKind::HandoverAnswered => {
            "When you move, the agency that becomes responsible answers whether it takes your support over"
        }
        PromiseKind::DisputeSettled => "Two agencies settle which of them is responsible for your support",
    }
}

fn table(promises: &[(PromiseKind, String)]) -> Markup {
    let rows = promises
        .iter()
        .map(|(kind, term)| vec![kit::cell(kind.label()), kit::cell(meaning(*kind)), kit::cell(term)])
        .collect();
    let head = ["Promise", "What it means", "Within"].map(kit::cell).to_vec();
    html! {
        (kit::table(head, rows).caption("Promises and their times").caption_classes("govuk-visually-hidden")
            .first_cell_is_header().scrolling())
    }
}
