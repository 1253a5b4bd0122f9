//! Lists: articles, codes, reasons, systems

use whybounce::vocabulary::Lang;

use crate::site::Site;

#[test]
fn everything_can_be_browsed() {
    let site = Site::new();
    for path in [
        "/articles",
        "/codes",
        "/reason/relay-denied",
        "/by/exchange-2000",
        "/privacy",
        "/browser",
        "/api",
        "/footers",
    ] {
        site.get(path)
            .expect_status(200)
            .expect("html[lang=en]")
            .expect("h1");
        site.get(&format!("/zh{path}"))
            .expect_status(200)
            .expect("html[lang=zh-Hans]")
            .expect("h1");
    }
}

#[test]
fn every_reason_has_a_page_in_both_languages() {
    let site = Site::new();
    for reason in whybounce::vocabulary::Reason::ALL {
        site.get(&format!("/reason/{reason}")).expect_status(200);
        site.get(&format!("/zh/reason/{reason}")).expect_status(200);
    }
}

#[test]
fn every_system_has_a_page() {
    let site = Site::new();
    let systems = whybounce::evidence::Systems::load().unwrap();
    for id in systems.ids() {
        site.get(&format!("/by/{id}"))
            .expect_status(200)
            .expect_words("h1", systems.get(id).unwrap().name(Lang::En));
    }
}

#[test]
fn every_link_of_a_list_leads_somewhere() {
    let site = Site::new();
    for list in [
        "/",
        "/articles",
        "/a/Q274638",
        "/c/5.7.1",
        "/footers",
        "/zh/",
        "/zh/articles",
    ] {
        for link in site
            .get(list)
            .attributes("main a[href^='/'], header a, footer a", "href")
        {
            let path = link.split('#').next().unwrap();
            if path.starts_with('/') {
                site.get(path).expect_status(200);
            }
        }
    }
}

#[test]
fn what_is_in_no_vocabulary_is_not_found() {
    let site = Site::new();
    for path in ["/reason/no-such", "/by/no-such", "/by/%ff"] {
        site.get(path).expect_status(404).expect("form.paste");
    }
}

#[test]
fn articles_are_listed_by_conditions_in_the_address() {
    let site = Site::new();
    let listed = |query: &str| {
        site.get(&format!("/articles{query}"))
            .attributes(".lines a", "href")
    };
    let all = listed("");
    let relay = listed("?topic=relay");
    assert!(relay.len() > 3 && relay.len() < all.len(), "{relay:?}");
    assert!(relay.contains(&"/a/Q274638".to_owned()));
    let by_sender = listed("?topic=relay&acts=sender");
    assert!(!by_sender.is_empty() && by_sender.len() < relay.len());
    assert!(by_sender.iter().all(|link| relay.contains(link)));
    assert!(listed("?reason=relay-denied&lang=zh").contains(&"/a/Q274638".to_owned()));
    assert_eq!(listed("?topic=&reason=&system="), all);
    assert_eq!(listed("?nonsense=1&topic=%ff"), Vec::<String>::new());
}

#[test]
fn the_number_beside_a_condition_is_that_of_its_articles() {
    let site = Site::new();
    let page = site.get("/articles?topic=relay");
    let values = page.attributes("select[name=reason] option", "value");
    let names = page.texts("select[name=reason] option");
    assert!(values.len() > 3);
    for (value, name) in values.iter().zip(names).skip(1) {
        let listed = site.get(&format!("/articles?topic=relay&reason={value}"));
        let count = format!("({})", listed.attributes(".lines a", "href").len());
        assert!(name.ends_with(&count), "{name}: {count}");
        assert!(listed.texts(".found").concat().contains("articles"));
    }
}

#[test]
fn conditions_stay_when_the_language_is_switched() {
    let site = Site::new();
    site.get("/articles?topic=relay&acts=sender&nonsense=1")
        .expect("a.lang[href='/zh/articles?topic=relay&acts=sender']")
        .expect("select[name=topic] option[selected][value=relay]");
    for path in [
        "/codes?kind=enhanced&subject=7",
        "/reason/relay-denied?acts=sender",
        "/by/exchange-online?reason=spf-fail",
    ] {
        site.get(path)
            .expect(&format!("a.lang[href='/zh{path}']"))
            .expect("form.filter option[selected]")
            .expect(".found a");
    }
}

