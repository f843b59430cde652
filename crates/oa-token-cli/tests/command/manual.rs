//! Manual pages, as the real readers show them.

use std::process::Command;

use crate::bench::{Bench, Ran};

#[tokio::test]
async fn every_call_has_a_page_in_both_languages_that_renders_without_a_warning() {
    let bench = Bench::empty().await;
    let folder = bench.path("man");
    let written = bench.run(&["man", "--out", folder.to_str().unwrap()]);
    assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (0, "", ""));
    for (pages, examples) in [("man1", "EXAMPLES"), ("vi/man1", "VÍ DỤ")] {
        let files: Vec<_> = std::fs::read_dir(folder.join(pages)).unwrap().map(|file| file.unwrap().path()).collect();
        assert!(files.len() >= 20, "{files:?}");
        for file in files {
            let shown = |program: &str, args: &[&str]| {
                let mut reader = Command::new(program);
                reader.env("LC_ALL", "C.UTF-8").env("MANROFFSEQ", "").env("MANWIDTH", "100").args(args).arg(&file);
                Ran::of(&reader.output().unwrap())
            };
            let man = shown("man", &["--warnings", "-P", "cat", "-l"]);
            assert_eq!((man.code, man.err.as_str()), (0, ""), "{}", file.display());
            for part in [examples, "oa-token"] {
                assert!(man.out.contains(part), "{part}: {}", man.out);
            }
            let lint = shown("mandoc", &["-T", "lint", "-W", "error"]);
            assert_eq!((lint.code, lint.out.as_str()), (0, ""), "{}", file.display());
        }
    }
    let found = Command::new("man").args(["-M", folder.to_str().unwrap(), "-w", "oa-token-key-add-file"]).output();
    assert!(Ran::of(&found.unwrap()).out.contains("oa-token-key-add-file.1"));
}

#[tokio::test]
async fn a_page_has_options_examples_and_exit_codes() {
    let bench = Bench::empty().await;
    let page = bench.run(&["man", "token"]).out;
    for part in [
        ".TH \"OA-TOKEN-TOKEN\" 1 \"\" \"OA Token",
        "CÁCH DÙNG",
        "\\-\\-min\\-life",
        "VÍ DỤ",
        "MÃ THOÁT",
        "15",
        "XEM THÊM",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(bench.run(&["man", "tokne"]).code, 2);
    assert_eq!(bench.run(&["man", "--out", "/dev/null/x"]).code, 14);
}
