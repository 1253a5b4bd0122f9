//! Any bytes: reading them never panics, and every finding is a piece of the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use whybounce::report::{self, Report};

fuzz_target!(init: ignore_caught_panics(), |bytes: &[u8]| {
    let report = Report::read(bytes);
    let text = report.text.as_str();
    for failure in &report.failures {
        assert!(text.get(failure.quoted.range()).is_some());
        assert!(
            failure
                .context
                .iter()
                .all(|span| text.get(span.range()).is_some())
        );
        for found in failure
            .recipients
            .iter()
            .chain(&failure.said_by)
            .chain(&failure.reported_by)
        {
            assert_eq!(found.span.of(text), found.value);
        }
    }
    for section in &report.sections {
        assert!(text.get(section.span.range()).is_some());
    }
});

/// The mail parser's own assertions fail now and then; the reader catches that, and it is no finding.
fn ignore_caught_panics() {
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !report::catches_panics() {
            end(panic);
        }
    }));
}
