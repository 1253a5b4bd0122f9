use super::*;
use crate::{
    articles::Library,
    footers::lint::{FileKind, Linter},
};

struct Shop {
    table: Table,
    wordings: Wordings,
    registry: Registry,
}

impl Shop {
    fn new() -> Self {
        Self {
            table: Table::load().unwrap(),
            wordings: Wordings::load().unwrap(),
            registry: Registry::load().unwrap(),
        }
    }

    fn write(&self, system: &str, langs: &[Lang], codes: &[&str]) -> Result<Footer, Refusal> {
        let asked = Asked {
            base: "https://kb.example.org".parse().unwrap(),
            langs: langs.to_vec(),
            codes: codes.iter().map(|code| code.parse().unwrap()).collect(),
        };
        let knows = Knows {
            wordings: &self.wordings,
            registry: &self.registry,
            reader: Lang::En,
        };
        write(self.table.get(system).unwrap(), &asked, knows)
    }

    /// The texts of a system.
    #[track_caller]
    fn texts(&self, system: &str, langs: &[Lang], codes: &[&str]) -> Vec<String> {
        let footer = self.write(system, langs, codes).unwrap();
        footer.pieces.into_iter().map(|piece| piece.text).collect()
    }
}

const BOTH: [Lang; 2] = [Lang::En, Lang::Zh];

#[test]
fn every_system_has_texts_or_says_why_not() {
    let shop = Shop::new();
    let known = crate::evidence::Systems::load().unwrap();
    for system in shop.table.all() {
        for langs in [&[Lang::En][..], &[Lang::Zh], &BOTH] {
            let footer = shop.write(&system.id, langs, &[]).unwrap();
            for piece in &footer.pieces {
                assert!(piece.text.ends_with('\n'), "{}: {}", system.id, piece.title);
                let (Way::Commands(how) | Way::Words(how)) = &piece.check;
                assert!(!how.is_empty() && !piece.place.is_empty() && !piece.title.is_empty());
            }
        }
        assert!(system.about(Lang::En).len() > 40 && system.about(Lang::Zh).len() > 40);
        if let Some(id) = &system.known_as {
            assert!(known.get(id).is_some(), "{id}");
        }
        for code in &system.usual {
            assert!(system.takes(*code), "{}: {code}", system.id);
        }
    }
}

/// What is written is what is asked for of others: the linter holds it against the same limits.
#[test]
fn what_is_written_has_nothing_to_mend() {
    let shop = Shop::new();
    let library = Library::default();
    let linter = Linter {
        library: &library,
        systems: &shop.table,
        words: &shop.wordings.of(Lang::En).footer_findings,
        base: None,
    };
    let mut kinds = Vec::new();
    for system in shop.table.all() {
        for langs in [&[Lang::En][..], &[Lang::Zh], &BOTH] {
            for piece in shop.write(&system.id, langs, &[]).unwrap().pieces {
                if !piece.text.contains("https://") {
                    continue;
                }
                let checked = linter.check(&piece.place, piece.text.as_bytes());
                assert!(
                    checked.diagnostics.is_empty(),
                    "{}\n{:#?}",
                    piece.text,
                    checked.diagnostics
                );
                kinds.push(checked.kind);
            }
        }
    }
    for kind in [
        FileKind::Templates,
        FileKind::Table,
        FileKind::Exim,
        FileKind::Text,
    ] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
}

#[test]
fn messages_of_exchange_keep_their_limit_for_every_code_there_is() {
    let shop = Shop::new();
    let codes: Vec<String> = shop
        .registry
        .codes()
        .filter(|code| matches!(code, crate::codes::Code::Enhanced(code) if code.class() != 2))
        .map(|code| code.to_string())
        .collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let script = shop.texts("exchange", &BOTH, &codes).remove(0);
    let messages: Vec<_> = script
        .lines()
        .filter(|line| line.starts_with("Set-Footer '"))
        .collect();
    assert_eq!(messages.len(), codes.len() * 2);
    for line in messages {
        let text = line.splitn(4, ' ').nth(3).unwrap().replace("''", "'");
        assert!(text.chars().count() - 2 <= 512, "{line}");
        assert!(!text.contains(" <BR>") && text.ends_with("</A>'"), "{line}");
    }
}