#[test]
fn codes_are_listed_by_conditions_in_the_address() {
    let site = Site::new();
    let listed = |query: &str| {
        site.get(&format!("/codes{query}"))
            .expect_status(200)
            .texts(".codes dt")
    };
    let all = listed("");
    let security = listed("?kind=enhanced&subject=7");
    assert!(security.len() > 10 && security.len() < all.len());
    assert!(
        security.iter().all(|code| code.contains(".7.")),
        "{security:?}"
    );
    let temporary = listed("?class=4");
    assert!(
        temporary.iter().all(|code| code.starts_with('4')),
        "{temporary:?}"
    );
    assert!(temporary.iter().any(|code| code == "451"));
    assert!(listed("?reason=relay-denied").contains(&"5.7.1".to_owned()));
    assert_eq!(listed("?subject=&x=1&kind="), all);
    assert!(listed("?kind=nothing").is_empty());
    let page = site.get(
        "/codes?kind=<b>nothing</b>"
            .replace(['<', '>'], "%3C")
            .as_str(),
    );
    assert!(
        page.texts("select[name=kind] option[selected]")
            .concat()
            .starts_with('?')
    );
    assert!(page.texts("title, .found").concat().contains("0 of"));
    let twin = page.attributes("a.lang", "href");
    assert!(twin[0].starts_with("/zh/codes?kind=%3Cb"), "{twin:?}");
}

#[test]
fn causes_are_listed_by_conditions_in_the_address() {
    let site = Site::new();
    for (page, query) in [
        ("/reason/relay-denied", "acts=sender"),
        ("/by/exchange-online", "reason=spf-fail"),
        ("/zh/by/exchange-online", "acts=recipient-admin"),
    ] {
        let listed = |address: &str| site.get(address).attributes(".lines > li > a", "href");
        let all = listed(page);
        let some = listed(&format!("{page}?{query}"));
        assert!(
            !some.is_empty() && some.len() < all.len(),
            "{page}: {some:?}"
        );
        assert!(some.iter().all(|link| all.contains(link)));
    }
    // What is seen at a glance needs no conditions.
    site.get("/reason/spam-content").expect("form.paste");
    assert!(
        site.get("/reason/greylisted")
            .texts("form.filter")
            .is_empty()
    );
}

#[test]
fn codes_reasons_and_systems_are_there_as_json() {
    let site = Site::new();
    for (path, key, value) in [
        ("/c/5.7.1.json", "code", "5.7.1"),
        ("/reason/relay-denied.json", "id", "relay-denied"),
        ("/by/exchange-2000.json", "id", "exchange-2000"),
        ("/zh/c/5.7.1.json", "code", "5.7.1"),
    ] {
        let reply = site
            .get(path)
            .expect_status(200)
            .expect_header("content-type", "application/json; charset=utf-8")
            .expect_header("cache-control", "no-cache")
            .json();
        assert_eq!(reply[key], value, "{path}");
        let causes = reply["causes"].as_array().unwrap();
        assert!(!causes.is_empty(), "{path}");
        for cause in causes {
            let url = cause["url"].as_str().unwrap().split('#').next().unwrap();
            site.get(url).expect_status(200);
        }
    }
    let path = site
        .get("/c/5.7.1")
        .attributes("a[type='application/json']", "href");
    site.get(&path[0]).expect_status(200);
}

