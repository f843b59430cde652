//! `oa-token service`, with a stand-in for `systemctl`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::bench::{Bench, Ran};

const UNIT: &str = "systemd/user/oa-token-watch.service";

/// A computer whose `systemctl` writes down what it is asked, and refuses what `refuses` names.
struct Computer {
    bench: Bench,
}

impl Computer {
    async fn new() -> Self {
        let bench = Bench::empty().await;
        fs::create_dir_all(bench.path("bin")).unwrap();
        let script = "#!/bin/sh\necho \"$*\" >> \"$CALLS\"\ncase \" $* \" in *\" $REFUSES \"*) exit 1;; esac\n";
        fs::write(bench.path("bin/systemctl"), script).unwrap();
        fs::set_permissions(bench.path("bin/systemctl"), PermissionsExt::from_mode(0o755)).unwrap();
        Self { bench }
    }

    fn run(&self, arguments: &[&str], more: &[(&str, &str)]) -> Ran {
        let mut command = self.bench.command();
        command.env("XDG_CONFIG_HOME", self.bench.path("config")).env("CALLS", self.bench.path("calls"));
        command.env("REFUSES", "nothing").env("PATH", format!("{}:/usr/bin:/bin", self.bench.path("bin").display()));
        command.envs(more.iter().copied()).args(arguments);
        Ran::of(&command.output().unwrap())
    }

    /// Returns what systemd was asked since the last time.
    fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.bench.path("calls")).unwrap_or_default();
        fs::remove_file(self.bench.path("calls")).ok();
        text.lines().map(|line| line.strip_prefix("--user ").expect("of this user").to_owned()).collect()
    }

    fn unit(&self) -> PathBuf {
        self.bench.path("config").join(UNIT)
    }
}

#[tokio::test]
async fn a_service_is_installed_again_and_removed_and_holds_no_secret() {
    let computer = Computer::new().await;
    let ran = computer.run(&["service", "install"], &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains(UNIT), "{}", ran.out);
    let unit = fs::read_to_string(computer.unit()).unwrap();
    assert!(unit.contains(&format!("ExecStart=\"{}\" watch\n", env!("CARGO_BIN_EXE_oa-token"))), "{unit}");
    assert!(unit.contains("Environment=\"OA_TOKEN_HOME=/"), "{unit}");
    assert!(!unit.contains("FAKE"), "{unit}");
    let name = "oa-token-watch.service";
    let restart = format!("restart {name}");
    let begun = ["show-environment".to_owned(), "daemon-reload".to_owned(), format!("enable --now {name}")];
    assert_eq!(computer.calls(), [&begun[..], &[restart]].concat());

    let ran = computer.run(&["--json", "service", "install", "watch"], &[]);
    assert_eq!((ran.code, ran.json()[0]["installed"].as_bool()), (0, Some(true)));
    assert_eq!(computer.calls(), begun, "a service that did not change goes on");

    let ran = computer.run(&["--json", "service", "remove"], &[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.json()[0]["unit"].as_str().unwrap().ends_with(UNIT) && ran.json()[1]["unit"].is_null(), "{}", ran.out);
    assert!(!computer.unit().exists());
    assert_eq!(computer.calls(), ["show-environment", &format!("disable --now {name}"), "daemon-reload"]);
    assert_eq!(computer.run(&["service", "remove", "watch"], &[]).code, 0);
    assert!(computer.calls().is_empty());
}

#[tokio::test]
async fn without_systemd_nothing_is_written() {
    let computer = Computer::new().await;
    for more in [("REFUSES", "show-environment"), ("PATH", "/nowhere")] {
        let ran = computer.run(&["service", "install", "serve"], &[more]);
        assert_eq!((ran.code, ran.out.as_str()), (14, ""), "{more:?}");
        assert!(ran.err.contains("systemd") && ran.err.contains("oa-token refresh --due"), "{}", ran.err);
    }
    assert!(!computer.bench.path("config").exists());
    let ran = computer.run(&["--json", "service", "install"], &[("REFUSES", "daemon-reload")]);
    assert_eq!((ran.code, ran.error_code()), (14, "cannot_save".to_owned()));
}

#[tokio::test]
async fn a_unit_of_the_users_own_is_left_alone() {
    let computer = Computer::new().await;
    fs::create_dir_all(computer.unit().parent().unwrap()).unwrap();
    fs::write(computer.unit(), "[Service]\nExecStart=/bin/true\n").unwrap();
    for call in ["install", "remove"] {
        let ran = computer.run(&["service", call, "watch"], &[]);
        assert_eq!(ran.code, 14, "{}", ran.out);
        assert!(ran.err.contains(UNIT), "{}", ran.err);
    }
    assert_eq!(fs::read_to_string(computer.unit()).unwrap(), "[Service]\nExecStart=/bin/true\n");
}
