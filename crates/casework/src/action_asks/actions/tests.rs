//! Asking owners of actions, answering and withdrawing on both engines, and all that must not work.

use access::{Actor, Role, actions::EditPlan, links::Secret, planning::ActionAsk};
use jiff::SignedDuration;
use kernel::{Date, Error, Id, Result, Timestamp, kinds};
use page::Fields;
use testkit::Desk;

use super::{
    answer,
    ask::{self, Input},
    open::{self, Seen},
    quiet, withdraw,
};
use crate::{
    action_asks::{
        job,
        model::{Answer, Outcome, Show, State, filed},
        store::{self, Asking, DOOR, Wanted},
    },
    assessment::pages::tests::visit,
    cases::worklist::my_actions,
    contributions::actions::tests::{
        self as partners, SITE, code, invalid, letters, public, shape, wrong_codes_spend_the_right_one,
    },
    plan::{
        actions::{
            draft, make_current, save, settle,
            tests::{again, agreed, assessed_case, version},
        },
        model::ActionState,
        store::{self as plans, Plan},
    },
};

::store::statements! {
    COORDINATES = "UPDATE support_case SET coordinator_id = $2 WHERE id = $1";
    LEAVES = "UPDATE account SET disabled_at = $2 WHERE id = $1";
    UNFILE = "UPDATE action_ask SET partner = '', organisation = ''";
    END_ALL = "UPDATE sharing_agreement SET ended_on = '2026-11-20'";
}

const JO: &str = "jo@elm.example";

/// A current plan whose one action is a school's, a worker, and an agreement that lets schools be told.
struct World {
    worker: Actor,
    case: Id<kinds::Case>,
    plan: Plan,
    action: Id<kinds::PlanAction>,
}

async fn world(desk: &Desk) -> World {
    let worker = desk.worker(Role::SocialWorker).await;
    partners::agreed(desk).await;
    let case = assessed_case(desk, &worker).await;
    let plan = agreed(desk, &worker, case).await;
    let action = plan.content.actions[0].id;
    World { worker, case, plan, action }
}

fn input(plan: &Plan) -> Input {
    Input {
        version: plan.version,
        partner: "school".into(),
        name: "Jo Teacher".into(),
        organisation: "Elm Primary".into(),
        email: JO.into(),
        what: "A quiet start to the day".into(),
        due: Date::constant(2026, 12, 18),
    }
}

async fn asks(desk: &Desk, who: &Actor, world: &World, input: Input) -> Result<Asking> {
    let (plan, action) = (world.plan.id, world.action);
    desk.act(who, move |act| ask::run(act, plan, action, &input, SITE)).await
}

async fn asked(desk: &Desk, world: &World) -> Asking {
    asks(desk, &world.worker, world, input(&world.plan)).await.unwrap()
}

fn secret_of(desk: &Desk, k: &Asking) -> Secret {
    DOOR.secret(desk.db.keys(), k.id, 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_coordinates_by_now_hears_of_an_answer_and_whoever_answers_for_them() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let (next, cover) = (desk.worker(Role::SocialWorker).await, desk.worker(Role::SocialWorker).await);
        let manager = desk.worker(Role::TeamManager).await;
        let (to, case) = (next.account().unwrap(), world.case);
        desk.db
            .write("a hand-over", move |w| w.execute(COORDINATES, &[case.into(), to.into()]))
            .await
            .unwrap();
        let away = access::absences::New {
            account: to,
            from: Date::constant(2026, 11, 20),
            until: Date::constant(2026, 12, 3),
            cover: cover.account(),
            may: access::absences::May::Answer,
        };
        desk.act(&manager, move |act| access::absences::make(act, &away)).await.unwrap();
        let me = world.worker.account().unwrap();
        desk.db
            .write("who asked leaves", move |w| w.execute(LEAVES, &[me.into(), 1_i64.into()]))
            .await
            .unwrap();
        let secret = opened(&desk, &k).await;
        sends(&desk, &secret, said(Outcome::Done, "A room was found.")).await.unwrap();
        let told = async |who: Id<kinds::Account>| {
            let address = desk.db.read(move |r| access::accounts::email_of(r, who)).await.unwrap();
            letters(&desk, &address)
                .await
                .iter()
                .filter(|(subject, _)| subject.contains("has answered"))
                .count()
        };
        assert_eq!((told(me).await, told(to).await, told(cover.account().unwrap()).await), (0, 0, 1));
    }
}

