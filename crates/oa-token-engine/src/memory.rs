//! Protects the process memory, which holds secrets.

/// Disables core dumps, and on Linux stops other processes of the same user from reading this one's memory. Must be
/// called first.
///
/// If the system pipes dumps to a program, it ignores the core size limit, but not the second setting.
pub fn keep_private() {
    // Best effort: the program also works if the system refuses.
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
