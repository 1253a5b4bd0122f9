//! Headers of every answer

use crate::site::{FORM, RELAY, Site};

#[test]
fn every_answer_protects_its_reader() {
    let site = Site::new();
    for (reply, status) in [
        (site.get("/"), 200),
        (site.get("/c/5.7.1."), 301),
        (site.get("/?q=5.7.1"), 303),
        (site.get("/nope"), 404),
        (site.get("/diagnose"), 405),
        (site.get("/api/v1/articles?lang=xx"), 400),
        (site.get_with("/", "if-none-match", "*"), 304),
        (site.get("/feed.xml"), 200),
        (site.get("/browser"), 200),
        (site.get("/c/nonsense.json"), 404),
        (site.get("/api/v1/nope"), 404),
        (
            site.post("/diagnose", FORM, "x".repeat(11 * 1024 * 1024)),
            413,
        ),
        (site.post("/diagnose", "image/png", "x"), 415),
        (site.get(&format!("/?q={}", "x".repeat(9000))), 414),
        (site.get_with("/", "cookie", &"x".repeat(40_000)), 431),
        (site.post("/api/v1/diagnose", "application/json", "x"), 422),
        (site.paste(RELAY), 200),
        (site.post("/footers", FORM, "text=x"), 200),
        (site.get("/healthz"), 200),
    ] {
        let reply = reply.expect_status(status);
        let policy = reply.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{part} is missing in {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        let reply = reply
            .expect_header("x-content-type-options", "nosniff")
            .expect_header("referrer-policy", "no-referrer")
            .expect_header("cross-origin-opener-policy", "same-origin")
            .expect_header("cross-origin-resource-policy", "same-origin")
            .expect_header("set-cookie", "")
            .expect_header("server", "");
        assert!(reply.header("location").is_empty() || reply.header("location").starts_with('/'));
    }
}

#[test]
fn https_is_kept_where_people_come_by_https() {
    assert_eq!(Site::new().get("/").header("strict-transport-security"), "");
    let secure = Site::at("https://kb.example.org").get("/nope");
    assert!(
        secure
            .header("strict-transport-security")
            .starts_with("max-age=")
    );
}

#[test]
fn a_known_page_is_not_sent_again() {
    let site = Site::new();
    for path in [
        "/",
        "/a/Q274638",
        "/c/5.7.1",
        "/codes",
        "/a/Q274638.json",
        "/zh/",
    ] {
        let page = site.get(path).expect_header("cache-control", "no-cache");
        let tag = page.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{path}: {tag}");
        let known = site
            .get_with(path, "if-none-match", &tag)
            .expect_status(304);
        assert_eq!((known.body.len(), known.header("etag")), (0, tag.as_str()));
        site.get_with(path, "if-none-match", "\"other\"")
            .expect_status(200);
    }
}

#[test]
fn each_encoding_has_its_own_validator() {
    let site = Site::new();
    let plain = site.get("/");
    let packed = site
        .get_with("/", "accept-encoding", "gzip")
        .expect_header("content-encoding", "gzip");
    assert_ne!(plain.header("etag"), packed.header("etag"));
    assert!(packed.vary().contains("accept-encoding"));
}

#[test]
fn an_answer_is_neither_kept_nor_compressed() {
    let request = axum::http::Request::builder()
        .method("POST")
        .uri("/diagnose")
        .header("content-type", FORM)
        .header("accept-encoding", "br, gzip");
    let body = format!("text={}", RELAY.replace(' ', "+"));
    Site::new()
        .send(request, body.into())
        .expect_status(200)
        .expect_header("cache-control", "no-store")
        .expect_header("content-encoding", "");
}

#[test]
fn pages_do_not_depend_on_headers_that_they_do_not_name() {
    let site = Site::new();
    let plain = site.get("/a/Q274638").body;
    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "gopher"),
        ("x-original-url", "/evil"),
        ("accept-language", "zh"),
        ("cookie", "a=b"),
    ] {
        assert_eq!(
            site.get_with("/a/Q274638", name, value).body,
            plain,
            "{name}"
        );
    }
}

#[test]
fn no_page_holds_inline_code() {
    let site = Site::new();
    for page in [
        site.get("/"),
        site.get("/a/Q274638"),
        site.get("/c/5.7.1"),
        site.get("/codes"),
        site.get("/api"),
        site.get("/footers?system=haraka&lang=en,zh"),
        site.get("/nope"),
        site.paste(RELAY),
    ] {
        assert!(
            page.texts("script:not([src]), style, [style], [onclick], [onload]")
                .is_empty()
        );
        for link in page.attributes("script, img, link", "src") {
            assert!(link.starts_with('/'), "{link} is elsewhere");
        }
    }
}

#[test]
fn scripts_of_other_sites_ask_only_where_they_are_let() {
    let desk = "https://desk.example.org";
    let asked = |site: &Site, path: &str, origin: &str| {
        let reply = site.get_with(path, "origin", origin).expect_status(200);
        reply.header("access-control-allow-origin").to_owned()
    };
    let closed = Site::new();
    assert_eq!(asked(&closed, "/api/v1/reasons", desk), "");
    let open = Site::with("http://kb.example.org", |app| {
        app.with_callers(&[desk.parse().unwrap()])
    });
    assert_eq!(asked(&open, "/api/v1/reasons", desk), desk);
    assert_eq!(asked(&open, "/api/v1/reasons", "https://evil.example"), "");
    assert_eq!(asked(&open, "/", desk), "", "pages are read by people");
    let ask_first = axum::http::Request::builder()
        .method("OPTIONS")
        .uri("/api/v1/diagnose")
        .header("origin", desk)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let reply = open.send(ask_first, Vec::new().into()).expect_status(200);
    assert_eq!(reply.header("access-control-allow-origin"), desk);
    assert_eq!(reply.header("access-control-allow-headers"), "content-type");
    assert_eq!(reply.header("access-control-allow-credentials"), "");
}

#[test]
fn who_takes_no_plain_answer_gets_one_all_the_same() {
    Site::new()
        .get_with("/codes", "accept-encoding", "identity;q=0")
        .expect_status(200);
}
