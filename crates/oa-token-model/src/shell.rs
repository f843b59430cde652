//! The shell that a shown command is written for.

/// A family of shells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shell {
    /// sh, bash, zsh.
    Posix,
    /// cmd and PowerShell. A text means the same in both only if it has no character that one of them interprets.
    Windows,
}

impl Shell {
    /// The shell of this system.
    pub(crate) const HERE: Self = if cfg!(windows) { Self::Windows } else { Self::Posix };

    /// Returns the name of curl. In Windows PowerShell 5.1, `curl` is another command.
    pub(crate) fn curl(self) -> &'static str {
        match self {
            Self::Posix => "curl",
            Self::Windows => "curl.exe",
        }
    }

    /// Returns what separates the parts of a long command. No character continues a line in both cmd and PowerShell.
    pub(crate) fn separator(self) -> &'static str {
        match self {
            Self::Posix => " \\\n  ",
            Self::Windows => " ",
        }
    }

    /// Reports whether [`Self::quoted`] keeps this character as it is.
    pub(crate) fn carries(self, char: char) -> bool {
        match self {
            Self::Posix => true,
            Self::Windows => !matches!(char, '"' | '%' | '!' | '^' | '$' | '`' | '\\' | '“' | '”' | '„'),
        }
    }

    /// Writes a text as one word.
    pub(crate) fn quoted(self, text: &str) -> String {
        match self {
            Self::Posix => format!("'{}'", text.replace('\'', r"'\''")),
            Self::Windows => format!("\"{text}\""),
        }
    }
}
