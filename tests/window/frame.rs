//! The frame of the window: what is kept over a restart, strip, zoom, theme, a second start.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::made::{Made, NODEJS};
use crate::screen::Watch;
use crate::walk::into_the_walk;
use crate::window::{Scene, Window};

#[test]
fn theme_keys_names_clocks_size_and_zoom_are_kept_over_a_restart() {
    let window = Scene::new("kept").open();
    window.press("Ctrl+5");
    window.find("heading", "Settings");
    window.click("radio", "Light");
    window.until("the light theme", "document.documentElement.dataset.theme === 'light'");
    window.and_see_it(|window| window.click("switch", "Keys of a single character"));
    window.and_see_it(|window| window.click("radio", "Names"));
    window.and_see_it(|window| {
        window.fill("[name=cause_minutes]", "8");
        window.press("Enter");
    });
    window.resize(1100, 700);
    window.press("Ctrl+=");
    window.until("the zoom", "innerWidth === 1000");
    window.picture("set");

    // The web view writes what a page keeps within two seconds, and is killed here.
    std::thread::sleep(std::time::Duration::from_secs(3));
    let window = window.reopen();
    assert_eq!(window.value("document.documentElement.dataset.theme"), "light");
    window.until("size and zoom", "innerWidth === 1000");
    window.press("?");
    window.press("Ctrl+5");
    window.find("heading", "Settings");
    assert_eq!(window.value("!!document.querySelector('dialog')"), false, "letters are off");
    window.until("the view", "!!document.querySelector('[name=cause_minutes]')");
    let found = "[document.querySelector('[name=letters]').checked,
        document.querySelector('[value=names]').checked,
        document.querySelector('[name=cause_minutes]').value]";
    assert_eq!(window.value(found), serde_json::json!([false, true, "8"]));

    // By keyboard: a driver's pointer goes astray in a page that is zoomed.
    window.and_see_it(|window| {
        window.reach_named("button", "Reset: Know the cause, 5 minutes");
        window.press("Enter");
    });
    assert_eq!(window.value("document.querySelector('[name=cause_minutes]').value"), "5");
    window.until("the focus", "document.activeElement.name === 'cause_minutes'");
}

/// What the window keeps for itself, the web view's storage among it, lets only its owner in.
#[test]
fn nobody_else_gets_into_the_windows_own_folders() {
    let window = Scene::new("private").open();
    // The frame is written as it changes.
    window.resize(1100, 700);
    let home = window.scene().home();
    let file = home.join("config/app.kneeboard.desktop/window.json");
    crate::desktop::until("the frame", || file.exists().then_some(()));
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(&home.join("kneeboard.db.window")), 0o600);
    for folder in ["config", "data", "cache"] {
        for entry in std::fs::read_dir(home.join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.contains("kneeboard") || name.contains("webkit") {
                assert_eq!(mode(&entry.path()), 0o700, "{}", entry.path().display());
            }
        }
    }
}

#[test]
fn a_dark_window_opens_dark_and_nothing_flashes() {
    let scene = Scene::new("no-flash");
    let config = scene.home().join("config/app.kneeboard.desktop");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("window.json"), r#"{"theme": "dark"}"#).unwrap();

    let watch = Watch::begin(scene.home());
    let window = scene.open();
    window.picture("open");
    let background = [0x0d, 0x12, 0x16];
    let colours = watch.colours_with(background);

    assert_eq!(window.value("document.documentElement.dataset.theme"), "dark");
    assert!(colours.contains(&background), "the window was seen: {colours:?}");
    let bright = colours.iter().filter(|colour| colour.iter().any(|part| *part > 0x60));
    assert_eq!(bright.count(), 0, "{colours:?}");
}

