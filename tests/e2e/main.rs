//! The real window under Xvfb, driven by WebKitWebDriver. Each test has its own home, practice Zalo and session bus.
#![cfg(test)]

mod anew;
mod automatic;
mod autostart;
mod bench;
mod clipboard;
mod closing;
mod consent;
mod desktop;
mod dialog;
mod everybody;
mod exports;
mod failures;
mod imports;
mod journey;
mod looks;
mod many;
mod notices;
mod protect;
mod revive;
mod tour;
mod tray;
mod window;
