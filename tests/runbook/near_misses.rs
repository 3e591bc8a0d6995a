//! Good text that looks like a fault and is none, and faults in other clothes.

use super::{held, newest_review};
use kneeboard_core::runbook::lint::mend::mends;
use kneeboard_core::runbook::{lint, parse, shipped};

/// What one step breaks of the rules, in a checklist, which has no rules about phases.
fn broken_by(step: &str) -> Vec<&'static str> {
    let text =
        format!("---\ntitle: T\nstack: any\ntype: checklist\n---\n# T\n\n## Before\n\n{step}");
    let (runbook, problems) = parse(&text, "readiness/t");
    held(&runbook, &problems).into_iter().map(|finding| finding.rule).collect()
}

fn action(action: &str) -> Vec<&'static str> {
    broken_by(&format!("- [ ] {action}\n"))
}

/// What a command breaks whose step has Expect, If not, Undo and Source.
fn command(lang: &str, command: &str) -> Vec<&'static str> {
    broken_by(&format!(
        "- [ ] Run it\n  ```{lang}\n  {command}\n  ```\n  - Expect: one line\n  - If not: ask\n  - Undo: \
         cannot be undone\n  - Source: manual (1), checked 2026-11-01 <https://example.org/>\n"
    ))
}

/// What a copy of a shipped runbook breaks after some changes.
fn broken_in(file: &str, changes: &[(&str, &str)]) -> Vec<&'static str> {
    let text = shipped::all().iter().find(|shipped| shipped.id == file).unwrap().text;
    let text = changes.iter().fold(text.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from:?} is not in the text");
        text.replace(from, to)
    });
    let (runbook, problems) = parse(&text, file);
    held(&runbook, &problems).into_iter().map(|finding| finding.rule).collect()
}

/// Where something stands before it, a second front matter above it would mend nothing.
#[test]
fn front_matter_behind_a_stray_word_is_named_and_not_written_twice() {
    let text = "not used---\ntitle: Queue stands\nstack: any\n---\n# Queue stands\n\n## Triage\n";
    let (runbook, problems) = parse(text, "any/queue");
    let day = newest_review();
    let findings = lint::lint(&runbook, &problems, day);
    let edits = mends(&runbook, &findings, day);
    for (finding, edit) in
        findings.iter().zip(&edits).filter(|(one, _)| one.rule == "RB01" || one.rule == "RB02")
    {
        assert!(edit.is_none(), "{finding:?}");
    }
    let title = findings.iter().find(|one| one.rule == "RB01").unwrap();
    assert!(title.message.contains("near line 2 is not read"), "{}", title.message);
}

#[test]
fn a_verb_is_known_in_many_forms() {
    for good in [
        "Re-enable the flag",
        "Unpause the rollout",
        "Deprioritize the queue",
        "Cross-check the two lists",
        "PAUSE the rollout",
        "Page: ring the owner",
        "*Read* the error rate",
    ] {
        assert_eq!(action(good), [] as [&str; 0], "{good}");
    }
    for bad in [
        "The rollout is paused",
        "Rollout paused",
        "First, read the error rate",
        "{{service.name}} is healthy",
        "`kubectl get pods`",
        "When workers exist, restart them",
        "Checking the rate",
    ] {
        assert_eq!(action(bad), ["RB38"], "{bad}");
    }
}

#[test]
fn two_things_of_one_action_are_one_action() {
    for good in [
        "Read p95 latency, CPU and memory",
        "Freeze deploys and GitOps sync of {{service.name}}",
        "Compare web, workers and restarts",
        "Name who looks again, and when",
        "Compare script path and start times",
        "Compare the numbers of now and then",
        "Read the page of v1.12 and the notes",
    ] {
        assert_eq!(action(good), [] as [&str; 0], "{good}");
    }
    for bad in [
        "Read the rate and then pause",
        "Pause the rollout, then read the rate",
        "Pause the rollout; read the rate",
        "Pause the rollout. Read the rate",
        "Pause the rollout and read the rate",
        "Pause the rollout and restart {{service.app}}",
    ] {
        assert_eq!(action(bad), ["RB37"], "{bad}");
    }
}

#[test]
fn fourteen_words_pass_and_a_placeholder_is_one() {
    let fourteen = "Read one two three four five six seven eight nine ten eleven twelve";
    assert_eq!(action(&format!("{fourteen} {{{{ask: name of the app}}}}")), [] as [&str; 0]);
    assert_eq!(action(&format!("{fourteen} - thirteen")), [] as [&str; 0]);
    assert_eq!(action(&format!("{fourteen} thirteen fourteen")), ["RB36"]);
}

