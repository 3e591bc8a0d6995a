//! A fault of some Linux graphics drivers, stepped around before any thread starts.
//!
//! With NVIDIA's own driver WebKitGTK may show an empty window when it shares buffers by DMABUF.
//! The variable that turns this off must stand in the environment at the start, so the program
//! replaces itself once. A value the user has set is left alone.

/// Settles the graphics environment, or returns at once where nothing needs settling.
#[cfg(target_os = "linux")]
pub fn settle() {
    use std::os::unix::process::CommandExt;
    use std::{env, path::Path, process::Command};

    const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if env::var_os(VARIABLE).is_some() || !Path::new("/proc/driver/nvidia/version").exists() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        // Returns only if it could not: the window then opens as it would have without this.
        let _ = Command::new(program).args(env::args_os().skip(1)).env(VARIABLE, "1").exec();
    }
}

/// Other systems have nothing to settle.
#[cfg(not(target_os = "linux"))]
pub fn settle() {}
