//! `GET /c/{code}`

use crate::site::Site;

#[test]
fn a_code_has_a_page() {
    let page = Site::new()
        .get("/c/5.7.1")
        .expect_status(200)
        .expect("form.paste")
        .expect(".neighbours a");
    assert!(page.texts("h1").concat().contains("5.7.1"));
}

#[test]
fn what_a_sender_needs_stands_above_everything_else() {
    let site = Site::with("http://kb.example.org", |app| app.with_contact("tel. 1234"));
    for code in ["5.7.1", "550", "4.2.2", "5.9.99", "0x800CCC79"] {
        let page = site
            .get(&format!("/c/{code}"))
            .expect("section[aria-labelledby=meaning] p")
            .expect("section[aria-labelledby=first] > p")
            .expect("section[aria-labelledby=first] .acts dd strong");
        let text = page.text();
        let places = [
            "id=\"meaning\"",
            "id=\"first\"",
            "class=\"acts\"",
            "class=\"contact\"",
            "class=\"button\"",
            "id=\"text\"",
            "id=\"admin\"",
        ]
        .map(|part| text.find(part).unwrap_or_else(|| panic!("{code}: {part}")));
        assert!(places.is_sorted(), "{code}: {places:?}");
    }
    site.get("/c/2.1.5")
        .expect("section[aria-labelledby=meaning] p");
}

#[test]
fn what_most_people_mean_by_a_code_is_its_heading() {
    let site = Site::new();
    let page = site.get("/c/5.4.1");
    for (place, words) in [
        ("h1", "Recipient not accepted"),
        ("section[aria-labelledby=meaning]", "no such address"),
        ("section[aria-labelledby=admin]", "No answer from host"),
    ] {
        assert!(page.texts(place).concat().contains(words), "{place}");
    }
    let number = site.get("/c/0x80040213");
    assert!(number.texts("h1").concat().contains("-2147220973"));
}

#[test]
fn every_cause_is_listed_once_and_the_most_usual_first() {
    let site = Site::new();
    for (code, first) in [
        ("550", "/a/user-unknown-511#"),
        ("5.7.1", "/a/"),
        ("5.1.1", "/a/user-unknown-511#"),
    ] {
        let page = site.get(&format!("/c/{code}"));
        let links = page.attributes("#_main .lines li > a", "href");
        let mut once = links.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), links.len(), "{code}");
        assert!(links[0].starts_with(first), "{code}: {}", links[0]);
    }
}

#[test]
fn the_article_that_tells_causes_apart_is_offered_before_them() {
    let site = Site::new();
    for code in ["5.7.1", "550"] {
        let page = site.get(&format!("/c/{code}"));
        let links = page.attributes("section[aria-labelledby=causes] a[href^='/a/']", "href");
        assert_eq!(links[0], "/a/general-571", "{code}");
        assert!(!links.iter().any(|link| link.starts_with("/a/general-571#")));
    }
    assert!(
        site.get("/c/5.1.1")
            .texts("section[aria-labelledby=causes] .notice")
            .is_empty()
    );
}

#[test]
fn a_code_page_lists_the_causes_seen_under_it() {
    Site::new()
        .get("/c/5.7.1")
        .expect(".lines a[href*='/a/']")
        .expect("a[href^='/by/']");
}

#[test]
fn damaged_codes_are_led_to_their_one_address() {
    let site = Site::new();
    for (written, canonical) in [
        ("/c/550%205.7.1%3E.", "/c/550-5.7.1"),
        ("/c/%235.7.1", "/c/5.7.1"),
        ("/c/5.7.1.", "/c/5.7.1"),
        ("/zh/c/5.7.1)", "/zh/c/5.7.1"),
        ("/c/-2147220973", "/c/0x80040213"),
        ("/c/5,7,1", "/c/5.7.1"),
        ("/c/X.7.1", "/c/5.7.1"),
        ("/c/5.7.1%E3%80%91", "/c/5.7.1"),
        ("/c/error%20550", "/c/550"),
        ("/c/550%205.1.1%20User%20unknown", "/c/550-5.1.1"),
        ("/C/5.7.1.", "/c/5.7.1"),
    ] {
        site.get(written)
            .expect_status(301)
            .expect_header("location", canonical);
        site.get(canonical).expect_status(200);
    }
}

#[test]
fn what_is_no_code_is_not_found_and_not_repeated() {
    let site = Site::new();
    let long = format!("/c/{}", "a".repeat(8000));
    for path in [
        "/c/nonsense",
        "/c/5.1.1%0d%0aX7-Injected:1",
        "/c/%ff",
        "/c/%00",
        &long,
        "/c/a/b",
    ] {
        let page = site.get(path).expect_status(404).expect("form.paste");
        assert_eq!(page.header("x7-injected"), "");
        assert!(!page.text().contains("Injected") && !page.text().contains("nonsense"));
    }
}

#[test]
fn a_sender_is_told_who_helps_here() {
    let contact = "IT helpdesk, tel. 1234, help@example.org";
    let site = Site::with("http://kb.example.org", |app| app.with_contact(contact));
    for path in [
        "/c/5.7.1",
        "/zh/c/550",
        "/a/mailbox-full?for=sender",
        "/nope",
    ] {
        site.get(path)
            .expect_words(".contact p", contact)
            .expect(".contact a[href='mailto:help@example.org']");
    }
    let hostile = Site::with("http://kb.example.org", |app| app.with_contact("<b>x</b>"));
    hostile
        .get("/c/5.7.1")
        .expect_words(".contact p", "<b>x</b>");
    assert!(Site::new().get("/c/5.7.1").texts(".contact").is_empty());
}

#[test]
fn the_other_language_is_offered_to_those_who_ask_for_it() {
    let site = Site::new();
    for (path, asked, offered) in [
        ("/c/5.7.1", "zh-CN,en;q=0.5", "/zh/c/5.7.1"),
        ("/zh/c/5.7.1", "de,en;q=0.5", "/c/5.7.1"),
        ("/", "zh", "/zh/"),
        ("/", "en-GB", ""),
        ("/zh/", "zh", ""),
        ("/", "fr", ""),
    ] {
        let page = site.get_with(path, "accept-language", asked);
        assert_eq!(
            page.attributes(".offer a", "href").concat(),
            offered,
            "{path} {asked}"
        );
        assert!(page.vary().contains("accept-language"));
    }
}

#[test]
fn the_box_is_one_tap_away() {
    let page = Site::new().get("/c/5.1.1").expect("#text");
    assert_eq!(page.attributes("#_main a.button", "href"), ["#text"]);
}

#[test]
fn what_a_link_says_of_its_report_is_shown_as_text() {
    let site = Site::new();
    let page = site.get("/c/5.7.1?mta=postfix&h=mail.example.org&id=4F2A11C0D2");
    let text = page.texts("section[aria-labelledby=origin]").concat();
    for said in ["mail.example.org", "Postfix", "4F2A11C0D2"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let moved = site.get("/c/550-5.7.1%3E.?h=mail.example.org&id=call%200900");
    assert_eq!(moved.header("location"), "/c/550-5.7.1?h=mail.example.org");
    let page = site.get("/c/5.7.1?mta=nobody&h=%3Cb%3E&id=call%200900");
    assert!(page.texts("section[aria-labelledby=origin]").is_empty());
}
