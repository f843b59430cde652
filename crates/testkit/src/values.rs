//! Values that are the same in every test.

/// The app of every profile.
pub const APP_ID: &str = "1234567890123456789";
/// Its secret key.
pub const SECRET_KEY: &str = "FAKE_SECRET_0000000000";
/// The content of the key file.
pub const KEY: &str = "FAKE_KEY_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E\n";
/// An address at which nobody listens.
pub const UNREACHABLE: &str = "http://127.0.0.1:9";
