//! The frame of the one window: theme, zoom, strip, and size and place, kept for the next start.
//!
//! Kept in one small file of the app's own folder. What cannot be read there counts as not kept.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::window::Color;
use tauri::{
    App, AppHandle, LogicalSize, Manager, PhysicalPosition, PhysicalSize, Theme, WebviewWindow,
};

use crate::cues::WINDOW;
use crate::private;

/// The strip's width, in pixels of the page.
const STRIP: f64 = 360.0;
const ZOOMS: [f64; 11] = [0.5, 0.67, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 3.0];
const DARK: Color = Color(0x0d, 0x12, 0x16, 0xff);
const LIGHT: Color = Color(0xff, 0xff, 0xff, 0xff);

/// What the page asks of the frame.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(tag = "frame", rename_all = "snake_case")]
pub enum Ask {
    /// The first view is drawn: the window may be seen.
    Show,
    /// The theme that was chosen.
    Theme { theme: Chosen },
    /// The page larger, smaller, or as it was made.
    Zoom { by: Zoom },
    /// Into the strip, or out of it to the size before; on top of other windows or not.
    Strip { on: bool, on_top: bool },
}

/// A theme as people choose it.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chosen {
    #[default]
    System,
    Dark,
    Light,
}

/// One step of the zoom.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zoom {
    In,
    Out,
    Reset,
}

/// The window's frame, as the commands share it.
#[derive(Default)]
pub struct Frame(Mutex<Now>);

#[derive(Default)]
struct Now {
    file: Option<PathBuf>,
    kept: Kept,
    /// What the window was before it became the strip.
    former: Option<Former>,
    /// The size that came of the one asked for. Under Wayland decorations are added to it: kept as
    /// it is, the window would grow with every start.
    became: Option<PhysicalSize<u32>>,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    theme: Chosen,
    zoom: f64,
    /// Width and height, without the system's own scale.
    size: Option<(f64, f64)>,
    place: Option<(i32, i32)>,
    maximized: bool,
}

impl Default for Kept {
    fn default() -> Self {
        Self { theme: Chosen::System, zoom: 1.0, size: None, place: None, maximized: false }
    }
}

#[derive(Clone, Copy)]
struct Former {
    size: PhysicalSize<u32>,
    place: Option<PhysicalPosition<i32>>,
    maximized: bool,
}

impl Frame {
    /// Gives the window what was kept, before anyone sees it.
    pub fn restore(app: &App) -> Self {
        let file = app.path().app_config_dir().ok().map(|folder| folder.join("window.json"));
        let text = file.as_ref().and_then(|file| fs::read_to_string(file).ok());
        let kept = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let now = Now { file, kept, ..Now::default() };
        if let Some(window) = app.get_webview_window(WINDOW) {
            // A system that refuses any of this shows the window as it would have otherwise.
            let _ = now.dress(&window);
            let _ = now.place(&window);
        }
        Self(Mutex::new(now))
    }

    /// Does what the page asks; gives the zoom.
    pub fn ask(&self, window: &WebviewWindow, ask: Ask) -> tauri::Result<f64> {
        let mut now = self.now();
        match ask {
            Ask::Show => window.show().and_then(|()| window.set_focus())?,
            Ask::Theme { theme } => {
                now.kept.theme = theme;
                now.dress(window)?;
                now.write();
            }
            Ask::Zoom { by } => {
                now.kept.zoom = zoomed(now.kept.zoom, by);
                window.set_zoom(now.kept.zoom)?;
                now.narrow(window)?;
                now.write();
            }
            Ask::Strip { on, on_top } => now.strip(window, on, on_top)?,
        }
        Ok(now.kept.zoom)
    }

    /// Notes which size came of the one asked for, once the window stands.
    pub fn stands(&self, window: &WebviewWindow) {
        if std::env::var_os("WAYLAND_DISPLAY").is_some() {
            self.now().became = window.inner_size().ok();
        }
    }

