//! `minyi verify FILE.zip`: what an exported photo shows, claim by claim. Uses no network; the time is this machine's.

use std::path::Path;

use jiff::Timestamp;
use minyi_evidence::export::{self, Language, Trust};
use minyi_evidence::timestamp::roots_from_pem;
use minyi_wire::words::Lang;
use serde_json::json;

use crate::args::PackageArgs;
use crate::fault::Fault;
use crate::keeper::read_keys;
use crate::output::Output;

/// Exit code 1 if the package was changed or contradicts itself. What is unproven is told and is no fault.
pub(crate) fn run(args: &PackageArgs, out: Output) -> Result<(), Fault> {
    let keys = args.keys.as_deref().map(read_keys).transpose()?.map(|keys| keys.keys).unwrap_or_default();
    let offices: Vec<[u8; 32]> = keys.iter().filter_map(|key| Some(key.verifying_key()?.to_bytes())).collect();
    let package = std::fs::read(&args.file).map_err(|error| Fault::file(&args.file, &error))?;
    let authorities = args.time_roots.as_deref().map(read_roots).transpose()?.unwrap_or_default();
    let now_ms = Timestamp::now().as_millisecond();
    let trust = Trust { offices: &offices, authorities: &authorities, now_ms };
    let findings = export::verify(&package, &trust);
    let language = match out.lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    };
    out.line(findings.text(language).trim_end());
    let verdict = |verdict: &export::Verdict| json!({ "claim": format!("{:?}", verdict.claim).to_lowercase(), "standing": format!("{:?}", verdict.standing).to_lowercase() });
    let verdicts: Vec<_> = findings.verdicts.iter().map(verdict).collect();
    let document = json!({ "photo": findings.photo, "broken": findings.is_broken(), "verdicts": verdicts });
    if findings.is_broken() {
        let fault = Fault::new("evidence_broken", "存证包不成立", "The package was changed or contradicts itself.");
        return Err(Fault { details: Some(document), ..fault });
    }
    out.document(&document);
    Ok(())
}

fn read_roots(file: &Path) -> Result<Vec<Vec<u8>>, Fault> {
    let pem = std::fs::read(file).map_err(|error| Fault::file(file, &error))?;
    roots_from_pem(&pem).ok_or_else(|| Fault::input("time-roots", "PEM 格式的证书", "certificates in PEM"))
}
