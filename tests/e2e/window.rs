//! Starts WebKitWebDriver, which starts the real window, and ends both.

use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use testkit::free_port;
use thirtyfour::prelude::*;

/// How long the page may take to show what is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked at.
pub(crate) const LOOK: Duration = Duration::from_millis(25);

/// A program that leads its process group, and everything it has started: ended with the test.
pub(crate) struct Group(pub(crate) Child);

impl Drop for Group {
    fn drop(&mut self) {
        // The whole group: killing the driver alone leaves the window running.
        drop(Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).status());
        drop(self.0.wait());
    }
}

/// Unlocks the login keyring on this bus, making it on the first day.
const UNLOCK: &str =
    r#"printf 'FAKE pass\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@""#;

/// Opens the window in this home with these variables, runs `body` in it, and ends it, also if `body` panics.
pub(crate) async fn open<F>(home: &Path, variables: &[(String, String)], body: F)
where
    F: for<'a> AsyncFnOnce(&'a Page) + Send + 'static,
{
    run(home, variables, &[], body).await;
}

/// Does the same beside an unlocked keyring of this home's own.
pub(crate) async fn open_with_keyring<F>(home: &Path, variables: &[(String, String)], body: F)
where
    F: for<'a> AsyncFnOnce(&'a Page) + Send + 'static,
{
    run(home, variables, &["sh", "-c", UNLOCK, "sh"], body).await;
}

async fn run<F>(home: &Path, variables: &[(String, String)], before: &[&str], body: F)
where
    F: for<'a> AsyncFnOnce(&'a Page) + Send + 'static,
{
    let window = Window::start(home, variables, before).await;
    let result = futures_catch(body(&window.page)).await;
    window.end().await;
    if let Err(panic) = result {
        std::panic::resume_unwind(panic);
    }
}

/// An open window, for a test that has several. Ended with it.
pub(crate) struct Window {
    pub(crate) page: Page,
    driver: Group,
}

impl Window {
    /// Opens the window in this home with these variables.
    pub(crate) async fn open(home: &Path, variables: &[(String, String)]) -> Self {
        Self::start(home, variables, &[]).await
    }

    async fn start(home: &Path, variables: &[(String, String)], before: &[&str]) -> Self {
        let port = free_port();
        let driver = start(home, port, variables, before);
        until(|| TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
        let mut wanted = Capabilities::new();
        let options = json!({"binary": env!("CARGO_BIN_EXE_oa-token-desktop"), "args": []});
        wanted.set("webkitgtk:browserOptions", options).unwrap();
        let session = WebDriver::builder(format!("http://127.0.0.1:{port}"), wanted)
            .request_timeout(PATIENCE)
            .connect()
            .await
            .expect("the window opens");
        let window = Self { page: Page(session), driver };
        window.page.shown().await;
        window
    }

    /// Closes it.
    pub(crate) async fn end(self) {
        // The window may have closed itself.
        drop(self.page.0.quit().await);
        drop(self.driver);
    }
}

async fn futures_catch(future: impl Future<Output = ()>) -> Result<(), Box<dyn std::any::Any + Send>> {
    let mut future = Box::pin(future);
    std::future::poll_fn(move |context| {
        let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| future.as_mut().poll(context)));
        match polled {
            Ok(std::task::Poll::Pending) => std::task::Poll::Pending,
            Ok(std::task::Poll::Ready(())) => std::task::Poll::Ready(Ok(())),
            Err(panic) => std::task::Poll::Ready(Err(panic)),
        }
    })
    .await
}

/// Gives a program the folders of a user of this home's own.
pub(crate) fn put_in(home: &Path, program: &mut Command) {
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"] {
        let folder = home.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o700)).unwrap();
        program.env(name, folder);
    }
}

fn start(home: &Path, port: u16, variables: &[(String, String)], before: &[&str]) -> Group {
    let mut driver = Command::new("dbus-run-session");
    driver.arg("--").args(before).args(["WebKitWebDriver", "--host=127.0.0.1", &format!("--port={port}")]);
    put_in(home, &mut driver);
    // Without this the session request hangs for ever.
    driver.env("TAURI_WEBVIEW_AUTOMATION", "true").envs(variables.iter().cloned());
    driver.stdin(Stdio::null()).process_group(0);
    Group(driver.spawn().expect("dbus and webkit2gtk-driver are installed"))
}

/// Waits until something holds; fails when it never does.
pub(crate) async fn until(mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited {PATIENCE:?} without success");
        tokio::time::sleep(LOOK).await;
    }
}

/// The page in the window.
pub(crate) struct Page(pub(crate) WebDriver);

