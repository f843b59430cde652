//! The real window under Xvfb, driven by WebKitWebDriver. Each test has its own home, practice Zalo and session bus.
#![cfg(test)]
#![cfg(target_os = "linux")]

mod actions;
mod autostart;
mod bench;
mod close_behavior;
mod consent;
mod desktop;
mod everybody;
mod journey;
mod notifications;
mod places;
mod protect;
mod restart;
mod screen;
mod team;
mod tour;
mod tray;
mod updates;
mod window;
