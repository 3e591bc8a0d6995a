//! Forms: what is typed into one and not recorded yet, on disk within a second as drafts are.

use super::{Kneeboard, Trouble};
use crate::store::DraftRow;
use serde::Deserialize;
use std::collections::BTreeMap;

const FORM: &str = "form/";
const LONGEST_NAME: usize = 200;
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What a page types into a form.
#[derive(Clone, Debug, Deserialize)]
pub struct Form {
    /// What the page calls it.
    pub name: String,
    /// Its fields as the page writes them down; absent where nothing of it is wanted any more.
    pub text: Option<String>,
}

impl Kneeboard {
    /// Keeps what stands in a form, or lets it go.
    pub fn keep_form(&mut self, form: &Form) -> Result<(), Trouble> {
        let Form { name, text } = form;
        let bytes = text.as_ref().map_or(0, String::len);
        if name.len() > LONGEST_NAME || bytes > MOST_BYTES {
            let why = format!("a form of {bytes} bytes is not kept");
            return Err(Trouble::Request { why });
        }
        let (name, at_ms) = (format!("{FORM}{name}"), self.now()?.at.ms());
        self.again_if_moved(|door| {
            door.store.write_drafts(|writer| {
                Ok(match text {
                    Some(text) => writer.put_draft(&DraftRow {
                        name: name.clone(),
                        text: text.clone(),
                        at_ms,
                    }),
                    None => writer.drop_draft(&name),
                }?)
            })
        })
    }

    /// Every form in which something is left, by its name.
    pub fn forms(&self) -> Result<BTreeMap<String, String>, Trouble> {
        let rows = self.store.drafts()?.into_iter();
        let form = |row: DraftRow| Some((row.name.strip_prefix(FORM)?.to_owned(), row.text));
        Ok(rows.filter_map(form).collect())
    }
}
