//! The program's memory holds secrets: the system is told to show it to nobody.

/// Forbids core files, and on Linux other programs of the same user to read this one's memory. Called first of all.
///
/// A dump that the system pipes to a program of its own takes no notice of the limit on core files, but of the latter.
pub fn keep_private() {
    // A system that refuses has its own reasons; nothing else depends on it.
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).ok();
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable).ok();
    }
}
