//! The shipped rules year by year, and what must hold of any ask.

use kernel::{Date, LegalRoute, Pence};
use proptest::prelude::*;

use super::*;

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn all() -> &'static [SchemeVersion] {
    Schemes::shipped().unwrap().all()
}

/// An ask that every open version allows: ten weeks of therapy for an adopted ten-year-old.
fn ask(applied: &str) -> Ask {
    let applied_on = d(applied);
    Ask {
        kind: AskKind::Therapy,
        amount: Pence::pounds(2_000),
        council_share: Pence::ZERO,
        applied_on,
        assessed_on: Some(applied_on),
        starts_on: applied_on,
        ends_on: applied_on,
        urgent_start: false,
        child_born: Date::new(applied_on.year() - 10, 1, 1).unwrap(),
        has_ehcp: false,
        legal_route: LegalRoute::Adoption,
        therapy: "ddp".to_owned(),
        already: Used::default(),
    }
}

fn assessment(applied: &str, pounds: i64) -> Ask {
    Ask {
        kind: AskKind::Assessment,
        therapy: "specialist-assessment".to_owned(),
        amount: Pence::pounds(pounds),
        ..ask(applied)
    }
}

fn refusals(ask: &Ask) -> Vec<&'static str> {
    decide(ask).refusals.iter().map(|r| r.rule).collect()
}

#[test]
fn one_version_a_day_and_no_gap() {
    let mut day = d("2014-06-01");
    while day <= d("2027-03-31") {
        assert_eq!(all().iter().filter(|v| v.holds_on(day)).count(), 1, "{day}");
        day = day.tomorrow().unwrap();
    }
    assert_eq!(scheme_on(d("2014-05-31")), None);
    assert_eq!(scheme_on(d("2027-04-01")), None);
    assert_eq!(refusals(&ask("2027-04-01")), [rule::NO_SCHEME]);
}

#[test]
fn names_are_stable_and_found_again() {
    let names: Vec<_> = all().iter().map(|v| v.id.as_str()).collect();
    assert_eq!(
        names,
        [
            "asf-prototype.1",
            "asf-2015-16.1",
            "asf-2015-16.2",
            "asf-2016-17.1",
            "asf-2016-17.2",
            "asf-2017-18.1",
            "asf-2018-19.1",
            "asf-2019-20.1",
            "asf-2020-21.1",
            "asf-2021-22.1",
            "asf-2022-23.1",
            "asgsf-2023-24.1",
            "asgsf-2024-25.1",
            "asgsf-2025-26.1",
            "asgsf-2025-26.2",
            "asgsf-2025-26.3",
            "asgsf-2026-27.1",
        ]
    );
    for v in all() {
        assert_eq!(version(v.id.as_str()), Some(v));
    }
}

#[test]
fn every_row_says_its_source_and_every_version_knows_the_catalogue() {
    let codes = "ddp theraplay play-therapy art-therapy music-therapy drama-therapy filial-therapy child-psychotherapy \
        emdr cbt mbct sensory-integration systemic-family-therapy tlsw vig nvr therapeutic-parenting solution-focused \
        brain-mapping therapeutic-short-break specialist-assessment multidisciplinary-package";
    let refused = "equine-therapy cranial-sacral swimming-lessons eft hypnotherapy speech-language-therapy tutoring \
        somatic-experiencing basic-life-story club-membership";
    for v in all() {
        for (list, funded) in [(codes, true), (refused, false)] {
            for code in list.split_whitespace() {
                assert_eq!(v.therapies[code].value.funded, funded, "{code}");
                assert_eq!(v.therapies[code].value.instead.is_empty(), funded, "{code}");
            }
        }
        assert_eq!(v.therapies.len(), codes.split_whitespace().count() + refused.split_whitespace().count());
        let sources = v.therapies.values().map(|r| &r.source).chain(v.routes.values().map(|r| &r.source));
        assert!(sources.chain([&v.accepts.source, &v.therapy_limit.source]).all(|s| !s.is_empty()));
    }
}

