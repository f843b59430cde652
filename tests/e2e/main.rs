//! The real window under Xvfb, driven by WebKitWebDriver. Each test has its own home, practice Zalo and session bus.
#![cfg(test)]

mod bench;
mod clipboard;
mod closing;
mod dialog;
mod failures;
mod journey;
mod looks;
mod tour;
mod window;
