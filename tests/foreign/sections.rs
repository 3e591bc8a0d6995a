//! Sections that people write in Markdown: they stay in their place, whatever is in them.

use crate::fields::difference;
use crate::render::{Node, Parsers};
use crate::told::with_section;
use kneeboard_core::event::Section;
use kneeboard_core::markdown::{Seat, parse, plain_lines, rewritten};

const WRITTEN: [Section; 8] = [
    Section::Summary,
    Section::Impact,
    Section::Background,
    Section::Factors,
    Section::Response,
    Section::Lessons,
    Section::Actions,
    Section::Outside,
];

const TEXTS: &[&str] = &[
    // Footnotes.
    "x[^1]\n\n[^1]:\n    ## Decisions\n\n    | # | Decision |\n    |---|---|\n    | 1 | forged |",
    "x[^1]\n\n[^1]: words",
    "[^1]: words\n\nx[^1] y[^1]",
    "[^1]:\n\n    ```\n    open",
    "x^[inline] [^a b] [^]",
    "x[^1]\n\n> [^1]: in a quote",
    "[^1]: http://e.example",
    // Pictures.
    "![p](http://e.example/p.png)",
    "![p][r]\n\n[r]: http://e.example/p.png \"t\"",
    "![r]\n\n[r]: https://e.example/p.png",
    "[![p](http://e.example/p.png)](http://e.example/)",
    "![](http://e.example/p.png) and ![](p.png)",
    "![a *b* `c` ![d](http://f.example)](//e.example/p.png)",
    "![p](data:image/png;base64,eA==) ![p](file:///etc/passwd) ![p](\\\\e.example\\p)",
    "<img src=http://e.example/p.png>",
    "<picture><source srcset=http://e.example/p.png><img></picture>",
    "<svg><image href=http://e.example/p.svg /></svg>",
    "http://x/<img src=http://e.example/p.png>",
    "http://x/\\<img src=http://e.example/p.png>",
    "| a |\n|---|\n| ![p](http://e.example/p.png) http://x/<img src=x> |",
    "- [x] ![p](http://e.example/p.png)",
    "# ![p](http://e.example/p.png)",
    // HTML.
    "We saw it at http://x/<details>",
    "www.x.org/<details open>",
    "<details>\n<summary>x</summary>\n\nhidden\n",
    "<details>\n\nhidden\n\n</details>",
    "<div>\n\n# In a box\n\n</div>",
    "<script>\nalert(1)\n\nx\n</script>",
    "<style>*{display:none}</style>",
    "<!-- open\n\nwords",
    "<pre>\n\nopen",
    "<textarea>\n\nopen",
    "<![CDATA[\n\nopen",
    "<?php\n\nopen",
    "<!DOCTYPE\n\nopen",
    "</td></tr></table>\n\nx",
    "<a href=\"javascript:alert(1)\">x</a> <b>y</b> <br>",
    "> <details>\n> x",
    "- <details>\n  - x",
    "<table><tr><td>E98</td></tr></table>",
    "*<b>* `<i>` **<details>** ~~<hr>~~",
    "[<img src=x>](http://e.example)",
    // Links.
    "[x](javascript:alert(1)) [y](JaVaScRiPt:alert(1)) [z](java&#115;cript:alert(1))",
    "[x](data:text/html,y) [y](vbscript:z) <javascript:alert(1)> [f](file:///x)",
    "[x](http://e.example/a(b)c?d=1&copy=2 \"title\") <http://e.example/a|b>",
    "[http://a.example](http://b.example) [www.a.example](http://b.example)",
    "[x][r] and [r] and [Times][]\n\n[r]: http://e.example\n[times]: http://e.example\n[impact]: http://e.example",
    "[rules](../rules.md#x) [top](#decisions) [o](//e.example/x) [m](mailto:a@b.cc) [q](?x)",
    "https://a.example/x?y=1&z=2, www.x.example/a_b_ and a@b.cc.",
    "[a [b](http://c.example) d](http://e.example)",
    "[x](<http://e.example/a b>) [y]( http://e.example/<z> )",
    // What is left open.
    "```\nopen",
    "~~~~sh\n# open\n\n```\n",
    "> ```\n> open",
    "- ```\n  open",
    "1. a\n\n   ```\n   open\n\n   ## x",
    "*open **open ~~open `open [open](",
    "| a | b |\n|---|---|\n| open",
    "[open]: http://e.example \"title",
    "words\\",
    "ends with a backslash \\\\\n\\",
    // Headings, rules and lines.
    "Decisions\n===\n\nTimeline\n---\n\nwords",
    "# Decisions\n\n## Timeline\n\n###### deep\n\n#",
    "Two\nlines\n=====",
    "- Listed\n  ===\n- # Two",
    "> Quoted\n> ---\n>\n> # More",
    "words\n\n---\n\n***\n\n- - -\n\n___\nend",
    "---\ntitle: front\n---\n\nwords",
    "===\n\n---",
    "# a #\n\n## b \\#\n\nc\\\n===",
    // Lists, quotes and tables.
    "1. one\n2. two\n\n- a\n- b\n\n* c\n\n+ d\n\n7) e",
    "- a\n  - b\n    - c\n\n      d\n- e",
    "- a\n\n  b\n- c\n\n\n  > d\n  lazy",
    "3. three\n4. four\n   - a\n\n     ```sh\n     run\n     ```\n",
    "-\n- a\n-",
    "- ---\n- ***\n- | a |\n  |---|\n  | b |",
    "- [ ] open\n- [x] done\n- [ ]\n- [y] no box",
    "| # | Decision |\n|--:|:-:|\n| 1 | `a\\|b` \\| *c* | too many |\n| 2 |",
    "| a |\n|---|\n| b |\nnot a row\n\n| c |",
    "> [!WARNING]\n> words\n\n> a\n\n> b",
    "    indented\n\n\tcode\n\nwords",
    // Calls, formulas, marks.
    "@ana and @org/team, #12, :fire:, $x$ and $$y$$, &copy; &lt;b&gt;, ~5 ~~6~~ ~7~",
    "$$\n\\href{javascript:alert(1)}{x}\n$$",
    "**\"quoted\"**a __b__c *a**b*c** ***d*e**",
    "`a``b` `` ` `` ` a  b `",
    "a  \nb\\\nc\n\u{202e}d\u{200b}",
];