#[test]
fn each_year_has_its_limits() {
    use AssessmentLimit::{Beside, None as Free, Within};
    let own = Pence::pounds(2_500);
    let cases = [
        ("2014-09-01", None, Free, None, Some(2)),
        ("2015-09-01", None, Free, None, Some(19)),
        ("2016-10-05", None, Free, None, Some(21)),
        ("2016-10-06", Some(5_000), Within(None), Some(30_000), Some(23)),
        ("2017-06-01", Some(5_000), Beside(own), Some(30_000), Some(28)),
        ("2018-06-01", Some(5_000), Beside(own), Some(30_000), None),
        ("2019-06-01", Some(5_000), Beside(own), Some(30_000), Some(40)),
        ("2020-06-01", Some(5_000), Beside(own), Some(30_000), Some(45)),
        ("2021-06-01", Some(5_000), Beside(own), Some(30_000), Some(46)),
        ("2022-06-01", Some(5_000), Beside(own), Some(30_000), Some(48)),
        ("2023-06-01", Some(5_000), Beside(own), Some(30_000), Some(48)),
        ("2025-03-31", Some(5_000), Beside(own), Some(30_000), Some(48)),
        ("2025-04-14", Some(3_000), Within(Some(own)), None, Some(50)),
        ("2026-04-01", Some(3_000), Within(Some(own)), None, Some(55)),
    ];
    for (day, limit, assessment, match_to, millions) in cases {
        let v = scheme_on(d(day)).unwrap();
        assert_eq!(v.therapy_limit.value, limit.map(Pence::pounds), "{day}");
        assert_eq!(v.assessment_limit.value, assessment, "{day}");
        assert_eq!(v.match_to.value, match_to.map(Pence::pounds), "{day}");
        assert_eq!(v.budget.value, millions.map(|m| Pence::pounds(m * 1_000_000)), "{day}");
        let over = Ask { amount: Pence::pounds(limit.unwrap_or(0) + 1), ..ask(day) };
        assert_eq!(decide(&over).allowed, limit.is_none(), "{day}");
        assert!(decide(&ask(day)).allowed, "{day}: {:?}", decide(&ask(day)).refusals);
    }
}

#[test]
fn years_without_a_source_say_so() {
    for (day, assumed) in
        [("2017-06-01", true), ("2019-06-01", true), ("2022-06-01", false), ("2024-06-01", false)]
    {
        assert_eq!(decide(&ask(day)).assumed, assumed, "{day}: {:?}", decide(&ask(day)).notes);
    }
    assert!(
        scheme_on(d("2020-06-01"))
            .unwrap()
            .assumptions()
            .iter()
            .any(|a| a.starts_with("The fair access limit"))
    );
    assert!(decide(&ask("2025-05-01")).notes.iter().all(|n| !n.starts_with("Assumed")));
}

#[test]
fn a_refusal_by_the_limit_gives_figures_and_a_way_on() {
    let used = Used { therapy: Pence::pounds(1_000), assessment: Pence::pounds(500), council: Pence::ZERO };
    let decision = decide(&Ask { amount: Pence(150_001), already: used, ..ask("2025-06-01") });
    assert_eq!((decision.limit, decision.left), (Some(Pence::pounds(3_000)), Some(Pence::pounds(1_500))));
    let refusal = &decision.refusals[0];
    assert_eq!(refusal.rule, rule::LIMIT);
    assert!(
        refusal.message.contains("this is £0.01 too much. Ask for £1,500 or less."),
        "{}",
        refusal.message
    );
    assert!(refusal.source.as_ref().unwrap().contains("HCWS589"));
    assert!(decide(&Ask { amount: Pence(150_000), already: used, ..ask("2025-06-01") }).allowed);
}

