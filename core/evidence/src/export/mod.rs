//! One photo as one file to hand on (存证导出包): the original, its copies, all log entries about it with proofs against a signed tree
//! head, a report in plain words, and a signed list of all of it. [`verify`] needs nothing else, no network and no clock.

mod claims;
mod head;
mod report;
#[cfg(test)]
mod tests;
mod zip;

pub use claims::{Claim, Reason, Standing, Verdict};
pub use head::TreeHead;
pub use report::Language;

use minyi_rulebook::ids::{MatterId, Sha256};
use sha2::Digest;

use crate::ledger::LogEntry;
use crate::merkle;
use minyi_photo::PhotoKind;
use zip::{File, Unreadable};

const MANIFEST: &str = "manifest.txt";
const SIGNATURE: &str = "manifest.sig";
const HEAD: &str = "tree-head.txt";
const PUBLIC_COPY: &str = "copy-public.jpg";
const THUMBNAIL: &str = "copy-thumbnail.jpg";
const TITLE: &str = "minyi-evidence-export-v1";

/// A log entry with its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenEntry {
    /// The entry's bytes.
    pub entry: Vec<u8>,
    /// RFC 6962 inclusion proof against the head.
    pub proof: Vec<Sha256>,
}

/// What goes into a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The matter that the photo belongs to.
    pub matter: MatterId,
    /// The original.
    pub original: Vec<u8>,
    /// The public copy in force, if there is one.
    pub public: Option<Vec<u8>>,
    /// The thumbnail in force, if there is one.
    pub thumbnail: Option<Vec<u8>>,
    /// All entries about the photo, in the order of the log.
    pub log: Vec<ProvenEntry>,
    /// The head that the proofs lead to.
    pub head: TreeHead,
}

/// The contents do not make a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPackage {
    /// The original is no photo or an entry is no entry.
    #[error("the contents do not belong together")]
    Contents,
    /// More than a package holds.
    #[error("too much for one package")]
    TooLarge,
}

/// Packs and signs.
///
/// # Errors
/// [`NotAPackage`].
pub fn pack(contents: &Contents, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Result<Vec<u8>, NotAPackage> {
    let kind = PhotoKind::sniff(&contents.original).ok_or(NotAPackage::Contents)?;
    let file = |name: &str, bytes: &[u8]| File { name: name.to_owned(), bytes: bytes.to_vec() };
    let mut files = vec![file(original_name(kind), &contents.original)];
    let copies = [(PUBLIC_COPY, &contents.public), (THUMBNAIL, &contents.thumbnail)];
    files.extend(copies.into_iter().filter_map(|(name, copy)| Some(file(name, copy.as_ref()?))));
    for proven in &contents.log {
        let entry = LogEntry::from_bytes(&proven.entry).map_err(|_| NotAPackage::Contents)?;
        files.push(file(&entry_name(entry.sequence), &proven.entry));
        files.push(file(&proof_name(entry.sequence), &proven.proof.iter().flat_map(|hash| hash.0).collect::<Vec<_>>()));
    }
    files.push(file(HEAD, contents.head.to_text().as_bytes()));
    // What the reports say is what the verifier finds in these very files.
    let photo = sha256(&contents.original);
    let reports = {
        let found = Found::new(photo, contents.matter, &files).ok_or(NotAPackage::Contents)?;
        let verdicts = claims::judge(&found, &[]);
        [Language::Zh, Language::En].map(|language| (report::name(language), report::text(language, &found, &verdicts)))
    };
    files.extend(reports.into_iter().map(|(name, text)| file(name, text.as_bytes())));
    let manifest = manifest(photo, contents.matter, &files);
    let signature = sign(manifest.as_bytes());
    files.push(file(MANIFEST, manifest.as_bytes()));
    files.push(file(SIGNATURE, &signature));
    zip::write(&files).ok_or(NotAPackage::TooLarge)
}

/// What the verifier believes beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'t> {
    /// Ed25519 keys of offices, from a source that the reader trusts.
    pub offices: &'t [[u8; 32]],
    /// Certificates of time-stamp authorities or of roots above them (DER), from a source that the reader trusts.
    pub authorities: &'t [Vec<u8>],
    /// The time now, in milliseconds since 1970 (UTC).
    pub now_ms: i64,
}

