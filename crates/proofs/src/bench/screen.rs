//! The X screen, observed from outside: the same for any program.

use std::thread;
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt, EventMask, ImageFormat, Window};
use x11rb::rust_connection::RustConnection;

use crate::proof::Trouble;

/// How often to read the screen: a fraction of a frame.
const LOOK: Duration = Duration::from_millis(4);
const PATIENCE: Duration = Duration::from_secs(60);
/// Where the filled button of an OA's page is, in both programs and whatever is above it: x, y, width, height.
const BUTTON: (i16, i16, u16, u16) = (300, 40, 700, 260);
/// Its colour, blue first as X gives it (`--accent`).
const ACCENT: [u8; 3] = [0xe0, 0x5f, 0x0b];
/// With this many pixels of that colour it is the button, and not an icon or a link.
const FILLED: usize = 800;

/// A connection to the screen.
pub(super) struct Screen {
    connection: RustConnection,
    root: Window,
}

impl Screen {
    pub(super) fn connect() -> Result<Self, Trouble> {
        let (connection, number) = x11rb::connect(None)?;
        let root = connection.setup().roots.get(number).ok_or("no screen")?.root;
        Ok(Self { connection, root })
    }

    fn is_painted(&self) -> Result<bool, Trouble> {
        let (x, y, width, height) = BUTTON;
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, !0)?.reply()?;
        let pixels = image.data.chunks_exact(4);
        Ok(pixels.filter(|pixel| pixel.starts_with(&ACCENT)).count() >= FILLED)
    }

    /// Waits until the page shows its data, which its filled button indicates. Returns the time.
    pub(super) fn until_painted(&self) -> Result<Instant, Trouble> {
        self.until(true)
    }

    /// Waits until no page is visible.
    pub(super) fn until_bare(&self) -> Result<(), Trouble> {
        self.until(false).map(drop)
    }

    fn until(&self, wanted: bool) -> Result<Instant, Trouble> {
        let end = Instant::now() + PATIENCE;
        while self.is_painted()? != wanted {
            if Instant::now() > end {
                return Err(if wanted { "no page was painted" } else { "a page stayed on the screen" }.into());
            }
            thread::sleep(LOOK);
        }
        Ok(Instant::now())
    }

    /// Asks every window of the program to close, as a window manager does.
    pub(super) fn close_window(&self) -> Result<(), Trouble> {
        let atom = |name: &[u8]| Ok::<_, Trouble>(self.connection.intern_atom(false, name)?.reply()?.atom);
        let (protocols, delete) = (atom(b"WM_PROTOCOLS")?, atom(b"WM_DELETE_WINDOW")?);
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            let name = self.connection.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply()?;
            if name.value == b"OA Token" {
                let event = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
                self.connection.send_event(false, window, EventMask::NO_EVENT, event)?;
            }
        }
        self.connection.flush()?;
        self.until_bare()
    }
}
