//! What is decided about OAs that several computers share. Pure.
