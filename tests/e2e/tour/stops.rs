//! The stops of the tour: how each screen is reached, and left.

use Do::{Choose, Close, Help, Paste, Press, See, Write};
use thirtyfour::Key;

use crate::bench::APP_ID;
use crate::close_behavior::{WindowManager, close_window};
use crate::window::Page;

/// One screen.
pub(crate) struct Stop {
    /// The name of its picture.
    pub(crate) name: &'static str,
    /// What is done to get there.
    path: &'static [Do],
    /// What is there then, by its test id.
    shows: &'static str,
    /// How it is left.
    exit: Exit,
}

/// One thing a user does.
#[derive(Clone, Copy)]
enum Do {
    /// Presses what has this test id.
    Press(&'static str),
    /// Chooses the OA of this name.
    Choose(&'static str),
    /// Writes into what has this test id.
    Write(&'static str, &'static str),
    /// Waits until this selector finds something.
    See(&'static str),
    /// Pastes a text, wherever the focus is.
    Paste(fn() -> String),
    /// Presses F1.
    Help,
    /// Closes the window, as the button in its title does.
    Close,
}

#[derive(Clone, Copy)]
enum Exit {
    /// The next stop begins from here.
    Stay,
    /// The Escape key closes it.
    Escape,
    /// This button closes it.
    Press(&'static str),
}

impl Stop {
    pub(crate) async fn go(&self, page: &Page) {
        for step in self.path {
            match *step {
                Press(id) => page.click(id).await,
                Choose(name) => page.choose(name).await,
                Write(id, text) => page.fill(id, text).await,
                See(css) => drop(page.select(css).await),
                Paste(text) => page.paste(&text()).await,
                Help => page.keys(Key::F1).await,
                Close => {
                    let _manager = WindowManager::start();
                    close_window().await;
                    page.get(self.shows).await;
                }
            }
        }
        page.get(self.shows).await;
        page.settle().await;
    }

    pub(crate) async fn leave(&self, page: &Page) {
        match self.exit {
            Exit::Stay => {}
            Exit::Escape => {
                page.keys(Key::Escape).await;
                page.gone(self.shows).await;
            }
            Exit::Press(id) => {
                page.click(id).await;
                page.gone(id).await;
            }
        }
    }
}

const fn stop(name: &'static str, path: &'static [Do], shows: &'static str) -> Stop {
    Stop { name, path, shows, exit: Exit::Stay }
}

const fn dialog(name: &'static str, path: &'static [Do], shows: &'static str) -> Stop {
    Stop { name, path, shows, exit: Exit::Escape }
}

/// Three OAs as an agency's Postman holds them: one good, one without its key, one whose name is taken.
fn three() -> String {
    let oa = |name: &str, key: &str, token: &str| serde_json::json!({"name": name, "app_id": APP_ID, "secret_key": key, "refresh_token": token});
    serde_json::json!([
        oa("Tiệm bánh Mây", "FAKE_SECRET_1111111111", "FAKE_RT_may_0123456789_0123456789"),
        oa("Hoa tươi Dã Quỳ", "", "FAKE_RT_da_quy_0123456789_0123456789"),
        oa("Cà phê Hà Nội", "FAKE_SECRET_2222222222", "FAKE_RT_ha_noi_0123456789_0123456789"),
    ])
    .to_string()
}

/// One OA as a cURL command.
fn one() -> String {
    format!(
        "curl -X POST 'https://oauth.zaloapp.com/v4/oa/access_token' -H 'secret_key: FAKE_SECRET_1111111111' \
         --data-urlencode 'refresh_token=FAKE_RT_may_0123456789_0123456789' --data-urlencode 'app_id={APP_ID}' \
         --data-urlencode 'grant_type=refresh_token'"
    )
}

/// The stops of a home with an OA in every state.
pub(crate) const STOPS: &[Stop] = &[
    stop("main", &[Choose("Cà phê Hà Nội")], "answer-lines"),
    stop("curl", &[Press("tab-curl")], "curl"),
    dialog("confirm", &[Press("tab-curl"), Press("send")], "confirm-keep"),
    dialog("export-env", &[Press("more"), Press("export"), Press("export-format-env")], "export-save"),
    dialog("export-refresh", &[Press("more"), Press("export"), Press("export-with-refresh")], "export-save"),
    stop("place-add", &[Press("place-add")], "place-preview"),
    stop("place-add-webhook", &[Press("place-kind-webhook")], "place-address"),
    dialog("place-code", &[Press("place-code")], "receiver-close"),
    stop("place-add-sheets", &[Press("place-kind-sheet")], "receiver"),
    Stop {
        name: "place-add-hand",
        path: &[Press("place-kind-by_hand")],
        shows: "place-name",
        exit: Exit::Press("place-back"),
    },
    stop("place", &[Press("place")], "place-settings"),
    dialog("place-edit", &[Press("place-settings-edit")], "edit-place-save"),
    dialog("place-secret", &[Press("place-secret-change")], "place-secret"),
    dialog("place-remove", &[Press("place-more"), Press("place-remove")], "place-remove-keep"),
    Stop { name: "place-log", path: &[], shows: "deliveries", exit: Exit::Press("place-back") },
    stop("history", &[Press("history")], "diary"),
    stop("attempt", &[Press("diary-attempt")], "attempt"),
    Stop {
        name: "check",
        path: &[Press("view-token"), Press("more"), Press("check-token")],
        shows: "check-result",
        exit: Exit::Press("check-close"),
    },
    stop("pairs", &[Press("history"), Press("history-pairs")], "pairs"),
    dialog("move", &[Press("view-token"), Press("more"), Press("menu-move")], "move-passphrase"),
    dialog("menu", &[Press("more")], "menu-rename"),
    dialog("rename", &[Press("more"), Press("menu-rename")], "rename-name"),
    dialog("delete", &[Press("more"), Press("menu-delete")], "delete-keep"),
    dialog("edit", &[Press("edit"), Write("edit-app-id", "12a"), See("[aria-invalid=true]")], "edit-save"),
    dialog("automatic", &[Press("automatic-switch")], "automatic-keep"),
    stop("expired", &[Choose("Shop Thảo My")], "access-left"),
    stop("dead", &[Choose("Nha khoa An Bình")], "explain"),
    Stop { name: "new-pair", path: &[Press("next-step")], shows: "revive-open", exit: Exit::Press("revive-cancel") },
    Stop {
        name: "consent",
        path: &[Press("next-step"), Press("road-link")],
        shows: "consent-open",
        exit: Exit::Press("revive-cancel"),
    },
    stop("refused", &[Choose("Trường Hoa Sen")], "next-step"),
    stop("unknown", &[Choose("Gốm Bát Tràng")], "next-step"),
    stop("new", &[Choose("Công ty")], "send"),
    stop("no-pair", &[Choose("Áo dài Huế")], "get-pair"),
    Stop { name: "first-pair", path: &[Press("get-pair")], shows: "revive-open", exit: Exit::Press("revive-cancel") },
    stop("moved", &[Choose("Phở Thìn")], "take-back"),
    dialog("take-back", &[Press("take-back")], "take-back-keep"),
    stop("old-copy", &[Choose("Bánh mì Phượng")], "hero-refresh"),
    dialog("old-copy-confirm", &[Press("send")], "confirm-old-copy"),
    stop("altered", &[Choose("Chè Huế")], "hero"),
    stop("practice", &[Choose("OA mẫu")], "practice-line"),
    stop("overview", &[Press("nav-overview")], "overview-row"),
    stop("selected", &[Press("overview-select-all")], "selbar"),
    dialog("export-list", &[Press("selbar-export")], "export-list-save"),
    dialog("move-list", &[Press("selbar-move")], "move-confirm"),
    dialog("group", &[Press("selbar-group"), Press("group-make")], "group-name"),
    dialog("palette", &[Press("find")], "palette-query"),
    stop("add", &[Press("nav-add")], "form-send"),
    Stop { name: "import-three", path: &[Paste(three)], shows: "import-preview", exit: Exit::Press("import-cancel") },
    dialog("order", &[Press("order")], "order-urgency"),
    dialog("settings-general", &[Press("settings")], "theme-dark"),
    dialog("settings-clock", &[Press("settings"), Press("settings-clock")], "clock-margin-3"),
    dialog("settings-protection", &[Press("settings"), Press("settings-protection")], "slots"),
    Stop {
        name: "recovery-code",
        path: &[Press("settings"), Press("settings-protection"), Press("recovery-make")],
        shows: "recovery-code",
        exit: Exit::Press("recovery-cancel"),
    },
    Stop {
        name: "recovery-group",
        path: &[Press("recovery-make"), Press("recovery-group")],
        shows: "recovery-uncover",
        exit: Exit::Press("recovery-cancel"),
    },
    dialog("settings-data", &[Press("settings"), Press("settings-data")], "folder"),
    dialog("settings-team", &[Press("settings"), Press("settings-team")], "team-none"),
    Stop {
        name: "team-create",
        path: &[Press("settings"), Press("settings-team"), Press("team-create")],
        shows: "team-form",
        exit: Exit::Press("team-form-cancel"),
    },
    Stop {
        name: "team-join",
        path: &[Press("settings"), Press("settings-team"), Press("team-join")],
        shows: "team-join-form",
        exit: Exit::Press("join-cancel"),
    },
    dialog("settings-about", &[Press("settings"), Press("settings-about")], "about-licences"),
    dialog("help", &[Help], "help-text"),
    dialog("closing", &[Close], "close-keep"),
];

/// The stops of a home in a team: two computers, and one that was invited.
pub(crate) const TEAM: &[Stop] = &[
    stop("team-oa", &[Choose("Cà phê Hà Nội")], "send"),
    stop("team", &[Press("settings"), Press("settings-team"), See("[data-testid='team-home']")], "team-invitation"),
    dialog("team-invite", &[Press("team-invite")], "invite-name"),
    dialog("team-share", &[Press("team-share")], "team-readers"),
    dialog("team-remove", &[Press("team-row-more"), Press("team-remove")], "team-remove-keep"),
];

/// The stops while its database does not answer.
pub(crate) const TEAM_OFFLINE: &[Stop] = &[
    stop("team-offline", &[Choose("Cà phê Hà Nội")], "team-offline"),
    dialog("team-why", &[Press("team-offline-why")], "team-why-close"),
];

/// The stops of an empty home.
pub(crate) const FIRST_RUN: &[Stop] = &[
    stop("first-run", &[], "paste-area"),
    Stop {
        name: "slots",
        path: &[Press("slot-edit-app-id"), Write("form-app-id", "12a"), See("[aria-invalid=true]")],
        shows: "form-send",
        exit: Exit::Press("slot-done-app-id"),
    },
    stop("import-one", &[Paste(one)], "form-save"),
];

/// The stop of a home whose key is another's.
pub(crate) const VAULT: &[Stop] = &[stop("vault-shut", &[], "vault-card")];

/// The stop of a window that is locked.
pub(crate) const LOCK: &[Stop] = &[stop("lock", &[], "lock-screen")];

/// The stop of a send whose answer is held back.
pub(crate) const SENDING: &[Stop] = &[stop("sending", &[Press("send")], "send")];
