//! `minyi card lists`: what a server signs, as files (发布信任包和状态名单). Checked with the roots first; whoever mirrors them, on a static
//! site or a memory stick, need not be trusted: each file proves itself.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use minyi_identity::{Now, PublicKey, Roots, SoftwareCrypto, TrustStore};
use minyi_wire::identity::TrustMaterial;
use serde::Serialize;

use super::keeper::{now, roots_in};
use crate::api::Api;
use crate::fault::Fault;
use crate::output::Output;

#[derive(Debug, Args)]
pub(super) struct ListsArgs {
    /// Address of the server
    #[arg(long, value_name = "URL", env = "MINYI_SERVER")]
    server: String,
    /// identity.json or another file that names the three roots, from a source that you trust
    #[arg(long, value_name = "FILE")]
    roots: PathBuf,
    /// Folder to write into
    #[arg(long, value_name = "DIR", default_value = "minyi-lists")]
    out: PathBuf,
}

/// What was written.
#[derive(Debug, Serialize)]
struct Written {
    bundle_version: u64,
    lists: usize,
    denies: usize,
}

pub(super) async fn run(args: ListsArgs, out: Output) -> Result<(), Fault> {
    let material: TrustMaterial = Api::new(&args.server)?.get("/v1/identity/trust").await?;
    let mut store = TrustStore::new(parsed(&roots_in(&args.roots)?)?);
    let now = Now::Wall(now());
    let folder = |name: &str| -> Result<PathBuf, Fault> {
        let folder = args.out.join(name);
        std::fs::create_dir_all(&folder).map_err(|error| Fault::file(&folder, &error))?;
        Ok(folder)
    };
    let bundle = bytes(&material.bundle)?;
    store.install_bundle(&bundle, &SoftwareCrypto, now).map_err(|refused| unbelievable(&refused))?;
    write(&folder("")?.join("bundle.cbor"), &bundle)?;
    for (number, list) in material.lists.iter().map(|list| bytes(list)).enumerate() {
        let list = list?;
        store.install_list(&list, &SoftwareCrypto, now).map_err(|refused| unbelievable(&refused))?;
        write(&folder("lists")?.join(format!("{number}.cwt")), &list)?;
    }
    for (number, deny) in material.denies.iter().map(|deny| bytes(deny)).enumerate() {
        let deny = deny?;
        store.install_deny(&deny, &SoftwareCrypto, now).map_err(|refused| unbelievable(&refused))?;
        write(&folder("denies")?.join(format!("{number}.cbor")), &deny)?;
    }
    let written = Written {
        bundle_version: store.bundle().map_or(0, |bundle| bundle.version),
        lists: material.lists.len(),
        denies: material.denies.len(),
    };
    out.document(&written);
    let Written { bundle_version, lists, .. } = written;
    out.say(
        format!("已核验并写出：信任包第 {bundle_version} 版，{lists} 份状态名单，在 {}", args.out.display()),
        format!(
            "Checked and written: trust bundle version {bundle_version}, {lists} status lists, in {}",
            args.out.display()
        ),
    );
    Ok(())
}

fn parsed(roots: &[String]) -> Result<Roots, Fault> {
    let keys = roots.iter().map(|root| root.parse::<PublicKey>().ok()).collect::<Option<Vec<_>>>();
    let roots = keys.and_then(|keys| Roots::try_from(keys).ok());
    roots.ok_or_else(|| Fault::input("roots", "三个根公钥", "three public keys"))
}

fn bytes(text: &str) -> Result<Vec<u8>, Fault> {
    URL_SAFE_NO_PAD.decode(text).map_err(|error| unbelievable(&error))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Fault> {
    std::fs::write(file, bytes).map_err(|error| Fault::file(file, &error))
}

fn unbelievable(why: &impl std::fmt::Display) -> Fault {
    Fault::new(
        "not_believed",
        format!("服务器给出的内容未通过核验（{why}），未写出"),
        format!("What the server gave is not believed ({why}); it was not written."),
    )
}