#[test]
fn an_assessment_stands_beside_the_limit_or_inside_it() {
    let spent = Used { therapy: Pence::pounds(5_000), ..Used::default() };
    assert!(decide(&Ask { already: spent, ..assessment("2024-06-01", 2_500) }).allowed);
    assert_eq!(refusals(&assessment("2024-06-01", 2_501)), [rule::ASSESSMENT_LIMIT]);
    let spent = Used { therapy: Pence::pounds(2_000), ..Used::default() };
    assert_eq!(
        refusals(&Ask { already: spent, ..assessment("2025-06-01", 1_001) }),
        [rule::ASSESSMENT_LIMIT]
    );
    assert!(decide(&Ask { already: spent, ..assessment("2025-06-01", 1_000) }).allowed);
    assert_eq!(refusals(&assessment("2025-06-01", 2_501)), [rule::ASSESSMENT_LIMIT]);
    assert!(decide(&assessment("2016-12-01", 5_000)).allowed);
    assert!(decide(&assessment("2016-08-01", 9_000)).allowed);
}

#[test]
fn match_funding_follows_the_published_example() {
    let dear = |fund: i64, council: i64, day: &str| Ask {
        amount: Pence::pounds(fund),
        council_share: Pence::pounds(council),
        ..ask(day)
    };
    let decision = decide(&dear(27_500, 22_500, "2016-12-01"));
    assert!(decision.allowed, "{:?}", decision.refusals);
    assert_eq!(decision.limit, Some(Pence::pounds(27_500)));
    assert!(!decide(&dear(27_501, 22_500, "2016-12-01")).allowed);
    assert!(decide(&dear(30_000, 25_000, "2024-12-01")).allowed);
    assert_eq!(refusals(&dear(30_001, 90_000, "2024-12-01")), [rule::LIMIT]);
    assert_eq!(refusals(&dear(3_001, 3_001, "2025-06-01")), [rule::LIMIT]);
}

#[test]
fn routes_join_on_their_days() {
    let by = |route, day: &str| refusals(&Ask { legal_route: route, ..ask(day) });
    for (route, before, first) in [
        (LegalRoute::Placed, "2016-01-13", "2016-01-14"),
        (LegalRoute::SpecialGuardianship, "2016-03-31", "2016-04-01"),
        (LegalRoute::Intercountry, "2016-03-31", "2016-04-01"),
        (LegalRoute::ChildArrangements, "2020-03-31", "2020-04-01"),
    ] {
        assert_eq!(by(route, before), [rule::ROUTE]);
        assert!(by(route, first).is_empty());
    }
    assert_eq!(by(LegalRoute::Other, "2026-06-01"), [rule::ROUTE]);
}

#[test]
fn ages_run_to_the_end_of_the_year_of_life() {
    let born =
        |born: &str, plan, day: &str| refusals(&Ask { child_born: d(born), has_ehcp: plan, ..ask(day) });
    assert!(born("2003-06-02", false, "2025-06-01").is_empty());
    assert_eq!(born("2003-06-01", false, "2025-06-01"), [rule::AGE]);
    assert!(born("1999-06-02", true, "2025-06-01").is_empty());
    assert_eq!(born("1999-06-01", true, "2025-06-01"), [rule::AGE]);
    assert_eq!(born("1996-06-01", false, "2015-06-01"), [rule::AGE]);
    assert_eq!(born("2026-06-01", false, "2025-06-01"), [rule::BORN]);
}

#[test]
fn what_is_not_paid_for_has_another_way() {
    for (therapy, rule) in [("equine-therapy", rule::THERAPY), ("astrology", rule::THERAPY_UNKNOWN)] {
        assert_eq!(refusals(&Ask { therapy: therapy.to_owned(), ..ask("2025-06-01") }), [rule]);
    }
    assert_eq!(refusals(&Ask { kind: AskKind::Assessment, ..ask("2025-06-01") }), [rule::KIND]);
}