impl Page {
    /// Waits until the window is shown, which is when its page has something to show: nobody uses it before.
    async fn shown(&self) {
        let end = Instant::now() + PATIENCE;
        let is_shown = "return document.visibilityState === 'visible'";
        while !self.0.execute(is_shown, vec![]).await.is_ok_and(|told| told.json() == &json!(true)) {
            assert!(Instant::now() < end, "the window is not shown");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits for the element with this test id.
    pub(crate) async fn get(&self, id: &str) -> WebElement {
        self.select(&format!("[data-testid='{id}']")).await
    }

    /// Waits for the first element of this CSS selector.
    pub(crate) async fn select(&self, css: &str) -> WebElement {
        if let Ok(element) = self.0.query(By::Css(css)).wait(PATIENCE, LOOK).first().await {
            return element;
        }
        panic!("{css} is not on the page, which reads:\n{}", self.text().await);
    }

    /// Presses what has this test id, once it stands still: the driver looks where it is, and presses there after. On a
    /// busy computer WebKit loses a press now and then; it is made once more.
    pub(crate) async fn click(&self, id: &str) {
        let element = self.still(id).await;
        let watch = "const [element] = arguments;
            window.wasPressed = false;
            const note = ({ target }) => { window.wasPressed ||= element.contains(target); };
            document.addEventListener('click', note, { capture: true });";
        drop(self.0.execute(watch, vec![element.to_json().unwrap()]).await);
        if let Err(why) = element.click().await {
            panic!("{id} cannot be pressed: {why}");
        }
        if self.is_lost().await {
            // It fails if the element is gone: then the press was not lost.
            drop(element.click().await);
        }
    }

    /// Reports whether the page has not seen the last press.
    async fn is_lost(&self) -> bool {
        for _ in 0..10 {
            let seen = self.0.execute("return window.wasPressed", vec![]).await;
            if seen.is_ok_and(|seen| seen.json() != &json!(false)) {
                return false;
            }
            tokio::time::sleep(LOOK).await;
        }
        true
    }

    /// Waits until the element with this test id is where it was a frame ago.
    async fn still(&self, id: &str) -> WebElement {
        let element = self.get(id).await;
        let script = "const [element, done] = arguments;
            const place = () => { const { x, y } = element.getBoundingClientRect(); return `${x} ${y}`; };
            const again = (before) => requestAnimationFrame(() => {
                const now = place();
                if (now === before) done(true); else again(now);
            });
            again(place());";
        // What was taken away meanwhile is found missing by what comes next.
        drop(self.0.execute_async(script, vec![element.to_json().unwrap()]).await);
        element
    }

    /// Presses what takes the window away, and with it the driver's answer.
    pub(crate) async fn click_away(&self, id: &str) {
        drop(self.get(id).await.click().await);
    }

    pub(crate) async fn fill(&self, id: &str, text: &str) {
        let field = self.get(id).await;
        // As a person writes over what is there: WebDriver's own clearing tells the page nothing.
        field.send_keys(Key::Control + "a").await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Waits until the element with this test id shows this text.
    pub(crate) async fn reads(&self, id: &str, wanted: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let text = match self.0.find(By::Css(format!("[data-testid='{id}']"))).await {
                // Not text(): WebKit leaves out what an ellipsis may cut.
                Ok(element) => element.prop("textContent").await.ok().flatten().unwrap_or_default(),
                Err(_) => String::new(),
            };
            if text.contains(wanted) {
                return;
            }
            assert!(Instant::now() < end, "{id} reads “{text}”, not “{wanted}”; the page:\n{}", self.text().await);
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Chooses the OA whose name begins like this from the list.
    pub(crate) async fn choose(&self, name: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            for row in self.0.find_all(By::Css("[data-testid='profile-item']")).await.unwrap_or_default() {
                let text = row.prop("textContent").await.ok().flatten().unwrap_or_default();
                if text.contains(name) {
                    // By the page: in the rail a row may be scrolled out of sight, which scrolling would correct.
                    self.0.execute("arguments[0].click()", vec![row.to_json().unwrap()]).await.unwrap();
                    return;
                }
            }
            assert!(Instant::now() < end, "{name} is not in the list; the page:\n{}", self.text().await);
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Presses a key, whatever has the focus.
    pub(crate) async fn keys(&self, keys: impl Into<TypingData>) {
        self.0.action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// Presses two keys at once.
    pub(crate) async fn chord(&self, held: Key, key: impl Into<TypingData>) {
        self.0.action_chain().key_down(held.clone()).send_keys(key).key_up(held).perform().await.unwrap();
    }

    /// Presses what may have been asked, once it answers: a question has some dead time.
    pub(crate) async fn click_if_there(&self, id: &str) {
        let ready = format!("[data-testid='{id}'][aria-disabled='false']");
        if self.0.query(By::Css(&ready)).wait(Duration::from_secs(2), LOOK).first().await.is_ok() {
            self.click(id).await;
        }
    }

    /// Pastes a text where the focus is, as the clipboard would hand it over: no clipboard is at hand on a bare screen.
    pub(crate) async fn paste(&self, text: &str) {
        let script = "const data = new DataTransfer();
            data.setData('text/plain', arguments[0]);
            const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
            (document.activeElement ?? document.body).dispatchEvent(event);";
        self.0.execute(script, vec![text.into()]).await.unwrap();
    }

    /// Waits until nothing has this test id any more.
    pub(crate) async fn gone(&self, id: &str) {
        let end = Instant::now() + PATIENCE;
        while self.0.find(By::Css(format!("[data-testid='{id}']"))).await.is_ok() {
            assert!(Instant::now() < end, "{id} is still there");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until nothing moves but what moves for ever: animations have ended, every font is there.
    pub(crate) async fn settle(&self) {
        let script = "const done = arguments[0];
            document.fonts.ready
                .then(() => Promise.all(document.getAnimations()
                    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
                    .map((each) => each.finished.catch(() => null))))
                .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";
        self.0.execute_async(script, vec![]).await.unwrap();
    }

    /// Returns the window's inside this size.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        self.0.set_window_rect(0, 0, width, height).await.unwrap();
        let end = Instant::now() + PATIENCE;
        loop {
            let size = self.0.execute("return [innerWidth, innerHeight]", vec![]).await.unwrap();
            if size.json() == &json!([width, height]) {
                break;
            }
            assert!(Instant::now() < end, "the window is {} and not {width}×{height}", size.json());
            tokio::time::sleep(LOOK).await;
        }
        self.settle().await;
    }

    /// All the page's text.
    pub(crate) async fn text(&self) -> String {
        match self.0.find(By::Css("body")).await {
            Ok(body) => body.prop("textContent").await.ok().flatten().unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// All the page's markup, values of fields included.
    pub(crate) async fn source(&self) -> String {
        self.0.source().await.unwrap()
    }
}
