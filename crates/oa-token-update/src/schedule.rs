//! When the manifest is read.

use std::time::Duration;

/// Returns how long to wait for the next look at the manifest: about a day, so that not all programs ask at once.
/// `random` is any number. The first look comes some minutes after the start.
pub fn until_next_look(is_first: bool, random: u64) -> Duration {
    let (least, spread) = if is_first { (2 * 60, 8 * 60) } else { (22 * 60 * 60, 4 * 60 * 60) };
    Duration::from_secs(least + random % spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_look_is_in_about_a_day_and_never_at_once() {
        for random in [0, 1, 12_345_678_901, u64::MAX] {
            let hours = until_next_look(false, random).as_secs_f64() / 3600.0;
            assert!((22.0..26.0).contains(&hours), "{hours}");
            let minutes = until_next_look(true, random).as_secs_f64() / 60.0;
            assert!((2.0..10.0).contains(&minutes), "{minutes}");
        }
    }
}
