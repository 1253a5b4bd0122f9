//! Texts of programs that carry no mail.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};
use serde::Deserialize;

use super::reply::{self, Strength};
use super::{Span, lines, pattern};

/// How much of a text is looked at, in bytes: the errors meant here are a few lines.
const TEXT_LIMIT: usize = 4 * 1024;

static FOREIGN: LazyLock<Foreign> = LazyLock::new(|| Foreign::load().unwrap_or_default());

#[derive(Debug, Default)]
struct Foreign {
    other: RegexSet,
    letters: RegexSet,
    page: RegexSet,
    program: RegexSet,
    port: Vec<Regex>,
    mail_ports: Vec<u16>,
    other_ports: Vec<u16>,
    mail: RegexSet,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    other: Vec<String>,
    letters: Vec<String>,
    page: Vec<String>,
    program: Vec<String>,
    port: Vec<String>,
    mail_ports: Vec<u16>,
    other_ports: Vec<u16>,
    mail: Vec<String>,
}

impl Foreign {
    fn load() -> Result<Self, String> {
        let table: Table =
            toml::from_str(include_str!("foreign.toml")).map_err(|error| error.to_string())?;
        let compile = || -> Result<Self, regex::Error> {
            let port = table.port.iter().map(|text| pattern::of_table(text));
            Ok(Self {
                other: pattern::set(&table.other)?,
                letters: pattern::set(&table.letters)?,
                page: pattern::set(&table.page)?,
                program: pattern::set(&table.program)?,
                port: port.collect::<Result<_, _>>()?,
                mail_ports: table.mail_ports.clone(),
                other_ports: table.other_ports.clone(),
                mail: pattern::set(&table.mail)?,
            })
        };
        compile().map_err(|error| error.to_string())
    }

    /// Whether the text names the port of another service, and none of mail.
    fn names_other_port(&self, text: &str) -> bool {
        self.ports(text)
            .any(|port| self.other_ports.contains(&port))
            && !self.names_mail_port(text)
    }

    fn names_mail_port(&self, text: &str) -> bool {
        self.ports(text).any(|port| self.mail_ports.contains(&port))
    }

    fn ports(&self, text: &str) -> impl Iterator<Item = u16> {
        self.port
            .iter()
            .flat_map(move |pattern| pattern.captures_iter(text))
            .filter_map(|hit| hit.get(1)?.as_str().parse().ok())
    }
}

/// Whether a text is the error of a program that has nothing to do with mail: nothing in it is a failure then.
pub(super) fn is_foreign(text: &str, region: Span) -> bool {
    let looked_at = lines::bounded(text, region, TEXT_LIMIT);
    let words = looked_at.of(text);
    let foreign = &*FOREIGN;
    let elsewhere = (foreign.program.is_match(words) && !foreign.names_mail_port(words))
        || foreign.names_other_port(words);
    let is_page = foreign.page.is_match(words);
    let quotes_no_reply =
        || reply::decisive(text, region).is_none_or(|piece| piece.strength < Strength::CodeInside);
    let is_other = foreign.other.is_match(words) && !foreign.letters.is_match(words);
    let is_program = (is_page || elsewhere && quotes_no_reply()) && !foreign.mail.is_match(words);
    looked_at == region && (is_program || is_other && quotes_no_reply())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(
            is_foreign(text, Span::new(0, text.len())),
            expected,
            "{text}"
        );
    }

    #[test]
    fn the_table_is_sound() {
        assert!(Foreign::load().is_ok());
    }

    #[test]
    fn other_programs_are_not_mail() {
        check(
            "ssh: connect to host a.example port 22: Connection refused",
            true,
        );
        check(
            "curl: (7) Failed to connect to a.example port 443: Connection refused",
            true,
        );
        check(
            "psql: error: connection to server at \"db.example\" (192.0.2.5), port 5432 failed: Connection refused",
            true,
        );
        check(
            "telnet a.example 3306\nTrying 192.0.2.1...\ntelnet: connect to address 192.0.2.1: Connection refused",
            true,
        );
        check("ping: a.example: Name or service not known", true);
        check("503 Service Temporarily Unavailable\nnginx/1.18.0", true);
        check(
            "<head><title>502 Bad Gateway</title></head>\n<center>nginx</center>",
            true,
        );
        check("HTTP 550: permission denied by policy", true);
        check("HTTP/1.1 403 Forbidden", true);
        check(
            "The parcel goes back: the recipient was not found at this address",
            true,
        );
        check(
            "Telegram: message not delivered, user blocked the bot",
            true,
        );
        check("Slack blocked the file because of a policy", true);
        check("您的包裹无法投递，收件人不在", true);
        check(
            "login failed, authentication failed at https://wiki.example",
            true,
        );
    }

    #[test]
    fn what_speaks_of_mail_stays() {
        check("Connection refused", false);
        check("503 Service unavailable", false);
        check("my parcel mail to DHL came back: user unknown", false);
        check("550 5.1.1 user unknown, ask your courier", false);
        check("DHL <bob@dhl.example>: user unknown", false);
        check(
            "554-Service unavailable; Client host [192.0.2.1] blocked using\n554 http://bl.example",
            false,
        );
        check(
            "554 5.7.1 Service unavailable; listed at http://bl.example",
            false,
        );
        check(
            "telnet: Unable to connect to remote host: Connection refused",
            false,
        );
        check(
            "telnet a.example 25\nTrying 192.0.2.1...\ntelnet: connect to address 192.0.2.1: Connection refused",
            false,
        );
        check(
            "curl: (7) Failed to connect to smtp.a.example port 8443",
            false,
        );
        check(
            "connect to a.example[192.0.2.1]:25: Connection refused",
            false,
        );
        check(
            "ssh: connect to host mail.a.example port 22: refused; my mail does not arrive",
            false,
        );
    }
}
