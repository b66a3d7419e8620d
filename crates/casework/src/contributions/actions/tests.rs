//! Asking, opening, answering and withdrawing on both engines, and all that must not work.

mod attacks;
mod reminders;

use ::store::outbox;
use access::{
    Actor, Role,
    consent::{Agreement, DataKind, LegalBasis, Recipient, RecipientKind, purposes, store as consents},
    links::Secret,
};
use kernel::{Error, Id, Invalid, PromiseKind, Result, Timestamp, kinds};
use page::Fields;
use testkit::Desk;

use super::{
    answer::{self, No, Seen},
    ask::{self, Input},
    extend, open, send_again, take, withdraw,
};
use crate::{
    assessment::{
        actions::{
            complete, save, start,
            tests::{full, open_case},
        },
        store::Assessment,
    },
    contributions::{
        link,
        model::{NameAs, State, Took, Use},
        store::{self, Contribution},
    },
    promises,
};

::store::statements! {
    END_ALL = "UPDATE sharing_agreement SET ended_on = '2026-11-20'";
}

pub(crate) const SITE: &str = "https://hearth.example";

/// A draft of a case, a worker who writes it, and an agreement that lets partners be told.
pub(crate) struct World {
    pub(crate) worker: Actor,
    pub(crate) assessment: Assessment,
}

pub(crate) async fn world(desk: &Desk) -> World {
    let worker = desk.worker(Role::SocialWorker).await;
    agreed(desk).await;
    let assessment = desk.act(&worker, |act| start::run(act, open_case(act)?)).await.unwrap();
    World { worker, assessment }
}

pub(crate) async fn agreed(desk: &Desk) {
    let (agency, now) = (desk.agency(), desk.now);
    let of = move |to: RecipientKind, purpose: &str| Agreement {
        id: Id::new(now),
        agency,
        name: "Working together".into(),
        to: Recipient::every(to),
        purposes: vec![purpose.into()],
        shares: vec![DataKind::Need, DataKind::Contact],
        basis: LegalBasis::PublicTask,
        reference: "1".into(),
        from: kernel::Date::constant(2026, 1, 1),
        until: None,
        made: now,
        made_by: None,
        ended: None,
        ended_by: None,
        ended_why: String::new(),
        version: 1,
    };
    desk.db
        .write("an agreement", move |w| {
            consents::add_agreement(w, &of(RecipientKind::School, "work-with-school"))?;
            consents::add_agreement(w, &of(RecipientKind::Health, "work-with-health"))
        })
        .await
        .unwrap();
    assert!(purposes::find("work-with-school").is_some());
}

pub(crate) fn input(email: &str) -> Input {
    Input {
        partner: "school".into(),
        name: "Jo Teacher".into(),
        role: "class teacher".into(),
        organisation: "Elm Primary".into(),
        email: email.into(),
        child: NameAs::First,
        why: "We want to understand how school goes.".into(),
        domains: vec!["education".into(), "tried".into()],
        question: "How are lunch breaks?".into(),
        due: None,
    }
}

pub(crate) async fn asks(desk: &Desk, who: &Actor, world: &World, input: Input) -> Result<Contribution> {
    let id = world.assessment.id;
    desk.act(who, move |act| ask::run(act, id, &input, SITE)).await
}

async fn asked(desk: &Desk, world: &World) -> Contribution {
    asks(desk, &world.worker, world, input("jo@elm.example")).await.unwrap()
}

pub(crate) fn secret_of(desk: &Desk, k: &Contribution) -> Secret {
    link::secret(desk.db.keys(), k.id, k.link)
}

/// All letters that wait for an address, as subject and text, the oldest first.
pub(crate) async fn letters(desk: &Desk, to: &str) -> Vec<(String, String)> {
    let later: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
    let due = desk.db.read(move |r| outbox::due(r, later, 500)).await.unwrap();
    due.into_iter().filter(|m| m.to == to).map(|m| (m.subject, m.body)).collect()
}

/// The code that was sent last.
pub(crate) async fn code(desk: &Desk, to: &str) -> String {
    let letters = letters(desk, to).await;
    let (_, body) = letters.iter().rfind(|(subject, _)| subject == "Your code").unwrap();
    body.split_once("code is ").unwrap().1.chars().take(6).collect()
}