#[test]
fn a_wrong_length_of_a_clock_is_refused_beside_its_field_and_stays_typed() {
    let window = Scene::new("wrong-clock").open();
    window.press("Ctrl+5");
    window.fill("[name=next_update_minutes]", "soon");
    window.press("Enter");
    window.until("the reason", "!!document.querySelector('[role=alert]')");
    assert!(window.text().contains("Give whole minutes from 1 to"), "{}", window.text());
    assert_eq!(window.value("document.activeElement.value"), "soon");
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("refused");
}

#[test]
fn the_system_may_change_the_theme_while_a_dialog_is_open_and_what_is_typed_stays() {
    let scene = Scene::new("theme-in-dialog");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    into_the_walk(&window);
    window.press("X");
    window.find("dialog", "Contain now");
    window.type_text("The new checkout flag is off");

    for theme in ["light", "dark", "light"] {
        window.take_on(theme);
        assert_eq!(window.value("document.activeElement.value"), "The new checkout flag is off");
        assert_eq!(window.accessibility_faults(), Vec::<String>::new(), "{theme}");
        window.picture(theme);
    }
    window.and_see_it(|window| window.press("Enter"));
    assert!(window.text().contains("The new checkout flag is off"), "{}", window.text());
}

#[test]
fn f9_makes_the_strip_and_again_the_window_there_was() {
    let scene = Scene::new("strip-and-back");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    window.resize(1200, 780);
    into_the_walk(&window);

    window.press("F9");
    window.until(
        "the strip",
        "innerWidth === 360 && !!document.querySelector('[data-screen=strip]')",
    );
    window.until("its step", "!!document.querySelector('[aria-current=step]')");
    assert_eq!(window.value("!!document.querySelector('nav')"), false);
    assert!(fits(&window), "{}", widest(&window));
    assert_eq!(window.accessibility_faults(), Vec::<String>::new());
    window.picture("strip");

    window.press("F9");
    window.until("the window", "innerWidth === 1200 && innerHeight === 780");
    window.find("button", "Incidents");
    window.until(
        "the step",
        "!!document.querySelector('[data-screen=walkthrough] [aria-current=step]')",
    );
    window.picture("back");
}

#[test]
fn the_strip_is_no_size_to_begin_with_again() {
    let scene = Scene::new("closed-as-strip");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    window.resize(1200, 780);
    into_the_walk(&window);
    window.press("F9");
    window.until("the strip", "innerWidth === 360");
    let window = window.reopen();
    window.until("the window there was", "innerWidth === 1200 && innerHeight === 780");
}

#[test]
fn a_second_start_brings_the_first_window_to_the_front_and_ends() {
    let window = Scene::new("second-start").open();
    let before = window.process();

    let second = window.start_once_more();

    assert!(second.status.success(), "{second:?}");
    let said = String::from_utf8_lossy(&second.stdout);
    assert!(said.contains("open on this store already"), "{said}");
    window.until("the front", "document.hasFocus()");
    assert_eq!(window.process(), before, "one window is left");
    window.press("Ctrl+2");
    window.find("heading", "Runbooks");
}

#[test]
fn at_double_zoom_nothing_scrolls_sideways_and_the_zoom_goes_back() {
    let scene = Scene::new("zoom");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    window.resize(1280, 800);
    zoom_to_double(&window);
    into_the_walk(&window);
    look_at_every_place(&window, "200");
    window.press("Ctrl+-");
    window.until("175%", "innerWidth === Math.round(1280 / 1.75)");
    window.press("?");
    window.find("dialog", "All keys");
    window.press("Ctrl+0");
    window.until("its own size, in a dialog too", "innerWidth === 1280");
}

