use std::sync::LazyLock;

use super::*;
use crate::{articles::Source, vocabulary::Lang, wording::Wordings};

/// Loaded once: an unoptimised build takes its time.
static SHIPPED: LazyLock<(Library, Wordings, Table)> = LazyLock::new(|| {
    let library = Library::load(&[Source::Shipped]).library;
    (library, Wordings::load().unwrap(), Table::load().unwrap())
});

/// Checks a file; each finding is expected as `line:column severity words…`, in order.
#[track_caller]
fn check(file: &[u8], kind: FileKind, expected: &[&str]) {
    let checked = checked(file, None);
    let told: Vec<_> = checked
        .diagnostics
        .iter()
        .map(|found| {
            let severity = found.severity.as_str();
            format!(
                "{}:{} {severity} {}",
                found.line, found.column, found.message
            )
        })
        .collect();
    assert_eq!(checked.kind, kind, "{told:#?}");
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told} is not {expected}");
    }
}

fn checked(file: &[u8], base: Option<&str>) -> Checked {
    let (library, wordings, systems) = &*SHIPPED;
    let base: Option<Base> = base.map(|base| base.parse().unwrap());
    let linter = Linter {
        library,
        systems,
        words: &wordings.of(Lang::En).footer_findings,
        base: base.as_ref(),
    };
    linter.check("file", file)
}

/// A template whose text is this line.
fn template(line: &str) -> String {
    format!("failure_template = <<EOF\nSubject: x\n\n{line}\nhttps://kb.example.org/\nEOF\n")
}

#[test]
fn templates_of_postfix() {
    let check = |text: &str, expected: &[&str]| {
        check(text.as_bytes(), FileKind::Templates, expected);
    };
    check(
        &template("Host $myhostname, $$5, ${mail_name} $(myorigin)"),
        &[],
    );
    check(
        &template("$delay_warning_time_hours $maximal_queue_lifetime_days"),
        &[],
    );
    check(
        &template("See $kb_url and $delay_warning_time_years"),
        &[
            "4:5 fatal Postfix knows no “$kb_url”",
            "4:17 fatal Postfix knows no “$delay_warning_time_years”",
        ],
    );
    check(&template("5 $ a"), &["4:3 fatal a dollar sign"]);
    check(
        &template("退信"),
        &["4:1 fatal the text is not ASCII, but its Charset is us-ascii"],
    );
    let link = "https://kb.example.org/\n";
    check(
        &format!("failure_template = <<EOF\nCharset: UTF-8\n\n退信\n{link}EOF\n"),
        &[],
    );
    check(
        &format!("failure_template = <<EOF\nSubject: 退信\nReply-To: x\nFrom: $x\n\n{link}EOF\n"),
        &[
            "2:10 fatal a header is not ASCII",
            "3:1 fatal Postfix takes no header “Reply-To”",
            "4:7 error nothing is put in",
        ],
    );
    check(
        &format!("success_template = <<EOF\nPostmaster-Subject: x\n\n{link}EOF\n"),
        &["2:1 fatal Postfix takes no header “Postmaster-Subject”"],
    );
    check(
        &format!("failure_template = <<EOF\nYour mail failed.\n{link}EOF\n"),
        &["2:1 error the text begins without an empty line"],
    );
    check(
        &format!("stray\nbounce_template = <<'END'\nSubject: x\n\n{link}EOF\n"),
        &[
            "1:1 fatal this line belongs to no template",
            "2:1 fatal Postfix has no template “bounce_template”",
            "2:1 fatal the end word stands in quotes",
            "2:1 fatal the template has no end: the line “END”",
        ],
    );
    check(&template("").replace('\n', "\r\n"), &[]);
}

