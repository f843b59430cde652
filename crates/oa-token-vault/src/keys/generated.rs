//! Generates passphrases. Does not depend on slots.

use oa_token_model::secret::Secret;
use zeroize::Zeroizing;

use super::random_bytes;

/// The beginnings and ends of syllables. Each beginning combines with each end. No end contains a consonant and no
/// beginning a vowel, so the text can be read back in one way only. Syllables have no diacritics and are separated, so
/// that the Vietnamese input methods Telex and VNI change no letter and are not needed.
const BEGINNINGS: [&str; 16] = ["b", "c", "d", "h", "l", "m", "n", "s", "t", "v", "x", "ch", "kh", "nh", "th", "tr"];
const ENDS: [&str; 8] = ["a", "o", "u", "ai", "ao", "au", "oi", "ua"];
/// A word is two syllables.
const WORDS: usize = 5;
const SYLLABLES: usize = 2 * WORDS;
/// The longest passphrase: ten syllables of four letters, and the separators.
const MOST_LETTERS: usize = SYLLABLES * 5;

/// Generates a passphrase of five words, such as `thai-lo bua-mau cho-nhai tra-vu lao-hoi`.
///
/// 16 beginnings × 8 ends give 128 syllables, 7 bits each. Two syllables make one of 16,384 words, 14 bits. Five words
/// have 70 bits, more than the 64 bits that are out of reach at Argon2id's speed. Seven bits of a random byte choose
/// among 128 syllables without bias.
///
/// # Panics
/// If the system gives no random bytes, because nothing secret can be generated then.
pub fn generate_passphrase() -> Secret {
    let random = Zeroizing::new(random_bytes::<SYLLABLES>());
    // Full capacity from the start: a growing buffer would leave unwiped copies.
    let mut text = Zeroizing::new(String::with_capacity(MOST_LETTERS));
    for (at, byte) in random.iter().enumerate() {
        if at > 0 {
            text.push(if at % 2 == 0 { ' ' } else { '-' });
        }
        text.push_str(BEGINNINGS[usize::from(byte >> 3 & 0x0f)]);
        text.push_str(ENDS[usize::from(byte & 0x07)]);
    }
    Secret::new(text.as_str())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::check_passphrase;
    use super::*;

    #[test]
    fn five_words_have_more_than_64_bits() {
        let syllables: BTreeSet<String> =
            BEGINNINGS.iter().flat_map(|begins| ENDS.iter().map(move |ends| format!("{begins}{ends}"))).collect();
        assert_eq!(syllables.len(), 128, "7 bits, all different");
        const { assert!(SYLLABLES * 7 >= 64) };
        let mut seen = BTreeSet::new();
        for _ in 0..2000 {
            let made = generate_passphrase();
            let words: Vec<&str> = made.expose().split(' ').collect();
            assert_eq!(words.len(), WORDS, "{made:?}");
            for word in words {
                let (one, two) = word.split_once('-').unwrap();
                assert!(syllables.contains(one) && syllables.contains(two), "{word}");
                seen.extend([one.to_owned(), two.to_owned()]);
            }
        }
        assert_eq!(seen, syllables, "every word is generated");
    }

    #[test]
    fn a_generated_passphrase_passes_the_rule() {
        for _ in 0..200 {
            let made = generate_passphrase();
            assert_eq!(check_passphrase(&made, &[]), Ok(()), "{}", made.expose());
        }
    }

    #[test]
    fn no_vietnamese_keyboard_changes_it() {
        // Telex uses s, f, r, x, j, z and w after a vowel, a doubled letter, and a second d. VNI uses digits.
        for (begins, ends) in BEGINNINGS.iter().flat_map(|begins| ENDS.iter().map(move |ends| (begins, ends))) {
            assert!(ends.chars().all(|each| "aou".contains(each) || each == 'i'), "{ends}");
            let letters: Vec<char> = begins.chars().chain(ends.chars()).collect();
            let doubled = letters.iter().any(|each| letters.iter().filter(|other| *other == each).count() > 1);
            assert!(!doubled && !begins.contains(['f', 'j', 'w', 'z']), "{begins}{ends}");
        }
    }
}
