//! What only the operating system knows: the one place with system-specific code.

/// Milliseconds since this machine started, sleep included; `None` where the system cannot say.
#[cfg(target_os = "linux")]
pub fn boot_ms() -> Option<i64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Some(time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
}

/// Milliseconds since this machine started, sleep included; `None` where the system cannot say.
#[cfg(not(target_os = "linux"))]
pub fn boot_ms() -> Option<i64> {
    None
}

/// A name that tells this machine from another one: the system's own id, else its host name.
pub fn id() -> String {
    let from_file = |path| std::fs::read_to_string(path).ok();
    ["/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostname"]
        .into_iter()
        .find_map(from_file)
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .or_else(|| std::env::var("HOSTNAME").ok())
        .unwrap_or_else(|| "unnamed".to_owned())
}
