//! `GET /a/{id}`

use std::collections::BTreeSet;

use whybounce::articles::Date;

use crate::site::Site;

#[test]
fn an_article_shows_its_causes_sources_and_age() {
    Site::new()
        .get("/a/Q274638")
        .expect_status(200)
        .expect("section.cause h2")
        .expect(".never")
        .expect("time")
        .expect("form.paste");
}

#[test]
fn aliases_and_other_spellings_are_led_to_the_one_address() {
    let site = Site::new();
    for (written, canonical) in [
        ("/a/q274638", "/a/Q274638"),
        ("/a/kb274638", "/a/Q274638"),
        ("/a/KB274638.md", "/a/Q274638.md"),
        ("/zh/a/KB274638.json", "/zh/a/Q274638.json"),
    ] {
        site.get(written)
            .expect_status(301)
            .expect_header("location", canonical);
        site.get(canonical).expect_status(200);
    }
}

#[test]
fn an_article_is_there_as_markdown_and_json() {
    let site = Site::new();
    let markdown = site
        .get("/a/Q274638.md")
        .expect_status(200)
        .expect_header("content-type", "text/markdown; charset=utf-8");
    assert!(markdown.text().starts_with("+++"));
    let json = site
        .get("/a/Q274638.json")
        .expect_header("content-type", "application/json; charset=utf-8")
        .json();
    assert_eq!(json["id"], "Q274638");
    assert_eq!(json["causes"][0]["reason"], "relay-denied");
}

#[test]
fn what_is_no_article_is_not_found() {
    let site = Site::new();
    for path in [
        "/a/nothing",
        "/a/nothing.md",
        "/a/..%2f..%2fetc%2fpasswd",
        "/a/%ff",
        "/a/.md",
    ] {
        site.get(path).expect_status(404).expect("form.paste");
    }
}

#[test]
fn a_sender_is_shown_no_commands() {
    let site = Site::new();
    let whole = site.get("/a/Q274638").expect("section.cause pre");
    let sender = site
        .get("/a/Q274638?for=sender")
        .expect_status(200)
        .expect("a[href='/a/Q274638?for=administrator#authenticated-relay-off']")
        .expect_words("nav.views [aria-current]", "the sender");
    assert!(sender.texts("main pre").is_empty());
    let causes = |page: &crate::site::Reply| page.attributes("section.cause", "id");
    assert_eq!(causes(&whole), causes(&sender));
    // What a sender can do himself stays.
    site.get("/a/Q274638?for=sender")
        .expect("section.cause ol li");
}

#[test]
fn each_reader_has_a_view_that_can_be_linked() {
    let site = Site::new();
    site.get("/a/Q274638?for=helpdesk")
        .expect("section.cause details ol li")
        .expect("link[rel=canonical][href$='/a/Q274638']")
        .expect("a.lang[href='/zh/a/Q274638?for=helpdesk']");
    site.get("/zh/a/mailbox-full?for=administrator")
        .expect("section.cause details");
    let unknown = site.get("/a/Q274638?for=nobody").expect_status(200).body;
    assert_eq!(unknown, site.get("/a/Q274638").body);
    site.get("/a/kb274638?for=sender")
        .expect_status(301)
        .expect_header("location", "/a/Q274638?for=sender");
}

#[test]
fn an_article_that_was_not_checked_for_long_says_so_and_is_listed() {
    let in_year = |year| {
        let clock: whybounce::web::Clock = match year {
            2026 => || Date {
                year: 2026,
                month: 12,
                day: 1,
            },
            _ => || Date {
                year: 2036,
                month: 12,
                day: 1,
            },
        };
        let site = Site::with("http://kb.example.org", |app| app.with_clock(clock));
        let notice = site.get("/a/Q274638").texts(".notice").concat();
        let due = site.get("/articles?review=due").texts(".lines li").len();
        let offered = site.get("/articles").texts("select[name=review]").len();
        (notice, due, offered)
    };
    assert_eq!(in_year(2026), (String::new(), 0, 0));
    let (notice, due, offered) = in_year(2036);
    assert!(notice.contains("2026-"), "{notice}");
    assert!(due > 50 && offered == 1, "{due} articles are due");
}

#[test]
fn many_error_texts_are_folded_and_all_there() {
    let page = Site::new().get("/a/mailbox-full");
    let library = whybounce::knowledge::Snapshot::shipped().unwrap();
    let article = library.library().find("mailbox-full").unwrap();
    let written = article
        .causes
        .iter()
        .map(|cause| cause.signatures.len())
        .sum::<usize>();
    assert_eq!(page.texts("section.cause .seen .says").len(), written);
    assert!(!page.texts("section.cause details .says").is_empty());
}

#[test]
fn what_a_text_alone_cannot_tell_apart_is_linked_both_ways() {
    let site = Site::new();
    let confused = |id: &str| {
        site.get(&format!("/a/{id}"))
            .attributes(".confused a", "href")
    };
    let others = confused("Q274638");
    assert!(!others.is_empty());
    for other in others {
        let id = other.rsplit('/').next().unwrap();
        let page = site.get(&other);
        let links = page.attributes("main a", "href");
        assert!(
            links.iter().any(|link| link == "/a/Q274638"),
            "{id}: {links:?}"
        );
    }
}

#[test]
fn no_page_has_an_id_twice() {
    let site = Site::new();
    let library = whybounce::knowledge::Snapshot::shipped().unwrap();
    let articles = library
        .library()
        .articles()
        .iter()
        .map(|article| format!("/a/{}", article.id));
    let others = ["/", "/articles", "/codes", "/c/5.7.1", "/browser", "/api"].map(str::to_owned);
    for path in articles.chain(others) {
        let ids = site.get(&path).attributes("[id]", "id");
        let different: BTreeSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len(), "{path}: {ids:?}");
    }
}