/// Whether the package as a whole is as an office made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seal {
    /// Every byte is as the office signed it, and the reader trusts the office's key.
    Whole,
    /// Every byte is as this key signed it; whose key it is must be learnt elsewhere.
    UnknownOffice([u8; 32]),
    /// Not a package in our form, or changed where no single file can be named.
    Unreadable,
    /// This file is not as it was signed.
    Altered(String),
    /// The signed list itself or its signature was changed.
    BadSignature,
    /// The head was signed later than now.
    FromTheFuture,
}

/// What [`verify`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// SHA-256 of the original that the package is about; `None` if it could not be read.
    pub photo: Option<Sha256>,
    /// The package as a whole.
    pub seal: Seal,
    /// One verdict a claim, always all of them.
    pub verdicts: Vec<Verdict>,
}

impl Findings {
    /// Whether something was changed or contradicts itself.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        let sealed = matches!(self.seal, Seal::Whole | Seal::UnknownOffice(_));
        !sealed || self.verdicts.iter().any(|verdict| verdict.standing == Standing::Broken)
    }

    /// In plain words.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        report::findings(language, self)
    }
}

/// Judges a package: a pure function of its bytes and of what the reader trusts.
#[must_use]
pub fn verify(package: &[u8], trust: &Trust<'_>) -> Findings {
    let files = match zip::read(package) {
        Ok(files) => files,
        Err(Unreadable::Altered(name)) => return broken(Seal::Altered(name)),
        Err(Unreadable::Form) => return broken(Seal::Unreadable),
    };
    let (seal, signed) = check_seal(&files, trust);
    let Some((photo, matter)) = signed else {
        return broken(seal);
    };
    let Some(found) = Found::new(photo, matter, &files) else {
        return broken(Seal::Unreadable);
    };
    // The reports were written for whoever reads them, and so for somebody who trusts no authority yet.
    let mut verdicts = claims::judge(&found, &[]);
    let told = [Language::Zh, Language::En].map(|language| {
        let text = report::text(language, &found, &verdicts);
        found.file(report::name(language)) == Some(text.as_bytes())
    });
    if told.contains(&false) {
        return broken(Seal::Altered(report::name(Language::Zh).to_owned()));
    }
    if !trust.authorities.is_empty() {
        verdicts = claims::judge(&found, trust.authorities);
    }
    match seal {
        Seal::Whole if found.head.at_ms > trust.now_ms.saturating_add(A_DAY_MS) => broken(Seal::FromTheFuture),
        Seal::UnknownOffice(_) => {
            claims::doubt(&mut verdicts);
            Findings { photo: Some(photo), seal, verdicts }
        }
        seal => Findings { photo: Some(photo), seal, verdicts },
    }
}

/// Clocks may differ by so much before a head counts as signed in the future.
const A_DAY_MS: i64 = 24 * 3_600 * 1_000;

fn broken(seal: Seal) -> Findings {
    let reason = match &seal {
        Seal::Altered(name) => Reason::FileAltered(name.clone()),
        _ => Reason::PackageBroken,
    };
    Findings { photo: None, verdicts: claims::all_broken(&reason), seal }
}