#[test]
fn at_double_zoom_every_act_of_the_menu_is_reached_within_the_window() {
    for height in [800, 600] {
        let scene = Scene::new(&format!("zoom-acts-{height}"));
        Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
        let window = scene.open();
        window.resize(1280, height);
        zoom_to_double(&window);
        into_the_walk(&window);
        window.reach("summary[aria-label=Acts]");
        window.press("Enter");
        window.until("the acts", "!!document.querySelector('details[open] [data-act]')");
        let count = window.value("document.querySelectorAll('details[open] [data-act]').length");
        for n in 0..count.as_u64().expect("a count") {
            window.press("Tab");
            let in_sight = IN_SIGHT.replace("{n}", &n.to_string());
            window.until(&format!("act {n} in sight at {height}"), &in_sight);
        }
        window.picture("the last");
        window.press("Esc");
        window.until("the menu to close", "document.activeElement.ariaLabel === 'Acts'");
    }
}

/// The menu says that it was opened a task later: its screen may be gone by then.
#[test]
fn a_menu_whose_screen_is_left_while_it_opens_does_nothing_more() {
    let scene = Scene::new("acts-left");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    into_the_walk(&window);
    window.script(
        "document.querySelector('summary[aria-label=Acts]').click();
         document.body.dispatchEvent(new KeyboardEvent('keydown',
            { key: '2', code: 'Digit2', ctrlKey: true, bubbles: true, cancelable: true }));",
        Vec::new(),
    );
    window.until("the runbooks", "!!document.querySelector('[data-screen=runbooks]')");
    assert_eq!(window.value("window.wentWrong"), json!([]));
}

/// From a window of 1280 pixels.
fn zoom_to_double(window: &Window) {
    for _ in 0..5 {
        window.press("Ctrl+=");
    }
    window.until("200%", "innerWidth === 640");
}

const IN_SIGHT: &str = "(() => {
    const [act, page] = [document.activeElement, document.querySelector('[data-screen]')];
    const [of, within] = [act.getBoundingClientRect(), page.getBoundingClientRect()];
    const list = act.closest('ul')?.getBoundingClientRect();
    return act === document.querySelectorAll('details[open] [data-act]')[{n}] &&
        of.top >= list.top && of.bottom <= list.bottom && list.bottom <= within.bottom &&
        document.querySelector('.matter').scrollTop === 0;
})()";

#[test]
fn from_360_pixels_to_4k_nothing_scrolls_sideways_while_clocks_run() {
    let scene = Scene::new("sizes");
    Made::at(scene.store()).incident("Checkout returns 500", &[NODEJS]);
    let window = scene.open();
    into_the_walk(&window);
    for (width, height) in [(360, 640), (900, 600), (3840, 2160), (1280, 800)] {
        window.resize(width, height);
        let clock = "document.querySelector('[role=timer]').textContent";
        let before = window.value(clock);
        window.until("a running clock", &format!("{clock} !== {before}"));
        look_at_every_place(&window, &width.to_string());
    }
}

fn look_at_every_place(window: &Window, name: &str) {
    let fit = |place: &str| {
        window.picture(&format!("{name}-{place}"));
        assert!(fits(window), "{name}, {place}: {}", widest(window));
    };
    fit("walkthrough");
    for (number, place) in
        [(2, "runbooks"), (3, "postmortems"), (4, "services"), (5, "settings"), (1, "incidents")]
    {
        window.press(&format!("Ctrl+{number}"));
        let drawn = format!(
            "!!document.querySelector('[data-screen={place}]') && !document.querySelector('[data-waiting]')"
        );
        window.until(place, &drawn);
        fit(place);
    }
    into_the_walk(window);
}

/// Whether nothing has to be scrolled sideways but lines of code, which scroll by themselves.
fn fits(window: &Window) -> bool {
    widest(window) == "[]"
}

fn widest(window: &Window) -> String {
    window.value(TOO_WIDE).to_string()
}

const TOO_WIDE: &str =
    "[document.documentElement, document.body, ...document.querySelectorAll('body *:not(pre)')]
    .filter((part, at) => part.scrollWidth > part.clientWidth + 1 &&
        (at < 2 || ['auto', 'scroll'].includes(getComputedStyle(part).overflowX)))
    .map((part) => `${part.tagName} ${part.className} ${part.scrollWidth} in ${part.clientWidth}`)";