#[test]
fn soft_words_are_found_as_words_and_not_in_code_or_quotes() {
    for good in [
        "the hour just before the deploy",
        "adjust the justified simple shoulder",
        "the log says \"you should upgrade\"",
        "the option `--just-in-time` is set",
        "a just-in-time compiler",
    ] {
        assert_eq!(broken_by(&format!("- [ ] Look\n  - Why: {good}\n")), [] as [&str; 0], "{good}");
    }
    for bad in
        ["this should work", "Simply read it", "just read it", "it shouldn't hang", "*just* look"]
    {
        assert_eq!(broken_by(&format!("- [ ] Look\n  - Why: {bad}\n")), ["RB39"], "{bad}");
    }
    let reference =
        "- [ ] Look\n\n## Reference\nThe vendor says that it should be simply just so.\n";
    assert_eq!(broken_by(reference), [] as [&str; 0]);
}

#[test]
fn an_expect_says_what_is_seen() {
    let expect = |words: &str| broken_by(&format!("- [ ] Look\n  - Expect: {words}\n"));
    for good in ["it prints OK", "successfully rolled out", "no errors", "200 OK", "Done in 3 s"] {
        assert_eq!(expect(good), [] as [&str; 0], "{good}");
    }
    for bad in ["ok", "OK.", "done", "everything is fine", "It works as expected", "Verified!"] {
        assert_eq!(expect(bad), ["RB40"], "{bad}");
    }
}

#[test]
fn a_block_of_output_is_no_command_and_one_of_zsh_is_neither() {
    let block = |lang: &str| broken_by(&format!("- [ ] Look\n  ```{lang}\n  ls\n  ```\n"));
    assert_eq!(block("text"), [] as [&str; 0]);
    assert_eq!(block("yaml"), [] as [&str; 0]);
    assert_eq!(block(""), ["RB41"]);
    assert_eq!(block("zsh"), ["RB41"]);
    assert_eq!(broken_by("- [ ] Look\n\n## Reference\n```zsh\nls\n```\n"), [] as [&str; 0]);
    assert_eq!(broken_by("- [ ] Look\n\n## Reference\n\n    indented\n"), ["RB41"]);
}

#[test]
fn thirty_words_count_what_is_read_before_and_after() {
    let words = |n: usize| vec!["word"; n].join(" ");
    let step = |caution: usize, rest: &str| {
        broken_by(&format!(
            "- [ ] Look\n  - Caution: {}\n  - Expect: a line\n{rest}",
            words(caution)
        ))
    };
    let aside = format!("  - Why: {}\n  - If not: {}\n  - {}.\n", words(40), words(40), words(40));
    assert_eq!(step(27, &aside), [] as [&str; 0]);
    assert_eq!(step(28, ""), ["RB42"]);
}

#[test]
fn a_command_destroys_by_what_it_does_and_not_by_what_it_names() {
    for good in [
        "git log --grep=delete",
        "kubectl get pods --field-selector=status.phase=Terminating",
        "docker pull registry/drop-off:v2",
        "kubectl rollout undo deployment/force-field",
        "echo 'rm -rf is not run' > evidence.txt",
    ] {
        assert_eq!(command("sh", good), [] as [&str; 0], "{good}");
    }
    assert_eq!(command("sql", "SELECT count(*) FROM deletes WHERE kind = 'drop'"), [] as [&str; 0]);
    for bad in [
        "kubectl delete pod web-1",
        "rm -r build",
        "docker compose up -d --force-recreate web",
        "python manage.py migrate orders 0003 --fake",
        "git push --force-with-lease",
        "celery -A shop purge",
        "psql service=shop -c 'DELETE FROM carts'",
        "aws s3api delete-object --bucket b --key k",
        "ssh host 'kill -9 4'",
        "kubectl get pods | xargs kubectl delete pod",
    ] {
        assert_eq!(command("sh", bad), ["RB20"], "{bad}");
    }
    for bad in ["DROP TABLE carts", "SELECT pg_terminate_backend(4)", "TRUNCATE carts"] {
        assert_eq!(command("sql", bad), ["RB20"], "{bad}");
    }
    assert_eq!(command("python", "Cart.objects.all().delete()"), ["RB20"]);
}