#[test]
fn tables_of_postfix() {
    let check = |text: &str, expected: &[&str]| check(text.as_bytes(), FileKind::Table, expected);
    let link = "https://kb.example.org/c/$1";
    check(
        &format!("# x\nif !/kb/\n/^(5\\.\\d+) (.+)$/i   $1 $2 -- {link}\nendif\n"),
        &[],
    );
    check(&format!("/^5 (a|b)[(]/ \\c. $${{localtime}} {link}\n"), &[]);
    check(
        &format!("/^(5.*)/ \\c. $client_address $0 $2 $$sender {link}\n"),
        &[
            "1:14 fatal a table takes no “$client_address”",
            "1:30 fatal Postfix knows no $0",
            "1:33 fatal the pattern has no group 2",
            "1:36 fatal a footer knows no “sender”",
        ],
    );
    check(
        &format!("/^(5.*)/ \\c. 帮助 {link}\n/x/\nx\n/x\n/a/b/ c\nendif\nif /y/\n"),
        &[
            "1:14 fatal the result is not ASCII",
            "2:1 fatal nothing stands after",
            "3:1 fatal this is no line",
            "4:1 fatal the pattern does not end",
            "5:1 fatal the pattern does not end",
            "6:1 error this endif has no if",
            "7:1 error this if has no endif",
        ],
    );
    check(
        &format!("/^4\\.7\\.1 (.*)/ 5.7.1 $1 {link}\n/^(5.7.1) .*/ $1\n"),
        &[
            "1:17 fatal a code that begins with 4 becomes one that begins with 5",
            "2:15 fatal no text stands after the code",
        ],
    );
}

#[test]
fn templates_of_exim() {
    let check = |text: &str, expected: &[&str]| check(text.as_bytes(), FileKind::Exim, expected);
    let link = "https://kb.example.org/\n";
    check(
        &format!(
            "Subject: ${{if eq{{$a}}{{b}}{{c}}}}\nX-A: \\$5\n****\n$primary_hostname $h_subject: $acl_m_x $1\n{link}****\nend\n"
        ),
        &[],
    );
    check(
        &format!("From: x\n\n****\n退信 costs $ 5, $nonsense ${{if\n{link}****\n****\n"),
        &[
            "1:1 fatal the first part has no Subject",
            "2:1 fatal an empty line",
            "4:1 fatal this is not ASCII",
            "4:10 fatal a dollar sign",
            "4:15 fatal Exim knows no “$nonsense”",
            "4:25 fatal the brace",
        ],
    );
    check(
        &format!("Subject: x\n****\n{link}"),
        &["1:1 error the file has 2 parts"],
    );
}

/// How Exchange prints one message: its identity and its text.
type Form<'a> = &'a dyn Fn(&str, &str) -> String;

#[test]
fn system_messages_of_exchange() {
    let text =
        "Gone.<BR><A HREF=\"https://kb.example.org/c/5.1.1\">https://kb.example.org/c/5.1.1</A>";
    let list = |identity: &str, text: &str| {
        format!("\r\n\r\nRunspaceId : 1\r\nIdentity   : {identity}\r\nText       : {text}\r\n\r\n")
    };
    let csv = |identity: &str, text: &str| {
        let text = text.replace('"', "\"\"");
        format!("#TYPE x\n\"Identity\",\"Language\",\"Text\"\n\"{identity}\",\"en\",\"{text}\"\n")
    };
    let html = |identity: &str, text: &str| {
        let text = text
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;");
        format!(
            "<table>\n<tr><th>Identity</th><th>Text</th></tr>\n<tr><td>{identity}</td><td>{text}</td></tr>\n</table>"
        )
    };
    for form in [&list as Form<'_>, &csv, &html] {
        let check = |identity: &str, text: &str, expected: &[&str]| {
            let file = form(identity, text);
            check(file.as_bytes(), FileKind::Messages, expected);
            let wide: Vec<u8> = "\u{feff}"
                .chars()
                .chain(file.chars())
                .collect::<String>()
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
            let count = checked(&wide, None).diagnostics.len();
            assert_eq!(count, expected.len(), "UTF-16");
        };
        check("En\\Internal\\5.1.1", text, &[]);
        check("En\\ProhibitSendMailBox", text, &[]);
        check("En\\Internal\\5.7.1", text, &[""]);
        check("En\\Internal\\2.1.5", text, &[""]);
        check(
            "En\\Internal\\5.1.1",
            &format!("<FONT>a & b &lt; c</FONT> {text}"),
            &["", "", ""],
        );
        check(
            "En\\Internal\\5.1.1",
            &format!("{} {text}", "x".repeat(512)),
            &[""],
        );
    }
    check(
        list("En\\Internal\\5.7.1", &format!("a & b{text}")).as_bytes(),
        FileKind::Messages,
        &[
            "5:14 error the text for 5.7.1 links to 5.1.1",
            "5:16 fatal a bare &",
        ],
    );
    check(
        html("En\\Internal\\5.1.1", &format!("&amp; <I>{text}")).as_bytes(),
        FileKind::Messages,
        &["3:45 fatal Exchange takes no tag “I”"],
    );
    check(
        csv("En\\Internal\\5.1.1", &format!("\"\" & {text}")).as_bytes(),
        FileKind::Messages,
        &["3:32 fatal a bare &"],
    );
}

