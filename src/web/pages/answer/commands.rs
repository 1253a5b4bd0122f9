//! Whether a block of commands only looks or changes something, as far as the table knows.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::wording::Answer;

/// What running a block of commands does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing is changed.
    Reads,
    /// Something is changed.
    Changes,
}

impl Effect {
    /// The class in the style sheet.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Changes => "changes",
        }
    }

    /// What running the commands does, in words.
    pub(super) fn words(self, texts: &Answer) -> &str {
        match self {
            Self::Reads => &texts.reads,
            Self::Changes => &texts.changes,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    changes: Vec<String>,
    reads: Vec<String>,
}

/// The tests prove that it can be read; without it nothing would be marked.
static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| toml::from_str(include_str!("commands.toml")).ok());

/// What a block of shell or `PowerShell` commands does; nothing is said of a block with a command that is not known.
pub(super) fn effect(block: &str) -> Option<Effect> {
    let table = TABLE.as_ref()?;
    let joined = block.replace("\\\n", " ").replace("`\n", " ");
    let mut all_known = true;
    let mut any = false;
    for command in joined.lines().flat_map(commands) {
        let words: Vec<&str> = command.split_whitespace().collect();
        let words = match words.split_first() {
            Some((&"sudo", rest)) => rest,
            _ => words.as_slice(),
        };
        if words.is_empty() {
            continue;
        }
        any = true;
        if table.changes.iter().any(|entry| fits(entry, words)) {
            return Some(Effect::Changes);
        }
        all_known &= table.reads.iter().any(|entry| fits(entry, words));
    }
    (any && all_known).then_some(Effect::Reads)
}

/// The commands of a line: what stands between `|`, `;` and `&&`, outside quotes and without a comment.
fn commands(line: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quote = None;
    let mut before = ' ';
    for c in line.chars() {
        match (quote, c) {
            (None, '#') if before.is_whitespace() => break,
            (None, '|' | ';' | '&') => found.push(String::new()),
            _ => {
                if quote == Some(c) {
                    quote = None;
                } else if quote.is_none() && matches!(c, '\'' | '"') {
                    quote = Some(c);
                }
                if let Some(last) = found.last_mut() {
                    last.push(c);
                }
            }
        }
        before = c;
    }
    found
}

fn fits(entry: &str, words: &[&str]) -> bool {
    let mut wanted = entry.split_whitespace();
    let (Some(first), Some((own, rest))) = (wanted.next(), words.split_first()) else {
        return false;
    };
    let begins = |own: &str, wanted: &str| {
        let length = wanted.len();
        own.get(..length)
            .is_some_and(|start| start.eq_ignore_ascii_case(wanted))
    };
    let is_command = match first.strip_suffix('*') {
        Some(start) => begins(own, start),
        None => *own == first,
    };
    is_command && wanted.all(|wanted| rest.contains(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(block: &str, expected: Option<Effect>) {
        assert_eq!(effect(block), expected, "{block}");
    }

    #[test]
    fn a_block_is_marked_by_all_its_commands() {
        check("dig +short mx example.com", Some(Effect::Reads));
        check("Get-Queue | Format-List *", Some(Effect::Reads));
        check(
            "Get-Mailbox a | Set-Mailbox -MaxSendSize 5MB",
            Some(Effect::Changes),
        );
        check("postconf myorigin", Some(Effect::Reads));
        check(
            "postconf -e myorigin=example.org\npostfix reload",
            Some(Effect::Changes),
        );
        check(
            "postmap -q example.com hash:/etc/postfix/transport",
            Some(Effect::Reads),
        );
        check("sudo systemctl restart dovecot", Some(Effect::Changes));
        check(
            "systemctl status dovecot # then restart",
            Some(Effect::Reads),
        );
        check("grep 'a|rm b' mail.log", Some(Effect::Reads));
    }

    #[test]
    fn nothing_is_said_of_unknown_commands() {
        check("swaks --to bob@example.net", None);
        check("dig example.com; frobnicate", None);
        check("# only a comment", None);
        check("", None);
    }
}