/// Opens a link with the code of its mailbox.
async fn opened(desk: &Desk, k: &Asking) -> Secret {
    let secret = secret_of(desk, k);
    let mine = secret.clone();
    public(desk, move |act| open::send_code(act, &mine)).await.unwrap();
    let (typed, mine) = (code(desk, JO).await, secret.clone());
    assert!(public(desk, move |act| open::try_code(act, &mine, &typed)).await.unwrap());
    secret
}

fn said(outcome: Outcome, words: &str) -> Answer {
    let until = (outcome == Outcome::MoreTime).then(|| Date::constant(2027, 1, 15));
    Answer { outcome, words: words.into(), until, name: "Jo Teacher".into() }
}

async fn sends(desk: &Desk, secret: &Secret, answer: Answer) -> Result<()> {
    let secret = secret.clone();
    public(desk, move |act| answer::run(act, &secret, &answer)).await
}

async fn sees(desk: &Desk, secret: &Secret) -> Result<Seen> {
    let secret = secret.clone();
    desk.look(&Actor::public(), move |look| open::see(look, &secret)).await
}

async fn now_of(desk: &Desk, world: &World, id: Id<ActionAsk>) -> Asking {
    desk.look(&world.worker, move |look| store::load(look, &look.one::<EditPlan, _>(id)?)).await.unwrap()
}

async fn current(desk: &Desk, world: &World) -> Plan {
    let case = world.case;
    desk.look(&world.worker, move |look| plans::current(look, case)).await.unwrap().unwrap()
}

