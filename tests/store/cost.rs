//! The cost of a durable act, printed with `--nocapture`; time is told, rows are held.

use super::measure::measure;

#[test]
fn an_act_and_a_plain_transaction_write_the_same_rows() {
    for before in [0, 10_000] {
        let cost = measure(before, 100);
        println!(
            "{before} events before: an act {:?}, plain SQL {:?}, ratio {:.2}",
            cost.act,
            cost.plain,
            cost.ratio()
        );
        assert_eq!(cost.events, before as usize + 100);
    }
}
