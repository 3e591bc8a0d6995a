//! How little one byte tells of the next.

/// How many bytes are counted: behind them nothing changes much.
const MOST: usize = 256;

/// Shannon's entropy of the bytes, in bits a byte: 0 for `xxxx`, 4 for random hexadecimal digits.
pub(super) fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    let bytes = bytes.get(..MOST).unwrap_or(bytes);
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let all = bytes.len().max(1) as f64;
    let share = |count: u32| f64::from(count) / all;
    counts.into_iter().filter(|count| *count > 0).map(|n| -share(n) * share(n).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::entropy;

    #[test]
    fn a_row_of_one_letter_tells_nothing_and_sixteen_different_ones_four_bits() {
        assert_eq!(entropy(b""), 0.0);
        assert_eq!(entropy(b"xxxxxxxx"), 0.0);
        assert!((entropy(b"0123456789abcdef") - 4.0).abs() < 1e-9);
    }
}
