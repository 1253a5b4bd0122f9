//! Passwords and login exchanges in a paste are blotted out before anything else sees the text.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::pattern::pattern;

/// What stands in place of a secret.
const MASK: &str = "********";

/// `AUTH PLAIN dGVzdA==`: the initial response of a login (RFC 4954 section 4).
static INITIAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?im)\b(?P<keep>AUTH[ \t]+(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|NTLM|GSSAPI|DIGEST-MD5|SCRAM-\S+)[ \t]+)(?P<secret>[A-Za-z0-9+/]{4,}={0,2})(?P<end>[ \t\r,'\x22]|$)",
    )
});

/// `334 VXNlcm5hbWU6`: a challenge; what the client sends next is its answer.
static CHALLENGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?:^|[\s<>*:~,-])334(?:[ \t]+[A-Za-z0-9+/=]*)?[ \t,'\x22]*$"));

/// A line that is one word of base64 behind whatever marks its side.
static ANSWER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(?P<keep>.*?(?:^|[\s>:,'\x22]))(?P<secret>[A-Za-z0-9+/]{2,}={0,2})(?P<end>[ \t,'\x22]*)$",
    )
});

/// The code of a reply: who sends it is the server.
static REPLY: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(?:^|[\s<>*:~,'\x22-])[2-5]\d\d[ -]"));

/// `password = hunter2`, `PASS hunter2`, `Authorization: Bearer …`, `https://user:hunter2@host`.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?im)(?P<keep>\b(?:(?:smtp|mail|auth|user|db|sasl)?[_-]?(?:password|passwd|pwd|passwort|kennwort)|(?:api|access|secret|auth|client)[_-]?(?:key|token|secret)|sendpassword|密码|口令)\b["']?\)?[ \t]*(?:=>|[:=])[ \t]*["']?)(?P<secret>[^\s"',;&<>]{3,})"#,
        r#"|(?P<keep2>^[ \t<>*~-]*PASS[ \t]+)(?P<secret2>\S+)[ \t]*$"#,
        r#"|(?P<keep3>\b(?:bearer|basic)[ \t]+)(?P<secret3>[A-Za-z0-9._~+/=-]{12,})"#,
        r#"|(?P<keep4>\b[a-z][a-z+]{1,8}://[^\s/:@"'<>,{}|\\]{1,80}:)(?P<secret4>[^\s/@"'<>,{}|\\]{1,80})@"#
    ))
});

/// The text with its secrets blotted out, if it holds any. Lines and everything else stay as they are.
pub(super) fn masked(text: &str) -> Option<String> {
    let mut found = false;
    let first = replace(INITIAL.as_ref(), text, &mut found, |hit| {
        // "250-AUTH LOGIN PLAIN" lists what the server offers.
        let secret = group(hit, "secret");
        let offered = secret
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        (!offered && !is_of_sentence(secret))
            .then(|| format!("{}{MASK}{}", group(hit, "keep"), group(hit, "end")))
    });
    let second = replace(NAMED.as_ref(), &first, &mut found, |hit| {
        for (keep, secret) in [
            ("keep", "secret"),
            ("keep2", "secret2"),
            ("keep3", "secret3"),
            ("keep4", "secret4"),
        ] {
            let words = group(hit, secret);
            if !words.is_empty() {
                // A sentence about passwords ("Password: incorrect") is no secret.
                // Nor is "basic authentication is disabled".
                let lower = |c: char| c.is_ascii_lowercase() || c == '.' || c == '-';
                let is_word = match secret {
                    "secret" => is_plain(words),
                    "secret3" => words.chars().all(lower),
                    _ => false,
                };
                let end = if secret == "secret4" { "@" } else { "" };
                return (!is_word && !words.starts_with("***"))
                    .then(|| format!("{}{MASK}{end}", group(hit, keep)));
            }
        }
        None
    });
    let third = answers(&second, &mut found);
    found.then_some(third)
}

/// Whether it is a word as sentences have them, "failed" or "Invalid": base64 mixes its letters.
fn is_of_sentence(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_alphabetic())
        && word.chars().skip(1).all(|c| c.is_ascii_lowercase())
}

