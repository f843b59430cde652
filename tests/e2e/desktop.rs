//! The desktop around the program: its processes, its clipboard and keyboard, a session bus of its own, and on it a tray
//! and notifications.

#![expect(
    clippy::unused_self,
    clippy::needless_pass_by_value,
    clippy::used_underscore_binding,
    reason = "D-Bus interfaces require these signatures"
)]

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use zbus::blocking::{Connection, Proxy, connection};
use zbus::interface;
use zbus::zvariant::{OwnedValue, Value};

use crate::bench::Bench;
use crate::window::{Group, LOOK, PATIENCE, put_in, until};

/// Returns the `/proc` folders of the programs that run on this data folder.
pub(crate) fn processes_of(data: &Path) -> Vec<PathBuf> {
    let wanted = format!("OA_TOKEN_HOME={}", data.display());
    let program = Path::new(env!("CARGO_BIN_EXE_oa-token-desktop"));
    let is_ours = |process: &PathBuf| {
        let is_ours = std::fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program);
        let environment = std::fs::read(process.join("environ")).unwrap_or_default();
        is_ours && environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes())
    };
    std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path()).filter(is_ours).collect()
}

/// Returns the `/proc` folder of the program that runs on this data folder.
pub(crate) fn process_of(data: &Path) -> Option<PathBuf> {
    processes_of(data).into_iter().next()
}

/// Returns a process's variable.
pub(crate) fn environment(process: &Path, name: &str) -> Option<String> {
    let variables = String::from_utf8_lossy(&std::fs::read(process.join("environ")).ok()?).into_owned();
    variables.split('\0').find_map(|each| Some(each.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// A session bus, and the programs that are started on it.
pub(crate) struct Desktop {
    /// Dropped first: what runs on the bus ends before it.
    programs: Vec<Group>,
    connections: Vec<Connection>,
    address: String,
    _bus: Group,
}

impl Desktop {
    pub(crate) fn start() -> Self {
        let mut bus = Command::new("dbus-daemon");
        bus.args(["--session", "--nofork", "--print-address=1"]).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut bus = bus.process_group(0).spawn().expect("dbus is installed");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        Self { programs: Vec::new(), connections: Vec::new(), address, _bus: Group(bus) }
    }

    /// Returns a connection of the test's own.
    pub(crate) fn connect(&self) -> Connection {
        connection::Builder::address(self.address.as_str()).unwrap().build().unwrap()
    }

    /// Serves something under a name for as long as this desktop is there.
    fn serve<I: zbus::object_server::Interface>(&mut self, name: &str, path: &str, served: I) {
        let served = connection::Builder::address(self.address.as_str()).unwrap().serve_at(path, served).unwrap();
        self.connections.push(served.name(name).unwrap().build().unwrap());
    }

    /// Puts a tray on the desktop; returns what shows icons in it.
    pub(crate) fn tray(&mut self) -> Arc<Mutex<Vec<String>>> {
        let items = Arc::default();
        self.serve("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", Watcher { items: Arc::clone(&items) });
        items
    }

    /// Shows notifications on the desktop; gives those that were shown.
    pub(crate) fn notifications(&mut self) -> Arc<Mutex<Vec<Shown>>> {
        let shown = Arc::default();
        self.serve("org.freedesktop.Notifications", "/org/freedesktop/Notifications", Daemon(Arc::clone(&shown)));
        shown
    }

    /// Clicks a notification.
    pub(crate) fn click(&self, number: u32) {
        self.press(number, "default");
    }

    /// Presses a button of a notification.
    pub(crate) fn press(&self, number: u32, button: &str) {
        let (path, interface) = ("/org/freedesktop/Notifications", "org.freedesktop.Notifications");
        for connection in &self.connections {
            connection.emit_signal(None::<&str>, path, interface, "ActionInvoked", &(number, button)).unwrap();
        }
    }

    /// The program as it would be started here.
    pub(crate) fn command(&self, bench: &Bench, arguments: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_oa-token-desktop"));
        program.args(arguments).stdin(Stdio::null()).process_group(0);
        put_in(bench.home.path(), &mut program);
        program.envs(bench.variables(None)).env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        program
    }

    /// Starts the program; it ends with this desktop. Gives its number.
    pub(crate) fn start_program(&mut self, mut command: Command) -> u32 {
        let program = command.spawn().unwrap();
        let id = program.id();
        self.programs.push(Group(program));
        id
    }

    /// Returns whether a program that was started here has ended, and well.
    pub(crate) fn has_ended(&mut self, id: u32) -> bool {
        let program = self.programs.iter_mut().find(|program| program.0.id() == id).unwrap();
        program.0.try_wait().unwrap().is_some_and(|status| status.success())
    }
}

/// A tray that takes every icon.
struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    /// `service` is a path where the icon's own connection is meant, as Ayatana does.
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: zbus::message::Header<'_>) {
        let sender = header.sender().unwrap();
        let item = format!("{sender} {service}");
        let mut items = self.items.lock().unwrap();
        // Ayatana registers at each new menu.
        if !items.contains(&item) {
            items.push(item);
        }
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().unwrap().clone()
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// A notification as it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) id: u32,
    pub(crate) title: String,
    pub(crate) body: String,
}

/// What shows notifications.
struct Daemon(Arc<Mutex<Vec<Shown>>>);

#[interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    #[expect(clippy::too_many_arguments, reason = "the D-Bus protocol has this number of arguments")]
    fn notify(
        &self,
        _app_name: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<String>,
        _hints: std::collections::HashMap<String, OwnedValue>,
        _timeout: i32,
    ) -> u32 {
        let mut shown = self.0.lock().unwrap();
        let id = u32::try_from(shown.len()).unwrap() + 1;
        shown.push(Shown { id, title: summary.to_owned(), body: body.to_owned() });
        id
    }

    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned(), "actions".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("test".to_owned(), "test".to_owned(), "1".to_owned(), "1.2".to_owned())
    }

    fn close_notification(&self, _id: u32) {}
}

