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
        "/api",
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
            .expect_words("h1", &systems.get(id).unwrap().name);
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
