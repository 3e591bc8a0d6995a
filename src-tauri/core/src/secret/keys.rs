//! Names that say of their value that it is a secret: `DB_PASSWORD`, `clientSecret`, `X-Api-Key`.
//!
//! A name is read word by word, whether its words are joined by signs or by capitals. What stands
//! behind the telling word may take that back: `PASSWORD_RESET_TIMEOUT` is no password.

mod words;

use words::{
    AUTH, COOKIES, ELSE_BEHIND, FLAGS, KEYS, PASSWORDS, PLACES, PLAIN_BEHIND, RANDOM_ONLY, TOKENS,
    VENDORS,
};

/// What a name says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// What the value is, with its article.
    pub kind: &'static str,
    /// What the value has to look like.
    pub trust: Trust,
    /// Whether the name is one that programs read, such as `DB_PASSWORD` or `spring.mail.password`.
    pub is_setting: bool,
}

/// How far a name is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// A password may be any text.
    Password,
    /// A token or key has no everyday word.
    Token,
    /// Only a value that nobody would type by hand counts.
    Random,
}

/// How many words of a name are read.
const MOST_WORDS: usize = 16;

/// How long a name may be.
const LONGEST: usize = 200;

const PASSWORD: &str = "a password";
/// A password that may be a sentence.
pub(super) const PASSPHRASE: &str = "a passphrase";
const TOKEN: &str = "a token";
const SECRET: &str = "a secret";
const KEY: &str = "a secret key";
const SESSION: &str = "a session";

/// What a name says of its value; nothing for most names.
pub(super) fn told(name: &str) -> Option<Told> {
    if !may_tell(name) {
        return None;
    }
    let words = words_of(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let vendor = words.iter().find_map(|word| vendor(word));
    let is_setting = is_setting(name);
    let (at, kind, trust) = match telling(&words) {
        Some(telling) => telling,
        None => {
            // A maker's name alone, as in `FASTLY=`, tells no more than that.
            let last = words.last()?;
            let is_bare = words.iter().all(|word| vendor_word(word) || RANDOM_ONLY.contains(word));
            let told = vendor.filter(|_| is_bare && !last.is_empty())?;
            return Some(Told { kind: told, trust: Trust::Random, is_setting });
        }
    };
    let before = words.get(..at).unwrap_or_default();
    let behind = words.get(at + 1..).unwrap_or_default();
    let is_flag = words.first().is_some_and(|first| at > 0 && FLAGS.contains(first));
    let is_placed = before.last().is_some_and(|last| kind == TOKEN && PLACES.contains(last));
    if is_flag || is_placed || behind.iter().any(|word| ELSE_BEHIND.contains(word)) {
        return None;
    }
    let is_plain = |word: &&str| PLAIN_BEHIND.contains(word) || is_number(word);
    let trust = if behind.iter().all(is_plain) { trust } else { Trust::Random };
    let kind = vendor.filter(|_| trust != Trust::Password).unwrap_or(kind);
    Some(Told { kind, trust, is_setting })
}

/// The last word that tells, what it tells, and how far it is believed.
fn telling(words: &[&str]) -> Option<(usize, &'static str, Trust)> {
    (0..words.len()).rev().find_map(|at| {
        let word = words.get(at)?.trim_end_matches(|c: char| c.is_ascii_digit());
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        let ends = |list: &[&str]| list.iter().any(|known| word.ends_with(known));
        if ends(PASSWORDS) || is_pass(word, before) || matches!(word, "pw" | "psw" | "pswd") {
            let is_phrase = word.ends_with("passphrase");
            Some((at, if is_phrase { PASSPHRASE } else { PASSWORD }, Trust::Password))
        } else if word == "pass" {
            Some((at, PASSWORD, Trust::Token))
        } else if word == "key" && (KEYS.contains(&before) || vendor_word(before)) {
            Some((at, KEY, Trust::Token))
        } else if KEYS.iter().any(|first| word.strip_suffix("key") == Some(*first)) {
            Some((at, KEY, Trust::Token))
        } else if ends(TOKENS) {
            let kind = if word.ends_with("token") { TOKEN } else { SECRET };
            Some((at, kind, Trust::Token))
        } else if COOKIES.contains(&word) || is_session(word, before) {
            Some((at, SESSION, Trust::Random))
        } else if AUTH.contains(&word) {
            Some((at, SECRET, Trust::Random))
        } else {
            None
        }
    })
}

/// `pass` counts behind a word that takes one, as `db_pass` and `smtppass` do.
fn is_pass(word: &str, before: &str) -> bool {
    let Some(owner) = word.strip_suffix("pass") else { return false };
    let owner = if owner.is_empty() { before } else { owner };
    const OWNERS: &[&str] = &[
        "admin", "app", "client", "db", "ftp", "http", "keystore", "key", "ldap", "login", "mail",
        "mongo", "mysql", "pg", "postgres", "proxy", "redis", "root", "smtp", "sudo", "user",
        "wifi",
    ];
    OWNERS.contains(&owner)
}

fn is_session(word: &str, before: &str) -> bool {
    let is_id = matches!(word, "id" | "key" | "cookie" | "token");
    (is_id && matches!(before, "session" | "sess")) || word == "session"
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit())
}

