//! Exchange Server: one system message for each code, audience and language (`New-SystemMessage`), which takes the place
//! of Microsoft's own explanation; and the settings that let the tags and the language through.

use std::fmt::Write;

use super::{Piece, Way, writer::Writer};
use crate::{codes::EnhancedCode, vocabulary::Lang};

pub(super) fn write(writer: &Writer<'_>) -> Vec<Piece> {
    vec![messages(writer), transport(writer)]
}

/// What it creates or changes anew at every run, so that it can be run as often as one likes.
const SET: &str = "\
function Set-Footer($Code, $Language, $Text) {
    foreach ($internal in $true, $false) {
        $audience = if ($internal) { 'Internal' } else { 'External' }
        $identity = \"$Language\\$audience\\$Code\"
        if (Get-SystemMessage -Identity $identity -ErrorAction SilentlyContinue) {
            Set-SystemMessage -Identity $identity -Text $Text
        } else {
            New-SystemMessage -DsnCode $Code -Internal $internal -Language $Language -Text $Text
        }
    }
}
";

fn messages(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let mut text = format!("{SET}\n");
    for lang in writer.langs() {
        for code in writer.codes() {
            let message = quoted(&message(writer, *code, *lang));
            // Writing to a string does not fail.
            let _ = writeln!(text, "Set-Footer '{code}' '{}' {message}", language(*lang));
        }
    }
    let base = writer.asked.base.to_string();
    let ours = format!(
        "Get-SystemMessage | Where-Object {{ $_.Text -like {} }}",
        quoted(&format!("*{}/*", wildcards_escaped(&base)))
    );
    let mut warnings = vec![
        notes.exchange_replaces.clone(),
        notes.exchange_only_own.clone(),
    ];
    if writer.beyond_ascii() {
        warnings.insert(0, notes.exchange_bom.clone());
    }
    Piece {
        title: notes.exchange_messages.clone(),
        place: "footers.ps1 (Exchange Management Shell)".to_owned(),
        text,
        load: Way::commands(".\\footers.ps1"),
        check: Way::commands(format!("{ours} |\n    Format-List Identity,Text")),
        undo: Way::commands(format!(
            "{ours} |\n    Remove-SystemMessage -Confirm:$false"
        )),
        warnings,
    }
}

/// What the code means, what to look at first and, on a line of its own, the link. The link is its own text, so that it
/// is still there where tags are taken out. What to look at first is left out where it would be too much.
fn message(writer: &Writer<'_>, code: EnhancedCode, lang: Lang) -> String {
    let (meaning, check) = writer.meaning(code, lang);
    let invitation = escaped(&writer.report(lang).meaning);
    let link = escaped(&writer.asked.base.code(lang, code));
    let whole = |said: &str| {
        let said = escaped(said);
        format!("{said}<BR>{invitation}<BR><A HREF=\"{link}\">{link}</A>")
    };
    let said = writer
        .report(lang)
        .said
        .with(&[("meaning", &meaning), ("check", &check)]);
    let full = whole(said.trim_end());
    let fits = writer
        .system
        .longest
        .is_none_or(|longest| full.chars().count() <= longest);
    if fits { full } else { whole(&meaning) }
}

fn transport(writer: &Writer<'_>) -> Piece {
    let notes = writer.notes();
    let mut set = String::from("-ExternalDsnSendHtml $true -InternalDsnSendHtml $true");
    let mut names = String::from("ExternalDsnSendHtml,InternalDsnSendHtml");
    if writer.langs().len() > 1 {
        set.push_str(
            " `\n    -ExternalDsnLanguageDetectionEnabled $true -InternalDsnLanguageDetectionEnabled $true",
        );
        names.push_str(",ExternalDsnLanguageDetectionEnabled,InternalDsnLanguageDetectionEnabled");
    } else if let [only] = writer.langs() {
        let language = language(*only);
        let _ = write!(
            set,
            " `\n    -ExternalDsnDefaultLanguage {language} -InternalDsnDefaultLanguage {language}"
        );
        names.push_str(",ExternalDsnDefaultLanguage,InternalDsnDefaultLanguage");
    }
    Piece {
        title: notes.exchange_transport.clone(),
        place: "Exchange Management Shell".to_owned(),
        text: format!(
            "Set-TransportConfig {set}\nSet-TransportConfig -DSNConversionMode PreserveDSNBody\n"
        ),
        load: Way::words(&notes.exchange_transport_load),
        check: Way::commands(format!(
            "Get-TransportConfig | Format-List {names},DSNConversionMode"
        )),
        undo: Way::words(&notes.exchange_transport_undo),
        warnings: vec![notes.exchange_conversion.clone()],
    }
}

fn language(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh-Hans",
    }
}

/// A text in which the four characters that Exchange wants written out are.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A text as PowerShell takes it literally. It also ends a text at the curly forms of the quote.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    quoted
}

/// A text that `-like` compares letter by letter.
fn wildcards_escaped(text: &str) -> String {
    text.replace('[', "`[").replace(']', "`]")
}
