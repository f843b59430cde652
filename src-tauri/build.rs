//! Writes the permissions of the commands, and carries icons and configuration into the program.

use tauri_build::{AppManifest, Attributes};

/// Every command; one that is missing here is "not allowed" at run time, which the IPC tests would show.
const COMMANDS: &[&str] = &[
    "get_start",
    "list_profiles",
    "open_profile",
    "check_draft",
    "add_profile",
    "edit_profile",
    "refresh_token",
    "reveal_secret",
    "copy_secret",
    "export_tokens",
    "list_history",
    "retry_unlock",
    "set_looks",
    "preview_export",
    "copy_export",
    "read_import",
    "choose_import",
    "read_dropped",
    "check_import",
    "save_import",
    "drop_import",
    "delete_profile",
    "list_deleted",
    "restore_profile",
    "check_edit",
    "start_practice",
    "open_attempt",
    "copy_report",
    "copy_curl",
    "get_settings",
    "set_settings",
    "get_about",
    "open_link",
    "open_folder",
    "unlock",
    "make_vault",
    "restore_backup",
    "lock_app",
    "note_activity",
    "get_protection",
    "set_passphrase",
    "remove_passphrase",
    "set_lock_after",
    "begin_recovery_code",
    "confirm_recovery_code",
    "settle_copied",
    "list_generations",
    "save_backup_file",
    "choose_sealed_file",
    "open_sealed_file",
    "take_sealed_file",
    "drop_sealed_file",
    "move_profile",
    "take_back",
];

fn main() {
    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().commands(COMMANDS));
    tauri_build::try_build(attributes).expect("the configuration, the capability and the icons are in order");
}
