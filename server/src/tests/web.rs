//! Built files are served with what browsers need to keep them safe: a strict policy, a long life for hashed names only.

use crate::testing::TestServer;

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
