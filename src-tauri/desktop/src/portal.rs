//! The desktop's portal: another process shows its dialogs, so this one opens no file for them.
//!
//! A dialog of the toolkit's own reads the files that it lists, in this process. On Linux closing a
//! file drops every lock that this process holds on it, SQLite's too: a dialog that lists the store's
//! folder would leave the store without its locks.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use gio::prelude::UnixFDListExtManual;
use gio::{
    BusType, Cancellable, DBusCallFlags, DBusConnection, DBusMessage, DBusSendMessageFlags,
    DBusSignalFlags, SignalSubscriptionId, UnixFDList,
};
use glib::variant::Handle;
use glib::{MainContext, ToVariant, Variant, VariantDict, VariantTy};

const PORTAL: &str = "org.freedesktop.portal.Desktop";
const OBJECT: &str = "/org/freedesktop/portal/desktop";
const FILES: &str = "org.freedesktop.portal.FileChooser";
const PRINT: &str = "org.freedesktop.portal.Print";
const REQUEST: &str = "org.freedesktop.portal.Request";
const BUS: &str = "org.freedesktop.DBus";

/// How long the portal may take to say that it shows a dialog. How long the person takes is theirs.
const PATIENCE: Duration = Duration::from_secs(5);
/// A portal that answers later than that is told to close its dialog: nobody waits for it any more.
const GIVES_UP_MS: i32 = 120_000;

/// No portal showed a dialog.
#[derive(Debug)]
pub struct NoAnswer;

/// What a person chose; `None` where they changed their mind.
type Answer = Result<Option<Variant>, NoAnswer>;

/// What is to be printed on, as the person chose it.
pub struct Prepared {
    /// The printer's settings.
    pub settings: Variant,
    /// The paper.
    pub page: Variant,
    token: u32,
}

/// What is asked of the portal.
struct Request {
    interface: &'static str,
    method: &'static str,
    words: Vec<Variant>,
    options: Vec<(&'static str, Variant)>,
    file: Option<File>,
}

/// What the thread that talks to the portal says.
enum Told {
    Shown,
    Answer(Answer),
}

/// Asks for a folder. `None` where the person changed their mind.
///
/// `parent` names the window that the dialog belongs to, as portals write it; empty for none.
pub fn folder(title: &str, parent: &str) -> Result<Option<PathBuf>, NoAnswer> {
    let chosen = answer_to(Request {
        interface: FILES,
        method: "OpenFile",
        words: vec![parent.to_variant(), title.to_variant()],
        options: vec![("modal", true.to_variant()), ("directory", true.to_variant())],
        file: None,
    })?;
    chosen.map(|chosen| path_of(&chosen).ok_or(NoAnswer)).transpose()
}

/// Asks how to print. `None` where the person changed their mind.
pub fn prepare_print(title: &str, parent: &str) -> Result<Option<Prepared>, NoAnswer> {
    let nothing = || VariantDict::new(None).end();
    let chosen = answer_to(Request {
        interface: PRINT,
        method: "PreparePrint",
        words: vec![parent.to_variant(), title.to_variant(), nothing(), nothing()],
        options: vec![("modal", true.to_variant())],
        file: None,
    })?;
    chosen.map(|chosen| prepared(&chosen).ok_or(NoAnswer)).transpose()
}

/// Prints a file as it was prepared.
pub fn print(title: &str, parent: &str, prepared: &Prepared, file: File) -> Result<(), NoAnswer> {
    let request = Request {
        interface: PRINT,
        method: "Print",
        words: vec![parent.to_variant(), title.to_variant(), Handle(0).to_variant()],
        options: vec![("token", prepared.token.to_variant())],
        file: Some(file),
    };
    answer_to(request).map(|_| ())
}

fn answer_to(request: Request) -> Answer {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let context = MainContext::new();
        let asked = || ask(&request, &context, &tell);
        let answer = context.with_thread_default(asked).unwrap_or(Err(NoAnswer));
        // Nobody listens where this took too long.
        let _ = tell.send(Told::Answer(answer));
    });
    match told.recv_timeout(PATIENCE) {
        Ok(Told::Answer(answer)) => answer,
        Ok(Told::Shown) => match told.recv() {
            Ok(Told::Answer(answer)) => answer,
            _ => Err(NoAnswer),
        },
        Err(_) => Err(NoAnswer),
    }
}

fn ask(request: &Request, context: &MainContext, tell: &Sender<Told>) -> Answer {
    let bus = gio::bus_get_sync(BusType::Session, Cancellable::NONE).map_err(|_| NoAnswer)?;
    // Losing the bus must not end the program, as the library would have it.
    bus.set_exit_on_close(false);
    let token = format!("kneeboard{}", glib::random_int());
    // The portal makes a request's path of who asks and of the token.
    let sender = bus.unique_name().ok_or(NoAnswer)?.trim_start_matches(':').replace('.', "_");
    let path = format!("{OBJECT}/request/{sender}/{token}");
    let (answer, answers) = mpsc::channel();
    let subscriptions = [when_answered(&bus, &path, answer.clone()), when_gone(&bus, answer)];
    let answer = match call(&bus, request, &token) {
        Err(NoAnswer) => Err(NoAnswer),
        Ok(()) if tell.send(Told::Shown).is_err() => {
            close(&bus, &path);
            Err(NoAnswer)
        }
        Ok(()) => wait(context, &answers),
    };
    for subscription in subscriptions {
        bus.signal_unsubscribe(subscription);
    }
    answer
}

