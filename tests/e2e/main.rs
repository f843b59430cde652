//! The real window under Xvfb, driven by WebKitWebDriver. Each test has its own home, practice Zalo and session bus.
#![cfg(test)]

mod automatic;
mod autostart;
mod bench;
mod clipboard;
mod close_behavior;
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
mod notifications;
mod protect;
mod restart;
mod revive;
mod tour;
mod tray;
mod window;
