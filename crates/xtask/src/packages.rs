//! The required Debian and Ubuntu packages: finds the missing ones and installs only those.

use std::env;
use std::path::Path;

use crate::failure::Failure;
use crate::process::Process;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};
use crate::tally::Tally;
use crate::workspace::{Workspace, has};

/// Needed to build the window: a C compiler for SQLite and TLS, WebKit with GTK, D-Bus; and the library of the tray
/// icon, which is loaded at run time.
const BUILD: &[&str] =
    &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev", "libdbus-1-dev", "libayatana-appindicator3-1"];

/// Needed by the tests: a virtual screen, a session bus, a keyring, a font with Vietnamese characters, `strace` to
/// simulate failing disks and to kill a process at a certain system call, the database of a team, the languages of the
/// receivers in docs/, the shells and manual readers that the command's completions and manual pages are for, and the
/// checkers of the step `delivery`.
const TESTS: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "dbus",
    "dbus-x11",
    "procps",
    "gnome-keyring",
    "libsecret-tools",
    "fonts-noto-core",
    "xdotool",
    "imagemagick",
    "openbox",
    "wmctrl",
    "x11-utils",
    "xclip",
    "strace",
    "xfsprogs",
    "postgresql",
    "pgbouncer",
    "php-cli",
    "python3",
    "python3-venv",
    "zsh",
    "fish",
    "mandoc",
    "man-db",
    "nsis",
    "desktop-file-utils",
    "appstream",
];

/// Needed to make the packages: the bundler looks for the tray's library as a compiler would; the checker of packages.
const PACKAGING: &[&str] = &["libayatana-appindicator3-dev", "gzip", "xz-utils", "lintian"];

/// Needed to build for Windows and to run that: the linker, Wine, the maker of installers.
const WINDOWS: &[&str] = &["gcc-mingw-w64-x86-64-posix", "g++-mingw-w64-x86-64-posix", "wine", "wine64", "nsis"];

/// The programs that the bench compares with.
const RIVALS: &[&str] = &["chromium", "curl"];

/// Installs the packages for building.
pub(crate) const FOR_RUN: Step = Step {
    name: "packages",
    does: "system packages for building",
    act: |workspace, _: &mut Tally| install(&workspace.root, BUILD),
    on_failure: OnFailure::Stop,
};

/// Installs the packages for building and testing.
pub(crate) const FOR_TEST: Step = Step {
    name: "packages",
    does: "system packages for building and testing",
    act: |workspace: &Workspace, _: &mut Tally| install(&workspace.root, &[BUILD, TESTS].concat()),
    on_failure: OnFailure::Stop,
};

/// Installs the packages for making the installers.
pub(crate) const FOR_PACKAGE: Step = Step {
    name: "packages",
    does: "system packages for building and packaging",
    act: |workspace: &Workspace, _: &mut Tally| install(&workspace.root, &[BUILD, PACKAGING].concat()),
    on_failure: OnFailure::Stop,
};

/// Installs the packages for building for Windows.
pub(crate) const FOR_WINDOWS: Step = Step {
    name: "packages",
    does: "system packages for building for Windows, and Wine",
    act: |workspace: &Workspace, _: &mut Tally| install(&workspace.root, &[&["build-essential"], WINDOWS].concat()),
    on_failure: OnFailure::Stop,
};

/// Installs the packages for building, testing and measuring.
pub(crate) const FOR_BENCH: Step = Step {
    name: "packages",
    does: "system packages for building, testing and measuring",
    act: |workspace: &Workspace, _: &mut Tally| install(&workspace.root, &[BUILD, TESTS, RIVALS].concat()),
    on_failure: OnFailure::Stop,
};

fn install(folder: &Path, wanted: &[&str]) -> Result<Done, Failure> {
    if !has("apt-get") || !has("dpkg-query") {
        say(by_hand());
        return Ok(Done::Skipped("no apt on this system: see the line above"));
    }
    let query = [["-W", "-f", "${db:Status-Status} ${Package}\\n"].as_slice(), wanted].concat();
    let missing = missing(wanted, &Process::new(folder, "dpkg-query", query).read()?);
    if missing.is_empty() {
        return Ok(Done::Skipped("all are installed"));
    }
    say(&format!("missing: {}", missing.join(" ")));
    let apt_get = |arguments: &[&str]| {
        let arguments = [["-q", "-o", "Acquire::Retries=3"].as_slice(), arguments].concat();
        as_root(folder, &arguments).map(|call| call.env("DEBIAN_FRONTEND", "noninteractive"))
    };
    // A failing package source of the user may not matter: the installation shows whether it does.
    if let Err(failure) = apt_get(&["update"])?.run() {
        say(&format!("apt-get update failed, continuing: {failure}"));
    }
    apt_get(&[["install", "-y", "--no-install-recommends"].as_slice(), &missing].concat())?.run()?;
    Ok(Done::Ran)
}

/// Makes a call of apt-get as root: directly, or with sudo.
fn as_root(folder: &Path, arguments: &[&str]) -> Result<Process, Failure> {
    let is_root = Process::new(folder, "id", ["-u"]).read()?.trim() == "0";
    if is_root {
        Ok(Process::new(folder, "apt-get", arguments))
    } else if has("sudo") {
        Ok(Process::new(folder, "sudo", [&["apt-get"], arguments].concat()))
    } else {
        Err(Failure::Wanted(
            "Please install the missing packages as root: this user is not root and sudo is not available.",
        ))
    }
}

/// Returns the wanted packages that are not installed, from the output of `dpkg-query`.
fn missing<'a>(wanted: &[&'a str], printed: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = printed.lines().filter_map(|line| line.strip_prefix("installed ")).collect();
    wanted.iter().copied().filter(|package| !installed.contains(package)).collect()
}

fn by_hand() -> &'static str {
    match env::consts::OS {
        "macos" => "Please install Xcode's command line tools: xcode-select --install",
        "windows" => {
            "Please install the Microsoft C++ Build Tools and the WebView2 Runtime (Windows 11 includes the latter)."
        }
        _ => {
            "Please install with your system's package manager: a C compiler, pkg-config, the development files of \
             WebKitGTK 4.1 and of D-Bus, the Ayatana indicator library; for tests also WebKitWebDriver, Xvfb, xauth, \
             dbus, gnome-keyring, libsecret's tools, Noto fonts, xdotool, ImageMagick, openbox, the X11 utilities, \
             xclip, strace, zsh, fish, mandoc, man-db, NSIS, desktop-file-utils and AppStream."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_packages_that_are_not_installed_are_missing() {
        let printed = "installed xvfb\nnot-installed xauth\nconfig-files dbus\ninstalled xclip\ninstalled xclip\n";
        assert_eq!(missing(&["xvfb", "xauth", "dbus", "xclip", "openbox"], printed), ["xauth", "dbus", "openbox"]);
    }

    #[test]
    fn no_package_is_named_twice() {
        let mut names = [BUILD, TESTS].concat();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), BUILD.len() + TESTS.len());
    }
}
