//! Metrics of this process. Labels are route templates, methods, status codes and problem codes: never an id, a phone or a name.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

/// Seconds; from a cached read to a photo on a bad link.
const LATENCY: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The recorder of this process. There can only be one, however many servers the process opens.
pub(crate) fn recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = PrometheusBuilder::new();
            let builder = builder.set_buckets(LATENCY).expect("the list is not empty");
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            // Somebody else's recorder, in a test for example, is left alone; ours then shows nothing.
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("another metrics recorder is installed; /metrics stays empty");
            }
            describe();
            handle
        })
        .clone()
}

fn describe() {
    metrics::describe_counter!("minyi_requests_total", "Requests by route template, method and status");
    metrics::describe_histogram!("minyi_request_seconds", "Time to the first byte of the answer, by route template");
    metrics::describe_counter!("minyi_problems_total", "Problem documents by code");
    metrics::describe_counter!("minyi_uploads_total", "Uploads by outcome");
    metrics::describe_counter!("minyi_sign_ins_total", "Sign-ins by kind and outcome");
}
