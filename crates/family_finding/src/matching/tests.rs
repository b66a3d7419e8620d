//! The engine against brute force, and what must hold for every pool.

use kernel::{Date, Need, Weight};
use proptest::{prelude::*, test_runner::RngSeed};

use super::{
    best_use::{Best, best_use, prove},
    child::{Child, Group},
    files,
    offer::Offer,
    pool::{Pairs, children_for, families_for, pairs, strong},
    score::{Bar, ReadyGroup, ReadyOffer, explain, fit, shared, value},
    weights::Weights,
    words::{Able, Contact, Experience, Faith, Health, Heritage, Language, NEEDS, Route, Sex},
};

const TODAY: Date = Date::constant(2026, 11, 20);

fn weights() -> &'static Weights {
    Weights::on(TODAY).unwrap()
}

fn fixed(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

pub(crate) fn child(born: &str) -> Child {
    Child { born: born.parse().unwrap(), sex: Sex::Girl, needs: vec![], health: Health::Well }
}

pub(crate) fn group() -> Group {
    Group {
        reference: "WC-1".into(),
        agency: "adopt-east".into(),
        children: vec![child("2024-01-10")],
        since: "2026-05-20".parse().unwrap(),
        route: Route::Adoption,
        contact: Contact::Letters,
        council: "881".into(),
        avoid: Default::default(),
        heritage: None,
        language: None,
        faith: None,
    }
}

pub(crate) fn offer() -> Offer {
    Offer {
        reference: "AF-1".into(),
        agency: "adopt-east".into(),
        approved: "2026-02-01".parse().unwrap(),
        youngest: 0,
        oldest: 5,
        most: 1,
        sex: None,
        able: vec![(Need::Trauma, Able::Strong)],
        health: Health::Uncertain,
        contact: Contact::Siblings,
        council: "882".into(),
        experience: Experience::Children,
        early: false,
        heritage: vec![],
        languages: vec![],
        faiths: vec![],
    }
}

#[test]
fn each_bar_stands_for_a_fact_and_says_so() {
    let see = |g: &Group, o: &Offer| explain(g, o, weights(), TODAY).bars;
    assert_eq!(see(&group(), &offer()), []);
    let older = Group { children: vec![child("2020-11-20")], ..group() };
    assert_eq!(see(&older, &offer()), [Bar::Age]);
    // The day before a birthday still counts as the age before it.
    let nearly = Group { children: vec![child("2020-11-21")], ..group() };
    assert_eq!(see(&nearly, &offer()), []);
    let two = Group { children: vec![child("2024-01-10"), child("2022-01-10")], ..group() };
    assert_eq!(see(&two, &offer()), [Bar::Room]);
    assert_eq!(see(&two, &Offer { most: 2, ..offer() }), []);
    let away = Group { avoid: ["882".to_owned()].into(), ..group() };
    assert_eq!(see(&away, &offer()), [Bar::Place]);
    let foster = Group { route: Route::Fostering, ..group() };
    assert_eq!(see(&foster, &offer()), [Bar::Early]);
    assert_eq!(see(&foster, &Offer { early: true, ..offer() }), []);
    let unable = Offer { able: vec![(Need::Fasd, Able::Not)], ..offer() };
    let with = |weight| {
        let mut g = group();
        g.children[0].needs = vec![(Need::Fasd, weight)];
        g
    };
    assert_eq!(see(&with(Weight::Some), &unable), []);
    assert_eq!(see(&with(Weight::Strong), &unable), [Bar::Unable]);
    assert!(!explain(&with(Weight::Strong), &unable, weights(), TODAY).is_suggested(weights()));
}

#[test]
fn reasons_say_in_words_what_the_fit_counts() {
    let mut g = group();
    g.children[0].needs = vec![(Need::Trauma, Weight::Strong), (Need::Fasd, Weight::Severe)];
    g.heritage = Some(Heritage::Mixed);
    let o = Offer { heritage: vec![Heritage::Mixed], agency: "adopt-south".into(), ..offer() };
    let found = explain(&g, &o, weights(), TODAY);
    let has = |list: &[String], text: &str| list.iter().any(|r| r.contains(text));
    assert!(has(&found.speaks_for, "Trauma and attachment (a strong effect): they feel able"));
    assert!(has(&found.against, "Foetal alcohol spectrum disorder (a severe effect): they have not said"));
    assert!(has(&found.speaks_for, "ethnic background") && has(&found.against, "Another agency"));
    // 45 for needs: 2 of 5 parts in full, 3 at a fifth; health 15, contact 15, area 10, experience 10, sex 5.
    assert_eq!(found.fit, 4500 * (2 * 100 + 3 * 20) / 500 + 1500 + 1500 + 1000 + 1000 + 500);
    assert_eq!((found.shared, found.waiting), (400, 613));
}

fn any_child() -> impl Strategy<Value = Child> {
    let needs = proptest::sample::subsequence(NEEDS.to_vec(), 0..=3).prop_flat_map(|needs| {
        let weights = proptest::collection::vec(0_usize..3, needs.len());
        weights.prop_map(move |w| needs.iter().zip(w).map(|(n, w)| (*n, Weight::ALL[w])).collect::<Vec<_>>())
    });
    (0_i32..3_000, any::<bool>(), needs, 0_usize..3).prop_map(|(days, girl, needs, health)| Child {
        born: kernel::Calendar::england().add_days(TODAY, -days),
        sex: if girl { Sex::Girl } else { Sex::Boy },
        needs,
        health: Health::ALL[health],
    })
}

fn any_group() -> impl Strategy<Value = Group> {
    let matters = (0_usize..7, 0_usize..12, 0_usize..8);
    let more = (0_i32..1_200, 0_usize..4, 0_usize..8, 0_usize..3, any::<bool>());
    (proptest::collection::vec(any_child(), 1..4), more, matters).prop_map(
        |(children, (waited, contact, route, council, avoid), (heritage, language, faith))| Group {
            children,
            since: kernel::Calendar::england().add_days(TODAY, -waited),
            contact: Contact::ALL[contact],
            route: Route::ALL[if route > 2 { 0 } else { route }],
            council: ["881", "882", "850"][council].to_owned(),
            avoid: if avoid { ["882".to_owned()].into() } else { Default::default() },
            heritage: Heritage::ALL.get(heritage).copied(),
            language: Language::ALL.get(language).copied(),
            faith: Faith::ALL.get(faith).copied(),
            ..group()
        },
    )
}

fn any_offer() -> impl Strategy<Value = Offer> {
    let able = proptest::collection::vec(0_usize..5, NEEDS.len());
    let ages = (0_u8..5, 0_u8..9, 1_u8..4);
    let more = (0_usize..3, 0_usize..4, 0_usize..3, 0_usize..4, any::<bool>());
    (able, ages, more, (0_usize..7, 0_usize..12, 0_usize..8)).prop_map(
        |(able, (youngest, span, most), (health, contact, council, experience, early), shared)| Offer {
            youngest,
            oldest: youngest + span,
            most,
            able: NEEDS
                .iter()
                .zip(able)
                .filter_map(|(need, able)| Some((*need, *Able::ALL.get(able)?)))
                .collect(),
            health: Health::ALL[health],
            contact: Contact::ALL[contact],
            council: ["881", "882", "850"][council].to_owned(),
            experience: Experience::ALL[experience],
            early,
            heritage: Heritage::ALL.get(shared.0).copied().into_iter().collect(),
            languages: Language::ALL.get(shared.1).copied().into_iter().collect(),
            faiths: Faith::ALL.get(shared.2).copied().into_iter().collect(),
            ..offer()
        },
    )
}

/// The greatest value that any assignment of the groups from `group` on has.
fn brute(pairs: &Pairs, group: usize, taken: &mut Vec<bool>) -> i64 {
    if group == pairs.height() {
        return 0;
    }
    let mut most = brute(pairs, group + 1, taken);
    for (family, value) in pairs.row(group) {
        if !taken[family] {
            taken[family] = true;
            most = most.max(value + brute(pairs, group + 1, taken));
            taken[family] = false;
        }
    }
    most
}

fn any_pairs() -> impl Strategy<Value = Pairs> {
    (0_usize..6, 1_usize..7).prop_flat_map(|(height, width)| {
        // Few different values, so that there are many ties.
        let row = proptest::collection::vec(prop_oneof![Just(0_i32), 1_i32..6, 1_i32..1_000], width);
        proptest::collection::vec(row, height).prop_map(move |rows| {
            Pairs::of_rows(rows.into_iter().map(|r| (0_u32..).zip(r).collect()).collect(), width)
        })
    })
}

#[test]
fn the_best_use_is_what_trying_everything_finds_and_its_prices_prove_it() {
    proptest!(fixed(2_000), |(pairs in any_pairs())| {
        let best = best_use(&pairs);
        let proof = prove(&pairs, &best).unwrap();
        prop_assert_eq!(proof.primal, brute(&pairs, 0, &mut vec![false; pairs.width]));
        prop_assert_eq!(proof.gap(), 0);
    });
}

#[test]
fn singles_and_siblings_of_made_up_pools_are_used_at_their_best() {
    let pool = (proptest::collection::vec(any_group(), 0..6), proptest::collection::vec(any_offer(), 0..7));
    proptest!(fixed(300), |((groups, offers) in pool)| {
        let pairs = pairs(&groups, &offers, weights(), TODAY);
        let best = best_use(&pairs);
        let proof = prove(&pairs, &best).unwrap();
        prop_assert_eq!((proof.primal, proof.gap()), (brute(&pairs, 0, &mut vec![false; pairs.width]), 0));
        for (group, family) in best.family_of.iter().enumerate() {
            let Some(family) = family else { continue };
            prop_assert!(groups[group].children.len() <= usize::from(offers[*family].most));
            prop_assert!(explain(&groups[group], &offers[*family], weights(), TODAY).bars.is_empty());
        }
    });
}

#[test]
fn a_proof_that_was_tampered_with_proves_nothing() {
    let pairs = Pairs::of_rows(vec![vec![(0, 5), (1, 3)], vec![(0, 4)]], 2);
    let best = best_use(&pairs);
    assert_eq!(best.family_of, [Some(1), Some(0)]);
    let tampered = |change: fn(&mut Best)| {
        let mut best = best.clone();
        change(&mut best);
        prove(&pairs, &best)
    };
    assert_eq!(tampered(|_| {}).unwrap().gap(), 0);
    assert!(tampered(|b| b.family_of = vec![Some(0), Some(0)]).unwrap_err().contains("two groups"));
    assert!(tampered(|b| b.family_of[1] = Some(1)).unwrap_err().contains("does not fit"));
    assert!(tampered(|b| b.group_price[0] -= 1).is_err());
    assert!(tampered(|b| b.family_price[0] = -1).unwrap_err().contains("below nought"));
    // Less than the best, with prices that hold: the gap says how much less.
    assert_eq!(tampered(|b| b.family_of = vec![Some(1), None]).unwrap().gap(), 4);
}

#[test]
fn a_childs_chance_never_falls_by_waiting() {
    let pool = (
        proptest::collection::vec(any_group(), 1..6),
        proptest::collection::vec(any_offer(), 1..6),
        0_usize..6,
        1_i32..900,
    );
    proptest!(fixed(300), |((groups, offers, who, days) in pool)| {
        let who = who % groups.len();
        let mut waited = groups.clone();
        waited[who].since = kernel::Calendar::england().add_days(groups[who].since, -days);
        // In each family's own order nobody who waited longer comes later.
        for offer in &offers {
            let at = |groups: &[Group]| {
                let list = children_for(offer, groups, weights(), TODAY, groups.len());
                list.iter().position(|s| s.group == who)
            };
            match (at(&groups), at(&waited)) {
                (Some(before), Some(after)) => prop_assert!(after <= before),
                (before, after) => prop_assert_eq!(before, after),
            }
        }
        // In the best use of the pool nobody who waited longer loses the family that they had, unless for another.
        let placed = |groups: &[Group]| {
            best_use(&pairs(groups, &offers, weights(), TODAY)).family_of[who].is_some()
        };
        prop_assert!(!placed(&groups) || placed(&waited), "waiting longer lost a child its family");
    });
}

#[test]
fn what_matters_to_a_child_is_never_a_bar_and_never_takes_away() {
    proptest!(fixed(500), |(g in any_group(), o in any_offer())| {
        let plain = Group { heritage: None, language: None, faith: None, ..g.clone() };
        let see = |g: &Group| explain(g, &o, weights(), TODAY);
        prop_assert_eq!(see(&g).bars, see(&plain).bars);
        prop_assert_eq!(see(&g).fit, see(&plain).fit);
        prop_assert!(see(&g).order() >= see(&plain).order());
    });
}

#[test]
fn the_fast_score_and_the_explained_one_are_the_same_and_within_bounds() {
    proptest!(fixed(1_000), |(g in any_group(), o in any_offer())| {
        let (ready, offer) = (ReadyGroup::new(&g, weights(), TODAY), ReadyOffer::new(&o));
        let found = explain(&g, &o, weights(), TODAY);
        prop_assert!((0..=10_000).contains(&found.fit));
        prop_assert_eq!(fit(&ready, &offer, weights()), found.bars.is_empty().then_some(found.fit));
        prop_assert_eq!(shared(&ready, &offer, weights()), found.shared);
        let worth = found.is_suggested(weights())
            .then(|| i32::try_from(g.children.len()).unwrap() * found.order());
        prop_assert_eq!(value(&ready, &offer, weights()), worth);
    });
}

#[test]
fn both_ways_give_the_same_pairs_and_the_best_first() {
    let pool = (proptest::collection::vec(any_group(), 1..6), proptest::collection::vec(any_offer(), 1..6));
    proptest!(fixed(200), |((groups, offers) in pool)| {
        let mut there = Vec::new();
        for (g, group) in groups.iter().enumerate() {
            let list = families_for(group, &offers, weights(), TODAY, 10);
            prop_assert!(list.is_sorted_by(|a, b| a.order() >= b.order()));
            there.extend(list.iter().map(|s| (g, s.offer)));
        }
        let mut back = Vec::new();
        for (o, offer) in offers.iter().enumerate() {
            let list = children_for(offer, &groups, weights(), TODAY, 10);
            prop_assert!(list.is_sorted_by(|a, b| a.order() >= b.order()));
            back.extend(list.iter().map(|s| (s.group, o)));
        }
        there.sort_unstable();
        back.sort_unstable();
        let scored: Vec<(usize, usize)> = {
            let pairs = pairs(&groups, &offers, weights(), TODAY);
            (0..pairs.height()).flat_map(|g| pairs.row(g).map(move |(o, _)| (g, o)).collect::<Vec<_>>()).collect()
        };
        prop_assert_eq!(&there, &back);
        prop_assert_eq!(&there, &scored);
        for (g, o, fit) in strong(&groups, &offers, weights(), TODAY) {
            prop_assert!(fit >= weights().strong && there.contains(&(g, o)));
        }
    });
}

#[test]
fn a_pool_is_read_from_files_and_what_is_wrong_is_told_by_line() {
    let head = files::CHILDREN.join(",");
    let row =
        "A,adopt-east,2023-02-01,girl,trauma:strong,well,2026-01-05,adoption,letters,881,882;850,mixed,,";
    let more = "A,,2021-02-01,boy,,uncertain,,,,,,,,";
    let text = format!("\u{feff}{head}\r\n{row}\r\n{more}\r\n");
    let groups = files::children(text.as_bytes(), "children.csv").unwrap();
    assert_eq!((groups.len(), groups[0].children.len(), groups[0].avoid.len()), (1, 2, 2));
    let wrong = |text: &str| files::children(text.as_bytes(), "children.csv").unwrap_err().to_string();
    assert!(wrong("group,born\n").contains("the first line must be group,agency,born"));
    let line = |from: &str, to: &str| wrong(&format!("{head}\n{}\n", row.replace(from, to)));
    assert!(line("2023-02-01", "31/02/2023").contains("children.csv, line 2, born: write the day as"));
    assert!(line("girl", "female").contains("line 2, sex: write one of girl, boy"));
    assert!(line("trauma:strong", "trauma").contains("cannot read “trauma”"));
    assert!(line(",881,", ",999,").contains("council: write the three-digit code"));
    assert!(line("882;850", "882;xx").contains("avoid"));

    let head = files::FAMILIES.join(",");
    let row = "F,adopt-east,2026-01-05,0,4,2,,trauma:strong;fasd:not,uncertain,siblings,882,new,yes,mixed;asian,polish,";
    let offers = files::families(format!("{head}\n{row}\n").as_bytes(), "families.csv").unwrap();
    assert_eq!((offers[0].heritage.len(), offers[0].early, offers[0].able.len()), (2, true, 2));
    let wrong = |text: String| files::families(text.as_bytes(), "families.csv").unwrap_err().to_string();
    assert!(wrong(format!("{head}\n{row}\n{row}\n")).contains("line 3, family: is there twice"));
    assert!(
        wrong(format!("{head}\n{}\n", row.replace(",0,4,2,", ",5,4,2,"))).contains("is less than youngest")
    );
    assert!(wrong(format!("{head}\n{}\n", row.replace(",0,4,2,", ",0,4,0,"))).contains("at least 1"));
}
