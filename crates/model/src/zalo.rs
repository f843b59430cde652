//! A Zalo that keeps one live token.

/// How many tokens there may be.
pub(crate) const TOKENS: usize = 14;

/// What Zalo knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Zalo {
    /// The token that is good.
    pub(crate) live: u8,
    /// How many were ever given.
    pub(crate) minted: u8,
    /// What each took the place of: the token it was bought with, or the one that was current where it was pasted.
    pub(crate) parents: [u8; TOKENS],
}

impl Zalo {
    pub(crate) fn new() -> Self {
        Self { live: 1, minted: 1, parents: [0; TOKENS] }
    }

    /// Returns a new token in the place of another.
    pub(crate) fn mint(&mut self, parent: u8) -> u8 {
        self.minted += 1;
        self.live = self.minted;
        self.parents[usize::from(self.minted)] = parent;
        self.minted
    }

    pub(crate) fn has_room(&self) -> bool {
        usize::from(self.minted) + 1 < TOKENS
    }

    /// Returns whether a token came of another, over any number of steps.
    pub(crate) fn descends(&self, mut token: u8, from: u8) -> bool {
        while token != 0 {
            if token == from {
                return true;
            }
            token = self.parents[usize::from(token)];
        }
        false
    }
}
