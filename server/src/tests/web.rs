//! Built files are served with what browsers need to keep them safe: a strict policy, a long life for hashed names only.

use minyi_wire::ProblemCode;

use crate::routes::directory::MapBase;
use crate::testing::TestServer;
use crate::tiles::{Datum, TileSource};

#[tokio::test]
async fn the_console_answers_every_address_under_it_with_one_page_that_runs_only_its_own_scripts() {
    let server = TestServer::start().await;
    for path in ["/console/", "/console/matters/0193", "/console/cockpit?wide=1"] {
        let answer = server.get(path, None).await;
        // Not built in most runs of this test; then the page says how to.
        assert!([200, 503].contains(&answer.status), "{path}: {}", answer.status);
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers["cache-control"], "no-cache");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    }
    assert_eq!(server.get("/console", None).await.headers["location"], "/console/");
}

#[tokio::test]
async fn a_file_that_was_not_built_is_not_found_and_no_path_leads_out_of_the_folder() {
    let server = TestServer::start().await;
    for path in ["/assets/none.js", "/console/assets/none.js", "/assets/..%2f..%2fpackage.json", "/assets/../manifest"]
    {
        let answer = server.get(path, None).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn pictures_under_the_map_open_one_host_for_pictures_and_only_where_the_operator_named_it() {
    let plain = TestServer::start().await;
    let named = TestServer::start_with(|config| {
        let source = TileSource::at("https://tiles.example.cn/{z}/{x}/{y}.png?tk=1", Datum::Gcj02, "审图号");
        config.tiles = Some(source.unwrap());
    })
    .await;
    for (server, pictures) in [
        (&plain, "img-src 'self' blob: data:; media-src 'self' blob:; font-src"),
        (&named, "img-src 'self' blob: data: https://tiles.example.cn; media-src 'self' blob:; font-src"),
    ] {
        let answer = server.get("/console/map", None).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains(pictures) && policy.contains("connect-src 'self';"), "{policy}");
    }
    let base: MapBase = named.get("/v1/desk/map", &named.staff("clerk-water").await).await.json();
    assert_eq!(base.tiles.map(|source| (source.datum, source.credit)), Some((Datum::Gcj02, "审图号".to_owned())));
    let citizen = named.citizen("19900000001").await;
    named.get("/v1/desk/map", &citizen).await.problem(ProblemCode::Forbidden);
    let page = String::from_utf8(named.get("/stations", None).await.body.to_vec()).unwrap();
    assert!(!page.contains("tiles.example.cn"));
}
