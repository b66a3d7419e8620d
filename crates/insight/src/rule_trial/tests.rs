//! The replay against sums done by hand, and what must hold of any draft.

use access::Role;
use funding::schemes::{AskKind, AssessmentLimit, scheme_on};
use kernel::{Date, Id, LegalRoute, Pence};
use proptest::{prelude::*, test_runner::RngSeed};

use super::{
    model::{Child, Draft, Sent, replay},
    sheets::{sheets, tally},
};
use crate::{ROOMS, fund_statistics::model::RouteGroup, picture::sheet::Figure};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn sent(child: u8, on: &str, kind: AskKind, pounds: i64) -> Sent {
    let route = if child < 100 { LegalRoute::Adoption } else { LegalRoute::SpecialGuardianship };
    Sent { child: Id::from_parts(1, [child; 10]), on: day(on), route, kind, amount: Pence::pounds(pounds) }
}

fn draft(from: &str, limit: i64, assessment: AssessmentLimit, match_to: Option<i64>) -> Draft {
    Draft {
        from: day(from),
        limit: Some(Pence::pounds(limit)),
        assessment,
        match_to: match_to.map(Pence::pounds),
    }
}

/// The change of April 2025, tried on applications of the year before: £5,000 and £2,500 apart become £3,000 together.
#[test]
fn the_change_of_2025_on_the_year_before() {
    use AskKind::{Assessment, Therapy};
    let list = [
        sent(1, "2024-05-01", Therapy, 4_000),
        sent(2, "2024-05-02", Therapy, 2_800),
        sent(3, "2024-05-03", Assessment, 2_500),
        sent(3, "2024-08-01", Therapy, 2_000),
        sent(1, "2024-09-01", Therapy, 3_000),
    ];
    let within = AssessmentLimit::Within(Some(Pence::pounds(2_500)));
    let children = replay(&list, &draft("2024-04-01", 3_000, within, None), scheme_on);
    let pounds: Vec<_> = children.iter().map(|c| (c.before.0 / 100, c.after.0 / 100)).collect();
    // The first asks for 7,000 in all: 5,000 and half of the rest by the rules of the day.
    assert_eq!(pounds, [(6_000, 3_000), (2_800, 2_800), (4_500, 3_000)]);
    let all = tally(&children);
    let adoption = all[&RouteGroup::Adoption];
    assert_eq!(adoption.counts, [2, 1, 0]);
    assert_eq!((adoption.lost, adoption.gained), (Pence::pounds(4_500), Pence::ZERO));
    // From August on only: what was used before counts.
    let children = replay(&list, &draft("2024-08-01", 3_000, within, None), scheme_on);
    let pounds: Vec<_> = children.iter().map(|c| c.after.0 / 100).collect();
    assert_eq!(pounds, [4_000, 2_800, 3_000]);
    // The other way: the old limits on a year of the new ones.
    let list = [sent(1, "2025-06-01", Therapy, 4_000), sent(200, "2025-06-01", Therapy, 6_000)];
    let beside = AssessmentLimit::Beside(Pence::pounds(2_500));
    let children = replay(&list, &draft("2025-04-01", 5_000, beside, Some(30_000)), scheme_on);
    let pounds: Vec<_> = children.iter().map(|c| (c.before.0 / 100, c.after.0 / 100)).collect();
    assert_eq!(pounds, [(3_000, 4_000), (3_000, 5_500)]);
    assert_eq!(tally(&children)[&RouteGroup::SpecialGuardianship].counts, [0, 0, 1]);
}

#[test]
fn few_children_are_held_back_with_their_money_and_the_sums_that_would_tell_it() {
    let child = |route, before: i64, after: i64| Child { route, before: Pence(before), after: Pence(after) };
    let mut children = vec![child(RouteGroup::Adoption, 100, 50); 20];
    children.extend([child(RouteGroup::Adoption, 100, 100); 12]);
    children.extend([child(RouteGroup::SpecialGuardianship, 100, 30); 2]);
    children.extend([child(RouteGroup::SpecialGuardianship, 100, 100); 30]);
    let sheets = sheets(&children).unwrap();
    let find =
        |sheet: usize, code: &str| &sheets[sheet].lines.iter().find(|l| l.code == code).unwrap().entries;
    let sgo = find(0, "sgo");
    assert_eq!((&sgo[0].figure, &sgo[1].figure), (&Figure::Hidden, &Figure::Hidden));
    assert_eq!(find(1, "sgo")[1].figure, Figure::Hidden);
    assert!(super::sheets::sheets(&[]).unwrap().is_empty());
}

