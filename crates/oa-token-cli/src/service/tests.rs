use std::cell::RefCell;

use super::*;

fn unit(variables: &[(&'static str, &str)]) -> Unit {
    let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Unit { background: Background::Serve, program: r#"/opt/a "b" 100% $c/oa-token"#.to_owned(), variables }
}

const KEY: (&str, &str) = ("OA_TOKEN_KEY_FILE", "/srv/lan/kho & 50%/key");

#[cfg(all(unix, not(target_os = "macos")))]
#[test]
fn a_unit_of_systemd_quotes_what_systemd_interprets() {
    let text = systemd::text(&unit(&[KEY]));
    assert!(text.contains("\nExecStart=\"/opt/a \\\"b\\\" 100%% $$c/oa-token\" serve\n"), "{text}");
    assert!(text.contains("\nEnvironment=\"OA_TOKEN_KEY_FILE=/srv/lan/kho & 50%%/key\"\n"), "{text}");
    assert!(text.contains("\nWantedBy=default.target\n"), "{text}");
}

#[test]
fn an_agent_of_launchd_and_a_task_of_windows_are_escaped() {
    let text = launchd::text(&unit(&[KEY]));
    assert!(
        text.contains("<array><string>/opt/a &quot;b&quot; 100% $c/oa-token</string><string>serve</string></array>")
    );
    assert!(text.contains("<key>OA_TOKEN_KEY_FILE</key><string>/srv/lan/kho &amp; 50%/key</string>"), "{text}");
    let text = schtasks::text(&Unit { program: r"C:\Trà & Sữa\oa-token.exe".to_owned(), ..unit(&[]) }, r"PC\Lan");
    assert!(
        text.contains(r"<Arguments>--headless &quot;C:\Trà &amp; Sữa\oa-token.exe&quot; serve</Arguments>"),
        "{text}"
    );
    assert!(text.contains(r"<LogonTrigger><Enabled>true</Enabled><UserId>PC\Lan</UserId></LogonTrigger>"), "{text}");
    assert!(text.contains("<RunLevel>LeastPrivilege</RunLevel>"), "no rights of an administrator: {text}");
}

#[test]
fn a_task_that_would_not_see_the_home_is_refused() {
    let calls = RefCell::new(Vec::new());
    let mut run = |words: &[&str]| {
        calls.borrow_mut().push(words.join(" "));
        Ok(true)
    };
    let refused = schtasks::install_with(&unit(&[KEY]), |_| Some("/srv/other".to_owned()), &mut run);
    assert!(matches!(refused, Err(ServiceFault::OfThisSession("OA_TOKEN_KEY_FILE"))), "{refused:?}");
    assert!(calls.borrow().is_empty(), "{calls:?}");
    let task = schtasks::install_with(&unit(&[KEY]), |_| Some(KEY.1.to_owned()), &mut run).unwrap();
    assert_eq!(task, "OA Token serve");
    let removed = schtasks::remove(Background::Serve, &mut run).unwrap();
    assert_eq!(removed.as_deref(), Some("OA Token serve"));
    let made = calls.borrow().iter().find(|call| call.contains("/Create")).cloned().unwrap();
    assert!(made.starts_with("schtasks /Create /F /TN OA Token serve /XML "), "{made}");
    assert!(calls.borrow().ends_with(&["schtasks /Delete /F /TN OA Token serve".to_owned()]), "{calls:?}");
    assert_eq!(schtasks::remove(Background::Serve, &mut |_| Ok(false)).unwrap(), None);
}

#[test]
fn an_agent_is_loaded_again_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let calls = RefCell::new(Vec::new());
    let mut run = |words: &[&str]| {
        calls.borrow_mut().push(words[1].to_owned());
        Ok(words[1] == "bootstrap")
    };
    let agents = folder.path().join("LaunchAgents");
    assert_eq!(launchd::remove_from(&agents, "gui/501", Background::Serve, &mut run).unwrap(), None);
    let path = launchd::install_in(&agents, "gui/501", &unit(&[KEY]), &mut run).unwrap();
    assert_eq!(launchd::remove_from(&agents, "gui/501", Background::Serve, &mut run).unwrap(), Some(path));
    assert_eq!(std::fs::read_dir(agents).unwrap().count(), 0);
    assert_eq!(*calls.borrow(), ["bootout", "bootstrap", "bootout"]);
}