#[test]
fn editing_is_found_behind_ssh_and_exec_and_not_in_a_name() {
    for good in [
        "sed -n 5p app.js",
        "kubectl get deployment/editor",
        "grep -i vim notes.txt",
        "ssh host uptime",
    ] {
        assert!(!command("sh", good).contains(&"RB27"), "{good}");
    }
    for bad in [
        "kubectl -n shop edit deployment/web",
        "kubectl -n shop exec deploy/web -- vi app.js",
        "ssh host nano /etc/app.conf",
        "sed -i.bak s/a/b/ app.conf",
        "perl -pi -e s/a/b/ app.conf",
        "sudo crontab -u app -e",
        "sudo systemctl edit app",
    ] {
        assert_eq!(command("sh", bad), ["RB27"], "{bad}");
    }
    let undo = "- [ ] Set it\n  - Leaves: a change\n  - Expect: a line\n  - If not: ask\n  - Undo: kubectl edit it back\n";
    assert_eq!(broken_by(undo), ["RB27"]);
}

#[test]
fn a_change_owes_its_labels_and_a_look_owes_none() {
    let undone = "- [ ] Run it\n  ```sh\n  kubectl rollout pause deployment/web\n  ```\n  - Source: m, \
                  checked 2026-11-01 <https://example.org/>\n";
    assert_eq!(broken_by(undone), ["RB19"]);
    assert_eq!(broken_by(&undone.replace("rollout pause", "rollout status")), [] as [&str; 0]);
    assert_eq!(broken_by(&format!("{undone}  - Changes: nothing\n")), [] as [&str; 0]);
    // A value that is read stands for Expect where there is no command.
    let left = "- [ ] Hold mail\n  - Leaves: mail is held\n  - If not: ask\n  - Undo: release it\n";
    assert_eq!(broken_by(left), ["RB19"]);
    assert_eq!(broken_by(&format!("{left}  - Record: outbox (count)\n")), [] as [&str; 0]);
    // An Undo may be a block; an empty one is none.
    let block = "  - Expect: a\n  - If not: b\n  - Undo:\n    ```sh\n    kubectl rollout resume deployment/web\n    ```\n";
    assert_eq!(broken_by(&format!("{undone}{block}")), [] as [&str; 0]);
    assert_eq!(broken_by(&format!("{undone}  - Expect: a\n  - If not: b\n  - Undo:\n")), ["RB19"]);
}

#[test]
fn a_source_is_as_old_as_its_oldest_check() {
    let source = |words: &str| {
        broken_by(&format!("- [ ] Look\n  ```sh\n  ls\n  ```\n  - Source: {words}\n"))
    };
    let today = newest_review();
    let year_ago = today - chrono::Months::new(12);
    let of = |day: chrono::NaiveDate| source(&format!("ls, checked {day} <https://example.org/>"));
    assert_eq!(of(today), [] as [&str; 0]);
    assert_eq!(of(year_ago), [] as [&str; 0]);
    assert_eq!(of(year_ago.pred_opt().unwrap()), ["RB31"]);
    assert_eq!(of(today.succ_opt().unwrap()), ["RB31"]);
    assert_eq!(source("ls <https://example.org/>"), ["RB31"]);
    assert_eq!(source("ls, checked yesterday <https://example.org/>"), ["RB31"]);
    assert_eq!(source(&format!("ls, checked {today}")), ["RB31"]);
    let two =
        format!("a, checked {today} <https://a.org/>, b, checked 2020-01-01 <https://b.org/>");
    assert_eq!(source(&two), ["RB31"]);
}

#[test]
fn an_emoji_hides_nothing_and_a_tab_only_in_a_command() {
    assert_eq!(broken_by("- [ ] Look\n  - Why: \u{26a0}\u{fe0f} careful\n"), [] as [&str; 0]);
    assert_eq!(
        broken_by("- [ ] Look\n\n## Reference\n```makefile\na:\n\tb\n```\n"),
        [] as [&str; 0]
    );
    assert_eq!(command("sh", "ls\t-l"), ["RB32"]);
    assert_eq!(command("sh", "ls \u{202e}l-"), ["RB32"]);
    assert_eq!(broken_by("- [ ] Look\n  - Why: here\u{7}\n"), ["RB32"]);
}

