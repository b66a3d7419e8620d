//! Movements by example, and any sequence of them by property.

use proptest::prelude::*;

use super::*;

const YEAR: FinancialYear = FinancialYear(2025);

fn agency(n: u8) -> Agency {
    Agency { id: Id::from_parts(1, [n; 10]), year: YEAR }
}

fn application(n: u8) -> Id<kinds::Application> {
    Id::from_parts(2, [n; 10])
}

fn authority() -> Authority {
    Authority { by: Id::from_parts(3, [0; 10]), reason: "A placement would break down".to_owned() }
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Refused { rule, .. }) => rule,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn money_goes_the_whole_way_and_the_rest_comes_back() {
    let (a, app) = (agency(1), application(1));
    let mut books = Balances::default();
    for movement in [
        Movement::grant("grant:2025", YEAR, Pence::pounds(10_000)),
        Movement::allocate("allocate:1", a, Pence::pounds(4_000)),
        Movement::commit("commit:1", a, app, Pence::pounds(3_000)),
        Movement::pay("pay:1", a, app, Pence(123_456)),
        Movement::release("release:1", a, app, Pence(176_544)),
        Movement::hand_back("back:1", a, Pence::pounds(100)),
    ] {
        books.accept(&movement.unwrap()).unwrap();
    }
    assert_eq!(books.of(AccountCode::Granted(YEAR)), -Pence::pounds(10_000));
    assert_eq!(books.of(AccountCode::Fund(YEAR)), Pence::pounds(6_100));
    assert_eq!(books.of(AccountCode::Available(a)), Pence(266_544));
    assert_eq!(books.of(AccountCode::Committed(a, app)), Pence::ZERO);
    assert_eq!(books.of(AccountCode::Paid(a)), Pence(123_456));
    assert_eq!(books.iter().map(|(_, b)| b).sum::<Pence>(), Pence::ZERO);
}

#[test]
fn floors_hold_and_a_refusal_changes_nothing() {
    let (a, app) = (agency(1), application(1));
    let mut books: Balances =
        [(AccountCode::Available(a), Pence(100)), (AccountCode::Committed(a, app), Pence(50))]
            .into_iter()
            .collect();
    let before = books.clone();
    let commit = Movement::commit("c", a, app, Pence(101)).unwrap();
    let refusal = books.accept(&commit).unwrap_err();
    assert_eq!(refusal.code(), rule::ALLOCATION);
    assert!(refusal.to_string().contains("£0.01 too much"), "{refusal}");
    assert_eq!(code(books.accept(&Movement::pay("p", a, app, Pence(51)).unwrap())), rule::COMMITMENT);
    assert_eq!(code(books.accept(&Movement::allocate("l", a, Pence(1)).unwrap())), rule::FUND);
    let wrong = Movement::pay("p", a, app, Pence(1)).unwrap().reversal("r").unwrap();
    assert_eq!(code(books.accept(&wrong)), rule::PAID);
    assert_eq!(books, before);

    books.accept(&commit.with_authority(authority()).unwrap()).unwrap();
    assert_eq!(books.of(AccountCode::Available(a)), Pence(-1));
    assert_eq!(code(books.accept(&Movement::commit("d", a, app, Pence(1)).unwrap())), rule::ALLOCATION);
    books.accept(&Movement::release("e", a, app, Pence(1)).unwrap()).unwrap();
}

#[test]
fn nothing_unbalanced_or_misdirected_exists() {
    let (a, b, app) = (agency(1), agency(2), application(1));
    let line = |account, amount| Line { account, amount: Pence(amount) };
    let (free, held) = (AccountCode::Available(a), AccountCode::Committed(a, app));
    let make = |kind, lines| Movement::new(kind, "k", lines);
    assert_eq!(code(make(MovementKind::Commit, vec![line(free, -5), line(held, 4)])), rule::UNBALANCED);
    assert_eq!(code(make(MovementKind::Commit, vec![])), rule::UNBALANCED);
    assert_eq!(code(make(MovementKind::Commit, vec![line(free, 0), line(held, 0)])), rule::AMOUNT);
    assert_eq!(code(make(MovementKind::Pay, vec![line(free, -5), line(held, 5)])), rule::ACCOUNTS);
    assert_eq!(code(make(MovementKind::Commit, vec![line(free, 5), line(held, -5)])), rule::ACCOUNTS);
    let other = AccountCode::Committed(b, app);
    assert_eq!(code(make(MovementKind::Commit, vec![line(free, -5), line(other, 5)])), rule::ACCOUNTS);
    let old = AccountCode::Fund(FinancialYear(2024));
    assert_eq!(code(make(MovementKind::Allocate, vec![line(old, -5), line(free, 5)])), rule::ACCOUNTS);
    let twice = vec![line(free, -5), line(held, 2), line(held, 3)];
    assert_eq!(code(make(MovementKind::Commit, twice)), rule::ACCOUNTS);
    assert_eq!(code(Movement::new(MovementKind::Commit, " ", vec![])), rule::KEY);
    assert_eq!(code(Movement::commit("k", a, app, Pence(0))), rule::AMOUNT);
    assert_eq!(code(Movement::commit("k", a, app, Pence(i64::MIN))), rule::AMOUNT);
    assert_eq!(code(Movement::commit("k", a, app, Pence(i64::MAX))), rule::AMOUNT);
    let hand_back = Movement::hand_back("k", a, Pence(1)).unwrap();
    assert_eq!(code(hand_back.with_authority(authority())), rule::ACCOUNTS);
}

