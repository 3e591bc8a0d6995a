//! The whole document as Markdown.

use super::{Style, draft_in};
use crate::event::Section;
use crate::incident::Incident;
use crate::markdown::escape_heading;

/// The postmortem as Markdown, one sentence per line where it is prose.
///
/// The same record and style give the same bytes within one edition.
pub fn markdown(incident: &Incident, style: &Style) -> String {
    let document = draft_in(incident, style);
    let mut text = format!("# Postmortem: {}\n", escape_heading(&document.title));
    for section in &document.sections {
        if section.section != Section::Header {
            text.push_str(&format!("\n## {}\n", section.title));
        }
        text.push('\n');
        text.push_str(&section.markdown);
    }
    text
}
