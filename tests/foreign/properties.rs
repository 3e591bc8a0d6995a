//! Words of any kind, in every place of a document.

use crate::fields::{difference, shown};
use crate::render::{Node, Parsers};
use crate::sections::harmless;
use kneeboard_core::markdown::{
    Seat, code_span, escape_cell, escape_heading, escape_inline, parse, plain_lines, rewritten,
    rewritten_line,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// As many as asked for, and no fewer than the document's writers were promised to stand.
fn cases() -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    Config { cases: asked.unwrap_or(600), failure_persistence: None, ..Config::default() }
}

/// Strings rich in what some renderer acts on.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "*", "**", "_", "`", "``", "~", "~~", "[", "]", "(", ")", "<", ">", "#", "-", "+", "=",
            "|", "\\", "!", "&", ";", ":", ".", "1", "a", "b", " ", "  ", "\t", "/", "//", "@", "$",
            "^", "{", "}", "\"", "'", "é", "\u{a0}", "\u{200b}", "?", "%", "%20", ",",
        ]),
        3 => prop::sample::select(vec![
            "http://", "https://", "ftp://", "HTTP://", "www.", "mailto:", "xmpp:", "a@b.cc", "a.example",
            "http://a/", "http://a.example/x?y=1&z=2", "www.x.example/y", "javascript:", "data:",
            "<img src=http://e.example/p.png>", "<details>", "</td>", "<script>", "<!--", "-->", "<a@b.cc>",
            "<http://a/>", "</a>", "<b>", "<?", "<![CDATA[", "&lt;", "&#60;", "&copy;", "&copy",
            "[x](http://a/)", "![p](http://a/p)", "[^1]", "^[x]", "[x]: http://a/", "[^1]: ", "@ana",
            "#12", ":fire:", "$x$", "$$", "- ", "1. ", "> ", "# ", "```", "~~~", "---", "===", "| a |",
            "|---|", "[ ] ", "\\<", "\\`", "\\\\",
        ]),
        1 => prop::sample::select(vec!["\n", "\n\n", "\r\n", "\n    ", "\n  ", "\u{2028}", "\u{0}", "\u{85}"]),
        1 => any::<char>().prop_map(|c| &*c.to_string().leak()),
    ];
    prop::collection::vec(piece, 0..18).prop_map(|pieces| pieces.concat())
}

/// A document with the same words in every place that words have.
fn page(words: &str) -> String {
    let (inline, heading, cell) = (escape_inline(words), escape_heading(words), escape_cell(words));
    format!(
        "# {heading}\n\n{inline}\nnext line\n\nNote: {inline} seen.\n{inline}.\n\n**{inline}**\n\n\
         **Trigger:** {inline}\n\n- before\n- {inline}\n- **Why:** {inline}\n  - {inline}; {inline}.\n\n\
         1. {inline}\n2. after\n\n### {heading}\n\n| a | b | c |\n|---|---|---|\n\
         | {cell} | {cell} ({cell}) | after |\n| E2 | {cell}; {cell} | after |\n\nafterwards\n"
    )
}

#[test]
fn any_words_are_words_in_every_place() {
    let parsers = Parsers::new();
    let twins = parsers.read(&page("Kb0T"));
    let run = TestRunner::new(cases()).run(&hostile(), |words| {
        // A field without words is not written.
        prop_assume!(!shown(&words, false).is_empty());
        let trees = parsers.read(&page(&words));
        for ((parser, found), (_, twin)) in trees.iter().zip(&twins) {
            let difference = difference(&in_place(twin, &words, false), &found.without_own_links());
            prop_assert!(difference.is_none(), "{} {:?}: {:?}", parser, words, difference);
        }
        Ok(())
    });
    run.unwrap();
}

fn in_place(twin: &Node, words: &str, is_cell: bool) -> Node {
    match twin {
        Node::Text(text) => Node::Text(text.replace("Kb0T", &shown(words, is_cell))),
        Node::Element { name, attributes, children } => {
            let is_cell = is_cell || name == "td";
            let children = children.iter().map(|child| in_place(child, words, is_cell)).collect();
            Node::Element { name: name.clone(), attributes: attributes.clone(), children }
        }
    }
}

#[test]
fn any_section_stays_in_its_place_and_reads_as_it_was_written() {
    let parsers = Parsers::new();
    let run = TestRunner::new(cases()).run(&hostile(), |text| {
        let seat = Seat { heading: 3, behind_a_list: true };
        let written = rewritten(&text, seat);
        let page = format!("## Before\n\n- one\n\n{written}\n## After\n\nend\n");
        let plain = |text: &str| bare(&plain_lines(&parse(text).blocks).concat());
        // A link without words says where it leads.
        if !text.contains("](") {
            let lines = text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(plain(&written), plain(&lines), "{:?}\n{}", text, written);
        }
        for (parser, tree) in parsers.read(&page) {
            let nodes = tree.children();
            let seen: Vec<&Node> =
                nodes.iter().filter(|node| !node.text().trim().is_empty()).collect();
            let [before, list, section @ .., after, end] = seen.as_slice() else {
                return Err(TestCaseError::fail(format!("{parser} {text:?} {tree:?}")));
            };
            let frame = [before, list, after, end].map(|node| (node.name(), node.text()));
            let expected = [("h2", "Before"), ("ul", "\none\n"), ("h2", "After"), ("p", "end")];
            prop_assert_eq!(
                frame,
                expected.map(|(name, text)| (name, text.to_owned())),
                "{} {:?}",
                parser,
                text
            );
            section.iter().for_each(|node| harmless(&format!("{parser} {text:?}"), node));
            // A renderer that knows no boxes shows them.
            let found: String = section.iter().map(|node| node.text()).collect();
            prop_assert_eq!(bare(&found), plain(&written), "{} {:?}\n{}", parser, text, written);
        }
        Ok(())
    });
    run.unwrap();
}

#[test]
fn any_line_of_markdown_is_running_text() {
    let parsers = Parsers::new();
    let run = TestRunner::new(cases()).run(&hostile(), |text| {
        let line = rewritten_line(&text);
        prop_assert!(!line.contains('\n'));
        for (parser, tree) in parsers.read(&format!("- [ ] step\n  - {line}\n- after\n")) {
            let mut names = Vec::new();
            tree.each(&mut |node| names.push(node.name().to_owned()));
            tree.children().iter().for_each(|node| harmless(&format!("{parser} {text:?}"), node));
            let lists = names.iter().filter(|name| *name == "ul").count();
            let items = names.iter().filter(|name| *name == "li").count();
            prop_assert_eq!((lists, items), (2, 3), "{} {:?} {}", parser, text, line);
        }
        Ok(())
    });
    run.unwrap();
}

#[test]
fn any_span_of_code_is_code() {
    let parsers = Parsers::new();
    let run = TestRunner::new(cases()).run(&hostile(), |text| {
        let code = code_span(&text);
        prop_assume!(!code.is_empty());
        for (parser, tree) in parsers.read(&format!("a {code} b\n")) {
            let [paragraph, ..] = tree.children() else { return Err(TestCaseError::fail("none")) };
            let names: Vec<&str> = paragraph.children().iter().map(Node::name).collect();
            prop_assert_eq!(names, ["#text", "code", "#text"], "{} {:?}", parser, text);
        }
        Ok(())
    });
    run.unwrap();
}

/// The letters that every renderer shows; one that knows no boxes shows those too.
fn bare(text: &str) -> String {
    let text = text.chars().filter(|c| !c.is_whitespace() && *c != '·');
    let text: String = text.map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    text.replace("[]", "").replace("[x]", "")
}
