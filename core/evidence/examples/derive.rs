//! One photo through the pipeline in a process of its own, to be measured from outside: derive PHOTO COPY [record].
//! With `record` it hashes, records and signs instead of copying.

use std::path::PathBuf;
use std::{env, error, fs};

use minyi_evidence::{
    Body, Capture, CaptureFacts, ChainHead, Circumstances, Disclosure, Import, Known, Limits, Original, Provenance,
    Recipe, SoftwareSigner, derive,
};
use minyi_rulebook::ids::DeviceId;
use uuid::Uuid;

fn main() -> Result<(), Box<dyn error::Error>> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [photo, copy, rest @ ..] = arguments.as_slice() else {
        return Err("derive PHOTO COPY [record]".into());
    };
    let original = Original::open(photo, &Limits::default())?;
    if rest.is_empty() {
        let recipe = Recipe { disclosure: Disclosure::PictureOnly, facts: CaptureFacts::NONE, regions: Vec::new() };
        fs::write(copy, derive(&original, &recipe, &Limits::default())?.public.jpeg)?;
        return Ok(());
    }
    let circumstances = Circumstances {
        device_ms: 1_795_438_086_123,
        since_boot_ms: Known::UNAVAILABLE,
        trusted_time: Known::UNAVAILABLE,
        position: Known::UNAVAILABLE,
        app_build: "example".to_owned(),
        policy: "example".to_owned(),
    };
    let origin = Provenance::imported(Import::Gallery);
    let capture = Capture::new(Uuid::from_u128(1), original.fingerprint(), origin, circumstances)?;
    let signer = SoftwareSigner::from_bytes(&[7; 32])?;
    let (signed, _) = ChainHead::start(DeviceId(Uuid::from_u128(2))).append(Body::Capture(capture), &signer)?;
    fs::write(copy, signed.as_bytes())?;
    Ok(())
}