#[test]
fn an_application_follows_its_assessment_closely() {
    let assessed = |day: Option<&str>| refusals(&Ask { assessed_on: day.map(d), ..ask("2025-06-01") });
    assert_eq!(assessed(None), [rule::NO_ASSESSMENT]);
    assert_eq!(assessed(Some("2025-06-02")), [rule::ASSESSMENT_LATER]);
    assert!(assessed(Some("2025-03-01")).is_empty());
    assert_eq!(assessed(Some("2025-02-28")), [rule::ASSESSMENT_OLD]);

    let late = Ask { assessed_on: Some(d("2025-02-28")), ..ask("2025-06-01") };
    let decision = decide(&late);
    assert!(decision.refusals[0].message.contains("Another source says 4 months"));
    assert!(decision.notes.iter().any(|n| n.starts_with("Sources disagree")));
    let v = scheme_on(late.applied_on).unwrap();
    assert!(check(&v.with_apply_within(4).unwrap(), &late).allowed);
    assert!(v.with_apply_within(6).is_err());
    assert!(scheme_on(d("2024-06-01")).unwrap().with_apply_within(4).is_err());
}

#[test]
fn support_ends_in_time_and_does_not_begin_too_early() {
    let runs = |applied: &str, from: &str, to: &str| {
        refusals(&Ask { starts_on: d(from), ends_on: d(to), ..ask(applied) })
    };
    assert!(runs("2025-02-01", "2025-02-01", "2026-01-31").is_empty());
    assert_eq!(runs("2025-02-01", "2025-02-01", "2026-02-01"), [rule::LENGTH]);
    assert!(runs("2025-06-01", "2025-06-01", "2026-03-31").is_empty());
    assert_eq!(runs("2025-06-01", "2025-06-01", "2026-04-01"), [rule::YEAR_END]);
    assert!(runs("2025-09-04", "2025-09-04", "2026-04-01").is_empty());
    assert_eq!(runs("2025-06-01", "2025-06-02", "2025-06-01"), [rule::DATES]);
    assert!(runs("2025-06-01", "2025-04-01", "2025-07-01").is_empty());
    assert_eq!(runs("2025-06-01", "2025-03-31", "2025-07-01"), [rule::STARTED]);
    assert_eq!(runs("2024-06-01", "2024-05-31", "2024-07-01"), [rule::STARTED]);
    let urgent = Ask { starts_on: d("2024-05-31"), urgent_start: true, ..ask("2024-06-01") };
    assert!(decide(&urgent).allowed);
}

#[test]
fn the_fund_was_shut_for_two_weeks_and_the_wrong_rules_are_not_used() {
    let decision = decide(&ask("2025-04-07"));
    assert_eq!(decision.refusals[0].rule, rule::NOT_OPEN);
    assert!(decision.refusals[0].message.ends_with("Apply on 14 April 2025 or later."));
    let old = version("asgsf-2024-25.1").unwrap();
    let decision = check(old, &ask("2025-06-01"));
    assert_eq!(decision.refusals.iter().map(|r| r.rule).collect::<Vec<_>>(), [rule::RULE_DATE]);
}

#[test]
fn amounts_below_zero_are_refused_not_reckoned() {
    assert_eq!(refusals(&Ask { amount: Pence::ZERO, ..ask("2025-06-01") }), [rule::AMOUNT]);
    let used = Used { therapy: Pence(-1), ..Used::default() };
    assert_eq!(refusals(&Ask { already: used, ..ask("2025-06-01") }), [rule::AMOUNT]);
}

/// The headings of the four tables.
const V: &str = "id,scheme,year,from,to,accepts,sure,source,note\n";
const R: &str = "rule,from,to,value,other,sure,source,note\n";
const E: &str = "route,from,to,oldest,oldest_with_plan,confirm,sure,source,note\n";
const F: &str = "therapy,from,to,funded,instead,sure,source,note\n";

