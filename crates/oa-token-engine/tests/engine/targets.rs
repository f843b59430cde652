//! Where an export goes: what is ours is refused, what is the user's stays as it was.
#![cfg(target_os = "linux")]

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;

use oa_token_engine::paths::Environment;
use oa_token_engine::target::{CannotWriteTarget, write};
use oa_token_vault::atomic_file::write as put;

const NEW: &[u8] = b"FAKE_AT_new";

/// A data folder with a vault of nothing but its head, a key file, and a folder of the user's.
fn scene() -> (tempfile::TempDir, Environment) {
    let folder = tempfile::tempdir().unwrap();
    for below in ["home/locks", "mine"] {
        fs::create_dir_all(folder.path().join(below)).unwrap();
    }
    let mut head = vec![0; 100];
    head[..16].copy_from_slice(b"SQLite format 3\0");
    head[68..72].copy_from_slice(&0x4F41_544B_i32.to_be_bytes());
    for vault in ["home/vault.db", "mine/copy.db"] {
        put(&folder.path().join(vault), &head).unwrap();
    }
    put(&folder.path().join("mine/key"), b"FAKE_KEY").unwrap();
    let variable = |name: &str| match name {
        "OA_TOKEN_HOME" => Some(folder.path().join("home").into_os_string()),
        "OA_TOKEN_KEY_FILE" => Some(folder.path().join("mine/key").into_os_string()),
        _ => None::<OsString>,
    };
    let environment = Environment::read(variable, None).unwrap();
    (folder, environment)
}

#[test]
fn the_programs_own_files_are_refused_and_unchanged_under_any_name() {
    let (folder, environment) = scene();
    let mine = |name: &str| folder.path().join("mine").join(name);
    symlink(folder.path().join("home/vault.db"), mine("link")).unwrap();
    symlink(folder.path().join("home"), mine("folder")).unwrap();
    fs::hard_link(folder.path().join("home/locks/../vault.db"), mine("hard")).unwrap();
    fs::hard_link(mine("key"), mine("other key")).unwrap();
    let before = fs::read(folder.path().join("home/vault.db")).unwrap();
    let refused = |path: PathBuf| write(&environment, &path, NEW).unwrap_err();
    for path in [
        folder.path().join("home/vault.db"),
        folder.path().join("home/new.json"),
        folder.path().join("mine/../home/recovery.db"),
        mine("link"),
        mine("folder/new.json"),
    ] {
        assert!(matches!(refused(path.clone()), CannotWriteTarget::InHome), "{path:?}");
    }
    assert!(matches!(refused(mine("hard")), CannotWriteTarget::Vault | CannotWriteTarget::InHome));
    for key in ["key", "other key"] {
        assert!(matches!(refused(mine(key)), CannotWriteTarget::KeyFile), "{key}");
    }
    assert!(matches!(refused(mine("copy.db")), CannotWriteTarget::Vault));
    assert!(matches!(refused("/dev/null".into()), CannotWriteTarget::Device));
    assert!(matches!(refused("/dev/stdin".into()), CannotWriteTarget::Device));
    assert!(matches!(refused(mine("gone/new.json")), CannotWriteTarget::Io(_)));
    assert_eq!(fs::read(folder.path().join("home/vault.db")).unwrap(), before);
    assert_eq!(fs::read(mine("key")).unwrap(), b"FAKE_KEY");
    assert!(!folder.path().join("home/new.json").exists());
}

#[test]
fn a_file_of_another_home_is_refused() {
    let (folder, environment) = scene();
    let other = folder.path().join("other");
    fs::create_dir_all(other.join("locks")).unwrap();
    fs::copy(folder.path().join("home/vault.db"), other.join("vault.db")).unwrap();
    let refused = write(&environment, &other.join("backups/new.json"), NEW);
    assert!(matches!(refused, Err(CannotWriteTarget::Io(_))), "its folder is not there");
    fs::create_dir(other.join("backups")).unwrap();
    let refused = write(&environment, &other.join("backups/new.json"), NEW);
    assert!(matches!(refused, Err(CannotWriteTarget::InHome)));
}

#[test]
fn a_file_keeps_its_mode_its_owner_and_its_links() {
    let (folder, environment) = scene();
    let mine = |name: &str| folder.path().join("mine").join(name);
    let make = |name: &str, mode: u32| {
        put(&mine(name), b"a longer text from before").unwrap();
        fs::set_permissions(mine(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    for (name, before, after) in [("a", 0o640, 0o640), ("b", 0o4755, 0o755)] {
        make(name, before);
        write(&environment, &mine(name), NEW).unwrap();
        assert_eq!(mine(name).metadata().unwrap().mode() & 0o7777, after);
    }
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(mine("a"), Some(33), Some(33)).unwrap();
        write(&environment, &mine("a"), NEW).unwrap();
        let file = mine("a").metadata().unwrap();
        assert_eq!((file.uid(), file.gid(), file.mode() & 0o7777), (33, 33, 0o640));
    }
    make("one", 0o600);
    fs::hard_link(mine("one"), mine("two")).unwrap();
    symlink("two", mine("three")).unwrap();
    write(&environment, &mine("three"), NEW).unwrap();
    for name in ["one", "two", "three"] {
        assert_eq!(fs::read(mine(name)).unwrap(), NEW, "{name}");
    }
    assert!(mine("three").is_symlink());
    write(&environment, &mine("fresh"), NEW).unwrap();
    assert_eq!(mine("fresh").metadata().unwrap().mode() & 0o7777, 0o600);
    let left = fs::read_dir(folder.path().join("mine")).unwrap().flatten();
    assert!(left.into_iter().all(|entry| !entry.file_name().to_string_lossy().starts_with(".oa-token")));
}

#[test]
fn a_pipe_of_the_user_is_written_to_and_remains_a_pipe() {
    let (folder, environment) = scene();
    let pipe = folder.path().join("mine/pipe");
    let make = |mode: u32| {
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(mode),
            0,
        )
    };
    make(0o600).unwrap();
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read(pipe).unwrap()
    });
    write(&environment, &pipe, NEW).unwrap();
    assert_eq!(reader.join().unwrap(), NEW);
    assert!(pipe.metadata().unwrap().file_type().is_fifo());
    fs::set_permissions(&pipe, fs::Permissions::from_mode(0o622)).unwrap();
    assert!(
        matches!(write(&environment, &pipe, NEW), Err(CannotWriteTarget::Foreign)),
        "any user could have created it"
    );
}

#[test]
fn as_root_no_link_of_another_user_is_followed() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let (folder, environment) = scene();
    let mine = |name: &str| folder.path().join("mine").join(name);
    put(&mine("passwd"), b"root").unwrap();
    symlink(mine("passwd"), mine("export.json")).unwrap();
    std::os::unix::fs::lchown(mine("export.json"), Some(33), Some(33)).unwrap();
    assert!(matches!(write(&environment, &mine("export.json"), NEW), Err(CannotWriteTarget::Foreign)));
    assert_eq!(fs::read(mine("passwd")).unwrap(), b"root");
    std::os::unix::fs::chown(mine("passwd"), Some(33), Some(33)).unwrap();
    write(&environment, &mine("export.json"), NEW).unwrap();
    assert_eq!(fs::read(mine("passwd")).unwrap(), NEW, "his own link to his own file");
}
