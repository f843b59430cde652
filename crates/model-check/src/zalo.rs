//! A Zalo that keeps one live token.

/// Maximum number of tokens.
pub(crate) const TOKENS: usize = 14;

/// The state of Zalo.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Zalo {
    /// The live token.
    pub(crate) live: u8,
    /// How many tokens were issued.
    pub(crate) minted: u8,
    /// What each token replaced: the token spent for it, or the one that was current when it was pasted.
    pub(crate) parents: [u8; TOKENS],
}

impl Zalo {
    pub(crate) fn new() -> Self {
        Self { live: 1, minted: 1, parents: [0; TOKENS] }
    }

    /// Issues a new token that replaces another.
    pub(crate) fn mint(&mut self, parent: u8) -> u8 {
        self.minted += 1;
        self.live = self.minted;
        self.parents[usize::from(self.minted)] = parent;
        self.minted
    }

    pub(crate) fn has_room(&self) -> bool {
        usize::from(self.minted) + 1 < TOKENS
    }

    /// Reports whether a token descends from another, over any number of steps.
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