    /// Keeps size and place for the next start. At once: nothing waits for a quiet moment that may
    /// not come, however the window ends.
    pub fn keep(&self, window: &WebviewWindow) {
        let mut now = self.now();
        // A window that is already gone says nothing: what was kept stays.
        if now.note(window).is_ok_and(|changed| changed) {
            now.write();
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Now {
    /// The system's own parts and the ground behind the page, in the theme's colours.
    fn dress(&self, window: &WebviewWindow) -> tauri::Result<()> {
        window.set_theme(match self.kept.theme {
            Chosen::System => None,
            Chosen::Dark => Some(Theme::Dark),
            Chosen::Light => Some(Theme::Light),
        })?;
        let light = match self.kept.theme {
            Chosen::System => window.theme()? == Theme::Light,
            Chosen::Dark => false,
            Chosen::Light => true,
        };
        window.set_background_color(Some(if light { LIGHT } else { DARK }))
    }

    fn place(&self, window: &WebviewWindow) -> tauri::Result<()> {
        window.set_zoom(self.kept.zoom)?;
        if let Some((width, height)) = self.kept.size {
            window.set_size(LogicalSize::new(width, height))?;
        }
        if let Some((x, y)) = self.kept.place
            && is_on_a_monitor(window, x, y)
        {
            window.set_position(PhysicalPosition::new(x, y))?;
        }
        if self.kept.maximized {
            window.maximize()?;
        }
        Ok(())
    }

    fn strip(&mut self, window: &WebviewWindow, on: bool, on_top: bool) -> tauri::Result<()> {
        window.set_always_on_top(on && on_top)?;
        if !on {
            return self.former.take().map_or(Ok(()), |former| former.restore(window));
        }
        if self.former.is_none() {
            let former = Former::of(window)?;
            if former.maximized {
                window.unmaximize()?;
            }
            self.former = Some(former);
            self.narrow(window)?;
        }
        Ok(())
    }

    /// The strip is as wide as its page, at its right edge where the window's was.
    fn narrow(&self, window: &WebviewWindow) -> tauri::Result<()> {
        let Some(former) = self.former else { return Ok(()) };
        let width = (STRIP * self.kept.zoom * window.scale_factor()?).round() as u32;
        window.set_size(PhysicalSize::new(width, former.size.height))?;
        if let Some(place) = former.place {
            let x = place.x + former.size.width as i32 - width as i32;
            window.set_position(PhysicalPosition::new(x, place.y))?;
        }
        Ok(())
    }

    /// Whether anything is other than it was kept.
    fn note(&mut self, window: &WebviewWindow) -> tauri::Result<bool> {
        let former = self.former.map_or_else(|| Former::of(window), Ok)?;
        let before = (self.kept.maximized, self.kept.size, self.kept.place);
        self.kept.maximized = former.maximized;
        if !former.maximized && self.became != Some(former.size) {
            let size = former.size.to_logical::<f64>(window.scale_factor()?);
            self.kept.size = Some((size.width, size.height));
            self.kept.place = former.place.map(|place| (place.x, place.y));
        }
        Ok(before != (self.kept.maximized, self.kept.size, self.kept.place))
    }

    /// Whole or not at all. What cannot be kept is no trouble: the next start is as the first was.
    fn write(&self) {
        let Some(file) = &self.file else { return };
        let Ok(text) = serde_json::to_string_pretty(&self.kept) else { return };
        let fresh = file.with_extension("fresh");
        if let Some(folder) = file.parent() {
            private::folder(folder);
        }
        let written = || {
            let mut file = private::file().write(true).create(true).truncate(true).open(&fresh)?;
            file.write_all(text.as_bytes())
        };
        let _ = written().and_then(|()| fs::rename(&fresh, file));
    }
}

impl Former {
    fn of(window: &WebviewWindow) -> tauri::Result<Self> {
        Ok(Self {
            size: window.inner_size()?,
            place: window.outer_position().ok(),
            maximized: window.is_maximized()?,
        })
    }

    fn restore(self, window: &WebviewWindow) -> tauri::Result<()> {
        window.set_size(self.size)?;
        if let Some(place) = self.place {
            window.set_position(place)?;
        }
        if self.maximized { window.maximize() } else { Ok(()) }
    }
}

/// Keeps the frame of an app whose window is there and has been given what was kept before.
pub fn keep(app: &AppHandle) {
    if let (Some(frame), Some(window)) = (app.try_state::<Frame>(), app.get_webview_window(WINDOW))
    {
        frame.keep(&window);
    }
}

fn is_on_a_monitor(window: &WebviewWindow, x: i32, y: i32) -> bool {
    window.available_monitors().unwrap_or_default().iter().any(|monitor| {
        let (at, size) = (monitor.position(), monitor.size());
        let across = (at.x..at.x + size.width as i32).contains(&x);
        across && (at.y..at.y + size.height as i32).contains(&y)
    })
}

fn zoomed(from: f64, by: Zoom) -> f64 {
    match by {
        Zoom::In => ZOOMS.into_iter().find(|zoom| *zoom > from).unwrap_or(from),
        Zoom::Out => ZOOMS.into_iter().rfind(|zoom| *zoom < from).unwrap_or(from),
        Zoom::Reset => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Color, DARK, LIGHT, Zoom, zoomed};

    #[test]
    fn the_ground_behind_the_page_is_the_pages_own() {
        let tokens = include_str!("../../../ui/src/tokens.css");
        for (theme, Color(red, green, blue, _)) in [("dark", DARK), ("light", LIGHT)] {
            let block = tokens.split_once(&format!("[data-theme=\"{theme}\"]")).unwrap().1;
            let ground = format!("--background: #{red:02x}{green:02x}{blue:02x};");
            assert!(block.split_once('}').unwrap().0.contains(&ground), "{theme}: {ground}");
        }
    }

    #[test]
    fn zooming_goes_by_steps_and_ends_at_both_ends() {
        assert!((zoomed(1.0, Zoom::In) - 1.1).abs() < 1e-9);
        assert!((zoomed(1.0, Zoom::Out) - 0.9).abs() < 1e-9);
        assert!((zoomed(3.0, Zoom::In) - 3.0).abs() < 1e-9);
        assert!((zoomed(0.5, Zoom::Out) - 0.5).abs() < 1e-9);
        assert!((zoomed(1.75, Zoom::Reset) - 1.0).abs() < 1e-9);
    }
}
