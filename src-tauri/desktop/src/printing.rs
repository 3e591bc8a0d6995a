//! Printing: what is on the screen, as the person chooses.
//!
//! On Linux the desktop's portal shows the dialog and prints (`portal` says why): it is asked how,
//! the page is drawn into a file of its own, and the portal is given that. The web view can be told
//! to ask the portal itself, but then ends the program where the system has no RealtimeKit.

use kneeboard_core::kneeboard::EdgeError;
use tauri::WebviewWindow;

/// Prints the page. Returns once it is on its way, or the person changed their mind. Blocks until
/// then.
pub fn print(window: &WebviewWindow) -> Result<(), EdgeError> {
    system::print(window)
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::path::Path;
    use std::sync::mpsc::{self, Sender};
    use std::time::Duration;

    use gtk::{PageSetup, PrintSettings};
    use kneeboard_core::kneeboard::EdgeError;
    use tauri::WebviewWindow;
    use webkit2gtk::{PrintOperation, PrintOperationExt, WebView};

    use crate::native;
    use crate::portal::{self, NoAnswer, Prepared};

    const TITLE: &str = "Print";
    /// The name of what the print job is, for the printer's own list.
    const JOB: &str = "Kneeboard";
    /// How long drawing the pages may take.
    const PATIENCE: Duration = Duration::from_secs(120);

    pub(super) fn print(window: &WebviewWindow) -> Result<(), EdgeError> {
        let parent = native::name_of(window);
        let prepared = portal::prepare_print(TITLE, &parent).map_err(|_| no_dialog())?;
        let Some(prepared) = prepared else { return Ok(()) };
        let folder = tempfile::tempdir().map_err(|error| unprinted(&error.to_string()))?;
        let file = folder.path().join("printed.pdf");
        draw(window, &prepared, &file).map_err(|why| unprinted(&why))?;
        let file = File::open(&file).map_err(|error| unprinted(&error.to_string()))?;
        portal::print(JOB, &parent, &prepared, file)
            .map_err(|NoAnswer| unprinted("the system did not take it"))
    }

    /// Draws the page into a file, on the paper that was chosen.
    fn draw(window: &WebviewWindow, prepared: &Prepared, file: &Path) -> Result<(), String> {
        let uri = glib::filename_to_uri(file, None).map_err(|error| error.to_string())?.to_string();
        let (settings, page) = (prepared.settings.clone(), prepared.page.clone());
        let (tell, told) = mpsc::channel();
        window
            .with_webview(move |view| {
                let settings = PrintSettings::from_gvariant(&settings);
                let page = PageSetup::from_gvariant(&page);
                begin(&view.inner(), &settings, &page, &uri, &tell);
            })
            .map_err(|error| error.to_string())?;
        told.recv_timeout(PATIENCE).unwrap_or_else(|_| Err("drawing it took too long".to_owned()))
    }

    fn begin(
        view: &WebView,
        settings: &PrintSettings,
        page: &PageSetup,
        uri: &str,
        tell: &Sender<Result<(), String>>,
    ) {
        // The toolkit's own printer for files, by the name that it goes by here.
        let printer = glib::dgettext(Some("gtk30"), "Print to File");
        settings.set("printer", Some(&printer));
        settings.set("output-uri", Some(uri));
        settings.set("output-file-format", Some("pdf"));
        let operation = PrintOperation::new(view);
        operation.set_print_settings(settings);
        operation.set_page_setup(page);
        let failed = tell.clone();
        operation.connect_failed(move |_, error| {
            let _ = failed.send(Err(error.message().to_owned()));
        });
        let finished = tell.clone();
        operation.connect_finished(move |_| {
            let _ = finished.send(Ok(()));
        });
        operation.print();
    }

    fn no_dialog() -> EdgeError {
        EdgeError {
            kind: "no_dialog".to_owned(),
            message: "Couldn't open a print dialog. Nothing was printed.".to_owned(),
            hint: "Install xdg-desktop-portal, or export instead.".to_owned(),
        }
    }

    fn unprinted(why: &str) -> EdgeError {
        EdgeError {
            kind: "print".to_owned(),
            message: format!("Couldn't print: {why}."),
            hint: "Try again, or export instead.".to_owned(),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use kneeboard_core::kneeboard::EdgeError;
    use tauri::WebviewWindow;

    pub(super) fn print(window: &WebviewWindow) -> Result<(), EdgeError> {
        window.print().map_err(|error| EdgeError {
            kind: "print".to_owned(),
            message: format!("Couldn't print: {error}."),
            hint: "Try again, or export instead.".to_owned(),
        })
    }
}
