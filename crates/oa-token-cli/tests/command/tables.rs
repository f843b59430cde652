//! Tables, colours and notes: on a terminal for people, on a pipe for programs.

use std::process::Stdio;

use crate::bench::{APP_ID, Bench, Ran, draft};
use crate::terminal::Terminal;

const LONG: &str = "Cà phê Hà Nội";

async fn bench() -> Bench {
    let bench = Bench::new().await;
    let second = bench.sim.issue_pair(APP_ID);
    bench.import(&draft(LONG, &second.refresh_token));
    bench
}

/// Returns what the command writes to a terminal.
fn on_terminal(bench: &Bench, args: &str, variables: &[(&str, &str)]) -> String {
    let mut command = bench.command();
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI"] {
        command.env_remove(name);
    }
    command.env("TERM", "xterm").envs(variables.iter().copied());
    let terminal = Terminal::start(&command, &format!("'{}' {args}", env!("CARGO_BIN_EXE_oa-token")));
    let shown = terminal.end();
    // The shell that `script` starts may complain about the locale.
    shown.lines().filter(|line| !line.contains("setlocale")).fold(String::new(), |text, line| text + line + "\n")
}

#[tokio::test]
async fn a_terminal_gets_an_aligned_table_with_a_header_and_a_pipe_lines_with_tabs() {
    let bench = bench().await;
    let pipe = bench.run(&["list"]);
    assert_eq!(pipe.out, format!("shop\tChưa làm mới lần nào\t#1\t–\n{LONG}\tChưa làm mới lần nào\t#1\t–\n"));
    let table = on_terminal(&bench, "list --color never", &[]);
    let wanted = "\
OA             TRẠNG THÁI            CẶP  HẠN DÙNG  TỰ LÀM MỚI
shop           Chưa làm mới lần nào  #1   –         không tự làm mới
Cà phê Hà Nội  Chưa làm mới lần nào  #1   –         không tự làm mới
";
    assert_eq!(table, wanted);
    let slots = bench.run(&["key", "list"]);
    assert_eq!((slots.out.lines().count(), slots.out.matches('\t').count()), (1, 2));
    assert!(on_terminal(&bench, "key list --color never", &[]).starts_with("MÃ "));
    bench.run(&["refresh", "shop"]);
    let history = bench.run(&["history"]);
    assert!(history.out.lines().count() == 3 && history.out.lines().all(|line| line.matches('\t').count() == 2));
    let table = on_terminal(&bench, "history --color never", &[]);
    assert!(table.starts_with("LÚC ") && table.lines().count() == 4 && !table.contains('\t'), "{table}");
}

#[tokio::test]
async fn only_a_terminal_without_no_color_gets_colours() {
    let bench = bench().await;
    bench.run(&["refresh", "shop"]);
    let is_green = |text: &str| text.contains("\u{1b}[32mCòn hạn\u{1b}[0m");
    assert!(is_green(&on_terminal(&bench, "list", &[])));
    for (args, variables) in
        [("list", &[("NO_COLOR", "1")][..]), ("list", &[("TERM", "dumb")]), ("list --color never", &[])]
    {
        assert!(!on_terminal(&bench, args, variables).contains('\u{1b}'), "{args} {variables:?}");
    }
    assert!(on_terminal(&bench, "help token", &[]).contains('\u{1b}'));
    assert!(!on_terminal(&bench, "help token", &[("NO_COLOR", "1")]).contains('\u{1b}'));
    assert!(is_green(&bench.run(&["list", "--color", "always"]).out), "on a pipe only if asked for");
    let forced = bench.command().env("CLICOLOR_FORCE", "1").arg("list").output().unwrap();
    assert!(!Ran::of(&forced).out.contains('\u{1b}'));
}

#[tokio::test]
async fn quiet_leaves_out_notes_and_keeps_errors_and_results() {
    let bench = bench().await;
    let loud = bench.run(&["auto", "shop", "on"]);
    let quiet = bench.run(&["auto", "shop", "on", "-q"]);
    assert!(!loud.err.is_empty() && quiet.err.is_empty() && quiet.out == loud.out, "{}", quiet.err);
    bench.run(&["refresh", "shop"]);
    let export = bench.run(&["--quiet", "export", "shop", "--format", "text", "--with-refresh-token"]);
    assert_eq!((export.code, export.err.as_str()), (0, ""));
    let failed = bench.run(&["-q", "token", "kho hàng"]);
    assert!(failed.code == 3 && !failed.err.is_empty());
    assert!(!Bench::empty().await.run(&["list"]).err.is_empty());
    assert_eq!(Bench::empty().await.run(&["list", "-q"]).err, "");
}

#[tokio::test]
async fn a_pipe_that_has_ended_ends_the_command_quietly() {
    let bench = bench().await;
    for args in [&["list"][..], &["list", "--json"], &["history"], &["help"], &["man"], &["completions", "bash"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ran = bench.command().args(args).stdout(Stdio::from(writer)).output().unwrap();
        assert_eq!((ran.status.code(), ran.stderr.as_slice()), (Some(0), &b""[..]), "{args:?}");
    }
}
