//! What browsers and supervisors ask for

use crate::site::Site;

#[test]
fn pages_are_shown_as_cards_elsewhere() {
    let site = Site::new();
    for path in [
        "/a/Q274638",
        "/zh/a/Q274638",
        "/c/550-5.7.1",
        "/reason/relay-denied",
        "/zh/by/postfix",
    ] {
        let links = site
            .get(path)
            .attributes("link[type='application/json+oembed']", "href");
        let link = links[0].strip_prefix("http://kb.example.org").unwrap();
        let card = site.get(link).expect_status(200).json();
        assert_eq!(
            (&card["version"], &card["type"]),
            (&"1.0".into(), &"rich".into())
        );
        let html = card["html"].as_str().unwrap().replace("&#39;", "'");
        assert!(
            html.contains(&format!("href=\"http://kb.example.org{path}\"")),
            "{html}"
        );
        assert!(html.contains(card["title"].as_str().unwrap()), "{html}");
        assert_eq!(html.contains("zh-Hans"), path.starts_with("/zh"), "{html}");
    }
    let small = site
        .get("/oembed?url=http://kb.example.org/c/550&maxwidth=300")
        .json();
    assert_eq!(
        (&small["width"], &small["height"]),
        (&300.into(), &180.into())
    );
    for (asked, status) in [
        ("/oembed", 400),
        ("/oembed?url=http://evil.example/c/550", 404),
        ("/oembed?url=http://kb.example.org/privacy", 404),
        (
            "/oembed?url=http://kb.example.org/c/x%22%3E%3Cscript%3E",
            404,
        ),
        ("/oembed?url=http://kb.example.org/c/550&format=xml", 501),
    ] {
        let refused = site.get(asked).expect_status(status).json();
        assert!(refused["error"].is_string(), "{asked}");
    }
    for path in ["/", "/privacy", "/codes"] {
        assert!(
            site.get(path)
                .texts("link[type='application/json+oembed']")
                .is_empty()
        );
    }
}

#[test]
fn browsers_learn_to_search_here_in_the_language_of_the_page() {
    let site = Site::at("https://kb.example.org/");
    for (prefix, lang) in [("", "en"), ("/zh", "zh")] {
        let linked = site
            .get(&format!("{prefix}/"))
            .attributes("link[rel=search]", "href");
        assert_eq!(linked, [format!("{prefix}/opensearch.xml")]);
        let xml = site.get(&linked.concat()).expect_status(200).text();
        for address in [
            format!("https://kb.example.org{prefix}/?q={{searchTerms}}"),
            format!("https://kb.example.org/suggest?lang={lang}&amp;q={{searchTerms}}"),
        ] {
            assert!(xml.contains(&address), "{xml}");
        }
    }
}

#[test]
fn what_is_typed_is_completed() {
    let reply = Site::new().get("/suggest?q=5.7.").expect_status(200).json();
    assert_eq!(reply[0], "5.7.");
    assert!(
        reply[1]
            .as_array()
            .unwrap()
            .iter()
            .any(|code| code == "5.7.1"),
        "{reply}"
    );
    let lists = [1, 2, 3].map(|place| reply[place].as_array().unwrap().len());
    assert!(lists.iter().all(|length| *length == lists[0]));
    let by_title = Site::new().get("/suggest?q=q2746").json();
    assert!(
        by_title[3][0].as_str().unwrap().ends_with("/a/Q274638"),
        "{by_title}"
    );
}

#[test]
fn what_looks_like_a_paste_is_not_looked_at() {
    let site = Site::new();
    let long = format!("/suggest?q={}", "5".repeat(65));
    for path in [
        "/suggest",
        "/suggest?q=",
        "/suggest?q=a@b.example",
        "/suggest?q=5%0a.",
        "/suggest?q=blocked+192.0.2.1",
        "/suggest?q=blocked+%5B192.0.2.1%5D",
        "/suggest?q=2001:db8::1",
        &long,
    ] {
        let reply = site.get(path).expect_status(200).json();
        assert_eq!(reply[1].as_array().map(Vec::len), Some(0), "{path}");
    }
}

#[test]
fn what_other_programs_share_is_posted_and_answered_in_the_language_of_the_page() {
    let site = Site::new();
    for prefix in ["", "/zh"] {
        let linked = site
            .get(&format!("{prefix}/"))
            .attributes("link[rel=manifest]", "href")
            .concat();
        let manifest = site.get(&linked).expect_status(200).json();
        let target = &manifest["share_target"];
        assert_eq!(target["action"], format!("{prefix}/diagnose"));
        assert_eq!(target["method"], "POST");
        assert_eq!(manifest["start_url"], format!("{prefix}/"));
    }
}

#[test]
fn the_process_tells_how_it_is() {
    let site = Site::new();
    assert_eq!(site.get("/healthz").expect_status(200).text(), "ok\n");
    assert!(
        site.get("/readyz")
            .expect_status(200)
            .text()
            .starts_with("articles=")
    );
}

#[test]
fn a_bookmark_posts_what_is_selected() {
    let site = Site::at("https://kb.example.org");
    for (path, target) in [
        ("/browser", "f.action='https://kb.example.org/diagnose'"),
        (
            "/zh/browser",
            "f.action='https://kb.example.org/zh/diagnose'",
        ),
    ] {
        let bookmark = site
            .get(path)
            .expect_status(200)
            .texts("#_bookmark")
            .concat();
        assert!(bookmark.starts_with("javascript:"), "{bookmark}");
        assert!(bookmark.contains(target) && bookmark.contains("f.method='post'"));
        // A link to such an address would be inline code.
        assert!(
            site.get(path)
                .attributes("a[href^='javascript']", "href")
                .is_empty()
        );
    }
}