/// That the link opens nothing: it shows nothing, sends no code, and takes no code and no answer.
async fn is_dead(desk: &Desk, secret: &Secret, at: Timestamp) {
    let nobody = Actor::public();
    let mine = secret.clone();
    let seen = desk.act_at(at, &nobody, move |act| open::see(act, &mine).map(|_| ())).await;
    assert_eq!(seen.unwrap_err(), Error::NotFound);
    let before = letters(desk, JO).await.len();
    let mine = secret.clone();
    desk.act_at(at, &nobody, move |act| open::send_code(act, &mine)).await.unwrap();
    assert_eq!(letters(desk, JO).await.len(), before, "no code goes out");
    let mine = secret.clone();
    assert!(!desk.act_at(at, &nobody, move |act| open::try_code(act, &mine, "000000")).await.unwrap());
    let mine = secret.clone();
    let sent = desk.act_at(at, &nobody, move |act| answer::run(act, &mine, &said(Outcome::Done, "x"))).await;
    assert_eq!(sent.unwrap_err(), Error::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_says_it_is_done_and_a_worker_settles_it_in_one_step() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let letter = letters(&desk, JO).await;
        assert_eq!(letter.len(), 1);
        assert!(letter[0].1.contains(&format!("{SITE}/action/{}", secret_of(&desk, &k).as_str())));
        assert!(!letter[0].1.contains("quiet start") && !letter[0].1.contains("Robin"), "mail tells nothing");

        let secret = opened(&desk, &k).await;
        assert!(
            matches!(sees(&desk, &secret).await.unwrap(), Seen::Asked(seen) if seen.ask.what == "A quiet start to the day")
        );
        sends(&desk, &secret, said(Outcome::Done, "A room was found.")).await.unwrap();
        // Used twice: received once, and it shows nothing more.
        sends(&desk, &secret, said(Outcome::NotDone, "Something else.")).await.unwrap();
        assert!(matches!(sees(&desk, &secret).await.unwrap(), Seen::Received(at) if at == desk.now));
        let done = now_of(&desk, &world, k.id).await;
        assert_eq!((done.state, done.answer.unwrap().words.as_str()), (State::Answered, "A room was found."));
        let me = world.worker.account().unwrap();
        let mine = desk.db.read(move |r| access::accounts::email_of(r, me)).await.unwrap();
        let told = letters(&desk, &mine).await;
        assert!(told.iter().any(|(subject, _)| subject.contains("has answered")), "{told:?}");
        assert_eq!(told.len(), 1, "once, as whoever asked coordinates");

        // Nothing settles by itself; the answer is put before the worker.
        assert_eq!(current(&desk, &world).await.content.actions[0].state, ActionState::Open);
        let path = format!("/plans/{}/actions/{}", world.plan.id, world.action);
        let page = visit(&desk, &world.worker, &path, None).await.unwrap().html;
        assert!(page.contains("Elm Primary: A room was found."), "prefilled");
        let whole = visit(&desk, &world.worker, &format!("/cases/{}/plan", world.case), None).await.unwrap();
        assert!(whole.html.contains("A room was found.") && whole.html.contains("It is done"));
        let paper = format!("/plans/{}/print", world.plan.id);
        let paper = visit(&desk, &world.worker, &paper, None).await.unwrap().html;
        assert!(paper.contains("A room was found."), "the family reads it too");
        let (plan, action, at) = (world.plan.id, world.action, world.plan.version);
        let form = move |at: i64| {
            Fields::filled([
                ("version", at.to_string()),
                ("state", "done".into()),
                ("happened", "Elm Primary: A room was found.".into()),
            ])
        };
        let stale = desk.act(&world.worker, move |act| settle::run(act, plan, action, &form(at - 1))).await;
        assert_eq!(stale.unwrap_err(), Error::Stale);
        desk.act(&world.worker, move |act| settle::run(act, plan, action, &form(at))).await.unwrap();
        assert_eq!(current(&desk, &world).await.content.actions[0].state, ActionState::Done);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_needs_more_time_is_asked_again_by_their_day() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let twice = asks(&desk, &world.worker, &world, input(&world.plan)).await.unwrap_err();
        assert_eq!(twice.code(), "action-ask.open");
        let secret = opened(&desk, &k).await;
        sends(&desk, &secret, said(Outcome::MoreTime, "We wait for a room.")).await.unwrap();
        let path = format!("/plans/{}/actions/{}", world.plan.id, world.action);
        let page = visit(&desk, &world.worker, &path, None).await.unwrap().html;
        assert!(page.contains("15 January 2027") && page.contains("/ask\""));
        let form = visit(&desk, &world.worker, &format!("{path}/ask"), None).await.unwrap().html;
        assert!(form.contains("value=\"2027\""), "their day is filled in");
        let next = asks(&desk, &world.worker, &world, input(&world.plan)).await.unwrap();
        assert_ne!(secret_of(&desk, &next), secret);
        assert!(matches!(sees(&desk, &secret_of(&desk, &next)).await.unwrap(), Seen::Asked(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_they_will_read_is_shown_first_and_checked() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let path = format!("/plans/{}/actions/{}/ask", world.plan.id, world.action);
        let version = world.plan.version.to_string();
        let filled = |what: &'static str, partner: &'static str| {
            [
                ("version", version.clone()),
                ("partner", partner.to_owned()),
                ("name", "Jo Teacher".to_owned()),
                ("organisation", "Elm Primary".to_owned()),
                ("email", JO.to_owned()),
                ("what", what.to_owned()),
                ("due-day", "18".to_owned()),
                ("due-month", "12".to_owned()),
                ("due-year", "2026".to_owned()),
            ]
        };
        let preview = |what, partner| {
            let (desk, world, path, form) = (&desk, &world, &path, filled(what, partner));
            async move {
                let form: Vec<(&str, &str)> =
                    form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                visit(desk, &world.worker, path, Some(&form)).await.unwrap().html
            }
        };
        let good = preview("A quiet start", "school").await;
        assert!(
            good.contains("A quiet start") && good.contains("Send it") && !good.contains("Your words name")
        );
        assert!(preview("A quiet start for Robin", "school").await.contains("Your words name Robin"));
        let surname = preview("A quiet start for Robin Example", "school").await;
        assert!(surname.contains("Leave out “Example”") && !surname.contains("Send it"));
        let no_ground = preview("A quiet start", "childrens-services").await;
        assert!(!no_ground.contains("Send it"), "without a ground nothing can be sent");
        assert!(letters(&desk, JO).await.is_empty());

        let wrong = |input: Input| {
            let (desk, world) = (&desk, &world);
            async move { asks(desk, &world.worker, world, input).await.unwrap_err() }
        };
        let good = || input(&world.plan);
        let council = Input { partner: "childrens-services".into(), ..good() };
        assert_eq!(wrong(council).await.code(), "sharing.no-ground");
        assert_eq!(wrong(Input { version: good().version - 1, ..good() }).await, Error::Stale);
        let today = Input { due: Date::constant(2026, 11, 20), ..good() };
        assert_eq!(invalid(wrong(today).await).0[0].field, "due");
        let told = Input { what: "For Robin Example".into(), ..good() };
        assert_eq!(invalid(wrong(told).await).0[0].field, "what");
        assert!(letters(&desk, JO).await.is_empty(), "nothing was sent");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_was_passed_on_opens_nothing_without_its_mailbox() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = secret_of(&desk, &k);
        let tries = |typed: String| {
            let (secret, desk) = (secret.clone(), &desk);
            async move { public(desk, move |act| open::try_code(act, &secret, &typed)).await.unwrap() }
        };
        let send = async || {
            let mine = secret.clone();
            public(&desk, move |act| open::send_code(act, &mine)).await.unwrap();
            code(&desk, JO).await
        };
        wrong_codes_spend_the_right_one(&tries, &send).await;

        // The page is the same for a link that works and one that was made up, whatever is pressed.
        let (live, made_up) =
            (format!("/action/{}", secret.as_str()), format!("/action/{}", "cd".repeat(32)));
        for button in ["", "code", "open", "send"] {
            let form = [("do", button)];
            let form = (!button.is_empty()).then_some(form.as_slice());
            let one = visit(&desk, &Actor::public(), &live, form).await.unwrap();
            let two = visit(&desk, &Actor::public(), &made_up, form).await.unwrap();
            assert_eq!(
                (one.status, shape(&one.html, live.trim_start_matches("/action/"))),
                (two.status, shape(&two.html, made_up.trim_start_matches("/action/"))),
                "{button}"
            );
            assert!(!one.html.contains("quiet start") && !one.html.contains("Elm"));
        }
        assert_eq!(now_of(&desk, &world, k.id).await, k, "nothing changed, not even when it was opened");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_over_withdrawn_or_made_up_opens_nothing() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = opened(&desk, &k).await;
        is_dead(&desk, &Secret::sent(&"ab".repeat(32)), desk.now).await;
        let after = k.due.checked_add(SignedDuration::from_hours(24 * 28 + 1)).unwrap();
        is_dead(&desk, &secret, after).await;
        let withdraws = |version: i64| {
            let (desk, world, id) = (&desk, &world, k.id);
            let input = withdraw::Input { version, why: "Not needed".into() };
            async move { desk.act(&world.worker, move |act| withdraw::run(act, id, &input)).await }
        };
        assert_eq!(withdraws(k.version + 1).await.unwrap_err(), Error::Stale);
        assert_eq!(withdraws(k.version).await.unwrap().state, State::Withdrawn);
        is_dead(&desk, &secret, desk.now).await;
        assert_eq!(withdraws(k.version).await.unwrap_err().code(), "action-ask.settled");
        let told = letters(&desk, JO).await;
        assert!(told.iter().any(|(subject, _)| subject.contains("not needed any more")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_ground_is_gone_nothing_more_is_told() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = opened(&desk, &k).await;
        desk.db.write("the agreements end", |w| w.execute(END_ALL, &[])).await.unwrap();
        assert_eq!(sees(&desk, &secret).await.unwrap_err(), Error::NotFound);
        // What somebody wrote meanwhile is received: telling us is not being told.
        sends(&desk, &secret, said(Outcome::Done, "A room was found.")).await.unwrap();
        assert_eq!(now_of(&desk, &world, k.id).await.state, State::Answered);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settling_the_action_ends_the_asking() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = opened(&desk, &k).await;
        let (plan, action, at) = (world.plan.id, world.action, world.plan.version.to_string());
        desk.act(&world.worker, move |act| {
            let form =
                [("version", at.clone()), ("state", "done".into()), ("happened", "They rang us.".into())];
            settle::run(act, plan, action, &Fields::filled(form))
        })
        .await
        .unwrap();
        assert_eq!(now_of(&desk, &world, k.id).await.state, State::Withdrawn);
        is_dead(&desk, &secret, desk.now).await;
        let later = Input { version: world.plan.version + 1, ..input(&world.plan) };
        assert_eq!(asks(&desk, &world.worker, &world, later).await.unwrap_err().code(), "action-ask.action");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_is_replaced_keeps_what_it_still_holds_and_ends_the_rest() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = opened(&desk, &k).await;
        let replaced = |changes: &'static [(&'static str, &'static str)]| {
            let (desk, world) = (&desk, &world);
            async move {
                let case = world.case;
                let next = desk.act(&world.worker, move |act| draft::run(act, case)).await.unwrap();
                let fields = again(&next, changes);
                desk.act(&world.worker, move |act| {
                    let saved = save::run(act, next.id, &fields, save::Add::Nothing)?;
                    make_current::run(act, saved.id, &version(saved.version))
                })
                .await
                .unwrap()
            }
        };
        let second = replaced(&[("summary", "Calmer still.")]).await;
        assert!(matches!(sees(&desk, &secret).await.unwrap(), Seen::Asked(_)), "the action goes on");
        let old = asks(&desk, &world.worker, &world, input(&world.plan)).await.unwrap_err();
        assert_eq!(old.code(), "action-ask.plan", "nobody asks from a version that was replaced");
        let third = replaced(&[
            ("actions.0.id", ""),
            ("actions.0.what", "Look for another school"),
            ("actions.0.owner", "agency"),
        ])
        .await;
        assert!(third.content.actions.iter().all(|one| one.id != world.action), "{third:?}");
        assert_eq!(now_of(&desk, &world, k.id).await.state, State::Withdrawn);
        is_dead(&desk, &secret, desk.now).await;
        // And the agency's own action is nobody's else to answer for.
        let (plan, own) = (third.id, third.content.actions[0].id);
        let input = input(&third);
        let refused = desk.act(&world.worker, move |act| ask::run(act, plan, own, &input, SITE)).await;
        assert_eq!(refused.unwrap_err().code(), "action-ask.owner");
        assert_ne!(second.id, third.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_answering_and_withdrawing_at_once_exactly_one_holds() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        for _ in 0..4 {
            let k = asked(&desk, &world).await;
            let secret = opened(&desk, &k).await;
            let (id, worker) = (k.id, world.worker.clone());
            let why = withdraw::Input { version: k.version, why: "Not needed".into() };
            let (sent, withdrawn) = tokio::join!(
                sends(&desk, &secret, said(Outcome::NotDone, "No room.")),
                desk.act(&worker, move |act| withdraw::run(act, id, &why)),
            );
            let done = now_of(&desk, &world, k.id).await;
            assert_ne!(sent.is_ok(), withdrawn.is_ok(), "{sent:?} {withdrawn:?}");
            assert_eq!(sent.is_ok(), done.state == State::Answered && done.answer.is_some());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn askings_of_others_look_as_if_they_were_not_there() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let id = k.id;
        let ends = || withdraw::Input { version: 1, why: "x".into() };
        let stranger = desk.stranger(Role::SocialWorker).await;
        let (tried, mine) = (asks(&desk, &stranger, &world, input(&world.plan)).await, ends());
        assert_eq!(tried.unwrap_err(), Error::NotFound);
        let tried = desk.act(&stranger, move |act| withdraw::run(act, id, &mine)).await;
        assert_eq!(tried.unwrap_err(), Error::NotFound);
        let (duty, mine) = (desk.worker(Role::DutyWorker).await, ends());
        let tried = desk.act(&duty, move |act| withdraw::run(act, id, &mine)).await;
        assert_eq!(tried.unwrap_err(), Error::Forbidden, "duty reads plans, and asks nobody");
        let parent = desk.relative(Id::from_parts(1, [1; 10])).await;
        let tried = visit(&desk, &parent, &format!("/action-asks/{id}"), None).await;
        assert_eq!(tried.err(), Some(Error::Forbidden), "a family reads what was said with its plan");
        assert_eq!(now_of(&desk, &world, id).await, k);
    }
}

fn at(day: &str) -> Timestamp {
    format!("{day}T07:00:00Z").parse().unwrap()
}

/// Takes an asking back to how it stood before there was a list.
async fn unfile(desk: &Desk) {
    desk.db.write("as before", |w| w.execute(UNFILE, &[])).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_are_reminded_then_the_worker_hears_then_the_managers_each_once() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let manager = desk.worker(Role::TeamManager).await;
        let k = asked(&desk, &world).await;
        let runs = async |day: &str| {
            let done = job::run(&desk.db, at(day)).await.unwrap();
            (done.reminded, done.late, done.managers)
        };
        assert_eq!(runs("2026-12-14").await, (0, 0, 0));
        assert_eq!(runs("2026-12-15").await, (1, 0, 0), "three working days before");
        assert_eq!(runs("2026-12-15").await, (0, 0, 0), "once a day");
        assert_eq!(runs("2026-12-16").await, (0, 0, 0), "and once for each stage");
        assert_eq!(runs("2026-12-18").await, (1, 0, 0));
        assert_eq!(runs("2026-12-19").await, (0, 0, 0), "a Saturday");
        assert_eq!(runs("2026-12-21").await, (1, 1, 0));
        assert_eq!(runs("2026-12-23").await, (0, 0, 1));
        let found = letters(&desk, JO).await;
        assert_eq!(found.len(), 4);
        let secret = secret_of(&desk, &k);
        for (_, body) in &found {
            assert!(
                body.contains(secret.as_str()) && !body.contains("Robin") && !body.contains("quiet start")
            );
        }
        let hears = async |who: Id<kinds::Account>, subject: &str| {
            let address = desk.db.read(move |r| access::accounts::email_of(r, who)).await.unwrap();
            letters(&desk, &address).await.iter().filter(|(s, _)| s == subject).count()
        };
        let (me, boss) = (world.worker.account().unwrap(), manager.account().unwrap());
        assert_eq!(hears(me, "The owner of an action in a plan has not answered").await, 1);
        assert_eq!(hears(boss, "An action of a plan is late in another organisation").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_no_more_reminders_gets_none_and_can_still_answer() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let secret = opened(&desk, &k).await;
        for _ in 0..2 {
            let mine = secret.clone();
            public(&desk, move |act| quiet::by_owner(act, &mine)).await.unwrap();
        }
        let before = letters(&desk, JO).await.len();
        for day in ["2026-12-15", "2026-12-18"] {
            assert_eq!(job::run(&desk.db, at(day)).await.unwrap(), job::Done::default());
        }
        let done = job::run(&desk.db, at("2026-12-21")).await.unwrap();
        assert_eq!((done.reminded, done.late), (0, 1), "whoever asked still hears");
        assert_eq!(letters(&desk, JO).await.len(), before);
        sends(&desk, &secret, said(Outcome::Done, "A room was found.")).await.unwrap();
        let mine = secret.clone();
        public(&desk, move |act| quiet::by_owner(act, &mine)).await.unwrap();
        let id = k.id;
        let over = desk.act(&world.worker, move |act| quiet::by_worker(act, id)).await.unwrap_err();
        assert_eq!(over.code(), "action-ask.settled");
        let stranger = desk.stranger(Role::SocialWorker).await;
        let none = desk.act(&stranger, move |act| quiet::by_worker(act, id)).await.unwrap_err();
        assert_eq!(none, Error::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agencys_list_finds_what_was_asked_by_organisation_and_by_lateness() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let k = asked(&desk, &world).await;
        let stranger = desk.stranger(Role::SocialWorker).await;
        let list = async |who: &Actor, now: &str, show: Show, partner: &str, organisation: &str| {
            let wanted = Wanted { show, partner: partner.into(), organisation: organisation.into() };
            desk.act_at(at(now), who, move |act| {
                store::of_agency(act, &act.agency::<EditPlan>()?, &wanted, None)
            })
            .await
            .unwrap()
            .items
        };
        let worker = &world.worker;
        let open = list(worker, "2026-12-18", Show::Open, "", "").await;
        assert_eq!((open.len(), open[0].asking.id, open[0].became), (1, k.id, Some(ActionState::Open)));
        let key = open[0].organisation.clone();
        assert_eq!(key, filed(desk.db.keys(), k.agency, " elm PRIMARY"));
        let counts = async |now: &str, show| {
            let mut counts = Vec::new();
            for (partner, organisation) in [("school", key.as_str()), ("camhs", ""), ("", "00")] {
                counts.push(list(worker, now, show, partner, organisation).await.len());
            }
            counts
        };
        assert_eq!(counts("2026-12-18", Show::Open).await, [1, 0, 0]);
        assert_eq!(counts("2026-12-18", Show::Late).await, [0, 0, 0]);
        assert_eq!(counts("2026-12-21", Show::Late).await, [1, 0, 0]);
        assert_eq!(counts("2026-12-21", Show::Answered).await, [0, 0, 0]);
        assert!(list(&stranger, "2026-12-21", Show::All, "", "").await.is_empty());

        // One from before is filed by the job.
        unfile(&desk).await;
        assert_eq!(list(worker, "2026-12-21", Show::All, "school", &key).await.len(), 0);
        job::run(&desk.db, at("2026-12-01")).await.unwrap();
        assert_eq!(list(worker, "2026-12-21", Show::All, "school", &key).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_coordinates_finds_actions_that_fall_due_on_their_worklist() {
    for desk in testkit::both(crate::schema()).await {
        let world = world(&desk).await;
        let due = world.plan.content.actions[0].due.unwrap();
        let mine = async |who: &Actor, ahead: i32| {
            let day = kernel::Calendar::england().add_days(due, -ahead).to_string();
            desk.act_at(at(&day), who, |act| my_actions(act, 10)).await.unwrap()
        };
        assert!(mine(&world.worker, 8).await.is_empty());
        let found = mine(&world.worker, 7).await;
        assert_eq!((found.len(), found[0].id, found[0].asked), (1, world.action, false));
        asked(&desk, &world).await;
        assert!(mine(&world.worker, -1).await[0].asked);
        let other = desk.worker(Role::SocialWorker).await;
        assert!(mine(&other, 0).await.is_empty(), "another coordinates it");
        let (plan, action) = (world.plan.id, world.action);
        let sent = Fields::filled([
            ("version", world.plan.version.to_string()),
            ("state", ActionState::Done.code().to_owned()),
            ("happened", "A room was found.".to_owned()),
        ]);
        desk.act(&world.worker, move |act| settle::run(act, plan, action, &sent)).await.unwrap();
        assert!(mine(&world.worker, 0).await.is_empty(), "it is settled");
    }
}