#[test]
fn a_pot_is_shared_among_many_at_once() {
    let fund = AccountCode::Fund(YEAR);
    let lines = vec![
        Line { account: fund, amount: Pence(-7) },
        Line { account: AccountCode::Available(agency(1)), amount: Pence(3) },
        Line { account: AccountCode::Available(agency(2)), amount: Pence(4) },
    ];
    let share = Movement::new(MovementKind::Allocate, "share", lines).unwrap();
    let mut books: Balances = [(fund, Pence(7))].into_iter().collect();
    books.accept(&share).unwrap();
    books.accept(&share.reversal("unshare").unwrap()).unwrap();
    assert_eq!(books.of(fund), Pence(7));
    assert!(share.reversal("x").unwrap().reversal("y").is_err());
}

#[test]
fn accounts_come_back_from_their_parts() {
    let (a, app) = (agency(1), application(1));
    let all = [
        AccountCode::Granted(YEAR),
        AccountCode::Fund(YEAR),
        AccountCode::Available(a),
        AccountCode::Committed(a, app),
        AccountCode::Paid(a),
    ];
    for account in all {
        let agency = account.agency().map(|a| a.id);
        let back = AccountCode::from_parts(account.kind(), account.year(), agency, account.application());
        assert_eq!(back, Ok(account));
    }
    assert!(AccountCode::from_parts(AccountKind::Paid, YEAR, None, None).is_err());
    assert_eq!(AccountCode::Fund(YEAR).to_string(), "fund:2025-26");
}

/// Any movement among two agencies and three applications, sometimes with authority.
fn movement() -> impl Strategy<Value = Movement> {
    (0..6_u8, 0..2_u8, 0..3_u8, 1..5_000_i64, any::<bool>(), 0..4_u8).prop_map(
        |(kind, a, app, pence, turn, auth)| {
            let (a, app, amount) = (agency(a), application(app), Pence(pence));
            let made = match kind {
                0 => Movement::grant("k", YEAR, amount),
                1 => Movement::allocate("k", a, amount),
                2 => Movement::commit("k", a, app, amount),
                3 => Movement::pay("k", a, app, amount),
                4 => Movement::release("k", a, app, amount),
                _ => Movement::hand_back("k", a, amount),
            }
            .unwrap();
            let made = if turn && pence % 5 == 0 { made.reversal("r").unwrap() } else { made };
            match auth {
                0 => made.clone().with_authority(authority()).unwrap_or(made),
                _ => made,
            }
        },
    )
}

fn fixed() -> ProptestConfig {
    ProptestConfig {
        rng_seed: proptest::test_runner::RngSeed::Fixed(2),
        failure_persistence: None,
        ..Default::default()
    }
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn accepted_movements_sum_to_nothing_and_no_floor_is_passed(movements in prop::collection::vec(movement(), 1..120)) {
        let mut books = Balances::default();
        let mut overspent = false;
        for movement in &movements {
            let before = books.clone();
            match books.accept(movement) {
                Ok(after) => {
                    for (account, balance) in after {
                        prop_assert_eq!(books.of(account), balance);
                    }
                    overspent |= movement.authority().is_some();
                }
                Err(_) => prop_assert_eq!(&books, &before),
            }
            prop_assert_eq!(books.iter().map(|(_, b)| b).sum::<Pence>(), Pence::ZERO);
            for (account, balance) in books.iter() {
                let may_be_below = match account.kind() {
                    AccountKind::Granted => true,
                    AccountKind::Available => overspent,
                    _ => false,
                };
                prop_assert!(may_be_below || !balance.is_negative(), "{} {}", account, balance);
            }
        }
    }

    #[test]
    fn a_reversal_brings_back_what_was(movements in prop::collection::vec(movement(), 1..60), last in movement()) {
        let mut books = Balances::default();
        for movement in &movements {
            let _ = books.accept(movement);
        }
        let before = books.clone();
        if last.kind() != MovementKind::Reverse && books.accept(&last).is_ok() {
            let back = last.reversal("back").unwrap();
            let back = back.clone().with_authority(authority()).unwrap_or(back);
            books.accept(&back).unwrap();
            for (account, balance) in books.iter() {
                prop_assert_eq!(before.of(account), balance);
            }
        }
    }
}
