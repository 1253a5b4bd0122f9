//! Stand-ins for parts that are written elsewhere; goes away when they arrive.
#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    reason = "stand-in"
)]

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    articles::*,
    causes::*,
    codes::Registry,
    evidence::*,
    knowledge::{Diagnosis, Explained, Snapshot},
    report::*,
    vocabulary::*,
};

pub(crate) fn shipped() -> Result<Snapshot, String> {
    let cause = |id: &str, signature: &str| Cause {
        id: id.to_owned(),
        reason: Reason::RelayDenied,
        acts: Acts::SenderAdmin,
        codes: vec!["5.7.1".parse().unwrap(), "550".parse().unwrap()],
        speakers: vec!["exchange-2000".to_owned()],
        refused_by: Some(Party::Own),
        step: Some(Step::Rcpt),
        retry: Retry::No,
        dispatcher: false,
        signatures: vec![Written {
            value: signature.to_owned(),
            file: "x.md".to_owned(),
            place: 0..1,
        }],
        samples: Vec::new(),
        phrases: Vec::new(),
        not_when: Vec::new(),
    };
    let html = |text: &str| Html {
        source: text.to_owned(),
    };
    let text = |title: &str| CauseText {
        title: title.to_owned(),
        tell: html("<p>The refusing server is <var>{{own_host}}</var>.</p>"),
        fix: html(
            "<ol><li><p>Open the relay settings of the virtual server:</p><pre><code class=\"language-powershell\">Get-ReceiveConnector | Format-List Name,AuthMechanism,PermissionGroups,RemoteIPRanges\n</code></pre></li><li>Allow computers that log in to relay to {{recipient}}.</li></ol>",
        ),
        verify: html("<p>Send a mail to {{recipient}}.</p>"),
        do_not: html("<p>Never let anonymous computers relay.</p>"),
        fix_steps: vec![
            "Open the relay settings.".to_owned(),
            "Let {{recipient}} through for computers that log in.".to_owned(),
        ],
        plain: String::new(),
    };
    let article = Article {
        id: "Q274638".to_owned(),
        kind: ArticleKind::Problem,
        aliases: vec!["KB274638".to_owned()],
        topic: "relay".to_owned(),
        applies_to: vec!["exchange-2000".to_owned(), "windows-smtp".to_owned()],
        reviewed: Date { year: 2026, month: 11, day: 23 },
        sources: vec![Reference { name: "RFC 5321".to_owned(), url: Some("https://www.rfc-editor.org/rfc/rfc5321".to_owned()) }],
        related: Vec::new(),
        causes: vec![cause("authenticated-relay-off", "Unable to relay for <addr>"), cause("second", "Relaying denied")],
        texts: BTreeMap::from([(Lang::En, ArticleText {
            title: "NDR 5.7.1: the server's own SMTP configuration refuses the mail".to_owned(),
            summary: "Your own mail server did not pass the message on, because the program that sent it had not logged in.".to_owned(),
            intro: html("<p>Your own server took the connection and then refused to pass the message on to another domain.</p>"),
            plain: String::new(),
            causes: vec![text("Authenticated computers may not relay"), text("The server's list of allowed addresses leaves this one out")],
            source: "+++\nid = \"Q274638\"\n+++\nText\n".to_owned(),
        })]),
        file: "relay/Q274638.md".to_owned(),
    };
    Ok(Snapshot {
        library: Library::of(vec![article]),
        registry: Arc::new(Registry {}),
        systems: Arc::new(Systems::load().unwrap()),
    })
}

pub(crate) fn diagnose(_snapshot: &Snapshot, paste: &[u8], _limit: usize) -> Diagnosis {
    let report = Report::read(paste);
    let limit = _limit;
    let text = &report.text;
    let span = |words: &str| text.find(words).map(|at| Span::new(at, at + words.len()));
    let explained = report
        .failures
        .iter()
        .map(|failure| {
            let hit = span("Unable to relay for");
            let code = span("5.7.1");
            let recipient = text
                .split_whitespace()
                .find(|word| word.contains('@'))
                .map(|word| word.trim_matches(['<', '>', '.', ',']).to_owned());
            let mut failure = failure.clone();
            if let Some(recipient) = &recipient {
                failure.recipients = vec![Found::new(recipient.clone(), span(recipient).unwrap())];
            }
            Explained {
                evidence: Evidence {
                    codes: code
                        .map(|span| Found::new("5.7.1".parse().unwrap(), span))
                        .into_iter()
                        .collect(),
                    replies: span("550")
                        .map(|span| Found::new("550".parse().unwrap(), span))
                        .into_iter()
                        .collect(),
                    numbers: Vec::new(),
                    generator: None,
                    speaker: hit.map(|span| SystemAt {
                        id: _snapshot
                            .systems
                            .get("exchange-2000")
                            .map(|system| system.id.clone()),
                        host: None,
                        mark: Some(span),
                    }),
                    refused_by: RefusedBy {
                        party: if hit.is_some() {
                            Party::Own
                        } else {
                            Party::Unknown
                        },
                        host: None,
                        because: if hit.is_some() {
                            Because::FirstHop
                        } else {
                            Because::NothingTells
                        },
                    },
                    step: None,
                    temporary: false,
                    values: Values {
                        recipient: recipient.clone().map(|value| {
                            let place = span(&value).unwrap();
                            Found::new(value, place)
                        }),
                        ..Values::default()
                    },
                },
                ranking: match hit {
                    Some(hit) => Ranking {
                        verdict: Verdict::Match,
                        causes: vec![
                            RankedCause {
                                cause: CauseRef {
                                    article: 0,
                                    cause: 0,
                                },
                                reason: Reason::RelayDenied,
                                score: 0.93,
                                confidence: Confidence::Strong,
                                why: [
                                    Some(Why {
                                        kind: WhyKind::Signature,
                                        span: hit,
                                    }),
                                    code.map(|span| Why {
                                        kind: WhyKind::Code,
                                        span,
                                    }),
                                ]
                                .into_iter()
                                .flatten()
                                .collect(),
                            },
                            RankedCause {
                                cause: CauseRef {
                                    article: 0,
                                    cause: 1,
                                },
                                reason: Reason::RelayDenied,
                                score: 0.41,
                                confidence: Confidence::Possible,
                                why: code
                                    .map(|span| Why {
                                        kind: WhyKind::Code,
                                        span,
                                    })
                                    .into_iter()
                                    .collect(),
                            },
                        ],
                        contradictions: Vec::new(),
                    },
                    None => Ranking {
                        verdict: Verdict::None,
                        causes: Vec::new(),
                        contradictions: Vec::new(),
                    },
                },
                failure,
            }
        })
        .map(|mut explained: Explained| {
            explained.ranking.causes.truncate(limit);
            explained
        })
        .collect();
    Diagnosis {
        kind: report.kind,
        report,
        explained,
    }
}