fn call(bus: &DBusConnection, request: &Request, token: &str) -> Result<(), NoAnswer> {
    let options = VariantDict::new(None);
    options.insert("handle_token", token);
    for (name, value) in &request.options {
        options.insert_value(name, value);
    }
    let words = request.words.iter().cloned().chain([options.end()]);
    let message =
        DBusMessage::new_method_call(Some(PORTAL), OBJECT, Some(request.interface), request.method);
    message.set_body(&Variant::tuple_from_iter(words));
    if let Some(file) = &request.file {
        let files = UnixFDList::new();
        files.append(file.as_raw_fd()).map_err(|_| NoAnswer)?;
        message.set_unix_fd_list(Some(&files));
    }
    let sent = bus.send_message_with_reply_sync(
        &message,
        DBusSendMessageFlags::NONE,
        GIVES_UP_MS,
        Cancellable::NONE,
    );
    let reply = sent.map_err(|_| NoAnswer)?.0;
    reply.to_gerror().map_err(|_| NoAnswer)
}

fn when_answered(bus: &DBusConnection, path: &str, answer: Sender<Answer>) -> SignalSubscriptionId {
    bus.signal_subscribe(
        Some(PORTAL),
        Some(REQUEST),
        Some("Response"),
        Some(path),
        None,
        DBusSignalFlags::NONE,
        move |_, _, _, _, _, response| {
            let _ = answer.send(read(response));
        },
    )
}

/// A portal that ends while its dialog is open answers nothing any more.
fn when_gone(bus: &DBusConnection, answer: Sender<Answer>) -> SignalSubscriptionId {
    bus.signal_subscribe(
        Some(BUS),
        Some(BUS),
        Some("NameOwnerChanged"),
        None,
        Some(PORTAL),
        DBusSignalFlags::NONE,
        move |_, _, _, _, _, change| {
            if change.get::<(String, String, String)>().is_some_and(|(_, _, new)| new.is_empty()) {
                let _ = answer.send(Err(NoAnswer));
            }
        },
    )
}

fn wait(context: &MainContext, answers: &Receiver<Answer>) -> Answer {
    loop {
        if let Ok(answer) = answers.try_recv() {
            return answer;
        }
        context.iteration(true);
    }
}

/// A response: 0 with what was chosen, 1 where the person cancelled, anything else where the dialog
/// could not be shown.
fn read(response: &Variant) -> Answer {
    match response.try_child_get::<u32>(0) {
        Ok(Some(0)) => Ok(Some(response.child_value(1))),
        Ok(Some(1)) => Ok(None),
        _ => Err(NoAnswer),
    }
}

fn path_of(chosen: &Variant) -> Option<PathBuf> {
    let uris: Vec<String> = VariantDict::new(Some(chosen)).lookup("uris").ok()??;
    glib::filename_from_uri(uris.first()?).ok().map(|(path, _)| path)
}

fn prepared(chosen: &Variant) -> Option<Prepared> {
    let chosen = VariantDict::new(Some(chosen));
    let words = |name| chosen.lookup_value(name, Some(VariantTy::VARDICT));
    let token = chosen.lookup("token").ok()??;
    Some(Prepared { settings: words("settings")?, page: words("page-setup")?, token })
}

fn close(bus: &DBusConnection, path: &str) {
    // A dialog that is closed already needs nothing.
    let _ = bus.call_sync(
        Some(PORTAL),
        path,
        REQUEST,
        "Close",
        None,
        None,
        DBusCallFlags::NONE,
        PATIENCE.as_millis() as i32,
        Cancellable::NONE,
    );
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn chosen(uris: &[&str]) -> Variant {
        let results = VariantDict::new(None);
        results.insert("uris", uris.to_vec());
        results.end()
    }

    #[test]
    fn a_dialog_that_was_cancelled_is_told_from_one_that_was_never_shown() {
        let response = |code: u32| {
            let words = [code.to_variant(), chosen(&[])];
            read(&Variant::tuple_from_iter(words))
        };
        assert!(matches!(response(0), Ok(Some(_))));
        assert!(matches!(response(1), Ok(None)));
        assert!(response(2).is_err());
    }

    #[test]
    fn what_is_chosen_is_a_folder_of_this_machine() {
        assert_eq!(
            path_of(&chosen(&["file:///tmp/a%20b"])).as_deref(),
            Some(Path::new("/tmp/a b"))
        );
        assert_eq!(path_of(&chosen(&["https://example.org/"])), None);
        assert_eq!(path_of(&chosen(&[])), None);
    }
}