#[test]
fn lists_have_other_forms_under_the_same_conditions() {
    let site = Site::new();
    for (list, condition, key, value) in [
        ("/codes", "kind=reply&class=5", "code", "550"),
        ("/zh/articles", "topic=relay", "id", "Q274638"),
    ] {
        let page = site.get(&format!("{list}?{condition}"));
        let forms = ["md", "json"].map(|form| format!("{list}.{form}?{condition}"));
        assert_eq!(page.attributes("main a[type]", "href"), forms);
        let whole = site.get(&format!("{list}.json")).json();
        let listed = site.get(&forms[1]).expect_status(200).json();
        let entries = |answer: &serde_json::Value| {
            let lists = answer.as_object().unwrap().values();
            let entries = lists.filter_map(|list| list.as_array()).flatten();
            entries.cloned().collect::<Vec<_>>()
        };
        let some = entries(&listed);
        assert!(some.iter().any(|entry| entry[key] == value), "{listed}");
        assert!(some.len() < entries(&whole).len());
        let text = site
            .get(&forms[0])
            .expect_header("content-type", "text/markdown; charset=utf-8")
            .text();
        assert_eq!(text.matches("\n- [").count(), some.len(), "{text}");
        site.get(list).expect(&format!("a[href='{list}.json']"));
    }
}

#[test]
fn names_that_mail_programs_spoilt_lead_to_their_one_address() {
    let site = Site::new();
    for (written, canonical) in [
        ("/by/Postfix.", "/by/postfix"),
        ("/reason/Relay-Denied)", "/reason/relay-denied"),
        (
            "/zh/reason/RELAY-DENIED.json",
            "/zh/reason/relay-denied.json",
        ),
        ("/a/Q274638%3E.", "/a/Q274638"),
        ("/c/5.7.1%3E.json", "/c/5.7.1.json"),
    ] {
        site.get(written)
            .expect_status(301)
            .expect_header("location", canonical);
        site.get(canonical).expect_status(200);
    }
}

#[test]
fn the_feed_tells_what_was_checked_last() {
    let site = Site::at("https://kb.example.org");
    for (path, prefix) in [("/feed.xml", ""), ("/zh/feed.xml", "/zh")] {
        let feed = site
            .get(path)
            .expect_status(200)
            .expect_header("content-type", "application/atom+xml; charset=utf-8")
            .text();
        let links: Vec<_> = feed
            .split("<id>https://kb.example.org")
            .skip(2)
            .map(|rest| rest.split("</id>").next().unwrap())
            .collect();
        assert!(links.len() > 90 && links.len() <= 200, "{}", links.len());
        for link in links {
            assert!(link.starts_with(&format!("{prefix}/a/")), "{link}");
            site.get(link).expect_status(200);
        }
        let days: Vec<_> = feed
            .split("<updated>")
            .skip(2)
            .map(|rest| &rest[..10])
            .collect();
        assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
    }
    let home = site.get("/zh/");
    let linked = home.attributes("link[type='application/atom+xml']", "href");
    assert_eq!(linked, ["/zh/feed.xml"]);
}

#[test]
fn english_words_on_a_chinese_page_say_so() {
    let site = Site::new();
    let list = site.get("/zh/articles");
    let all = list.attributes(".lines a", "href");
    let english = list.attributes(".lines a[lang=en]", "href");
    assert!(english.len() < all.len(), "some are translated");
    for path in all.iter().step_by(7) {
        let page = site.get(path).expect_status(200);
        let foreign = english.contains(path);
        for selector in ["h1", ".lead", ".prose"] {
            let marked = !page.texts(&format!("{selector}[lang=en]")).is_empty();
            assert_eq!(marked, foreign, "{path}: {selector}");
        }
    }
    assert!(
        site.get("/articles")
            .texts("[lang=en] [lang=en]")
            .is_empty()
    );
}

#[test]
fn lists_of_causes_are_there_as_markdown() {
    let site = Site::new();
    for path in [
        "/c/5.7.1",
        "/by/postfix",
        "/reason/relay-denied",
        "/zh/c/5.7.1",
    ] {
        let page = site
            .get(&format!("{path}.md"))
            .expect_status(200)
            .expect_header("content-type", "text/markdown; charset=utf-8");
        let text = page.text();
        assert!(text.starts_with("# "), "{text}");
        assert!(text.contains("](http://kb.example.org"), "{text}");
        site.get(path).expect(&format!("a[href='{path}.md']"));
    }
}