/// The menu of an icon in the tray, as D-Bus hands it over.
pub(crate) struct TrayMenu(Proxy<'static>);

/// An item of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) id: i32,
    pub(crate) label: String,
    pub(crate) enabled: bool,
}

/// What `GetLayout` gives: an item's number, what it looks like, what is below it.
type Layout = (i32, std::collections::HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl TrayMenu {
    /// Finds the menu of an icon as the tray was told of it: its connection and its path.
    pub(crate) fn of(desktop: &Desktop, icon: &str) -> Self {
        let (sender, path) = icon.split_once(' ').unwrap();
        let menu = Proxy::new(&desktop.connect(), sender.to_owned(), format!("{path}/Menu"), "com.canonical.dbusmenu");
        Self(menu.unwrap())
    }

    /// Every item but the lines between, depth first.
    pub(crate) fn items(&self) -> Vec<Item> {
        let layout: zbus::Result<(u32, Layout)> = self.0.call("GetLayout", &(0, -1, Vec::<String>::new()));
        let mut items = Vec::new();
        if let Ok((_, (_, _, below))) = layout {
            for item in below {
                collect(item, &mut items);
            }
        }
        items
    }

    /// Finds the item whose words begin like this.
    pub(crate) fn find(&self, words: &str) -> Option<Item> {
        self.items().into_iter().find(|item| item.label.starts_with(words))
    }

    /// Waits for the item whose words begin like this.
    pub(crate) async fn get(&self, words: &str) -> Item {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(item) = self.find(words) {
                return item;
            }
            assert!(Instant::now() < end, "no “{words}” in {:#?}", self.items());
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Presses the item whose words begin like this.
    pub(crate) fn press(&self, words: &str) {
        let item = self.find(words).unwrap_or_else(|| panic!("no “{words}” in {:#?}", self.items()));
        self.0.call::<_, _, ()>("Event", &(item.id, "clicked", Value::from(""), 0_u32)).unwrap();
    }
}

fn collect(item: OwnedValue, items: &mut Vec<Item>) {
    let Ok((id, looks, below)) = Layout::try_from(item) else { return };
    let text = looks.get("label").and_then(|label| String::try_from(label.clone()).ok());
    let enabled = looks.get("enabled").and_then(|enabled| bool::try_from(enabled.clone()).ok()).unwrap_or(true);
    // A doubled underscore is one; a single one marks a key.
    if let Some(text) = text {
        items.push(Item { id, label: text.replace("__", "_"), enabled });
    }
    for item in below {
        collect(item, items);
    }
}

/// Waits until the tray has been given so many icons, and returns the newest one's menu.
pub(crate) async fn menu(desktop: &Desktop, icons: &Mutex<Vec<String>>, count: usize) -> TrayMenu {
    until(|| icons.lock().unwrap().len() == count).await;
    TrayMenu::of(desktop, &icons.lock().unwrap()[count - 1].clone())
}

/// Returns what another program would paste.
pub(crate) fn clipboard() -> String {
    pasted(&std::env::var("DISPLAY").unwrap())
}

/// Returns what another program would paste on this display.
pub(crate) fn pasted(display: &str) -> String {
    let mut paste = Command::new("timeout");
    paste.args(["2", "xclip", "-o", "-selection", "clipboard"]).env("DISPLAY", display);
    String::from_utf8_lossy(&paste.output().unwrap().stdout).into_owned()
}

/// Does this to a window or with the keyboard, as a person does.
pub(crate) fn xdotool(arguments: &[&str]) {
    assert!(Command::new("xdotool").args(arguments).status().unwrap().success(), "{arguments:?}");
}