#[track_caller]
fn says(read: kernel::Result<Schemes>, words: &str) {
    let error = read.unwrap_err();
    assert_eq!(error.code(), tables::RULE_FILE);
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn files_that_contradict_themselves_are_refused() {
    assert!(Schemes::parse(V, R, E, F).unwrap().all().is_empty());
    let one = format!("{V}a.1,asf,2020,2020-04-01,2021-03-31,yes,sourced,s,\n");
    let with = |rules: &str| Schemes::parse(&one, &format!("{R}{rules}"), E, F);
    says(with(""), "versions.csv, line 2: the version a.1 has a gap: no row for budget");
    says(
        with("budget,2020-04-01,2020-12-31,1,,sourced,s,\n"),
        "line 2: budget changes inside the version a.1",
    );
    says(
        with("budget,2020-04-01,2021-03-31,lots,,sourced,s,\n"),
        "rules.csv, line 2: the value “lots” of budget",
    );
    says(
        with("# a note\n\nbudget,2020-04-01,2021-03-31,1,2,sourced,s,\n"),
        "rules.csv, line 4: budget has a second value",
    );
    let twice = "budget,2020-04-01,2021-03-31,1,,sourced,s,\n".repeat(2);
    says(
        with(&twice),
        "rules.csv, line 3: budget from 2020-04-01 overlaps line 2, which holds until 2021-03-31",
    );
    says(with("bugdet,2020-04-01,2021-03-31,1,,sourced,s,\n"), "line 2: unknown rule “bugdet”");
    says(
        Schemes::parse(&one.replace("asf,", "nhs,"), R, E, F),
        "versions.csv, line 2: the field scheme cannot be read: “nhs”",
    );
    says(Schemes::parse(&one.repeat(2).replacen(V, "", 2), R, E, F), "unknown field “a.1”");
}

#[test]
fn a_file_that_is_not_in_order_is_refused_with_its_line_and_the_reason() {
    let shipped = include_str!("../../../../data/schemes/rules.csv");
    let with = |text: &str| Schemes::with_files(&[("draft.csv".to_owned(), text.to_owned())]).map(|(s, _)| s);
    let line_of = |start: &str| shipped.lines().position(|l| l.starts_with(start)).unwrap() + 1;
    assert_eq!(&with(shipped).unwrap(), Schemes::shipped().unwrap());
    assert_eq!(
        &with(&format!("\u{feff}{}", shipped.replace('\n', "\r\n"))).unwrap(),
        Schemes::shipped().unwrap()
    );

    // Every row taken out leaves a gap or a version without the rule, and every one doubled overlaps.
    let rows: Vec<usize> = shipped
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.starts_with('#') && !l.starts_with("rule,"))
        .map(|(n, _)| n)
        .collect();
    assert!(rows.len() > 40);
    for row in rows {
        let each = shipped.lines().enumerate();
        let without: String =
            each.clone().filter(|(n, _)| *n != row).map(|(_, l)| format!("{l}\n")).collect();
        says(with(&without), "gap");
        let doubled: String =
            each.map(|(n, l)| format!("{l}\n").repeat(if n == row { 2 } else { 1 })).collect();
        says(with(&doubled), &format!("draft.csv, line {}: ", row + 2));
        says(with(&doubled), "overlaps");
    }

    let first = line_of("therapy-limit,2017-04-01");
    let words = "therapy-limit,2017-04-01,2018-03-31";
    says(
        with(&shipped.replace(words, "therapy-limit,2017-04-02,2018-03-31")),
        &format!("line {first}: a gap"),
    );
    says(
        with(&shipped.replace(words, "therapy-limit,2017-03-31,2018-03-31")),
        &format!("line {first}: therapy-limit from 2017-03-31 overlaps line {}", first - 1),
    );
    says(
        with(&shipped.replace(words, "therapy-limit,2018-04-01,2018-03-31")),
        &format!("line {first}: it ends on"),
    );
    says(
        with(&shipped.replace(words, "therapy-limit,2017-02-29,2018-03-31")),
        &format!("line {first}: the field from cannot be read"),
    );
    says(
        with(&shipped.replace(words, "therapy-limit,2017-04-01")),
        &format!("line {first}: 7 fields, where the heading has 8"),
    );
    let heading = line_of("rule,");
    says(
        with(&shipped.replace("value,other,", "value,colour,other,")),
        &format!("line {heading}: unknown field “colour”"),
    );
    says(
        with(&shipped.replace("value,other,", "value,")),
        &format!("line {heading}: the field “other” is missing"),
    );
    says(with(&shipped.replace("value,other,", "value,value,other,")), "stands here twice");
    says(with(&shipped.replace("no source found,", ",")), "no source is given");
    says(
        with(&shipped.replace("30000,,sourced,", "none,,sourced,")),
        "match and match-cap are both none, or neither",
    );
    says(with(&shipped.replace("\"Lords", "Lords")), "quotation mark is not closed");
    says(with("# nothing\n"), "empty");
    says(with("colour,size\nred,1\n"), "line 1: no table of rules has this heading");
}