#[test]
fn a_value_that_was_broken_over_lines_is_read_as_one() {
    let file = "Identity : En\\Internal\\5.1.1\nText     : Gone. Help:\n           https://kb.example.org/c/5.1.1\nLanguage : en\n";
    check(file.as_bytes(), FileKind::Messages, &[]);
    let file = file
        .replace("Gone. Help:", "Gone.")
        .replace("5.1.1\nL", "5.9\nL");
    check(
        file.as_bytes(),
        FileKind::Messages,
        &["3:12 error “5.9” is no code"],
    );
}

#[test]
fn links() {
    let check = |text: &str, expected: &[&str]| check(text.as_bytes(), FileKind::Text, expected);
    for sound in [
        "https://kb.example.org/c/5.7.1",
        "https://kb.example.org/zh/c/550-5.7.1?mta=postfix",
        "550 see https://kb.example.org/c/0x800CCC79",
        "https://kb.example.org/a/MAILBOX-full",
        "https://kb.example.org/a/mailbox-full#recipient-over-quota",
        "https://kb.example.org/c/$1",
        "'https://kb.example.org/c/5.7.1' -Code 5.7.1",
        "<a href=\"https://kb.example.org/c/5.7.1\">Help</a>",
        "https://kb.example.org/",
    ] {
        check(sound, &[]);
    }
    for (wrong, expected) in [
        ("see kb.example.org", "1:1 error no link"),
        (
            "http://kb.example.org/c/5.7.1",
            "1:1 error the link is not protected",
        ),
        (
            "https://kb.example.org/c/5.7.1.",
            "1:31 error the link ends in “.”",
        ),
        (
            "https://kb.example.org/c/5.7.1 for help",
            "1:31 error text follows",
        ),
        (
            "a https://kb.example.org/c/5.7.1。",
            "1:33 error text follows",
        ),
        ("https://kb.example.org/c/5.7", "1:1 error “5.7” is no code"),
        (
            "https://kb.example.org/c/550_5.7.1",
            "1:1 error the page of this code",
        ),
        (
            "https://kb.example.org/a/nope",
            "1:1 error there is no article “nope”",
        ),
        (
            "https://kb.example.org/a/mailbox-full#nope",
            "1:1 error the article mailbox-full has no cause “nope”",
        ),
        (
            "https://kb.example.org/?to=$bounce_recipient",
            "1:1 error the link carries “$bounce_recipient”",
        ),
    ] {
        check(wrong, &[expected]);
    }
    let long = format!("https://kb.example.org/{}/c/5.7.1", "a".repeat(50));
    check(&long, &["1:1 error the link has 81 characters"]);
    let found = checked(
        b"https://a.example/c/x\nhttps://b.example/c/x",
        Some("https://b.example"),
    );
    assert_eq!(found.diagnostics.len(), 1);
    assert_eq!(found.diagnostics[0].line, 2);
}

#[test]
fn no_file_is_an_error_and_few_mistakes_are_told() {
    check(
        b"caf\xe9 https://kb.example.org/",
        FileKind::Text,
        &["1:4 fatal this is neither UTF-8"],
    );
    check(b"", FileKind::Text, &["1:1 error no link"]);
    let many = "x\n".repeat(5000) + "failure_template = <<EOF";
    assert_eq!(checked(many.as_bytes(), None).diagnostics.len(), MOST_TOLD);
}

proptest::proptest! {
    #[test]
    fn any_file_is_read(text in "(\\PC|[\\n\\r$\\\\{}/\"<>&]|\\*\\*\\*\\*\\n|https://x/c/|failure_template = <<E\\n|Identity : |Text : |if |/){0,40}") {
        for start in ["", "****\n", "a_template=<<E\n", "/a/ ", "Identity,Text\n", "Identity : x\nText : ", "<tr><th>Identity</th><th>Text</th></tr>"] {
            let found = checked(format!("{start}{text}").as_bytes(), None);
            proptest::prop_assert!(found.diagnostics.len() <= MOST_TOLD);
        }
    }
}
