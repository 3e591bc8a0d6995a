//! What readers outside of Kneeboard make of a document: the parsers of `render.mjs` in a process
//! that answers a document at a time.

use serde_json::Value;
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// An element, or a piece of text.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Text(String),
    Element { name: String, attributes: Vec<(String, String)>, children: Vec<Node> },
}

pub struct Parsers {
    child: Child,
    pipes: RefCell<(ChildStdin, BufReader<ChildStdout>)>,
}

impl Parsers {
    pub fn new() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/foreign/render.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node is installed");
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, pipes: RefCell::new((input, output)) }
    }

    /// The name of each parser with the tree it gives.
    pub fn read(&self, markdown: &str) -> Vec<(String, Node)> {
        let (input, output) = &mut *self.pipes.borrow_mut();
        writeln!(input, "{}", Value::from(markdown)).unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let read: Value = serde_json::from_str(&line)
            .expect("both parsers answer: cmark-gfm and the packages of ui are installed");
        let trees = read.as_object().unwrap().iter();
        trees.map(|(parser, tree)| (parser.clone(), Node::of(tree))).collect()
    }
}

impl Drop for Parsers {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Node {
    fn of(value: &Value) -> Self {
        if let Some(text) = value.as_str() {
            return Self::Text(text.to_owned());
        }
        let attributes = value[1].as_object().unwrap().iter();
        Self::Element {
            name: value[0].as_str().unwrap().to_owned(),
            attributes: attributes
                .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
                .collect(),
            children: value[2].as_array().unwrap().iter().map(Self::of).collect(),
        }
    }

    pub fn name(&self) -> &str {
        match self {
            Self::Text(_) => "#text",
            Self::Element { name, .. } => name,
        }
    }

    pub fn children(&self) -> &[Node] {
        match self {
            Self::Text(_) => &[],
            Self::Element { children, .. } => children,
        }
    }

    pub fn attribute(&self, wanted: &str) -> Option<&str> {
        let Self::Element { attributes, .. } = self else { return None };
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// What a reader sees, as it stands in the tree.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Element { children, .. } => children.iter().map(Self::text).collect(),
        }
    }

    /// Calls for every element below this one.
    pub fn each(&self, with: &mut impl FnMut(&Node)) {
        for child in self.children() {
            with(child);
            child.each(with);
        }
    }

    /// The tree with what renderers make of words by themselves undone: a link whose words are its
    /// address, and the code that a name behind an `@` is written as.
    pub fn without_own_links(&self) -> Self {
        let Self::Element { name, attributes, children } = self else { return self.clone() };
        let mut kept: Vec<Node> = Vec::new();
        for child in children.iter().map(Self::without_own_links) {
            let is_own = child.is_its_address() || child.is_called_name();
            let parts = if is_own { child.children().to_vec() } else { vec![child] };
            for part in parts {
                match (kept.last_mut(), part) {
                    (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
                    (_, part) => kept.push(part),
                }
            }
        }
        Self::Element { name: name.clone(), attributes: attributes.clone(), children: kept }
    }

    /// A link that leads where its words say.
    pub fn is_its_address(&self) -> bool {
        let (Some(to), "a") = (self.attribute("href"), self.name()) else { return false };
        let only_text = self.children().iter().all(|child| matches!(child, Self::Text(_)));
        let (words, to) = (plain(&self.text()), plain(to));
        let schemes = ["", "http://", "mailto:", "https://", "//"];
        only_text && schemes.iter().any(|scheme| format!("{scheme}{words}") == to)
    }

    fn is_called_name(&self) -> bool {
        self.name() == "code" && self.text().starts_with('@') && !self.text().contains(' ')
    }
}

/// An address without percent signs and without the foreign form of a host's letters.
fn plain(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let digits = others.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = digits.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            _ => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).to_lowercase()
}

/// Words with every run of white space as one space.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
