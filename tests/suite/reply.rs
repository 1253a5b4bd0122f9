//! `whybounce reply`: a mail in, a mail out.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose program cannot be started has failed"
)]

use std::{
    fs,
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

const MAIL: &str = include_str!("../cases/forward-as-mail/paste.eml");

fn reply(mail: &str, more: &[&str]) -> Output {
    let own = "--from bounces@kb.example.org --domain example.org --url https://kb.example.org/";
    let mut program = Command::new(env!("CARGO_BIN_EXE_whybounce"))
        .arg("reply")
        .args(own.split(' '))
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = program.stdin.take().unwrap();
    input.write_all(mail.as_bytes()).unwrap();
    drop(input);
    program.wait_with_output().unwrap()
}

#[test]
fn a_forwarded_report_is_answered() {
    let output = reply(MAIL, &["--lang", "zh"]);
    assert!(output.status.success());
    let mail = mail_parser::MessageParser::new()
        .parse(&output.stdout)
        .unwrap();
    let to = mail.to().unwrap().first().unwrap().address().unwrap();
    assert_eq!((to, mail.subject()), ("ann@example.org", Some("Re: FW: E")));
    let automatic = mail.header_raw("Auto-Submitted").unwrap().trim();
    assert_eq!(automatic, "auto-replied");
    let words = mail.body_text(0).unwrap();
    for told in [
        "The recipient name is not recognized",
        "https://kb.example.org/zh/a/user-unknown-511#exchange-recipient-not-found",
        "该由谁处理",
    ] {
        assert!(words.contains(told), "{words}");
    }
}

#[test]
fn what_must_not_be_answered_is_left_alone() {
    for (mail, why) in [
        (
            MAIL.replace(
                "From: Ann Miller <ann@example.org>",
                "From: <a@elsewhere.example>",
            ),
            "no domain",
        ),
        (
            MAIL.replace(
                "From: Ann Miller <ann@example.org>",
                "From: <bounces@kb.example.org>",
            ),
            "no domain",
        ),
        (
            format!("Auto-Submitted: auto-generated\n{MAIL}"),
            "a program",
        ),
        (format!("Return-Path: <>\n{MAIL}"), "return path"),
        ("550 no".to_owned(), "no mail"),
    ] {
        let output = reply(&mail, &["--sendmail", "/nonexistent"]);
        assert!(
            output.status.success() && output.stdout.is_empty(),
            "{mail}"
        );
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains(why), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn the_answer_goes_to_the_program_that_sends() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reply");
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("sendmail");
    let script = "#!/bin/sh\nhere=$(dirname \"$0\")\necho \"$@\" > \"$here/arguments\"\ncat > \"$here/mail\"\n";
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let output = reply(MAIL, &["--sendmail", program.to_str().unwrap()]);
    assert!(output.status.success() && output.stdout.is_empty());
    let arguments = fs::read_to_string(folder.join("arguments")).unwrap();
    assert_eq!(arguments.trim(), "-i -f <> -- ann@example.org");
    let mail = fs::read_to_string(folder.join("mail")).unwrap();
    assert!(mail.contains("Auto-Submitted: auto-replied"), "{mail}");
    fs::remove_dir_all(&folder).unwrap();
    // A mail server that cannot send now is told to come again, so that nothing is lost or returned.
    let output = reply(MAIL, &["--sendmail", "/nonexistent"]);
    assert_eq!(output.status.code(), Some(75));
}