#[test]
fn exchange_is_given_one_message_for_each_code_and_language() {
    let texts = Shop::new().texts("exchange", &BOTH, &["5.1.10", "5.4.4"]);
    let lines: Vec<_> = texts[0]
        .lines()
        .skip_while(|line| !line.starts_with("Set-Footer '"))
        .collect();
    assert_eq!(
        lines,
        [
            "Set-Footer '5.1.10' 'en' 'The recipient was not found.<BR>What it means and what to do:<BR>\
             <A HREF=\"https://kb.example.org/c/5.1.10\">https://kb.example.org/c/5.1.10</A>'",
            "Set-Footer '5.4.4' 'en' 'Unable to route. Ask DNS for MX and A of the recipient''s domain; \
             look at smart host and connector settings.<BR>What it means and what to do:<BR>\
             <A HREF=\"https://kb.example.org/c/5.4.4\">https://kb.example.org/c/5.4.4</A>'",
            "Set-Footer '5.1.10' 'zh-Hans' '找不到收件人。<BR>含义和处理办法：<BR>\
             <A HREF=\"https://kb.example.org/zh/c/5.1.10\">https://kb.example.org/zh/c/5.1.10</A>'",
            "Set-Footer '5.4.4' 'zh-Hans' '无法路由。查询收件人域名的 MX 和 A 记录；检查智能主机和连接器设置。\
             <BR>含义和处理办法：<BR>\
             <A HREF=\"https://kb.example.org/zh/c/5.4.4\">https://kb.example.org/zh/c/5.4.4</A>'",
        ]
    );
}

#[test]
fn powershell_takes_a_text_as_it_is() {
    assert_eq!(
        exchange::quoted("it's $x \u{2019}"),
        "'it''s $x \u{2019}\u{2019}'"
    );
}

#[test]
fn postfix_is_given_a_template_and_two_tables() {
    let shop = Shop::new();
    assert_eq!(
        shop.texts("postfix", &BOTH, &[]),
        [
            include_str!("golden/bounce.cf"),
            "if !/kb\\.example\\.org/\n\
             /^(5\\.\\d{1,3}\\.\\d{1,3}) (.+)$/   $1 $2 -- Help: https://kb.example.org/c/$1\n\
             endif\n",
            "/^[45]\\d\\d ([45]\\.\\d{1,3}\\.\\d{1,3}) /   \\c. Help: https://kb.example.org/c/$1\n\
             /^[45]\\d\\d /   \\c. Help: https://kb.example.org/\n",
        ]
    );
    let named = shop.texts("postfix", &[Lang::Zh], &["5.7.1", "4.2.2"]);
    assert!(named[0].contains("Charset: utf-8") && !named[0].contains("could not"));
    assert!(named[1].contains(
        "/^(5\\.7\\.1|4\\.2\\.2) (.+)$/   $1 $2 -- Help: https://kb.example.org/zh/c/$1"
    ));
    assert_eq!(
        named[2],
        "/^[45]\\d\\d (5\\.7\\.1|4\\.2\\.2) /   \\c. Help: https://kb.example.org/zh/c/$1\n"
    );
}

#[test]
fn exim_is_given_templates_in_ascii() {
    let texts = Shop::new().texts("exim", &BOTH, &["4.2.2"]);
    assert_eq!(texts[0], include_str!("golden/bounce.tmpl"));
    assert!(texts.concat().is_ascii());
    assert!(texts[2].contains(
        "  defer  message = 450 4.2.2 Mailbox full. Help: https://kb.example.org/c/4.2.2\n"
    ));
    assert!(texts[2].contains("  data = :defer: 450 4.2.2 "));
}

#[test]
fn what_cannot_work_is_refused() {
    let shop = Shop::new();
    let words = &shop.wordings.of(Lang::En).footer_refusals;
    let refused = |system: &str, code: &str| {
        let refusal = shop.write(system, &[Lang::En], &[code]).unwrap_err();
        refusal.told(words)
    };
    assert_eq!(
        refused("exchange-online", "5.1.1"),
        "This system does not take the code 5.1.1, only 5.7.1, 5.7.900-999."
    );
    assert!(refused("postfix", "2.0.0").contains("success"));
    for (url, word) in [
        ("kb", "https://kb.example.org"),
        ("http://kb.example.org", "https://"),
        ("https://kb.example.org/$x", "“$”"),
        (
            &format!("https://{}.example", "a".repeat(60)),
            "89 characters",
        ),
    ] {
        let told = url.parse::<Base>().unwrap_err().told(words);
        assert!(told.contains(word), "{told}");
    }
    assert!(
        shop.write("exchange-online", &[Lang::En], &["5.7.912"])
            .is_ok()
    );
}

#[test]
fn an_address_of_an_own_network_is_warned_of() {
    let shop = Shop::new();
    let asked = Asked {
        base: "http://localhost:8025".parse().unwrap(),
        langs: Vec::new(),
        codes: Vec::new(),
    };
    let knows = Knows {
        wordings: &shop.wordings,
        registry: &shop.registry,
        reader: Lang::Zh,
    };
    let footer = write(shop.table.get("postfix").unwrap(), &asked, knows).unwrap();
    assert!(
        footer.warnings[0].contains("HTTPS"),
        "{:?}",
        footer.warnings
    );
}
