//! Values of the paste: the `{{…}}` of an article.

use super::shell::{Setting, Shell};
use crate::{evidence::Values, vocabulary::Lang};

/// A value of the paste that an article can speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Variable {
    Recipient,
    RecipientDomain,
    Sender,
    SenderDomain,
    RemoteHost,
    OwnHost,
    ClientIp,
    Listed,
}

impl Variable {
    const ALL: [Self; 8] = [
        Self::Recipient,
        Self::RecipientDomain,
        Self::Sender,
        Self::SenderDomain,
        Self::RemoteHost,
        Self::OwnHost,
        Self::ClientIp,
        Self::Listed,
    ];

    /// The name that articles write.
    const fn name(self) -> &'static str {
        match self {
            Self::Recipient => "recipient",
            Self::RecipientDomain => "recipient_domain",
            Self::Sender => "sender",
            Self::SenderDomain => "sender_domain",
            Self::RemoteHost => "remote_host",
            Self::OwnHost => "own_host",
            Self::ClientIp => "client_ip",
            Self::Listed => "listed",
        }
    }

    /// The variable that a whole `{{…}}` names.
    fn written(placeholder: &str) -> Option<Self> {
        let name = placeholder.strip_prefix("{{")?.strip_suffix("}}")?.trim();
        Self::ALL
            .into_iter()
            .find(|variable| variable.name() == name)
    }

    /// What stands in its place while the value is not known; without angle brackets of its own behind one, as in
    /// `RCPT TO:<…>`.
    pub(super) fn placeholder(self, lang: Lang, bracketed: bool) -> &'static str {
        let neutral = self.neutral(lang);
        if bracketed {
            neutral.trim_matches(['<', '>'])
        } else {
            neutral
        }
    }

    const fn neutral(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Recipient, Lang::En) => "<recipient>",
            (Self::RecipientDomain, Lang::En) => "<recipient-domain>",
            (Self::Sender, Lang::En) => "<sender>",
            (Self::SenderDomain, Lang::En) => "<sender-domain>",
            (Self::RemoteHost, Lang::En) => "<remote-host>",
            (Self::OwnHost, Lang::En) => "<own-host>",
            (Self::ClientIp, Lang::En) => "<client-ip>",
            (Self::Listed, Lang::En) => "<listed-address>",
            (Self::Recipient, Lang::Zh) => "<收件人地址>",
            (Self::RecipientDomain, Lang::Zh) => "<收件人域名>",
            (Self::Sender, Lang::Zh) => "<发件人地址>",
            (Self::SenderDomain, Lang::Zh) => "<发件人域名>",
            (Self::RemoteHost, Lang::Zh) => "<对方服务器>",
            (Self::OwnHost, Lang::Zh) => "<本方服务器>",
            (Self::ClientIp, Lang::Zh) => "<发信IP>",
            (Self::Listed, Lang::Zh) => "<被列入的地址>",
        }
    }
}

/// Every `{{…}}` that may be written, for messages.
pub(in crate::articles) fn allowed() -> String {
    Variable::ALL
        .map(|variable| format!("{{{{{}}}}}", variable.name()))
        .join(", ")
}

/// The first `{{…}}` of a plain text that stands for no value.
pub(in crate::articles) fn unknown(text: &str) -> Option<&str> {
    segments(text, Setting::Prose)
        .into_iter()
        .find_map(|segment| match segment {
            Segment::Unknown(written) => Some(written),
            Segment::Text(_) | Segment::Value(..) => None,
        })
}

/// Values for the placeholders; an absent one is shown as a neutral placeholder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables {
    /// The address that refused, or that the mail was for.
    pub recipient: Option<String>,
    /// Its domain.
    pub recipient_domain: Option<String>,
    /// The sender's address.
    pub sender: Option<String>,
    /// Its domain.
    pub sender_domain: Option<String>,
    /// The host that refused.
    pub remote_host: Option<String>,
    /// The host that reported.
    pub own_host: Option<String>,
    /// The sending address that the other side saw.
    pub client_ip: Option<String>,
    /// The address or domain that a blocklist lists.
    pub listed: Option<String>,
}

impl Variables {
    /// The value, unless it is empty or holds control characters: no address or host does.
    fn get(&self, variable: Variable) -> Option<&str> {
        let value = match variable {
            Variable::Recipient => &self.recipient,
            Variable::RecipientDomain => &self.recipient_domain,
            Variable::Sender => &self.sender,
            Variable::SenderDomain => &self.sender_domain,
            Variable::RemoteHost => &self.remote_host,
            Variable::OwnHost => &self.own_host,
            Variable::ClientIp => &self.client_ip,
            Variable::Listed => &self.listed,
        };
        value
            .as_deref()
            .filter(|value| !value.is_empty() && !value.chars().any(is_invisible))
    }

    /// The value as it may stand in this setting; nothing if it is absent or cannot be made safe there.
    pub(super) fn set(&self, variable: Variable, setting: Setting) -> Option<String> {
        setting.quoted(self.get(variable)?)
    }
}

impl From<&Values> for Variables {
    fn from(values: &Values) -> Self {
        let value = |found: &Option<crate::report::Found<String>>| {
            found.as_ref().map(|found| found.value.clone())
        };
        Self {
            recipient: value(&values.recipient),
            recipient_domain: value(&values.recipient_domain),
            sender: value(&values.sender),
            sender_domain: value(&values.sender_domain),
            remote_host: value(&values.remote_host),
            own_host: value(&values.own_host),
            client_ip: value(&values.client_ip),
            listed: values
                .listing
                .as_ref()
                .and_then(|listing| value(&listing.listed)),
        }
    }
}

/// Control characters, and those that turn the direction of what follows.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// How many characters a placeholder can have.
const MAX_NAME: usize = 64;