#[test]
fn evidence_counts_for_the_platform_on_which_it_is_saved() {
    let any = "any/roll-back-a-release";
    let journal = "- [ ] Save the journal of {{service.unit}} as evidence";
    assert_eq!(
        broken_in(any, &[(journal, "- [ ] Export the journal of {{service.unit}}")]),
        [] as [&str; 0]
    );
    assert_eq!(broken_in(any, &[(journal, "- [ ] Save the day")]), ["RB23"]);
    // Above the restart in its own branch is early enough; below it is not.
    let lost = (journal, "- [ ] Save the day");
    let above = "- [ ] Freeze deploys and GitOps sync of {{service.name}}";
    let below = "- [ ] Compare the start times of web, workers and cron units";
    let heap = "- [ ] Dump the heap of the web unit";
    assert_eq!(broken_in(any, &[lost, (above, heap)]), [] as [&str; 0]);
    assert_eq!(broken_in(any, &[lost, (below, heap)]), ["RB23"]);
}

#[test]
fn a_paused_rollout_is_no_paused_queue() {
    let node = "nodejs/errors-after-release";
    assert_eq!(broken_in(node, &[]), [] as [&str; 0]);
    let flag = "- [ ] Turn {{service.flag}} off\n";
    let queue = "- [ ] Suspend the mail queue\n  - Expect: its count grows\n  - If not: ask\n  - Undo: resume it\n";
    let paused = format!("{queue}{flag}");
    assert_eq!(broken_in(node, &[(flag, &paused)]), ["RB26"]);
    let login = "- [ ] Run login, the key transaction and its neighbours\n";
    let resumed = format!("- [ ] Resume the mail queue\n  - Expect: its count falls\n{login}");
    assert_eq!(broken_in(node, &[(flag, &paused), (login, &resumed)]), ["RB26"]);
    let replayed = format!("{resumed}- [ ] Retry the failed mails\n");
    let replayed = replayed.replace(login, &format!("- [ ] Retry the failed mails\n{login}"));
    let replayed = replayed.trim_end_matches("- [ ] Retry the failed mails\n").to_owned();
    assert_eq!(broken_in(node, &[(flag, &paused), (login, &replayed)]), [] as [&str; 0]);
}

#[test]
fn a_front_end_that_goes_back_empties_its_caches() {
    let react = "react/white-screen-after-release";
    let purge = "- [ ] Invalidate the entry page in the CDN";
    let caches = [(purge, "- [ ] Announce the entry page"), ("ask: version_id", "ask: version_id")];
    assert_eq!(broken_in(react, &caches), ["RB25"]);
    assert_eq!(broken_in(react, &[(purge, "- [ ] Purge the entry page")]), [] as [&str; 0]);
    // Other stacks have no such step to forget.
    assert_eq!(
        broken_in("any/roll-back-a-release", &[(purge, "- [ ] Announce the page")]),
        [] as [&str; 0]
    );
}

#[test]
fn a_branch_that_says_why_it_is_no_way_owes_nothing_else() {
    let why_not = |heading: &str| {
        format!(
            "---\ntitle: T\nstack: react\n---\n# T\n\n## Mitigate\n### {heading}\n- [ ] Leave this branch: no \
             release is behind it\n  - If not: go to Isolate\n\n### Isolate\n- [ ] Look\n"
        )
    };
    let of = |text: &str| -> Vec<&'static str> {
        let (runbook, problems) = parse(text, "react/t");
        let found = held(&runbook, &problems).into_iter().map(|finding| finding.rule);
        found.filter(|rule| ["RB24", "RB25", "RB28"].contains(rule)).collect()
    };
    for heading in ["Roll back", "Hotfix", "Roll forward", "Watch"] {
        assert_eq!(of(&why_not(heading)), [] as [&str; 0], "{heading}");
    }
    let ships = |heading: &str| {
        why_not(heading).replace("  - If not: go", "  - Undo: none\n  - If not: go")
    };
    assert_eq!(of(&ships("Roll forward")), ["RB24", "RB24", "RB28"]);
    assert_eq!(of(&ships("Roll back")), ["RB25", "RB25", "RB25", "RB25", "RB28"]);
}

#[test]
fn a_checklist_is_free_of_phases_branches_and_paths() {
    let steps: String = (0..40).map(|n| format!("- [ ] Read gauge {n}\n")).collect();
    assert_eq!(broken_by(&steps), [] as [&str; 0]);
    assert_eq!(
        broken_by("- [ ] Pause the mail queue\n- [ ] Restart the workers\n"),
        [] as [&str; 0]
    );
    assert!(lint::RULES.len() > 40);
}
