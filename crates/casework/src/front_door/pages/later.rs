//! Save the public form and come back: the code that is shown once, the letter to one's own mailbox, and the way back.

use access::{Act, Actor};
use kernel::{Channel, Invalid, Moment, Result};
use page::{
    Ctx, Fields, Response, Route,
    kit::{self, html, layout},
    site,
};

use super::{ask, flow};
use crate::{
    front_door::{form, later as drafts},
    words::mend,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/ask/later", way_back)
            .public()
            .about("The page on which somebody comes back to the public form with a code"),
        Route::post("/ask/later", go_on)
            .public()
            .personal()
            .about("Go on with the public form, with the code that was shown"),
        Route::get("/ask/later/{secret}", from_letter)
            .public()
            .about("The page behind the link of a letter, with a button to go on with the public form"),
        Route::post("/ask/later-letter", letter)
            .public()
            .personal()
            .about("Send the way back to the public form to one's own mailbox"),
    ]
}

/// Changes something as nobody, also where somebody is signed in: what they keep here is not their account's.
async fn act<T, F>(ctx: &Ctx, name: &'static str, work: F) -> Result<T>
where
    T: Send + 'static,
    F: Fn(&Act<'_>, &str) -> Result<T> + Send + Sync + 'static,
{
    let (now, origin) = (ctx.now, ctx.request.origin.clone());
    ctx.app.db.write(name, move |w| work(&Act::new(w, &Actor::public(), now, &origin), &origin)).await
}

/// Keeps what was answered so far, and shows the code, once.
pub(super) async fn keep(ctx: &Ctx, fields: &Fields) -> Result<Response> {
    let (answered, before) = (flow::answered(fields), fields.raw("draft").to_owned());
    let kept =
        act(ctx, "keep the public form", move |act, origin| drafts::keep(act, origin, &answered, &before))
            .await?;
    let code = kept.code.spelled();
    let body = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (kit::panel("Your answers are saved").body(html! { "Your code" br; strong { (code) } }))
            p class="govuk-body" { "Write the code down: we show it once, and cannot look it up for you. Your answers are kept until " strong { (Moment(kept.ends).to_string()) } ", and nobody of the team reads them before you send them." }
            (kit::warning_text("Whoever has the code can read your answers."))
            h2 class="govuk-heading-m" { "Or have the way back sent to you" }
            (ctx.form("/ask/later-letter", &Fields::default(), html! {
                (kit::hidden("code", &code))
                (kit::input("email", "Your own email address").hint("Only where nobody reads along who should not. The letter says nothing of what you wrote")
                    .email().autocomplete("email"))
                (kit::button("Send me the link").secondary().once())
            }))
            p class="govuk-body" { "If anybody is in danger, do not wait: call 999. " a class="govuk-link" href="/out-of-hours" { "Who answers when we are closed" } }
        } }
    };
    Ok(ctx.page("Your answers are saved", body).respond())
}

async fn letter(ctx: Ctx) -> Result<Response> {
    let mut fields = ctx.fields()?;
    let to = fields.required("email", "Enter your email address", 254).unwrap_or_default();
    let (code, site) = (fields.raw("code").to_owned(), site::base(&ctx.request)?);
    // An address that cannot be one is told; whose it is, and whether there is anything to send, is not.
    let fits = to.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        && !to.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;".contains(c));
    if fits {
        act(&ctx, "send the way back to the public form", move |act, origin| {
            drafts::send_link(act, origin, &code, &to, &site)
        })
        .await?;
    }
    let body = html! {
        (layout::page_heading(None, if fits { "Look into your mailbox" } else { "Check the address" }))
        @if fits {
            p class="govuk-body" { "If your answers are still kept, a letter with the link is on its way to the address that you typed. It can take some minutes." }
        } @else {
            p class="govuk-body" { "That is no email address, such as name@example.com. Go back and type it again, or use the code that you wrote down." }
        }
        p class="govuk-body" { a class="govuk-link" href="/ask/later" { "Come back with the code" } }
    };
    Ok(ctx.page("Your answers are saved", body).respond())
}

async fn way_back(ctx: Ctx) -> Result<Response> {
    Ok(asks(&ctx, "", &Invalid::default()))
}

fn asks(ctx: &Ctx, typed: &str, wrong: &Invalid) -> Response {
    let body = html! {
        (layout::page_heading(None, "Come back to your answers"))
        (ctx.form("/ask/later", &Fields::default(), html! {
            (kit::input("code", "Your code").hint("16 letters and digits, such as 2345-6789-ABCD-EFGH").value(typed).error(wrong.of("code"))
                .width(20).autocomplete("off").spellcheck(false))
            (kit::button("Go on").once())
        }))
        p class="govuk-body" { a class="govuk-link" href="/ask" { "Begin anew" } }
    };
    ctx.page("Come back to your answers", body).back("/ask", "Back").errors(wrong).respond()
}

async fn from_letter(ctx: Ctx) -> Result<Response> {
    // Opening the link reads nothing: mail programs open links by themselves.
    let code = drafts::Code::sent(ctx.param("secret")?).spelled();
    let body = html! {
        (layout::page_heading(None, "Come back to your answers"))
        (ctx.form("/ask/later", &Fields::default(), html! {
            (kit::hidden("code", &code))
            (kit::button("Go on with my answers").once())
        }))
    };
    Ok(ctx.page("Come back to your answers", body).respond())
}

async fn go_on(ctx: Ctx) -> Result<Response> {
    let typed = ctx.fields()?.raw("code").to_owned();
    let tried = typed.clone();
    let found =
        act(&ctx, "open a kept public form", move |act, origin| drafts::find(act, origin, &tried)).await?;
    let Some(answers) = found else {
        let why = "We have no answers for this code. Check it; answers are kept for a week, and until they are sent";
        return Ok(asks(&ctx, &typed, &Invalid(vec![mend("code", why)])));
    };
    let with_code = answers.into_iter().chain([("draft".to_owned(), drafts::Code::sent(&typed).spelled())]);
    let mut fields = flow::tidied(&Fields::filled(with_code));
    let (enquiry, unreadable) = form::parse(&mut fields, Channel::Web, ctx.today());
    let step = flow::unfinished(&enquiry, &flow::wrong(&enquiry, &fields, unreadable));
    ask::show(&ctx, step, &fields, &enquiry, Vec::new()).await
}