#[test]
fn tables_are_told_by_their_headings_and_read_with_the_others() {
    let eligibility = include_str!("../../../../data/schemes/eligibility.csv");
    let named = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let older = eligibility.replace("sgo,2026-04-01,2027-03-31,21,25", "sgo,2026-04-01,2027-03-31,17,25");
    let (schemes, told) = Schemes::with_files(&[named("a", &older)]).unwrap();
    assert_eq!(told, [tables::Table::Eligibility]);
    let oldest =
        |s: &Schemes| s.on(d("2026-06-01")).unwrap().routes[&LegalRoute::SpecialGuardianship].value.oldest;
    assert_eq!((oldest(&schemes), oldest(Schemes::shipped().unwrap())), (17, 21));
    let read = |files: &[(String, String)]| Schemes::with_files(files).map(|(s, _)| s);
    says(
        read(&[named("a", eligibility), named("b", eligibility)]),
        "b, line 1: this is a second file of who is helped",
    );
    says(read(&[named("a", &eligibility.replace(",21,25,", ",26,25,"))]), "below the one without");
    assert_eq!(&read(&[]).unwrap(), Schemes::shipped().unwrap());
}

#[test]
fn an_ask_comes_from_json_without_unknown_fields() {
    let text = serde_json::to_string(&ask("2025-06-01")).unwrap();
    assert_eq!(serde_json::from_str::<Ask>(&text).unwrap(), ask("2025-06-01"));
    assert!(serde_json::from_str::<Ask>(&text.replace("\"amount\"", "\"sum\"")).is_err());
    let decision = serde_json::to_value(decide(&ask("2025-06-01"))).unwrap();
    assert_eq!(decision["version"], "asgsf-2025-26.2");
    assert_eq!(decision["limit"], 300_000);
}

fn any_ask() -> impl Strategy<Value = Ask> {
    let money = || 0..4_000_000_i64;
    (
        (0..4_686_i32, 0..30_i16, any::<bool>(), any::<bool>(), 0..LegalRoute::ALL.len()),
        (1..4_000_000_i64, money(), money(), money(), money()),
        (-150..30_i32, -60..200_i32, 0..500_i32, any::<bool>()),
    )
        .prop_map(
            |(
                (day, age, ehcp, is_assessment, route),
                (amount, share, t, a, c),
                (assessed, start, length, urgent),
            )| {
                let calendar = kernel::Calendar::england();
                let applied_on = calendar.add_days(d("2014-06-01"), day);
                let kind = if is_assessment { AskKind::Assessment } else { AskKind::Therapy };
                let starts_on = calendar.add_days(applied_on, start);
                Ask {
                    kind,
                    amount: Pence(amount),
                    // Mostly small, so that many asks are near the limits.
                    council_share: Pence(if share % 3 == 0 { share } else { 0 }),
                    applied_on,
                    assessed_on: Some(calendar.add_days(applied_on, assessed)),
                    starts_on,
                    ends_on: calendar.add_days(starts_on, length),
                    urgent_start: urgent,
                    child_born: Date::new(applied_on.year() - age, 1, 1).unwrap(),
                    has_ehcp: ehcp,
                    legal_route: LegalRoute::ALL[route],
                    therapy: if is_assessment { "specialist-assessment" } else { "tlsw" }.to_owned(),
                    already: Used {
                        therapy: Pence(t / 16),
                        assessment: Pence(a / 16),
                        council: Pence(if c % 3 == 0 { c / 16 } else { 0 }),
                    },
                }
            },
        )
}

