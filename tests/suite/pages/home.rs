//! `GET /`

use crate::site::{FORM, Reply, Site};

#[test]
fn the_start_page_is_a_box_and_a_button() {
    for (path, action) in [
        ("/", "/diagnose"),
        ("/zh/", "/zh/diagnose"),
        ("/zh", "/zh/diagnose"),
    ] {
        let page = Site::new()
            .get(path)
            .expect_status(200)
            .expect("form.paste textarea[name=text]");
        assert_eq!(page.attributes("form.paste", "action"), [action]);
        assert_eq!(
            page.attributes("form.paste", "method"),
            ["post"],
            "a paste never stands in a URL"
        );
        assert_eq!(
            page.attributes("form.paste input[type=file]", "name"),
            ["file"]
        );
    }
}

#[test]
fn who_has_no_error_text_is_led_to_guides_that_exist() {
    let site = Site::new();
    for prefix in ["", "/zh"] {
        let home = site.get(&format!("{prefix}/"));
        let guides = home.attributes("[aria-labelledby=without-error] a", "href");
        assert_eq!(guides.len(), 3);
        for guide in &guides {
            assert!(guide.starts_with(&format!("{prefix}/a/")), "{guide}");
            site.get(guide).expect_status(200);
        }
        for body in [
            "text=my+mail+did+not+arrive+and+nothing+came+back",
            "text=customer+says+mail+never+arrived,+no+error",
        ] {
            let answer = site.post(&format!("{prefix}/diagnose"), FORM, body);
            let known = !answer.texts(".failure.match").is_empty();
            let offered = answer.attributes("[aria-labelledby=without-error] a", "href");
            assert_eq!(offered.is_empty(), known, "{body}");
            nothing_offered_twice(&answer);
        }
    }
}

fn nothing_offered_twice(answer: &Reply) {
    let all = answer.attributes("main > section .lines a", "href");
    let mut once = all.clone();
    once.sort();
    once.dedup();
    assert_eq!(all.len(), once.len(), "{all:?}");
}

#[test]
fn the_languages_lead_to_each_other() {
    let site = Site::new();
    site.get("/")
        .expect_words("a.lang", "中文")
        .expect("html[lang=en]");
    let chinese = site
        .get("/zh/")
        .expect_words("a.lang", "English")
        .expect("html[lang=zh-Hans]");
    assert_eq!(chinese.attributes("a.lang", "href"), ["/"]);
}

#[test]
fn typed_codes_and_ids_lead_to_their_page() {
    let site = Site::new();
    site.get("/?q=5.7.1")
        .expect_status(303)
        .expect_header("location", "/c/5.7.1");
    site.get("/zh/?q=5.7.1")
        .expect_status(303)
        .expect_header("location", "/zh/c/5.7.1");
    site.get("/?q=q274638")
        .expect_status(303)
        .expect_header("location", "/a/Q274638");
}

#[test]
fn an_empty_or_damaged_question_shows_the_box() {
    let site = Site::new();
    for path in ["/?q=", "/?q=%20", "/?q", "/?q=%ff%fe", "/?other=1"] {
        site.get(path).expect_status(200).expect("form.paste");
    }
}

#[test]
fn the_start_page_is_small() {
    let site = Site::new();
    let page = site
        .get_with("/", "accept-encoding", "br")
        .expect_header("content-encoding", "br");
    let mut total = page.body.len();
    let plain = site.get("/");
    for path in [
        plain.attributes("link[rel=stylesheet]", "href"),
        plain.attributes("script", "src"),
        plain.attributes("link[rel=icon]", "href"),
    ]
    .concat()
    {
        total += site
            .get_with(&path, "accept-encoding", "br")
            .expect_status(200)
            .body
            .len();
    }
    assert!(total <= 40 * 1024, "the start page weighs {total} bytes");
}
