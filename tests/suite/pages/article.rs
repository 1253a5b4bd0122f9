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
        .expect_header("content-type", "application/json")
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
