//! What was recognised in a failure, line by line.

use crate::{
    codes::Code,
    evidence::SystemAt,
    knowledge::{Explained, Snapshot},
    wording::Wording,
};

/// A line of what was recognised.
pub(crate) struct Fact<'a> {
    pub(crate) label: &'a str,
    pub(crate) value: String,
    pub(crate) url: Option<String>,
    /// The class of its marks in the text.
    pub(crate) class: &'static str,
    /// What the value means.
    pub(crate) means: Option<String>,
}

/// Every line, each once.
pub(super) fn facts<'a>(
    snapshot: &Snapshot,
    wording: &'a Wording,
    text: &str,
    explained: &Explained,
) -> Vec<Fact<'a>> {
    let texts = &wording.answer;
    let evidence = &explained.evidence;
    let mut facts: Vec<Fact<'a>> = Vec::new();
    let mut add = |fact: Fact<'a>| {
        let known = |other: &Fact<'_>| other.label == fact.label && other.value == fact.value;
        if !fact.value.is_empty() && !facts.iter().any(known) {
            facts.push(fact);
        }
    };
    let code = |label, code: Code| Fact {
        label,
        class: "code",
        value: code.to_string(),
        url: Some(format!("{}/c/{code}", wording.prefix())),
        means: Some(snapshot.registry().explain(code, wording.lang).title),
    };
    for found in &evidence.codes {
        add(code(&texts.code, Code::Enhanced(found.value)));
    }
    for found in &evidence.replies {
        add(code(&texts.reply, Code::Reply(found.value)));
    }
    for found in &evidence.numbers {
        add(code(&texts.number, Code::Number(found.value)));
    }
    for (label, at) in [
        (&texts.speaker, &evidence.speaker),
        (&texts.generator, &evidence.generator),
    ] {
        let known = at
            .as_ref()
            .and_then(|at| system(snapshot, wording, label, at));
        known.into_iter().for_each(&mut add);
    }
    let plain = |label, class, value: &str| Fact {
        label,
        class,
        value: value.to_owned(),
        url: None,
        means: None,
    };
    if let Some(host) = &evidence.refused_by.host {
        add(plain(&texts.host, "value", &host.value));
    }
    if let Some(step) = &evidence.step {
        add(plain(&texts.step, "step", wording.steps.of(step.value)));
    }
    let values = &evidence.values;
    for (label, value) in [
        (&texts.sender, &values.sender),
        (&texts.client_ip, &values.client_ip),
        (&texts.own_host, &values.own_host),
    ] {
        if let Some(value) = value {
            add(plain(label, "value", &value.value));
        }
    }
    if let Some(listing) = &values.listing {
        add(Fact {
            url: listing.lookup.clone(),
            means: listing.listed.as_ref().map(|listed| listed.value.clone()),
            ..plain(&texts.blocklist, "value", &listing.blocklist.value)
        });
    }
    if let Some(limit) = &values.size_limit {
        add(plain(&texts.size_limit, "value", &size(limit.value)));
    }
    if let Some(until) = &values.retry_until {
        add(plain(&texts.retry_until, "value", until.span.of(text)));
    }
    facts
}

/// A size as people read it: `10485760 B (10 MiB)`.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = UNITS.iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or(format!("{bytes} B"), |(unit, name)| {
        let tenths = bytes * 10 / unit;
        let rest = match tenths % 10 {
            0 => String::new(),
            tenth => format!(".{tenth}"),
        };
        format!("{bytes} B ({}{rest} {name})", tenths / 10)
    })
}

/// A system that is known by name. A mere host stands among the values already.
fn system<'a>(
    snapshot: &Snapshot,
    wording: &Wording,
    label: &'a str,
    at: &SystemAt,
) -> Option<Fact<'a>> {
    let id = at.id.as_ref()?;
    let system = snapshot.systems().get(id.as_str())?;
    Some(Fact {
        label,
        class: "system",
        value: system.name(wording.lang).to_owned(),
        url: Some(format!("{}/by/{id}", wording.prefix())),
        means: at.host.clone(),
    })
}
