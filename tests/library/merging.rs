//! Three-way merge: what any side wrote can be read back from the pieces.

use kneeboard_core::runbook::merge::{LineChange, Piece, Side, diff, three_way, two_way, whole};
use proptest::prelude::*;

/// Base, ours and theirs as the pieces tell them.
fn told(pieces: &[Piece]) -> [String; 3] {
    let mut told = [String::new(), String::new(), String::new()];
    for piece in pieces {
        let parts = match piece {
            Piece::Kept { text } => [text, text, text],
            Piece::Taken { from: Side::Ours, was, text } => [was, text, was],
            Piece::Taken { from: Side::Theirs, was, text } => [was, was, text],
            Piece::Taken { from: Side::Both, was, text } => [was, text, text],
            Piece::Conflict { base, ours, theirs } => [base, ours, theirs],
        };
        for (told, part) in told.iter_mut().zip(parts) {
            told.push_str(part);
        }
    }
    told
}

/// Texts of few different lines, so that lines repeat, move and meet.
fn text() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => "[abc]\n",
        2 => "- \\[ \\] [ab]\n",
        1 => "[ab]\r\n",
        1 => "\n",
        1 => "\u{0}x\n",
    ];
    (proptest::collection::vec(line, 0..24), "[a]?").prop_map(|(lines, end)| lines.concat() + &end)
}

/// A text with some lines taken out, put in or changed: what an editor made of it.
fn edited(base: &str, moves: &[(u8, usize, String)]) -> String {
    let mut lines: Vec<String> = base.split_inclusive('\n').map(str::to_owned).collect();
    for (kind, at, line) in moves {
        let at = at % (lines.len() + 1);
        match kind % 3 {
            0 => lines.insert(at, line.clone()),
            1 if at < lines.len() => lines[at].clone_from(line),
            _ if at < lines.len() => drop(lines.remove(at)),
            _ => {}
        }
    }
    lines.concat()
}

fn moves() -> impl Strategy<Value = Vec<(u8, usize, String)>> {
    proptest::collection::vec((0_u8..3, 0_usize..30, "[abxy]\n"), 0..6)
}

proptest! {
    #[test]
    fn nothing_that_any_side_wrote_vanishes(base in text(), ours in text(), theirs in text()) {
        let pieces = three_way(&base, &ours, &theirs);
        prop_assert_eq!(told(&pieces), [base, ours, theirs]);
    }

    /// Where nobody knows what two texts were made from, each difference is a choice of its own.
    #[test]
    fn of_two_texts_without_a_base_neither_vanishes(ours in text(), theirs in text()) {
        let pieces = two_way(&ours, &theirs);
        let [_, mine, other] = told(&pieces);
        prop_assert_eq!([mine, other], [ours.clone(), theirs.clone()]);
        prop_assert_eq!(whole(&pieces).is_some(), ours == theirs);
        for pair in pieces.windows(2) {
            let is_open = |piece: &Piece| matches!(piece, Piece::Conflict { .. });
            prop_assert!(is_open(&pair[0]) != is_open(&pair[1]), "one place is two: {:?}", pair);
        }
    }

    #[test]
    fn the_team_s_edits_stay_beside_shipped_ones(base in text(), team in moves(), shipped in moves()) {
        let (ours, theirs) = (edited(&base, &team), edited(&base, &shipped));
        let pieces = three_way(&base, &ours, &theirs);
        prop_assert_eq!(told(&pieces), [base.clone(), ours.clone(), theirs.clone()]);
        for piece in &pieces {
            match piece {
                Piece::Kept { text } => prop_assert!(!text.is_empty()),
                Piece::Taken { was, text, .. } => prop_assert!(was != text),
                Piece::Conflict { base, ours, theirs } => {
                    prop_assert!(ours != theirs && ours != base && theirs != base);
                }
            }
        }
        // The other way round it is the same, with the sides changed.
        prop_assert_eq!(whole(&three_way(&base, &theirs, &ours)), whole(&pieces));
    }

    #[test]
    fn where_one_side_changed_nothing_the_other_is_the_result(base in text(), other in text()) {
        for (ours, theirs) in [(&other, &base), (&base, &other), (&other, &other)] {
            prop_assert_eq!(whole(&three_way(&base, ours, theirs)), Some(other.clone()));
        }
    }

    #[test]
    fn a_comparison_tells_both_texts(from in text(), to in text()) {
        let lines = diff(&from, &to);
        let side = |gone: LineChange| -> String {
            lines.iter().filter(|line| line.change != gone).map(|line| line.text.as_str()).collect()
        };
        prop_assert_eq!(side(LineChange::Added), from);
        prop_assert_eq!(side(LineChange::Removed), to);
        let numbers: Vec<usize> = lines.iter().filter_map(|line| line.to).collect();
        prop_assert_eq!(&numbers, &(1..=numbers.len()).collect::<Vec<_>>());
    }
}

#[test]
fn changes_apart_from_each_other_are_both_taken() {
    let base = "# X\none\ntwo\nthree\nfour\n";
    let pieces = three_way(base, "# X\none!\ntwo\nthree\nfour\n", "# X\none\ntwo\nthree\n4\n5\n");
    assert_eq!(whole(&pieces).unwrap(), "# X\none!\ntwo\nthree\n4\n5\n");
}

#[test]
fn changes_that_touch_each_other_are_shown_side_by_side() {
    let pieces = three_way("a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb\nC\nd\n");
    let conflict = Piece::Conflict {
        base: "b\nc\n".to_owned(),
        ours: "B\nc\n".to_owned(),
        theirs: "b\nC\n".to_owned(),
    };
    assert_eq!(pieces[1], conflict);
    assert_eq!(whole(&pieces), None);
}

#[test]
fn a_line_that_one_side_deleted_and_the_other_changed_is_a_conflict() {
    let pieces = three_way("a\nb\nc\n", "a\nc\n", "a\nb!\nc\n");
    let conflict =
        Piece::Conflict { base: "b\n".into(), ours: String::new(), theirs: "b!\n".into() };
    assert_eq!(pieces[1], conflict);
}

#[test]
fn large_texts_that_share_nothing_are_compared_in_no_time() {
    let text =
        |letter: &str| -> String { (0..100_000).map(|n| format!("{letter} {n}\n")).collect() };
    let (one, other) = (text("a"), text("b"));
    assert_eq!(diff(&one, &other).len(), 200_000);
    assert_eq!(three_way(&one, &other, &one).len(), 1);
}
