//! How WebKitGTK draws, settled before any thread starts.
//!
//! - With NVIDIA's own driver it may show an empty window when it shares buffers by DMABUF.
//! - Without a graphics card it has the processor play one: each second that a clock shows then puts
//!   the whole window together anew, where drawing the figures anew costs a sixth of that.
//!
//! What turns these off must stand in the environment at the start, so the program replaces itself
//! once. A value the user has set is left alone.

/// Settles the graphics environment, or returns at once where nothing needs settling.
#[cfg(target_os = "linux")]
pub fn settle() {
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::{env, process::Command};

    let wanted = [
        ("WEBKIT_DISABLE_DMABUF_RENDERER", Path::new("/proc/driver/nvidia/version").exists()),
        ("WEBKIT_DISABLE_COMPOSITING_MODE", !has_graphics_card(Path::new("/dev"))),
    ];
    let missing: Vec<_> = wanted
        .into_iter()
        .filter(|(variable, is_wanted)| *is_wanted && env::var_os(variable).is_none())
        .map(|(variable, _)| (variable, "1"))
        .collect();
    if missing.is_empty() {
        return;
    }
    if let Ok(program) = env::current_exe() {
        // Returns only if it could not: the window then opens as it would have without this.
        let _ = Command::new(program).args(env::args_os().skip(1)).envs(missing).exec();
    }
}

/// The kernel's own render nodes, or those of NVIDIA's driver, of WSL.
#[cfg(target_os = "linux")]
fn has_graphics_card(dev: &std::path::Path) -> bool {
    let is_node = |name: &str| name.starts_with("renderD");
    let nodes = std::fs::read_dir(dev.join("dri")).into_iter().flatten().flatten();
    nodes.map(|node| node.file_name()).any(|name| name.to_str().is_some_and(is_node))
        || ["nvidia0", "dxg"].iter().any(|node| dev.join(node).exists())
}

/// Other systems have nothing to settle.
#[cfg(not(target_os = "linux"))]
pub fn settle() {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use super::has_graphics_card;

    #[test]
    fn a_card_is_known_by_its_node() {
        let dev = tempfile::tempdir().unwrap();
        assert!(!has_graphics_card(dev.path()));
        fs::create_dir(dev.path().join("dri")).unwrap();
        assert!(!has_graphics_card(dev.path()));
        fs::write(dev.path().join("dri/renderD128"), "").unwrap();
        assert!(has_graphics_card(dev.path()));
    }
}
