//! The stops of the tour: how each screen is reached, and left.

use thirtyfour::Key;

use crate::window::Page;

/// One screen.
pub(crate) struct Stop {
    /// The name of its picture.
    pub(crate) name: &'static str,
    /// What is pressed to get there, by its test id; `oa:NAME` is a row of the list.
    path: &'static [&'static str],
    /// What is there then.
    shows: &'static str,
    /// How it is left.
    exit: Exit,
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
            match step.strip_prefix("oa:") {
                Some(name) => page.choose(name).await,
                None => page.click(step).await,
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
            Exit::Press(id) => page.click(id).await,
        }
    }
}

const fn stop(name: &'static str, path: &'static [&'static str], shows: &'static str) -> Stop {
    Stop { name, path, shows, exit: Exit::Stay }
}

const fn dialog(name: &'static str, path: &'static [&'static str], shows: &'static str) -> Stop {
    Stop { name, path, shows, exit: Exit::Escape }
}

/// The stops of a home with an OA in every state.
pub(crate) fn stops() -> &'static [Stop] {
    const STOPS: &[Stop] = &[
        stop("main", &["oa:Cà phê Hà Nội"], "answer-lines"),
        dialog("confirm", &["send"], "confirm-keep"),
        dialog("export", &["export"], "export-save"),
        dialog("history", &["history"], "diary"),
        stop("expired", &["oa:Shop Thảo My"], "access-left"),
        stop("dead", &["oa:Nha khoa An Bình"], "explain"),
        stop("refused", &["oa:Trường Hoa Sen"], "explain"),
        stop("unknown", &["oa:Gốm Bát Tràng"], "explain"),
        stop("new", &["oa:Công ty"], "send"),
        stop("overview", &["nav-overview"], "overview-row"),
        dialog("settings", &["settings"], "theme-dark"),
    ];
    STOPS
}

/// The stops of an empty home.
pub(crate) fn first_run_stops() -> &'static [Stop] {
    const STOPS: &[Stop] = &[
        stop("first-run", &[], "nav-add"),
        Stop { name: "form", path: &["nav-add"], shows: "form-send", exit: Exit::Press("form-back") },
    ];
    STOPS
}