/// The seal, and photo and matter if the list can be believed as far as its own signature goes.
fn check_seal(files: &[File], trust: &Trust<'_>) -> (Seal, Option<(Sha256, MatterId)>) {
    let bytes = |name: &str| files.iter().find(|file| file.name == name).map(|file| &file.bytes[..]);
    let listed: Vec<&File> = files.iter().filter(|file| ![MANIFEST, SIGNATURE].contains(&&file.name[..])).collect();
    let head = bytes(HEAD).and_then(|head| std::str::from_utf8(head).ok()).and_then(TreeHead::from_text);
    let text = bytes(MANIFEST).and_then(|text| std::str::from_utf8(text).ok());
    let signature = bytes(SIGNATURE).and_then(|signature| <&[u8; 64]>::try_from(signature).ok());
    let (Some(head), Some(text), Some(signature)) = (head, text, signature) else {
        return (Seal::Unreadable, None);
    };
    if !head::signs(&head.key, text.as_bytes(), signature) {
        return (Seal::BadSignature, None);
    }
    let Some((photo, matter)) = about(text) else {
        return (Seal::Unreadable, None);
    };
    let owned: Vec<File> = listed.into_iter().cloned().collect();
    if manifest(photo, matter, &owned) != text {
        let altered = owned.iter().find(|file| !text.contains(&line_of(file)));
        return (altered.map_or(Seal::Unreadable, |file| Seal::Altered(file.name.clone())), None);
    }
    let trusted = trust.offices.contains(&head.key);
    let seal = if trusted { Seal::Whole } else { Seal::UnknownOffice(head.key) };
    (seal, Some((photo, matter)))
}

/// Photo and matter, as the list names them.
fn about(manifest: &str) -> Option<(Sha256, MatterId)> {
    let mut lines = manifest.lines().skip(1);
    Some((lines.next()?.parse().ok()?, lines.next()?.parse().ok()?))
}

fn manifest(photo: Sha256, matter: MatterId, files: &[File]) -> String {
    let lines: String = files.iter().map(line_of).collect();
    format!("{TITLE}\n{photo}\n{matter}\n{lines}")
}

fn line_of(file: &File) -> String {
    format!("{} {}\n", sha256(&file.bytes), file.name)
}

fn sha256(bytes: &[u8]) -> Sha256 {
    Sha256(sha2::Sha256::digest(bytes).into())
}

fn original_name(kind: PhotoKind) -> &'static str {
    match kind {
        PhotoKind::Jpeg => "original.jpg",
        PhotoKind::Png => "original.png",
        PhotoKind::WebP => "original.webp",
        PhotoKind::Heic => "original.heic",
    }
}

fn entry_name(sequence: u64) -> String {
    format!("log/{sequence:010}.cbor")
}

fn proof_name(sequence: u64) -> String {
    format!("log/{sequence:010}.proof")
}

/// The parts of a package, read but not judged.
struct Found<'f> {
    photo: Sha256,
    files: &'f [File],
    original: &'f [u8],
    /// Each with its bytes and whether it is under the head's root.
    log: Vec<(LogEntry, bool)>,
    head: TreeHead,
}

impl<'f> Found<'f> {
    fn new(photo: Sha256, matter: MatterId, files: &'f [File]) -> Option<Self> {
        let bytes = |name: &str| files.iter().find(|file| file.name == name).map(|file| &file.bytes[..]);
        let head = TreeHead::from_text(std::str::from_utf8(bytes(HEAD)?).ok()?)?;
        let original = &files.first().filter(|file| file.name.starts_with("original."))?.bytes;
        let mut log = Vec::new();
        for file in files.iter().filter(|file| file.name.ends_with(".cbor")) {
            let entry = LogEntry::from_bytes(&file.bytes).ok()?;
            if file.name != entry_name(entry.sequence) || entry.photo != photo || entry.matter != matter {
                return None;
            }
            let proof = bytes(&proof_name(entry.sequence))?;
            let (hashes, rest) = proof.as_chunks::<32>();
            let hashes: Vec<Sha256> = hashes.iter().map(|hash| Sha256(*hash)).collect();
            let leaf = merkle::leaf_hash(&file.bytes);
            let included = rest.is_empty() && merkle::includes(&head.root, head.size, entry.sequence, leaf, &hashes);
            log.push((entry, included));
        }
        Some(Self { photo, files, original, log, head })
    }

    fn file(&self, name: &str) -> Option<&'f [u8]> {
        self.files.iter().find(|file| file.name == name).map(|file| &file.bytes[..])
    }
}