fn fixed() -> ProptestConfig {
    ProptestConfig {
        cases: 2_000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
        failure_persistence: None,
        ..Default::default()
    }
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn nothing_above_a_limit_is_allowed(ask in any_ask(), other in any_ask()) {
        // Another ask on an ordinary day, so that money alone decides more often.
        let plain = Ask {
            amount: ask.amount, council_share: ask.council_share, already: ask.already,
            ..super::tests::ask("2025-06-01")
        };
        for ask in [ask, plain, Ask { applied_on: d("2024-05-01"), starts_on: d("2024-05-01"),
            ends_on: d("2024-05-01"), assessed_on: Some(d("2024-05-01")), ..other }] {
            let decision = decide(&ask);
            prop_assert_eq!(decision.allowed, decision.refusals.is_empty());
            let v = scheme_on(ask.applied_on).unwrap();
            if let Some(left) = decision.left {
                prop_assert!(!left.is_negative() && Some(left) <= decision.limit);
            }
            if !decision.allowed {
                continue;
            }
            prop_assert!(decision.left.is_none_or(|left| ask.amount <= left));
            let (t, a) = match ask.kind {
                AskKind::Therapy => (ask.already.therapy + ask.amount, ask.already.assessment),
                AskKind::Assessment => (ask.already.therapy, ask.already.assessment + ask.amount),
            };
            let Some(base) = v.therapy_limit.value else { continue };
            let matched = ask.council_share + ask.already.council;
            let whole = v.match_to.value.map_or(base, |to| (base + matched).min(to));
            match v.assessment_limit.value {
                AssessmentLimit::Within(own) => {
                    prop_assert!(t + a <= whole);
                    if let (Some(own), AskKind::Assessment) = (own, ask.kind) {
                        prop_assert!(a <= own);
                    }
                }
                AssessmentLimit::Beside(own) if ask.kind == AskKind::Assessment => prop_assert!(a <= own),
                _ => prop_assert!(t <= whole),
            }
        }
    }

    #[test]
    fn less_is_allowed_wherever_more_is(ask in any_ask(), cut in 0..4_000_000_i64) {
        let less = Ask { amount: Pence((ask.amount.0 - cut).max(1)), ..ask.clone() };
        let (more, less) = (decide(&ask), decide(&less));
        prop_assert!(!more.allowed || less.allowed);
        prop_assert!(less.refusals.len() <= more.refusals.len());
        prop_assert_eq!(more.limit, less.limit);
        // A limit cuts to the penny: all that is left, and not one more.
        if let Some(left) = more.left {
            let by_limit = |amount| {
                let found = refusals(&Ask { amount, ..ask.clone() });
                found.contains(&rule::LIMIT) || found.contains(&rule::ASSESSMENT_LIMIT)
            };
            prop_assert!(!by_limit(left) && by_limit(left + Pence(1)));
        }
    }

    #[test]
    fn an_answer_depends_on_the_ask_alone(ask in any_ask()) {
        prop_assert_eq!(decide(&ask), decide(&ask));
        for refusal in decide(&ask).refusals {
            prop_assert!(refusal.rule.starts_with("funding.") && refusal.message.len() > 20);
        }
    }
}
