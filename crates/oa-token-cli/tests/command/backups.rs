//! Copies of the vault, and `doctor` that looks at them and puts one back.

use crate::bench::Bench;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn doctor_offers_and_restores_the_backup_of_a_missing_vault() {
    let bench = Bench::new().await;
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    let fine = bench.run(&["doctor"]);
    assert_eq!(fine.code, 0, "{}", fine.out);
    assert!(fine.out.contains("bản mới nhất lúc"), "{}", fine.out);

    std::fs::remove_file(bench.data().join("vault.db")).unwrap();
    let list = bench.run(&["--json", "list"]);
    assert_eq!((list.code, list.out.as_str()), (14, ""), "the list must not be empty");
    let imported = bench.run_with(&["import", "-"], &crate::bench::draft("other", "FAKE_RT_other_0123456789"));
    assert_eq!(imported.code, 14, "no new vault in its place");
    assert!(!bench.data().join("vault.db").exists());
    let doctor = bench.run(&["doctor"]);
    assert_eq!(doctor.code, 14);
    assert!(doctor.out.contains("oa-token doctor --restore-backup"), "{}", doctor.out);

    let restored = bench.run(&["doctor", "--restore-backup"]);
    assert_eq!(restored.code, 0, "{} {}", restored.out, restored.err);
    assert!(restored.out.contains("đã khôi phục"), "{}", restored.out);
    assert_eq!(bench.run(&["--json", "list"]).json()[0]["name"], "shop");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restoring_without_a_backup_reports_it_and_changes_nothing() {
    let bench = Bench::new().await;
    std::fs::remove_dir_all(bench.data().join("backups")).ok();
    let healthy = bench.run(&["doctor", "--restore-backup"]);
    assert_eq!(healthy.code, 2, "an intact vault must not be replaced by its backup");
    assert!(healthy.err.contains("không hỏng"), "{}", healthy.err);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    for file in ["vault.db", "recovery.db"] {
        oa_token_vault::atomic_file::write(&bench.data().join(file), b"FAKE not a database, and long enough").unwrap();
    }
    std::fs::remove_dir_all(bench.data().join("backups")).ok();
    let refused = bench.run(&["doctor", "--restore-backup"]);
    assert_eq!(refused.code, 14);
    assert!(refused.err.contains("Chưa có bản sao lưu"), "{}", refused.err);
}
