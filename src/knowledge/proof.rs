//! The proof of an article's evidence: every sample ranks its own cause first, every signature is found.

use super::Snapshot;
use crate::{
    articles::{Cause, CauseRef, Diagnostic, Written},
    evidence::WordingKind,
};

/// How many causes of a sample are looked at.
const LOOKED_AT: usize = 12;

/// Every sample that does not rank its own cause first, and every signature that is not found in its own text.
pub fn prove(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let library = snapshot.library();
    let mut found = Vec::new();
    for (place, _, cause) in library.causes() {
        for sample in &cause.samples {
            if let Some((message, help)) =
                misranked(snapshot, place, &sample.value.text, &sample.value.with)
            {
                found.push(library.mistake(sample, message, help));
            }
        }
        found.extend(
            cause
                .signatures
                .iter()
                .filter_map(|signature| lost(snapshot, cause, signature)),
        );
    }
    found
}

/// What stands above the sample's own cause and may not.
fn misranked(
    snapshot: &Snapshot,
    own: CauseRef,
    text: &str,
    with: &[String],
) -> Option<(String, String)> {
    let library = snapshot.library();
    let name = |place: CauseRef| {
        library
            .cause(place)
            .map_or_else(String::new, |(article, cause)| {
                format!("{}#{}", article.id, cause.id)
            })
    };
    let diagnosis = snapshot.diagnose(text.as_bytes(), LOOKED_AT);
    let ranked = diagnosis
        .explained
        .first()
        .map(|first| first.ranking.causes.as_slice())
        .unwrap_or_default();
    let above: Vec<String> = ranked
        .iter()
        .take_while(|ranked| ranked.cause != own)
        .map(|ranked| name(ranked.cause))
        .filter(|rival| {
            !with
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(rival))
        })
        .collect();
    if !ranked.iter().any(|ranked| ranked.cause == own) {
        return Some((
            format!("the sample does not find its own cause {}", name(own)),
            match above.first() {
                Some(first) => format!(
                    "it finds {first}; add the words that tell the two apart as a signature"
                ),
                None => "add a signature with the words of the sample that matter".to_owned(),
            },
        ));
    }
    let first = above.first()?;
    Some((
        format!("the sample ranks {first} above its own cause"),
        format!(
            "narrow the signatures of one of them, or, if the text alone cannot decide, write with = [\"{first}\"]"
        ),
    ))
}

/// A signature that is not found in a text that is nothing but itself.
fn lost(snapshot: &Snapshot, cause: &Cause, signature: &Written<String>) -> Option<Diagnostic> {
    let text = filled(&signature.value);
    let diagnosis = snapshot.diagnose(text.as_bytes(), 1);
    let found = diagnosis.explained.iter().any(|own| {
        own.evidence.matches.iter().any(|hit| {
            hit.kind == WordingKind::Signature
                && hit.coverage > 0.95
                && snapshot.wording(hit.wording) == signature.value
        })
    });
    (!found).then(|| {
        snapshot.library().mistake(
            signature,
            format!("the signature of `{}` is never matched", cause.id),
            "write the words that the program emits; drop what stands in no error text".to_owned(),
        )
    })
}

/// A signature with example values in place of its placeholders.
fn filled(signature: &str) -> String {
    [
        ("<addr>", "user@example.com"),
        ("<domain>", "example.com"),
        ("<host>", "mx.example.net"),
        ("<ip>", "192.0.2.1"),
        ("<n>", "12345"),
        ("<tok>", "abc123"),
        ("<any>", ""),
    ]
    .iter()
    .fold(signature.to_owned(), |text, (slot, value)| {
        text.replace(slot, value)
    })
}