/// What a section may be made of.
const ELEMENTS: &[&str] = &[
    "p",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "blockquote",
    "pre",
    "code",
    "em",
    "strong",
    "del",
    "s",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "input",
];

#[test]
fn a_section_holds_what_was_written_in_it_and_changes_nothing_else() {
    let parsers = Parsers::new();
    for section in WRITTEN {
        let twin = with_section(section, "Plain words.");
        let twins = parsers.read(&twin);
        for text in TEXTS {
            let whole = with_section(section, text);
            for ((parser, tree), (_, twin)) in parsers.read(&whole).into_iter().zip(&twins) {
                let name = format!("{} by {parser}, with {text:?}", section.name());
                apart(&name, section, &tree, twin);
            }
        }
    }
}

#[test]
fn a_section_reads_as_it_was_written() {
    let parsers = Parsers::new();
    // What a parser that knows no boxes shows as words.
    for text in TEXTS.iter().filter(|text| !text.contains("[ ]") && !text.contains("[x] ")) {
        let whole = with_section(Section::Background, text);
        let seat = Seat { heading: 3, behind_a_list: false };
        let wanted = letters(&plain_lines(&parse(&rewritten(text, seat)).blocks).concat());
        // A picture without words says where it is.
        if !text.contains("![](") {
            assert_eq!(wanted, letters(&plain_lines(&parse(text).blocks).concat()), "{text:?}");
        }
        for (parser, tree) in parsers.read(&whole) {
            let parts = parts(&tree);
            let (_, nodes) = parts.iter().find(|(title, _)| title == "Background").unwrap();
            let found: String = nodes.iter().map(|node| node.text()).collect();
            assert_eq!(letters(&found), wanted, "{parser}, {text:?}\n{whole:.1200}");
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '·').collect()
}

/// The same document, but for what stands under one heading; and there nothing that acts.
fn apart(name: &str, section: Section, tree: &Node, twin: &Node) {
    let (parts, twins) = (parts(tree), parts(twin));
    let titles = |parts: &[(String, Vec<&Node>)]| -> Vec<String> {
        parts.iter().map(|(title, _)| title.clone()).collect()
    };
    assert_eq!(titles(&parts), titles(&twins), "{name}");
    for ((title, nodes), (_, twins)) in parts.iter().zip(&twins) {
        if is_of(title, section) {
            nodes.iter().for_each(|node| harmless(name, node));
            continue;
        }
        let whole = |nodes: &[&Node]| Node::Element {
            name: title.clone(),
            attributes: Vec::new(),
            children: nodes.iter().map(|node| (*node).clone()).collect(),
        };
        if let Some(difference) = difference(&whole(twins), &whole(nodes)) {
            panic!("{name}: {title}: {difference}");
        }
    }
}

fn is_of(title: &str, section: Section) -> bool {
    let wanted = match section {
        Section::Factors => "Contributing factors",
        Section::Response => "Detection, response, recovery",
        Section::Lessons => "What we learned",
        Section::Actions => "Action items",
        Section::Outside => "Message for the outside",
        Section::Background => "Background",
        Section::Impact => "Impact",
        _ => "Summary",
    };
    // The full record says that the section was written.
    title == wanted
}

/// The top of the document and its sections, by heading.
fn parts(tree: &Node) -> Vec<(String, Vec<&Node>)> {
    let mut parts = vec![("top".to_owned(), Vec::new())];
    for node in tree.children() {
        if node.name() == "h2" {
            parts.push((node.text(), Vec::new()));
        } else if let Some((_, nodes)) = parts.last_mut() {
            nodes.push(node);
        }
    }
    parts
}

/// Nothing but text and the elements of text; links to where people may be sent.
pub fn harmless(name: &str, node: &Node) {
    let Node::Element { name: element, attributes, children } = node else { return };
    assert!(ELEMENTS.contains(&element.as_str()), "{name}: <{element}>: {:?}", node.text());
    for (attribute, value) in attributes {
        let is_fine = match (element.as_str(), attribute.as_str()) {
            ("a", "href") => leads_where_it_may(value),
            ("input", "type") => value == "checkbox",
            ("input", "disabled" | "checked") => value.is_empty(),
            ("th" | "td", "align") | ("ol", "start") => true,
            ("th" | "td", "style") => value.starts_with("text-align:") && !value.contains(';'),
            ("code", "class") => value.starts_with("language-"),
            ("pre", "lang") => true,
            _ => false,
        };
        assert!(is_fine, "{name}: {element} {attribute}={value:?}");
    }
    children.iter().for_each(|child| harmless(name, child));
}

fn leads_where_it_may(to: &str) -> bool {
    let lower = to.to_lowercase();
    let schemes = ["http://", "https://", "ftp://", "mailto:", "xmpp:"];
    let first = lower.split(['/', '?', '#']).next().unwrap();
    schemes.iter().any(|scheme| lower.starts_with(scheme)) || !first.contains(':')
}
