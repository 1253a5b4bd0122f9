//! `GET /footers`, `POST /footers`

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::site::{FORM, Site, encoded};

#[test]
fn a_system_is_given_its_texts_with_the_address_of_the_site() {
    let site = Site::at("https://kb.example.org");
    let page = site
        .get("/footers")
        .expect_status(200)
        .expect_header("cache-control", "no-cache")
        .expect("form.filter select[name=system] option[value=postfix]")
        .expect("input[name=url][value='https://kb.example.org']")
        .expect("form.paste[action='/footers'] textarea");
    assert!(page.texts(".piece").is_empty());
    let page = site
        .get("/footers?system=postfix")
        .expect_status(200)
        .expect("option[value=postfix][selected]")
        .expect("option[value=en][selected]")
        .expect("a.lang[href='/zh/footers?system=postfix&url=https://kb.example.org&lang=en']");
    let texts = page.texts(".piece > pre:first-of-type");
    assert_eq!(texts.len(), 3);
    assert!(
        texts[0].contains("\n    https://kb.example.org/\n"),
        "{}",
        texts[0]
    );
    assert!(texts[1].contains("https://kb.example.org/c/$1"));
    let chinese = site
        .get("/zh/footers?system=exchange&lang=en,zh&code=5.7.1+5.1.1")
        .expect("html[lang=zh-Hans]")
        .expect("a.lang[href='/footers?system=exchange&url=https://kb.example.org&lang=en,zh&code=5.7.1,5.1.1']");
    let text = chinese.texts(".piece pre").concat();
    for line in [
        "Set-Footer '5.7.1' 'en' '",
        "Set-Footer '5.1.1' 'zh-Hans' '",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert!(!text.contains("'5.2.2'"));
}

#[test]
fn every_system_has_its_page_in_both_languages() {
    let site = Site::at("https://kb.example.org");
    for link in site.get("/footers").attributes("#_main .facts a", "href") {
        for prefix in ["", "/zh"] {
            site.get(&format!("{prefix}{link}"))
                .expect_status(200)
                .expect("h2#system")
                .expect("section.prose > p");
        }
    }
}

#[test]
fn what_cannot_work_is_told_and_written_nowhere_else() {
    let site = Site::at("https://kb.example.org");
    for query in [
        "system=postfix&url=http://kb.example.org",
        "system=postfix&url=https://kb.example.org/%24x",
        "system=postfix&url=%22%3E%3Cb%3E",
        "system=postfix&code=5.7",
        "system=postfix&code=2.0.0",
        "system=exchange-online&code=5.1.1",
    ] {
        let page = site
            .get(&format!("/footers?{query}"))
            .expect_status(200)
            .expect("[role=alert]")
            .expect("a.lang[href='/zh/footers']");
        assert!(page.texts(".piece, b").is_empty(), "{query}");
    }
    let page = site
        .get("/footers?system=nobody&lang=xx&url=%ff")
        .expect_status(200);
    assert!(page.texts("[role=alert]").is_empty());
}

#[test]
fn a_file_is_checked_and_forgotten() {
    let site = Site::new();
    let file = "failure_template = <<EOF\nCharset: us-ascii\n\n退信 $kb_url\nhttps://kb.example.org/c/5.7\nEOF\n";
    let body = format!("text={}", encoded(file));
    let page = site
        .post("/footers", FORM, body.clone())
        .expect_status(200)
        .expect_header("cache-control", "no-store")
        .expect_words("#found", "3 to mend")
        .expect("form.lang[action='/zh/footers'] input[name=text]")
        .expect("meta[name=robots]");
    let findings = page.texts("ol.lines > li");
    for (finding, words) in findings.iter().zip(["Line 4, column 1", "$kb_url", "5.7"]) {
        assert!(finding.contains(words), "{finding}");
    }
    let chinese = site.post("/zh/footers", FORM, body);
    assert!(
        chinese
            .texts("ol.lines > li")
            .concat()
            .contains("第 4 行第 1 列")
    );
    site.post(
        "/footers",
        FORM,
        "text=https%3A%2F%2Fkb.example.org%2Fc%2F5.7.1",
    )
    .expect_words("#found", "Nothing to mend.");
    site.post("/footers", FORM, "text=+")
        .expect_status(303)
        .expect_header("location", "/footers");
    site.post("/footers", "image/png", "x").expect_status(415);
}

#[test]
fn a_file_of_windows_is_read_as_it_was_saved() {
    let file = "\u{feff}Identity : En\\Internal\\5.1.1\r\nText     : 退信 & https://kb.example.org/c/5.1.1\r\n";
    let wide: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"
            .to_vec();
    body.extend(wide);
    body.extend(b"\r\n--x--\r\n");
    Site::new()
        .post("/footers", "multipart/form-data; boundary=x", body)
        .expect_status(200)
        .expect_words("#found", "1 to mend")
        .expect_words("ol.lines strong", "Line 2, column 15");
}

#[test]
fn reports_are_led_to_from_every_page_and_from_codes() {
    let site = Site::new();
    for page in ["/", "/zh/", "/api"] {
        site.get(page).expect("footer a[href$='/footers']");
    }
    for (code, leads) in [
        ("5.7.1", true),
        ("4.4.1", true),
        ("550", false),
        ("2.0.0", false),
    ] {
        let links = site
            .get(&format!("/c/{code}"))
            .attributes("#_main a", "href");
        assert_eq!(links.contains(&"/footers".to_owned()), leads, "{code}");
    }
}

fn whybounce(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_whybounce");
    let mut command = Command::new(program);
    command.args(arguments).env_remove("WHYBOUNCE_PUBLIC_URL");
    command.output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The texts of a system, each in a file of its own.
fn written(system: &str) -> Vec<PathBuf> {
    let output = whybounce(&[
        "footer",
        system,
        "--url",
        "https://kb.example.org",
        "--lang",
        "en,zh",
        "--json",
    ]);
    assert!(output.status.success(), "{output:?}");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("footers");
    std::fs::create_dir_all(&folder).unwrap();
    let pieces = answer["pieces"].as_array().unwrap();
    let files = pieces.iter().enumerate().map(|(number, piece)| {
        let file = folder.join(format!("{system}-{number}"));
        std::fs::write(&file, piece["text"].as_str().unwrap()).unwrap();
        file
    });
    files.collect()
}

#[test]
fn the_command_writes_what_the_command_finds_sound() {
    let list = whybounce(&["footer"]);
    assert!(list.status.success() && printed(&list).contains("hmailserver"));
    let files = written("postfix");
    let mut arguments = vec!["footer", "check"];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    let sound = whybounce(&arguments);
    assert_eq!(sound.status.code(), Some(0), "{sound:?}");
    assert!(printed(&sound).contains("3 files, links to 0 codes and 0 articles: nothing to mend"));
}

#[test]
fn the_command_tells_by_its_status_what_it_found() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("footers-wrong");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("rules.txt");
    std::fs::write(&file, "see https://kb.example.org/a/nope now\n").unwrap();
    let file = file.to_str().unwrap();
    let wrong = whybounce(&["footer", "check", file]);
    assert_eq!(wrong.status.code(), Some(1));
    let told = printed(&wrong);
    assert!(
        told.contains(&format!(
            "{file}:1:5: error: there is no article “nope”\n  help: "
        )),
        "{told}"
    );
    assert!(
        told.contains("1 file, links to 0 codes and 0 articles: 2 to mend"),
        "{told}"
    );
    let json = whybounce(&["footer", "check", "--json", file]);
    let answer: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(answer["diagnostics"][0]["line"], 1);
    assert_eq!(answer["files"][0], "text");
    for wrong in [
        &["footer", "check"][..],
        &["footer", "check", "/no/such/file"],
        &["footer", "postfix"],
        &["footer", "nobody", "--url", "https://kb.example.org"],
        &["footer", "postfix", "--url", "http://kb.example.org"],
        &[
            "footer",
            "postfix",
            "--url",
            "https://kb.example.org",
            "--code",
            "5.7",
        ],
    ] {
        assert_eq!(whybounce(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

/// What a program of a mail system makes of a text; nothing where it is not installed.
fn asked(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {output:?}"
    );
    assert!(
        output.stderr.is_empty(),
        "{program} {arguments:?}: {output:?}"
    );
    Some(printed(&output))
}

#[test]
fn postfix_takes_the_texts() {
    let files = written("postfix");
    let path = |number: usize| files[number].to_str().unwrap();
    let Some(expanded) = asked("postconf", &["-b", path(0)]) else {
        return println!("Postfix is not installed, its texts were not tried");
    };
    assert!(
        expanded.contains("https://kb.example.org/zh/\n"),
        "{expanded}"
    );
    if !asked("postconf", &["-m"])
        .unwrap()
        .lines()
        .any(|kind| kind == "pcre")
    {
        return println!("Postfix has no pcre, the tables were not tried");
    }
    let look_up = |key: &str, number: usize| {
        asked("postmap", &["-q", key, &format!("pcre:{}", path(number))]).unwrap()
    };
    assert_eq!(
        look_up("5.7.1 host mx.example.net[192.0.2.1] said: 550 refused", 1),
        "5.7.1 host mx.example.net[192.0.2.1] said: 550 refused -- Help: https://kb.example.org/c/5.7.1\n"
    );
    assert_eq!(
        look_up("550 5.1.1 <bob@example.net>: refused", 2),
        "\\c. Help: https://kb.example.org/c/5.1.1\n"
    );
    assert_eq!(
        look_up("550 refused", 2),
        "\\c. Help: https://kb.example.org/\n"
    );
}