/// A piece of a text with placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// Stands as it is.
    Text(&'a str),
    /// Stands for a value.
    Value(Variable, Setting),
    /// Looks like a placeholder and is none; stands as it is.
    Unknown(&'a str),
}

/// Cuts a text at its placeholders. Concatenating what was written gives the text again.
pub(super) fn segments(text: &str, setting: Setting) -> Vec<Segment<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut shell = Shell::new(setting, text);
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        let Some(end) = closing_braces(from) else {
            let (braces, after) = from.split_at(2);
            shell.read(before);
            shell.read(braces);
            found.extend([Segment::Text(before), Segment::Text(braces)]);
            rest = after;
            continue;
        };
        let (whole, after) = from.split_at(end + 2);
        found.push(Segment::Text(before));
        shell.read(before);
        if let Some(variable) = Variable::written(whole) {
            found.push(Segment::Value(variable, shell.setting()));
        } else {
            shell.read(whole);
            found.push(Segment::Unknown(whole));
        }
        rest = after;
    }
    found.push(Segment::Text(rest));
    found.retain(|segment| *segment != Segment::Text(""));
    found
}

/// Where the `}}` of the `{{` at the start of `text` stands, in the same line and near enough to belong to it.
fn closing_braces(text: &str) -> Option<usize> {
    let near = text
        .char_indices()
        .nth(MAX_NAME)
        .map_or(text.len(), |(end, _)| end);
    let line = text.get(..near)?.lines().next()?;
    line.find("}}")
}

/// Fills the placeholders of a step in plain text ([`super::super::CauseText::fix_steps`]).
///
/// In commands, which are lines indented by four spaces or words between backticks, a value is quoted unless it means
/// itself in every shell; one that cannot be quoted there, and an absent one, is shown as a neutral placeholder.
pub fn fill(step: &str, variables: &Variables, lang: Lang) -> String {
    let mut filled = String::with_capacity(step.len());
    let mut put = |text: &str, setting: Setting| {
        for segment in segments(text, setting) {
            match segment {
                Segment::Text(text) | Segment::Unknown(text) => filled.push_str(text),
                Segment::Value(variable, setting) => {
                    if let Some(value) = variables.set(variable, setting) {
                        filled.push_str(&value);
                    } else {
                        let bracketed = filled.ends_with('<');
                        filled.push_str(variable.placeholder(lang, bracketed));
                    }
                }
            }
        }
    };
    let mut command = String::new();
    for line in step.split_inclusive('\n') {
        if line.starts_with("    ") {
            command.push_str(line);
            continue;
        }
        put(&std::mem::take(&mut command), Setting::AnyShell);
        for (place, part) in line.split('`').enumerate() {
            if place > 0 {
                put("`", Setting::Prose);
            }
            put(
                part,
                if place % 2 == 1 {
                    Setting::AnyShell
                } else {
                    Setting::Prose
                },
            );
        }
    }
    put(&command, Setting::AnyShell);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(step: &str, recipient: &str, expected: &str) {
        let variables = Variables {
            recipient: Some(recipient.to_owned()),
            ..Variables::default()
        };
        assert_eq!(fill(step, &variables, Lang::En), expected);
    }

    #[test]
    fn steps_are_filled_and_commands_stay_harmless() {
        check(
            "Write to {{recipient}}.",
            "bob@example.net",
            "Write to bob@example.net.",
        );
        check(
            "Write to {{ recipient }}.",
            "o'brien@example.net",
            "Write to o'brien@example.net.",
        );
        check(
            "Run `mailq {{recipient}}`",
            "a;b@example.net",
            "Run `mailq 'a;b@example.net'`",
        );
        check(
            "Run `mailq '{{recipient}}'`",
            "a;b@example.net",
            "Run `mailq '<recipient>'`",
        );
        check(
            "Run:\n    mailq {{recipient}}",
            "o'b@example.net",
            "Run:\n    mailq <recipient>",
        );
        check(
            "Run `mailq {{recipient}}`",
            "-oX",
            "Run `mailq <recipient>`",
        );
        check("Ask {{sender}}", "x", "Ask <sender>");
        check("`MAIL FROM:<{{sender}}>`", "x", "`MAIL FROM:<sender>`");
        check("{{nobody}} {{", "x", "{{nobody}} {{");
        check("{{{recipient}}}", "x", "{{{recipient}}}");
        check("{{recipient}}", "a\nb", "<recipient>");
        check("{{recipient}}", "a\u{202e}b", "<recipient>");
    }

    #[track_caller]
    fn check_setting(command: &str, setting: Setting, expected: Setting) {
        let found = segments(command, setting);
        let got = found.iter().find_map(|segment| match segment {
            Segment::Value(_, setting) => Some(*setting),
            _ => None,
        });
        assert_eq!(got, Some(expected), "{command}");
    }

    #[test]
    fn quotes_around_a_value_are_seen() {
        use Setting::{PowerShell, Quoted, Sh};
        check_setting("grep {{recipient}} x", Sh, Sh);
        check_setting("grep '{{recipient}}' x", Sh, Quoted);
        check_setting("grep 'a' {{recipient}}", Sh, Sh);
        check_setting("grep \"a'{{recipient}}\"", Sh, Quoted);
        check_setting("# don't\ngrep {{recipient}}", Sh, Sh);
        check_setting("# mail of {{recipient}}", Sh, Quoted);
        check_setting("cat <<END\n{{recipient}}\nEND", Sh, Quoted);
        check_setting("echo \\'{{recipient}}", Sh, Sh);
        check_setting("Get-Recipient {{recipient}}", PowerShell, PowerShell);
        check_setting("Get-Recipient ’{{recipient}}’", PowerShell, Quoted);
    }
}
