//! Pastes of any size that the benchmarks share.

/// The header of a report.
pub(crate) const HEAD: &str = "Return-Path: <>\nFrom: MAILER-DAEMON@example.org\nSubject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n";

/// `start`, then as much of `piece` as fits, then `end`.
pub(crate) fn around(start: &str, piece: &str, end: &str, size: usize) -> Vec<u8> {
    let room = size.saturating_sub(start.len() + end.len());
    [start, &piece.repeat(room / piece.len()), end]
        .concat()
        .into_bytes()
}

/// A bounce of about this size: a report of Postfix for one recipient, the returned message making up the rest.
pub(crate) fn mail(size: usize) -> Vec<u8> {
    around(
        &format!(
            "{HEAD}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nThis is the mail system at host mx.example.org.\n\n<bob@example.net>: host mx.example.net[192.0.2.1] said: 550 5.7.1 Unable to relay for\n    bob@example.net (in reply to RCPT TO command)\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; bob@example.net\nAction: failed\nStatus: 5.7.1\nRemote-MTA: dns; mx.example.net\nDiagnostic-Code: smtp; 550 5.7.1 Unable to relay for bob@example.net\n\n--b\nContent-Type: message/rfc822\n\nFrom: alice@example.org\nTo: bob@example.net\nSubject: lunch\n\n"
        ),
        "The quick brown fox jumps over the lazy dog, and nobody is told why.\n",
        "--b--\n",
        size,
    )
}

/// Words for people of about this size, with one refusal among them.
pub(crate) fn words(size: usize) -> Vec<u8> {
    around(
        "I tried to write to bob@example.net and got this back:\n550 5.7.1 Unable to relay for bob@example.net\n",
        "What does it mean? It worked last week, and nobody changed anything.\n",
        "",
        size,
    )
}
