//! The whole way of the money, on both engines.

use access::{Act, Actor, Role, actions::ViewApplication};
use kernel::{Error, Id, Pence, kinds};

use super::*;
use crate::{
    applications::{
        actions::{Swept, order_approved, release_ended, release_unspent},
        model::rule,
        store as applications,
    },
    ledger,
    testing::{Caller, World, worlds},
};

const MONEY: Pence = Pence::pounds(5_000);

async fn pay(w: &World, who: &Actor, invoice: Id<kinds::Invoice>) -> Result<Payment, Error> {
    let on = "2027-02-01T09:30:00Z".parse().unwrap();
    w.desk.act_at(on, who, move |act| pay_invoice(act, invoice)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn money_goes_from_the_allocation_to_the_session_and_what_is_over_comes_back() {
    for w in worlds(MONEY).await {
        let a = w.approved("ddp", 4).await;
        let id = a.id;
        let place = move |act: &Act<'_>| order_approved(act, id);
        let order = w.desk.act(&w.worker, place).await.unwrap();
        assert_eq!(w.desk.act(&w.worker, place).await.unwrap_err().code(), "order.application");
        let first = w.delivered(order, &["2026-12-02", "2026-12-09"], "W-1").await;
        let release = move |act: &Act<'_>| release_unspent(act, id);
        assert_eq!(w.desk.act(&w.worker, release).await.unwrap_err().code(), rule::RELEASE);

        let stranger = w.desk.stranger(Role::FinanceOfficer).await;
        assert_eq!(pay(&w, &stranger, first).await.unwrap_err(), Error::NotFound);
        assert_eq!(pay(&w, &w.manager, first).await.unwrap_err(), Error::Forbidden);
        let both = tokio::join!(pay(&w, &w.finance, first), pay(&w, &w.finance, first));
        let refused: Vec<_> = [&both.0, &both.1].into_iter().filter_map(|r| r.as_ref().err()).collect();
        assert_eq!(refused.iter().map(|e| e.code()).collect::<Vec<_>>(), ["invoice.state"]);
        let paid = both.0.or(both.1).unwrap();
        assert_eq!(paid.amount, Pence::pounds(200));
        assert!(matches!(paid.from, PaidFrom::Application { left, .. } if left == Pence::pounds(200)));

        // One more session is held, then the provider says that the work is done.
        let last = w.delivered(order, &["2026-12-16"], "W-2").await;
        w.as_seller(move |act| commissioning::orders::actions::complete_order(act, order)).await.unwrap();
        // The last session is owed, so only one of the two hundred pounds is over.
        let sweep = |who: Actor| {
            let desk = &w.desk;
            async move { desk.act(&who, |act| release_ended(act, None)).await }
        };
        assert_eq!(sweep(w.finance.clone()).await.unwrap_err(), Error::Forbidden);
        assert_eq!(sweep(Actor::system("test")).await.unwrap(), Swept { released: vec![id], next: None });
        assert_eq!(sweep(Actor::system("test")).await.unwrap(), Swept { released: vec![], next: None });
        assert_eq!(
            w.job_lines("job.release-ended").await,
            [format!("\"changed 1: {id}\""), "\"changed none\"".to_owned()]
        );
        let totals = w.totals().await;
        assert_eq!((totals.committed, totals.paid), (Pence::pounds(100), Pence::pounds(200)));
        let paid = pay(&w, &w.finance, last).await.unwrap();
        assert!(matches!(paid.from, PaidFrom::Application { left, .. } if left == Pence::ZERO));
        let totals = w.totals().await;
        assert_eq!(
            (totals.available, totals.committed, totals.paid),
            (Pence::pounds(4_700), Pence::ZERO, Pence::pounds(300))
        );
        w.ledger_is_true().await;

        let entries = w
            .desk
            .look(&w.finance, move |look| {
                let grant = look.one::<ViewApplication, kinds::Application>(id)?;
                let a = applications::load(look, &grant)?.application;
                assert_eq!((a.paid, a.released), (Pence::pounds(300), Pence::pounds(100)));
                ledger::store::of_application(look, &grant)
            })
            .await
            .unwrap();
        let mut kinds: Vec<_> = entries.iter().map(|e| e.kind.code()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["commit", "pay", "pay", "release"]);
        assert!(
            entries.iter().all(|e| e.lines.iter().map(|(_, amount)| *amount).sum::<Pence>() == Pence::ZERO)
        );
        let figures = w.figures().await;
        for figure in ["money-applied ddp 40000", "money-committed ddp 30000", "money-paid ddp 30000"] {
            assert!(figures.iter().any(|f| f == figure), "{figure}: {figures:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_payment_gives_back_what_is_over() {
    for w in worlds(MONEY).await {
        let id = w.approved("ddp", 4).await.id;
        let order = w.desk.act(&w.worker, move |act| order_approved(act, id)).await.unwrap();
        let invoice = w.delivered(order, &["2026-12-02"], "W-1").await;
        w.as_seller(move |act| commissioning::orders::actions::complete_order(act, order)).await.unwrap();
        let paid = pay(&w, &w.finance, invoice).await.unwrap();
        assert!(matches!(paid.from, PaidFrom::Application { left, .. } if left == Pence::ZERO));
        assert_eq!(w.totals().await.available, Pence::pounds(4_900));
        w.ledger_is_true().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn core_budget_is_paid_outside_the_ledger() {
    use commissioning::orders::{
        actions::{Input, place_order},
        model::OrderKind,
    };
    for w in worlds(MONEY).await {
        let (case, provider) = (w.case, w.provider);
        let input = Input {
            provider,
            therapy: "ddp".into(),
            sessions: 1,
            starts_on: crate::testing::d("2026-12-01"),
            kind: OrderKind::Spot,
            application: None,
        };
        let order =
            w.desk.act(&w.worker, move |act| Ok(place_order(act, case, &input)?.order.id)).await.unwrap();
        let invoice = w.delivered(order, &["2026-12-02"], "W-1").await;
        assert_eq!(pay(&w, &w.finance, invoice).await.unwrap().from, PaidFrom::CoreBudget);
        let totals = w.totals().await;
        assert_eq!((totals.available, totals.paid), (MONEY, Pence::ZERO));
    }
}

const NOW: &str = "2026-11-20T09:30:00Z";
const JANUARY: &str = "2027-01-20T09:30:00Z";

#[tokio::test(flavor = "multi_thread")]
async fn machines_walk_the_whole_way() {
    for w in worlds(MONEY).await {
        let agency = w.desk.agency();
        let worker = w.machine(Role::SocialWorker, agency).await;
        let finance = w.machine(Role::FinanceOfficer, agency).await;
        let seller = w.machine(Role::Provider, w.provider).await;
        let post = async |at, who: &Caller, path: &str, body: String| {
            let said = w.request(at, who, path, Some(&body)).await;
            assert!(said.status < 300, "{path}: {said:?}");
            said.json()
        };
        let (case, provider) = (w.case, w.provider);
        let asked = format!(
            r#"{{"case":"{case}","therapy":"ddp","provider":"{provider}","sessions":2,"starts_on":"2026-12-01","ends_on":"2027-03-01"}}"#
        );
        let draft = post(NOW, &worker, "/api/v1/applications", asked).await;
        assert_eq!(draft["passages"][0]["gives_away"][0], "child");
        assert_eq!(draft["check"]["allowed"], false);
        let id = draft["id"].as_str().unwrap().to_owned();
        let path = |step: &str| format!("/api/v1/applications/{id}/{step}");
        let version = |v: &serde_json::Value| format!(r#"{{"version":{}}}"#, v["version"]);
        let said = w.request(NOW, &worker, &path("send"), Some(&version(&draft))).await;
        assert_eq!((said.status, said.json()["code"].clone()), (409, rule::IDENTIFYING.into()));
        let clean = post(NOW, &worker, &path("words"), version(&draft)).await;
        assert_eq!(clean["check"]["allowed"], true);
        let sent = post(NOW, &worker, &path("send"), version(&clean)).await;
        let answer = format!(r#"{{"version":{},"outcome":"approved"}}"#, sent["version"]);
        assert_eq!(w.request(NOW, &worker, &path("decision"), Some(&answer)).await.status, 403);
        let approved = post(NOW, &finance, &path("decision"), answer).await;
        assert_eq!(
            (approved["status"].clone(), approved["committed"].clone()),
            ("approved".into(), 20_000.into())
        );
        let order = post(NOW, &worker, &path("order"), "{}".into()).await;
        let order: Id<kinds::Order> = order["order"].as_str().unwrap().parse().unwrap();

        post(JANUARY, &seller, &format!("/api/v1/orders/{order}/answer"), r#"{"answer":"accept"}"#.into())
            .await;
        let invoice = w.delivered(order, &["2026-12-02", "2026-12-09"], "W-1").await;
        let paid = post(JANUARY, &finance, &format!("/api/v1/invoices/{invoice}/payment"), "{}".into()).await;
        assert_eq!((paid["amount"].clone(), paid["left"].clone()), (20_000.into(), 0.into()));
        let ledger = w.request(JANUARY, &finance, "/api/v1/ledger?year=2026", None).await.json();
        assert_eq!((ledger["paid"].clone(), ledger["available"].clone()), (20_000.into(), 480_000.into()));
        for item in ledger["items"].as_array().unwrap() {
            let sum: i64 =
                item["lines"].as_array().unwrap().iter().map(|l| l["amount"].as_i64().unwrap()).sum();
            assert_eq!(sum, 0);
        }
        let list = w
            .request(JANUARY, &finance, "/api/v1/applications?status=approved&therapy=ddp", None)
            .await
            .json();
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        w.ledger_is_true().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_walk_it_by_pages() {
    for w in worlds(MONEY).await {
        let worker = Caller::Browser(w.worker.clone());
        let (manager, finance) = (Caller::Browser(w.manager.clone()), Caller::Browser(w.finance.clone()));
        let (case, provider) = (w.case, w.provider);
        let get = async |at, who: &Caller, path: &str| {
            let said = w.request(at, who, path, None).await;
            assert_eq!(said.status, 200, "{path}: {said:?}");
            said.text
        };
        let tab = get(NOW, &worker, &format!("/cases/{case}/applications")).await;
        assert!(tab.contains("Limit £3,000, specialist assessment included"), "{tab}");
        let choose = get(NOW, &worker, &format!("/cases/{case}/applications/new")).await;
        assert!(choose.contains("therapy=ddp"));
        let form = get(NOW, &worker, &format!("/cases/{case}/applications/new?therapy=ddp")).await;
        assert!(form.contains("Willow Therapies") && form.contains("£100 for 60 minutes"));

        let new = format!("/cases/{case}/applications/new");
        let said = w.request(NOW, &worker, &new, Some("therapy=ddp&sessions=0&starts_on-day=31")).await;
        assert_eq!(said.status, 422);
        assert!(said.text.contains("Choose a provider") && said.text.contains("Enter a real date"));
        let body = format!(
            "therapy=ddp&provider={provider}&sessions=2&starts_on-day=1&starts_on-month=12&starts_on-year=2026\
             &ends_on-day=1&ends_on-month=3&ends_on-year=2027"
        );
        let to = w.request(NOW, &worker, &new, Some(&body)).await.to.unwrap();
        let draft = get(NOW, &worker, &to).await;
        assert!(
            draft.contains("<mark>Zoë</mark>") && draft.contains("cannot be sent until they are mended"),
            "{draft}"
        );
        let words = get(NOW, &worker, &format!("{to}/words")).await;
        assert!(words.contains("Take out: “Zoë”"));
        get(NOW, &worker, &format!("{to}/change")).await;
        let said = w.request(NOW, &worker, &format!("{to}/send"), Some("version=1")).await;
        assert!(
            said.status == 422 && said.text.contains("The words still say who the family is"),
            "{said:?}"
        );
        assert_eq!(w.request(NOW, &worker, &format!("{to}/mend"), Some("version=1")).await.status, 303);
        let clean = get(NOW, &worker, &to).await;
        assert!(
            !clean.contains("Zoë")
                && clean.contains("Send to the Fund")
                && clean.contains("Nothing stands in the way")
        );
        assert_eq!(w.request(NOW, &worker, &format!("{to}/send"), Some("version=2")).await.status, 303);

        let waiting = get(NOW, &manager, &to).await;
        assert!(waiting.contains("Record the decision"));
        let said =
            w.request(NOW, &manager, &format!("{to}/decision"), Some("version=3&outcome=refused")).await;
        assert!(said.status == 422 && said.text.contains("Say why the Fund refused"));
        let said =
            w.request(NOW, &manager, &format!("{to}/decision"), Some("version=3&outcome=approved")).await;
        assert_eq!(said.status, 303, "{said:?}");
        assert!(get(NOW, &worker, &to).await.contains("Place the order"));
        let ordered = w.request(NOW, &worker, &format!("{to}/order"), Some("")).await;
        let order: Id<kinds::Order> = ordered.to.unwrap().rsplit('/').next().unwrap().parse().unwrap();
        let invoice = w.delivered(order, &["2026-12-02", "2026-12-09"], "W-1").await;
        let ask = get(JANUARY, &finance, &format!("/invoices/{invoice}/pay")).await;
        assert!(ask.contains("Pay this invoice") && ask.contains("Left of what was approved"));
        let said = w.request(JANUARY, &finance, &format!("/invoices/{invoice}/pay"), Some("")).await;
        assert_eq!(said.to, Some(format!("/invoices/{invoice}")));
        assert!(get(JANUARY, &finance, &to).await.contains("Movements of this application"));
        let ledger = get(JANUARY, &finance, "/ledger?year=2026").await;
        assert!(ledger.contains("£4,800") && ledger.contains("W-1"), "{ledger}");
        assert_eq!(get(JANUARY, &finance, "/ledger.csv?year=2026").await.lines().count(), 1 + 3 * 2);
        assert_eq!(get(JANUARY, &finance, "/applications.csv").await.lines().count(), 2);
        get(JANUARY, &finance, "/applications?status=approved").await;
        let rules = get(JANUARY, &finance, "/schemes").await;
        assert!(rules.contains("asgsf-2026-27.1") && rules.contains("Assumed"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ordered_or_asked_does_not_pay() {
    const ORDERED: ::store::Sql =
        ::store::Sql { name: "ORDERED", text: "UPDATE purchase_order SET placed_by = $1" };
    const ASKED: ::store::Sql = ::store::Sql { name: "ASKED", text: "UPDATE application SET sent_by = $1" };
    for w in worlds(MONEY).await {
        let a = w.approved("ddp", 4).await;
        let id = a.id;
        let order = w.desk.act(&w.worker, move |act| order_approved(act, id)).await.unwrap();
        let invoice = w.delivered(order, &["2026-12-02"], "W-1").await;
        let write = async |sql, who: &Actor| {
            let who = who.account();
            w.desk.db.write("test", move |t| t.execute(sql, &[who.into()])).await.unwrap();
        };
        for sql in [ORDERED, ASKED] {
            write(sql, &w.finance).await;
            let told = pay(&w, &w.finance, invoice).await.unwrap_err();
            assert_eq!(told.code(), "invoice.own");
            assert!(told.to_string().contains("somebody else must pay"), "{told}");
            write(sql, &w.worker).await;
        }
        assert_eq!(pay(&w, &w.finance, invoice).await.unwrap().amount, Pence::pounds(100));
        w.ledger_is_true().await;
    }
}