fn any_list() -> impl Strategy<Value = Vec<Sent>> {
    prop::collection::vec((0..8_u8, 0..365_i32, any::<bool>(), 1..900_000_i64), 0..40).prop_map(|rows| {
        let mut list: Vec<Sent> = rows
            .into_iter()
            .map(|(child, days, therapy, amount)| Sent {
                child: Id::from_parts(1, [child * 30; 10]),
                on: kernel::Calendar::england().add_days(day("2024-04-01"), days),
                route: LegalRoute::ALL[usize::from(child) % 4],
                kind: if therapy { AskKind::Therapy } else { AskKind::Assessment },
                amount: Pence(amount),
            })
            .collect();
        list.sort_by_key(|s| s.on);
        list
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, rng_seed: RngSeed::Fixed(4), failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_draft_that_changes_nothing_changes_nobody(list in any_list()) {
        let version = scheme_on(day("2024-04-01")).unwrap();
        for child in replay(&list, &Draft::of(version, version.from), scheme_on) {
            prop_assert_eq!(child.before, child.after);
        }
        // Nor does one that begins after the last application.
        let late = draft("2025-04-01", 1, AssessmentLimit::Within(None), None);
        prop_assert!(replay(&list, &late, scheme_on).iter().all(|c| c.before == c.after));
    }

    #[test]
    fn nobody_loses_by_a_higher_limit_or_is_paid_more_than_was_asked(list in any_list(), more in 0..900_000_i64) {
        let version = scheme_on(day("2024-04-01")).unwrap();
        let own = Draft::of(version, version.from);
        let higher = Draft { limit: own.limit.map(|l| l + Pence(more)), match_to: None, ..own };
        let without = Draft { match_to: None, ..own };
        let by = |draft: &Draft| replay(&list, draft, scheme_on);
        let asked: Pence = list.iter().map(|s| s.amount).sum();
        let total: Pence = by(&higher).iter().map(|c| c.after).sum();
        prop_assert!(total <= asked);
        for (low, high) in by(&without).iter().zip(by(&higher)) {
            prop_assert!(low.after <= high.after);
        }
        // What is lost and gained is the difference of the sums.
        for tally in tally(&by(&higher)).values() {
            prop_assert_eq!(tally.gained - tally.lost, tally.after - tally.before);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_the_file_answer_and_wrong_words_are_told() {
    for desk in testkit::both(crate::schema()).await {
        let administrator = ROOMS.visitor(&desk, Role::Administrator).await;
        let page = administrator.page("/fund-trial").await;
        assert!(
            page.contains("No application was sent in 2025-26") && page.contains("value=\"3000\""),
            "{page}"
        );
        let (status, csv) = administrator.get("/fund-trial.csv").await;
        assert!(status.is_success());
        assert_eq!(csv.trim(), "sheet,line,code,name,measure,value,unit,status");
        for (query, words) in [
            ("year=soon", "Enter a financial year such as 2025-26"),
            ("from=tomorrow", "Enter the draft&#39;s first day"),
            ("from=2001-01-01", "No rules of the Fund are known"),
            ("limit=lots", "Enter pounds, such as 4000, or none"),
            ("assessment_is=above", "Choose where the limit"),
        ] {
            let page = administrator.get(&format!("/fund-trial?{query}")).await.1;
            assert!(page.contains(words) || page.contains(&words.replace("&#39;", "'")), "{query}: {page}");
            assert!(!administrator.get(&format!("/fund-trial.csv?{query}")).await.0.is_success());
        }
    }
}
