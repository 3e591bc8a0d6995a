use crate::support::kneeboard::Desk;

/// Every command, with what makes it complete; the later ones are not among them.
const COMMANDS: [&str; 26] = [
    "runbook",
    "incident",
    "walk",
    "step",
    "answer",
    "note",
    "time",
    "role",
    "severity",
    "hold",
    "contain",
    "standing",
    "correct",
    "retract",
    "redact",
    "undo",
    "decide",
    "decision",
    "postmortem",
    "action",
    "service",
    "search",
    "handover",
    "store",
    "demo",
    "n",
];

#[test]
fn every_command_explains_itself() {
    let desk = Desk::new();
    for command in COMMANDS {
        let help = desk.out(&[command, "--help"]);
        assert!(help.contains("Usage: kneeboard"), "{command}: {help}");
    }
    assert!(!desk.path("kneeboard.db").exists(), "asking for help makes no store");
}

#[test]
fn every_argument_and_option_is_explained() {
    let desk = Desk::new();
    let mut commands = vec![Vec::new()];
    let mut explained = 0;
    while let Some(command) = commands.pop() {
        let help = desk.out(&[command.as_slice(), &["--help"]].concat());
        let lines: Vec<&str> = help.lines().collect();
        for pair in lines.windows(2) {
            let heads = ["  <", "  [", "  -", "      --"];
            if heads.iter().any(|head| pair[0].starts_with(head)) && !pair[0].starts_with("  - ") {
                assert!(pair[1].starts_with("          "), "{command:?}: {}\n{help}", pair[0]);
                explained += 1;
            }
        }
        let listed = lines.iter().skip_while(|line| **line != "Commands:").skip(1);
        for line in listed.take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().expect("a command has a name");
            if name != "help" {
                // What the help says lives as long as the test: a command is a few letters.
                commands.push([command.as_slice(), &[&*name.to_owned().leak()]].concat());
            }
        }
    }
    assert!(explained > 300, "{explained} were seen");
}

#[test]
fn what_comes_later_is_absent() {
    let desk = Desk::new();
    let later: [&[&str]; 8] = [
        &["library", "status"],
        &["compare"],
        &["trends"],
        &["update", "--audience", "status"],
        &["incident", "import", "a"],
        &["incident", "start", "--from-alert", "-"],
        &["postmortem", "check", "--shareable"],
        &["postmortem", "export", "--format", "html"],
    ];
    for arguments in later {
        let printed = desk.run(arguments);
        assert_eq!((printed.code, printed.out.as_str()), (2, ""), "{arguments:?}");
    }
}

#[test]
fn man_pages_and_completions_come_from_the_same_source() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("man")).unwrap();
    assert_eq!(desk.out(&["man", "man"]), "Wrote the man pages to man.\n");
    let page = desk.read("man/kneeboard-decision-record.1");
    assert!(page.contains("roll_back, hotfix, roll_forward, isolate, watch or escalate"), "{page}");
    for shell in ["bash", "zsh", "fish"] {
        let script = desk.out(&["completions", shell]);
        assert!(script.contains("kneeboard") && script.contains("decision"), "{shell}");
    }
}
