//! What a commissioner sends from the page of a competition, and the order of a worker.

use access::{Act, market::Competition};
use kernel::{Error, Id, Invalid, Result};
use page::{Answer, Ctx, Fields, Response};

use super::show::{Form, draw};
use crate::competitions::{actions, form};

/// Does something with the competition of the page, or shows the page again with what is wrong.
async fn step<T, F>(
    ctx: Ctx,
    which: Form,
    name: &'static str,
    parse: impl FnOnce(&mut Fields) -> Result<T, Invalid>,
    said: &'static str,
    work: F,
) -> Result<Response>
where
    T: Send + Sync + 'static,
    F: Fn(&Act<'_>, Id<Competition>, &T) -> Result<()> + Send + Sync + 'static,
{
    let id = ctx.id::<Competition>("id")?;
    let mut fields = ctx.fields()?;
    let input = match parse(&mut fields) {
        Ok(input) => input,
        Err(invalid) => return draw(&ctx, which, &fields, &invalid).await,
    };
    let done = ctx.act(name, move |act| {
        work(act, id, &input)?;
        Ok(Answer::see(format!("/competitions/{id}")).saying(said))
    });
    match done.await {
        Err(error @ Error::Stale) => Err(error),
        Err(error) => draw(&ctx, which, &fields, &page::mend(error)?).await,
        done => done,
    }
}

pub(in crate::competitions) async fn terms(ctx: Ctx) -> Result<Response> {
    let said = "The terms are fixed. The openers are asked to set their passphrases.";
    step(ctx, Form::Terms, "fix terms", form::terms, said, |act, id, (terms, named, version)| {
        actions::set_terms(act, id, terms, named, *version)
    })
    .await
}

pub(in crate::competitions) async fn invite(ctx: Ctx) -> Result<Response> {
    let said = "They are invited. Bids are sealed as they come.";
    step(
        ctx,
        Form::Invite,
        "invite providers",
        form::invite,
        said,
        |act, id, (providers, deadline, version)| actions::invite(act, id, providers, *deadline, *version),
    )
    .await
}

pub(in crate::competitions) async fn answer(ctx: Ctx) -> Result<Response> {
    let said = "Everybody who is invited can read the answer.";
    step(ctx, Form::Answer, "answer a bidder", form::answer, said, |act, id, (question, words)| {
        actions::answer(act, id, *question, words)
    })
    .await
}

pub(in crate::competitions) async fn moderate(ctx: Ctx) -> Result<Response> {
    let parse = |f: &mut Fields| {
        let feedback = form::feedback(f);
        let version = f.version();
        let given = form::given(f)?;
        f.finish(|| Some((given, feedback, version?)))
    };
    let said = "These scores count now.";
    step(ctx, Form::Moderate, "moderate scores", parse, said, |act, id, (given, feedback, version)| {
        actions::moderate(act, id, given, feedback, *version)
    })
    .await
}

pub(in crate::competitions) async fn award(ctx: Ctx) -> Result<Response> {
    let said = "Awarded. Every bidder is told, with the reasons.";
    step(ctx, Form::Award, "award", form::award, said, |act, id, (words, days, version)| {
        actions::award(act, id, words, *days, *version)
    })
    .await
}

pub(in crate::competitions) async fn agree(ctx: Ctx) -> Result<Response> {
    let said = "Agreed. The worker can order it now.";
    step(ctx, Form::Agree, "agree to an award", form::reason, said, |act, id, (words, version)| {
        actions::agree(act, id, words, *version)
    })
    .await
}

pub(in crate::competitions) async fn close(ctx: Ctx) -> Result<Response> {
    let said = "Closed. Every bidder is told, with the reason.";
    step(ctx, Form::Close, "close a competition", form::reason, said, |act, id, (words, version)| {
        actions::close(act, id, words, *version)
    })
    .await
}

pub(in crate::competitions) async fn order(ctx: Ctx) -> Result<Response> {
    let id = ctx.id::<Competition>("id")?;
    let done = ctx.act("order what was awarded", move |act| {
        let order = actions::order(act, id)?;
        Ok(Answer::see(format!("/orders/{order}"))
            .saying("The order is placed. The provider is asked to accept it."))
    });
    match done.await {
        Err(error) => draw(&ctx, Form::None, &Fields::default(), &page::mend(error)?).await,
        done => done,
    }
}
