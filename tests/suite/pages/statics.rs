use crate::site::Site;

#[test]
fn static_files_are_kept_for_good_under_names_of_their_content() {
    let site = Site::new();
    let page = site.get("/");
    let style = page.attributes("link[rel=stylesheet]", "href").concat();
    assert!(
        style.starts_with("/static/style.") && style.len() > "/static/style.css".len(),
        "{style}"
    );
    site.get(&style)
        .expect_status(200)
        .expect_header("content-type", "text/css; charset=utf-8")
        .expect_header("cache-control", "public, max-age=31536000, immutable");
    site.get("/static/style.css").expect_status(404);
    site.get("/static/..%2fCargo.toml").expect_status(404);
}