fn vendor(word: &str) -> Option<&'static str> {
    VENDORS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
}

fn vendor_word(word: &str) -> bool {
    vendor(word).is_some()
}

/// Whether a name is worth being read: most words of a text are none that tell.
fn may_tell(name: &str) -> bool {
    (2..=LONGEST).contains(&name.len()) && name.bytes().any(|c| c.is_ascii_alphabetic())
}

/// A name that programs read: in capitals, or of several words.
fn is_setting(name: &str) -> bool {
    let is_joined = name.contains(['_', '.']);
    let is_loud = !name.contains(|c: char| c.is_ascii_lowercase());
    let is_camel = name
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
    is_joined || (is_loud && name.len() > 4) || is_camel
}

/// `dbPassword` and `DB-PASSWORD` as `db`, `password`.
fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in name.chars().chain([' ']) {
        let is_new = !before.is_ascii_alphanumeric()
            || (before.is_ascii_lowercase() && c.is_ascii_uppercase());
        if c.is_ascii_alphanumeric() {
            if is_new {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
        }
        before = c;
    }
    // The last words of a path say what it is.
    let first = words.len().saturating_sub(MOST_WORDS);
    words.drain(..first);
    words
}

#[cfg(test)]
mod tests {
    use super::{Trust, told};

    #[test]
    fn a_name_is_read_word_by_word() {
        for name in [
            "password",
            "DB_PASSWORD",
            "dbPassword",
            "PGPASSWORD",
            "MYSQL_PWD",
            "spring.datasource.password",
            "MYSQL_ROOT_PASSWORD",
            "db_pass",
            "SMTP_PASS",
            "POSTGRES_PASSWORD2",
            "ADMIN_PASSWORD_PRODUCTION",
            "ssh_key_passphrase",
        ] {
            assert_eq!(told(name).map(|told| told.trust), Some(Trust::Password), "{name}");
        }
        for name in [
            "AWS_SECRET_ACCESS_KEY",
            "DJANGO_SECRET_KEY",
            "SECRET_KEY_BASE",
            "apiKey",
            "X-Api-Key",
            "clientSecret",
            "access_token",
            "_authToken",
            "STRIPE_KEY",
        ] {
            assert_eq!(told(name).map(|told| told.trust), Some(Trust::Token), "{name}");
        }
    }

    #[test]
    fn what_only_speaks_of_a_secret_tells_none() {
        for name in [
            "PASSWORD_RESET_TIMEOUT",
            "password_file",
            "secretName",
            "secretKeyRef",
            "token_type",
            "TOKEN_EXPIRY",
            "nextPageToken",
            "max_tokens",
            "public_key",
            "primary_key",
            "compass",
            "bypass",
            "imagePullSecrets",
            "PasswordAuthentication",
            "aws_access_key_id",
            "monkey",
            "is_password_set",
        ] {
            assert_eq!(told(name), None, "{name}");
        }
    }
}
