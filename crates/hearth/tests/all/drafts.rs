//! Unsent forms through the router, on both engines: kept as they are typed, offered again to
//! the person who typed them and nobody else, and forgotten once they are sent or not wanted.

use std::io::Write;

use access::{Actor, Role};
use axum::http::StatusCode;
use kernel::Id;

use crate::house::{self, House};

/// Keeps what was typed, as the script of the form does.
async fn keep(house: &House, who: &(String, String), form: &str, object: &str, typed: &str) -> StatusCode {
    let body = format!("csrf={}&_once=same&draft-form={form}&draft-object={object}&{typed}", who.1);
    house.form(&who.0, "/drafts/keep", &body).await.status
}

fn account(who: &Actor) -> String {
    who.account().unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsent_form_is_offered_again_to_the_one_who_typed_it() {
    for house in house::both().await {
        let mine = house.desk.worker(Role::DutyWorker).await;
        let other = house.desk.worker(Role::DutyWorker).await;
        let (me, they) = (house.session(&mine).await, house.session(&other).await);
        let object = account(&mine);
        for words in ["Maya", "Maya+Okoro+%26+Zo%C3%AB"] {
            let typed = format!("first-name={words}&story=He+cannot+settle");
            assert_eq!(
                keep(&house, &me, "enquiry", &object, &typed).await,
                StatusCode::OK,
                "keeping again is no repeat"
            );
        }
        let page = house.page(&me.0, "/enquiries/new").await.text;
        assert!(page.contains("You have an unsent draft"), "{page}");
        assert!(!page.contains("He cannot settle"), "it is offered, not put there unasked");
        let page = house.page(&me.0, "/enquiries/new?draft=continue").await.text;
        assert!(page.contains("Maya Okoro &amp; Zoë") && page.contains("He cannot settle"), "{page}");
        // Somebody else who names my draft gets their own, which is none.
        let page = house.page(&they.0, "/enquiries/new?draft=continue").await.text;
        assert!(!page.contains("He cannot settle") && !page.contains("unsent draft"));
        assert_eq!(keep(&house, &they, "enquiry", &object, "story=Another").await, StatusCode::OK);
        let page = house.page(&me.0, "/enquiries/new?draft=continue").await.text;
        assert!(page.contains("He cannot settle"), "somebody else's draft took the place of mine");
        // Discarded: only by a form of this site, and back to a page of this site.
        let body = |back: &str| format!("csrf={}&draft-form=enquiry&draft-object={object}&back={back}", me.1);
        let foreign = format!("csrf=WRONG&draft-form=enquiry&draft-object={object}");
        assert_eq!(house.form(&me.0, "/drafts/discard", &foreign).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            house.form(&me.0, "/drafts/discard", &body("//elsewhere.example")).await.to.as_deref(),
            Some("/")
        );
        assert!(!house.page(&me.0, "/enquiries/new").await.text.contains("unsent draft"));
        // The button does it without a script; sending the form forgets the draft.
        let said =
            house.form(&me.0, "/enquiries/new", &format!("csrf={}&do=keep&story=Half+a+story", me.1)).await;
        assert_eq!(said.to.as_deref(), Some("/enquiries"), "{}", said.text);
        assert!(house.page(&me.0, "/enquiries/new?draft=continue").await.text.contains("Half a story"));
        let whole = "channel=phone&asker=adoptive-parent&first-name=Maya&last-name=Okoro&phone=07700+900123&contact-by=phone\
                     &safe=open&council=881&postcode=CM1+1QH&child-first-name=Theo&child-last-name=Okoro&story=All+of+it";
        let said = house.form(&me.0, "/enquiries/new", &format!("csrf={}&{whole}", me.1)).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        assert!(!house.page(&me.0, "/enquiries/new").await.text.contains("unsent draft"));
        // Too long, unnamed, or from somebody who writes no forms.
        let long = format!("story={}", "a".repeat(210_000));
        assert_eq!(keep(&house, &me, "enquiry", &object, &long).await, StatusCode::CONFLICT);
        assert_eq!(keep(&house, &me, "../x", &object, "a=b").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(keep(&house, &me, "enquiry", "x", "a=b").await, StatusCode::UNPROCESSABLE_ENTITY);
        let analyst = house.session(&house.desk.worker(Role::NationalAnalyst).await).await;
        assert_eq!(keep(&house, &analyst, "enquiry", &object, "a=b").await, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_ends_after_thirty_days() {
    for house in house::both().await {
        let mine = house.desk.worker(Role::DutyWorker).await;
        let object: Id<()> = account(&mine).parse().unwrap();
        let typed = vec![("story".to_owned(), "Words".to_owned())];
        let keep = move |act: &access::Act<'_>| access::drafts::keep(act, "enquiry", object, &typed);
        house.desk.act(&mine, keep).await.unwrap();
        let now = house.desk.now;
        let on = |days: i64| {
            kernel::Timestamp::from_microsecond(now.as_microsecond() + days * 86_400_000_000).unwrap()
        };
        for (days, left) in [(29, true), (31, false)] {
            let at = on(days);
            house.desk.db.write("forget", move |w| access::drafts::forget(w, at)).await.unwrap();
            let found = house
                .desk
                .look(&mine, move |look| access::drafts::find(look, "enquiry", object))
                .await
                .unwrap();
            assert_eq!(found.is_some(), left, "after {days} days");
        }
    }
}

/// Two tabs of one person keep the same form at the same moment: each is told that it is kept, one of the two stands
/// there whole, and there is one draft, every time.
#[tokio::test(flavor = "multi_thread")]
async fn races_of_two_tabs_over_one_draft_leave_one_of_them_whole() {
    let rounds = std::env::var("HEARTH_SOAK").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    for house in house::both().await {
        let mine = house.desk.worker(Role::DutyWorker).await;
        let me = house.session(&mine).await;
        let object = account(&mine);
        let (mut kept, mut busy) = ([0_usize; 2], 0_usize);
        for round in 0..rounds {
            let typed = |tab: &str| format!("story=Tab+{tab}+{round}&language=Tab+{tab}+{round}");
            let (one, two) = (typed("one"), typed("two"));
            let (a, b) = tokio::join!(
                keep(&house, &me, "enquiry", &object, &one),
                keep(&house, &me, "enquiry", &object, &two)
            );
            // Whoever was refused because it was busy types on, and the script keeps it again.
            let refused = [a, b].into_iter().filter(|status| *status != StatusCode::OK).count();
            assert!(refused < 2, "{a} {b}");
            busy += refused;
            let who = house.desk.look(&mine, {
                let object: Id<()> = object.parse().unwrap();
                move |look| access::drafts::find(look, "enquiry", object)
            });
            let fields = who.await.unwrap().unwrap().fields;
            let of = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
            let (story, language) = (of("story").unwrap(), of("language").unwrap());
            assert_eq!(story, language, "one of the two, whole");
            let place = ["one", "two"].iter().position(|tab| story == format!("Tab {tab} {round}"));
            kept[place.unwrap_or_else(|| panic!("{story} in round {round}"))] += 1;
            let rows = house
                .desk
                .db
                .read(|r| r.row(crate::others::sql("SELECT count(*) FROM form_draft"), &[])?.get::<i64>(0));
            assert_eq!(rows.await.unwrap(), 1);
        }
        let _ = writeln!(
            std::io::stderr(),
            "races: {rounds} pairs of tabs over one draft on {:?}, {} kept the first, {} the second, {busy} busy",
            house.desk.db.engine(),
            kept[0],
            kept[1]
        );
    }
}
