//! What looks like a secret: a runbook is shown to everybody and copied into every incident.

use super::found::Found;
use crate::runbook::Runbook;
use crate::secret;

/// How many are named; more are no longer list.
const MOST: usize = 20;

/// RB43: no password, token or key anywhere in the text.
pub(super) fn check(runbook: &Runbook, found: &mut Found<'_>) {
    for secret in secret::find(&runbook.text).into_iter().take(MOST) {
        found.at_byte("RB43", secret.range.start, format!("This looks like {}.", secret.kind));
    }
}