pub(crate) async fn public<T, F>(desk: &Desk, work: F) -> Result<T>
where
    T: Send + 'static,
    F: Fn(&access::Act<'_>) -> Result<T> + Send + Sync + 'static,
{
    desk.act(&Actor::public(), work).await
}

/// Wrong codes spend the right one too. `types` types a code into the page of a link, `send` has one sent and gives it.
pub(crate) async fn wrong_codes_spend_the_right_one(
    types: impl AsyncFn(String) -> bool,
    send: impl AsyncFn() -> String,
) {
    assert!(!types(String::new()).await, "before any code was sent, none is right");
    let right = send().await;
    let wrong = if right == "123456" { "654321" } else { "123456" };
    for _ in 0..link::CODE_TRIES {
        assert!(!types(wrong.to_owned()).await);
    }
    assert!(!types(right).await, "after five wrong ones the right one is spent too");
}

/// A page without what is new each time: the secret of its link and the keys against sending a form twice.
pub(crate) fn shape(html: &str, secret: &str) -> String {
    let plain = html.replace(secret, "SECRET");
    let mut parts = plain.split("name=\"_once\" value=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('"').map_or("", |(_, rest)| rest))
}

/// Opens a link with the code of its mailbox.
pub(crate) async fn opened(desk: &Desk, k: &Contribution) -> Secret {
    let secret = secret_of(desk, k);
    let mine = secret.clone();
    public(desk, move |act| open::send_code(act, &mine)).await.unwrap();
    let (typed, mine) = (code(desk, &k.ask.email).await, secret.clone());
    assert!(public(desk, move |act| open::try_code(act, &mine, &typed)).await.unwrap());
    secret
}

pub(crate) fn said(words: &str) -> Fields {
    Fields::filled([
        ("education", words),
        ("question", "He eats alone."),
        ("question-withheld", "yes"),
        ("question-why", "His father would be angry with him."),
        ("name", "Jo Teacher"),
    ])
}

pub(crate) async fn sends(desk: &Desk, secret: &Secret, typed: Fields) -> Result<()> {
    let secret = secret.clone();
    public(desk, move |act| answer::send(act, &secret, &typed)).await
}

pub(crate) async fn sees(desk: &Desk, secret: &Secret) -> Result<Seen> {
    let secret = secret.clone();
    desk.look(&Actor::public(), move |look| answer::see(look, &secret)).await
}

pub(crate) async fn now_of(desk: &Desk, who: &Actor, id: Id<kinds::Contribution>) -> Contribution {
    use access::actions::ViewContribution;
    desk.look(who, move |look| store::load(look, &look.one::<ViewContribution, _>(id)?)).await.unwrap()
}

/// How the promise about a contribution stands: whether one is open.
async fn promised(desk: &Desk, who: &Actor, id: Id<kinds::Contribution>) -> Option<Timestamp> {
    let open =
        move |look: &access::Look<'_>| promises::open_about(look, id.cast(), PromiseKind::Contribution);
    desk.look(who, open).await.unwrap().map(|p| p.due)
}

pub(crate) fn invalid(error: Error) -> Invalid {
    match error {
        Error::Invalid(invalid) => invalid,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_is_asked_and_what_they_say_stands_in_the_assessment() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        assert_eq!(kernel::local_date(k.due).to_string(), "2026-12-11", "15 working days");
        assert_eq!(promised(&desk, &world.worker, k.id).await, Some(k.due));
        let letter = letters(&desk, "jo@elm.example").await;
        assert_eq!(letter.len(), 1);
        assert!(letter[0].1.contains(&format!("{SITE}/contribute/{}", secret_of(&desk, &k).as_str())));
        assert!(!letter[0].1.contains("Robin") && !letter[0].1.contains("Example"), "mail names nobody");

        // A draft outlives the browser: it stands with the link, and looking changes nothing.
        let secret = opened(&desk, &k).await;
        let (typed, mine) =
            (Fields::filled([("education", "He sits still and looks away.")]), secret.clone());
        public(&desk, move |act| answer::keep(act, &mine, &typed)).await.unwrap();
        let Seen::Asked { contribution, draft, .. } = sees(&desk, &secret).await.unwrap() else {
            panic!("not asked any more")
        };
        assert_eq!((contribution.ask.child.as_str(), contribution.state), ("Robin", State::Asked));
        assert_eq!(draft.unwrap().0.to("education").unwrap().words, "He sits still and looks away.");

        sends(&desk, &secret, said("He sits still and looks away.")).await.unwrap();
        sends(&desk, &secret, said("Something else.")).await.unwrap();
        let done = now_of(&desk, &world.worker, k.id).await;
        assert_eq!(done.state, State::Sent);
        let answer = done.answer.clone().unwrap();
        assert_eq!(answer.to("education").unwrap().words, "He sits still and looks away.", "received once");
        assert!(answer.for_family().to("question").is_none() && answer.to("question").unwrap().withheld);
        assert!(matches!(sees(&desk, &secret).await.unwrap(), Seen::Received(at) if at == desk.now));
        assert_eq!(promised(&desk, &world.worker, k.id).await, None);
        let me = world.worker.account().unwrap();
        let mine = desk.db.read(move |r| access::accounts::email_of(r, me)).await.unwrap();
        let told = letters(&desk, &mine).await;
        assert!(told.iter().any(|(subject, _)| subject.contains("not for the family")), "{told:?}");
        assert_eq!(told.len(), 1, "once, for whoever asked and for whoever coordinates");

        // What was taken is said once, by version, and ends with the assessment.
        let took =
            |version, used| take::Input { version, took: Took { used, words: "The mornings.".into() } };
        let (id, at) = (k.id, done.version);
        let taken =
            desk.act(&world.worker, move |act| take::run(act, id, &took(at, Use::Taken))).await.unwrap();
        assert_eq!(taken.took.as_ref().map(|t| t.used), Some(Use::Taken));
        let stale = desk.act(&world.worker, move |act| take::run(act, id, &took(at, Use::NotTaken))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale, "two workers at once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn declining_and_not_for_me_are_told_and_end_the_asking() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        for (state, words) in [(State::Declined, "I never taught him."), (State::NotMine, "")] {
            let k = asks(&desk, &world.worker, &world, input(&format!("{}@elm.example", state.code())))
                .await
                .unwrap();
            let secret = opened(&desk, &k).await;
            let (no, mine) = (No { state, words: words.into() }, secret.clone());
            public(&desk, move |act| answer::decline(act, &mine, &no)).await.unwrap();
            let done = now_of(&desk, &world.worker, k.id).await;
            assert_eq!((done.state, done.words.as_str()), (state, words));
            assert_eq!(promised(&desk, &world.worker, k.id).await, None, "withdrawn, not kept");
            assert!(matches!(sees(&desk, &secret).await.unwrap(), Seen::Received(_)));
        }
        let no = |no: &str, words: &str| {
            answer::no_fields(&mut Fields::filled([("no", no), ("words", words)]))
                .map_err(|e| e.0[0].field.clone())
        };
        assert_eq!(no("declined", " "), Err("words".into()));
        assert_eq!(no("sent", "x"), Err("no".into()), "nobody sends by declining");
        assert_eq!(no("", ""), Err("no".into()));
        assert!(no("not-mine", "").is_ok());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_anything_without_a_ground() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let council = Input { partner: "childrens-services".into(), ..input("sw@council.example") };
        let refused = asks(&desk, &world.worker, &world, council).await.unwrap_err();
        assert_eq!(refused.code(), "sharing.no-ground");
        assert!(letters(&desk, "sw@council.example").await.is_empty(), "nothing was sent");

        // The agreement ends while the letter lies there: the link opens nothing more.
        let k = asked(&desk, &world).await;
        let secret = opened(&desk, &k).await;
        assert!(sees(&desk, &secret).await.is_ok());
        desk.db.write("the agreements end", |w| w.execute(END_ALL, &[])).await.unwrap();
        assert_eq!(sees(&desk, &secret).await.unwrap_err(), Error::NotFound);
        // What somebody wrote meanwhile is received: telling us is not being told.
        sends(&desk, &secret, said("He is well.")).await.unwrap();
        assert_eq!(now_of(&desk, &world.worker, k.id).await.state, State::Sent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_is_checked() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let day = |text: &str| Some(text.parse().unwrap());
        let wrong = |input: Input| {
            let (desk, world) = (&desk, &world);
            async move {
                let error = asks(desk, &world.worker, world, input).await.unwrap_err();
                invalid(error).0.iter().map(|e| e.field.clone()).collect::<Vec<_>>()
            }
        };
        let jo = || input("jo@elm.example");
        assert_eq!(wrong(Input { due: day("2026-12-25"), ..jo() }).await, ["due"], "a bank holiday");
        assert_eq!(wrong(Input { due: day("2026-11-20"), ..jo() }).await, ["due"]);
        assert_eq!(wrong(Input { why: "How is Robin Example?".into(), ..jo() }).await, ["why"], "a surname");
        assert_eq!(wrong(Input { domains: vec!["heard".into()], ..jo() }).await, ["domains"]);
        asked(&desk, &world).await;
        let again = Input { email: "JO@elm.example".into(), ..jo() };
        assert_eq!(wrong(again).await, ["email"], "a second worker asks the same teacher");

        // Names from right to left and as long as may be go through whole.
        let name = "\u{645}\u{631}\u{64a}\u{645}".to_owned() + &"x".repeat(96);
        let long = Input {
            name: name.clone(),
            organisation: "\u{5d0}".repeat(100),
            child: NameAs::Initials,
            ..input("mariam@elm.example")
        };
        let k = asks(&desk, &world.worker, &world, long).await.unwrap();
        let kept = now_of(&desk, &world.worker, k.id).await;
        assert_eq!((kept.ask.name, kept.ask.child), (name, "R E".to_owned()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn completing_an_assessment_ends_what_is_still_asked() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = opened(&desk, &k).await;
        let (id, level) = (world.assessment.id, kernel::Level::Targeted);
        let needs = [(kernel::Need::School, kernel::Weight::Strong)];
        desk.act(&world.worker, move |act| save::run(act, id, &full(1, &needs, level), save::Which::Sent))
            .await
            .unwrap();
        let version = Fields::filled([("version", "2")]);
        desk.act(&world.worker, move |act| complete::run(act, id, &version)).await.unwrap();
        let done = now_of(&desk, &world.worker, k.id).await;
        assert_eq!(done.state, State::Withdrawn);
        assert_eq!(promised(&desk, &world.worker, k.id).await, None);
        assert_eq!(sees(&desk, &secret).await.unwrap_err(), Error::NotFound);
        let told = letters(&desk, "jo@elm.example").await;
        assert!(told.iter().any(|(subject, _)| subject.contains("not needed any more")));
        let late = asks(&desk, &world.worker, &world, input("other@elm.example")).await.unwrap_err();
        assert_eq!(late.code(), "contribution.assessment");
    }
}