fn is_plain(word: &str) -> bool {
    [
        "incorrect",
        "failed",
        "required",
        "wrong",
        "invalid",
        "expired",
        "mismatch",
        "null",
        "none",
        "true",
        "false",
        "not",
        "yes",
    ]
    .contains(&word)
}

fn group<'t>(hit: &Captures<'t>, name: &str) -> &'t str {
    hit.name(name).map_or("", |group| group.as_str())
}

fn replace(
    pattern: Option<&Regex>,
    text: &str,
    found: &mut bool,
    with: impl Fn(&Captures<'_>) -> Option<String>,
) -> String {
    let Some(pattern) = pattern else {
        return text.to_owned();
    };
    pattern
        .replace_all(text, |hit: &Captures<'_>| match with(hit) {
            Some(masked) => {
                *found = true;
                masked
            }
            None => group_all(hit),
        })
        .into_owned()
}

fn group_all(hit: &Captures<'_>) -> String {
    hit.get(0)
        .map_or_else(String::new, |whole| whole.as_str().to_owned())
}

/// What the client answers to a challenge: one word of base64 on the line after it.
fn answers(text: &str, found: &mut bool) -> String {
    let (Some(challenge), Some(answer)) = (CHALLENGE.as_ref(), ANSWER.as_ref()) else {
        return text.to_owned();
    };
    let mut asked = false;
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            if line.trim().is_empty() {
                return line.to_owned();
            }
            if challenge.is_match(line) {
                asked = true;
                return line.to_owned();
            }
            if !std::mem::take(&mut asked) {
                return line.to_owned();
            }
            let is_reply = REPLY.as_ref().is_some_and(|reply| reply.is_match(line));
            match answer.captures(line) {
                Some(hit) if is_reply && is_of_sentence(group(&hit, "secret")) => line.to_owned(),
                Some(hit) => {
                    *found = true;
                    format!("{}{MASK}{}", group(&hit, "keep"), group(&hit, "end"))
                }
                None => line.to_owned(),
            }
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(masked(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn login_exchanges_are_blotted_out() {
        check(
            "AUTH PLAIN AGJvYgBodW50ZXIy\n535 no",
            Some("AUTH PLAIN ********\n535 no"),
        );
        check(
            "AUTH LOGIN\n334 VXNlcm5hbWU6\nYm9i\n334 UGFzc3dvcmQ6\naHVudGVyMg==\n535 5.7.8 no",
            Some(
                "AUTH LOGIN\n334 VXNlcm5hbWU6\n********\n334 UGFzc3dvcmQ6\n********\n535 5.7.8 no",
            ),
        );
        check(
            "<-  334 VXNlcm5hbWU6\n -> Ym9i\n<** 535 no",
            Some("<-  334 VXNlcm5hbWU6\n -> ********\n<** 535 no"),
        );
        check(
            "334 UGFzc3dvcmQ6\n535 5.7.8 Error: authentication failed",
            None,
        );
        check("535 5.7.8 AUTH LOGIN failed", None);
        check("250-AUTH LOGIN PLAIN\n250 ok", None);
        check("250-AUTH LOGIN PLAIN CRAM-MD5", None);
    }

    #[test]
    fn named_secrets_are_blotted_out() {
        check("password=Hunter2!", Some("password=********"));
        check(
            "'smtp_pass' pwd: 'Hunter2'",
            Some("'smtp_pass' pwd: '********'"),
        );
        check(
            "smtp://bob:Hunter2@mail.example",
            Some("smtp://bob:********@mail.example"),
        );
        check("PASS Hunter2", Some("PASS ********"));
        check("Error: Password: incorrect", None);
        check(
            "550 see https://a.example\",\"rcpt_to\":\"bob@b.example\"",
            None,
        );
        check(
            "{\"link\":\"https://a.example:443\",\"to\":\"bob@b.example\"}",
            None,
        );
        check("http://a.example:25,bob@b.example", None);
        check("550 5.7.1 Unable to relay", None);
    }
}
