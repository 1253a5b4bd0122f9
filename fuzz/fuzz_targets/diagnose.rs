//! Any bytes: the whole way to the causes never panics, every proof is a piece of the text, and twice is the same.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use whybounce::{knowledge::Snapshot, report};

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| Snapshot::shipped().unwrap());

fuzz_target!(init: prepare(), |bytes: &[u8]| {
    let diagnosis = SNAPSHOT.diagnose(bytes, 5);
    let text = diagnosis.report.text.as_str();
    for explained in &diagnosis.explained {
        let evidence = &explained.evidence;
        for found in &evidence.matches {
            assert!(text.get(found.span.range()).is_some());
        }
        for span in evidence.codes.iter().map(|code| code.span) {
            assert!(text.get(span.range()).is_some_and(|code| !code.is_empty()));
        }
    }
    let again = SNAPSHOT.diagnose(bytes, 5);
    assert_eq!(
        format!("{:?}", again.explained),
        format!("{:?}", diagnosis.explained)
    );
});

/// The first paste is not to wait for the articles.
fn prepare() {
    ignore_caught_panics();
    LazyLock::force(&SNAPSHOT);
}

/// The mail parser's own assertions fail now and then; the reader catches that, and it is no finding.
fn ignore_caught_panics() {
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !report::catches_panics() {
            end(panic);
        }
    }));
}
