//! Who replaces the program's files, and who else could.

/// The system for which a program was built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Windows.
    Windows,
    /// macOS.
    MacOs,
    /// Linux.
    Linux,
}

/// Who replaces the program's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The program itself.
    Program,
    /// `apt` or `dpkg`.
    Debian,
    /// `dnf` or `rpm`.
    Rpm,
}

impl Owner {
    /// Returns who replaces the program in this folder; `None` for one that was only built. `is_debian` says whether the
    /// system is Debian, or descends from it.
    pub fn of(system: System, folder: &str, is_debian: bool) -> Option<Self> {
        match (system, folder) {
            (System::Windows | System::MacOs, _) => Some(Self::Program),
            (System::Linux, "/usr/bin") if is_debian => Some(Self::Debian),
            (System::Linux, "/usr/bin") => Some(Self::Rpm),
            (System::Linux, _) => None,
        }
    }

    /// Returns the call that installs a downloaded file.
    pub fn command(self, version: &str) -> Option<String> {
        match self {
            Self::Program => None,
            Self::Debian => Some(format!("sudo apt install ./oa-token_{version}_*.deb")),
            Self::Rpm => Some(format!("sudo dnf install ./oa-token-{version}*.rpm")),
        }
    }
}

/// The bits of a Unix mode that matter here.
const OTHERS_WRITE: u32 = 0o002;
const STICKY: u32 = 0o1000;

/// Returns whether other accounts of this computer could exchange the program. `modes` are the Unix modes of its folder
/// and of those around it; `private` are the folders in which Windows lets only the user or an administrator write.
pub fn is_shared(system: System, folder: &str, modes: &[u32], private: &[String]) -> bool {
    match system {
        System::Windows => !private.iter().any(|private| is_below(folder, private)),
        // In a folder with the sticky bit, others cannot replace what is not theirs.
        System::MacOs | System::Linux => modes.iter().any(|mode| mode & (OTHERS_WRITE | STICKY) == OTHERS_WRITE),
    }
}

/// Compares as Windows does: without the case of letters, and by whole names.
fn is_below(folder: &str, private: &str) -> bool {
    let (folder, private) = (folder.to_lowercase(), private.trim_end_matches('\\').to_lowercase());
    let rest = folder.strip_prefix(private.as_str()).filter(|_| !private.is_empty());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_manager_owns_what_it_installed() {
        assert_eq!(Owner::of(System::Linux, "/usr/bin", true), Some(Owner::Debian));
        assert_eq!(Owner::of(System::Linux, "/usr/bin", false), Some(Owner::Rpm));
        assert_eq!(Owner::of(System::Linux, "/srv/oa-token/target/release", true), None);
        assert_eq!(Owner::of(System::Windows, r"C:\Profiles\Lan\AppData\Local\OA Token", false), Some(Owner::Program));
        assert_eq!(Owner::of(System::MacOs, "/Applications/OA Token.app/Contents/MacOS", false), Some(Owner::Program));
    }

    #[test]
    fn a_folder_where_others_write_is_shared() {
        let private = [r"C:\Profiles\Lan".to_owned(), r"C:\Program Files\".to_owned(), String::new()];
        let windows = |folder| is_shared(System::Windows, folder, &[], &private);
        assert!(!windows(r"c:\profiles\LAN\AppData\Local\OA Token") && !windows(r"C:\Program Files\OA Token"));
        assert!(
            windows(r"C:\Profiles\Lan2\OA Token") && windows(r"C:\OA Token") && windows(r"\\server\share\OA Token")
        );
        let mac = |modes: &[u32]| is_shared(System::MacOs, "", modes, &[]);
        assert!(!mac(&[0o755, 0o775, 0o755]) && !mac(&[0o755, 0o1777]));
        assert!(mac(&[0o777, 0o755]) && mac(&[0o755, 0o777]));
    }
}
