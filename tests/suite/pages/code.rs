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
    let long = format!("/c/{}", "a".repeat(9000));
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
