//! From an original to what others may see: a public copy (公开副本) and a thumbnail, made anew from pixels.
//!
//! Nothing is edited in place and nothing is carried over, so nothing can leak: hidden thumbnails, second pictures, films
//! behind the end, maker notes have no way into the result. Each copy comes with a [`Derivation`] to sign.

use minyi_photo::{Decoded, Limits, QUALITY, Raster, Refusal, decode};
use minyi_rulebook::ids::Sha256;
use sha2::Digest;

use crate::disclosure::{CaptureFacts, Disclosure};
use crate::original::Original;
use crate::redaction::{Region, fill};

/// Longer side of a public copy, in pixels.
pub const PUBLIC_SIDE: u16 = 2_048;
/// Longer side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u16 = 320;

/// What a copy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyRole {
    /// What pages show.
    Public,
    /// What lists show.
    Thumbnail,
}

/// One step from the original to a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The shell decoded the original (HEIC); this is the hash of the file it made.
    DecodedByShell(Sha256),
    /// Turned upright, by the value of the EXIF tag.
    Oriented(u8),
    /// Averaged down from one size to another, in pixels.
    Shrunk {
        /// Stored width and height of what was decoded.
        from: (u32, u32),
        /// Width and height of the copy.
        to: (u16, u16),
    },
    /// Boxes filled with grey.
    Redacted(Vec<Region>),
    /// Written as a baseline JPEG of this quality, with this much told.
    Encoded {
        /// JPEG quality, 1 to 100.
        quality: u8,
        /// What the metadata may tell.
        disclosure: Disclosure,
    },
    /// Content credentials were put in front; the picture is the same.
    Credentialed,
}

/// How a copy came to be: the edge from parent to result, to be signed into the chain (衍生关系).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// SHA-256 of the original.
    pub parent: Sha256,
    /// What the copy is for.
    pub role: CopyRole,
    /// What was done, in order.
    pub operations: Vec<Operation>,
    /// SHA-256 of the copy.
    pub result: Sha256,
    /// Length of the copy, in bytes.
    pub bytes: u64,
}

/// A copy and how it came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedCopy {
    /// The JPEG file.
    pub jpeg: Vec<u8>,
    /// To be signed.
    pub derivation: Derivation,
}

impl DerivedCopy {
    /// Width and height, in pixels.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        let shrunk = self.derivation.operations.iter().find_map(|operation| match operation {
            Operation::Shrunk { to, .. } => Some(*to),
            _ => None,
        });
        shrunk.expect("every copy made here was shrunk")
    }
}

/// What a copy shall show and tell.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// What the metadata may tell.
    pub disclosure: Disclosure,
    /// What the app knows about the capture.
    pub facts: CaptureFacts,
    /// What people covered.
    pub regions: Vec<Region>,
}

/// A public copy and its thumbnail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DerivedCopies {
    /// For pages.
    pub public: DerivedCopy,
    /// For lists; it tells nothing but the picture.
    pub thumbnail: DerivedCopy,
}

/// Makes both copies of `original`.
///
/// # Errors
/// Any [`Refusal`]; [`Refusal::NeedsDecodedCopy`] asks for [`derive_from_decoded`].
pub fn derive(original: &Original, recipe: &Recipe, limits: &Limits) -> Result<DerivedCopies, Refusal> {
    make(original, original, Vec::new(), recipe, limits)
}

/// Makes both copies of an `original` that only the system can decode, from the file `decoded` that the shell made of it.
///
/// # Errors
/// Any [`Refusal`] of `decoded`.
pub fn derive_from_decoded(
    original: &Original,
    decoded: &Original,
    recipe: &Recipe,
    limits: &Limits,
) -> Result<DerivedCopies, Refusal> {
    make(original, decoded, vec![Operation::DecodedByShell(decoded.fingerprint().sha256)], recipe, limits)
}

fn make(
    original: &Original,
    pixels: &Original,
    mut operations: Vec<Operation>,
    recipe: &Recipe,
    limits: &Limits,
) -> Result<DerivedCopies, Refusal> {
    let kind = pixels.fingerprint().kind;
    let Decoded { mut raster, size, orientation } =
        pixels.read_again(|source| decode(source, kind, limits, PUBLIC_SIDE))?;
    operations.push(Operation::Oriented(orientation.exif()));
    fill(&mut raster, &recipe.regions);
    let small = raster.shrunk(THUMBNAIL_SIDE)?;

    let parent = original.fingerprint().sha256;
    let copy = |role, raster: &Raster, disclosure: Disclosure| {
        let to = raster.size();
        let mut operations = operations.clone();
        operations.push(Operation::Shrunk { from: size, to });
        if !recipe.regions.is_empty() {
            operations.push(Operation::Redacted(recipe.regions.clone()));
        }
        operations.push(Operation::Encoded { quality: QUALITY, disclosure });
        let jpeg = raster.encode(disclosure.exif(&recipe.facts, to.0, to.1).as_deref())?;
        let result = Sha256(sha2::Sha256::digest(&jpeg).into());
        let derivation = Derivation { parent, role, operations, result, bytes: jpeg.len() as u64 };
        Ok::<_, Refusal>(DerivedCopy { jpeg, derivation })
    };
    Ok(DerivedCopies {
        public: copy(CopyRole::Public, &raster, recipe.disclosure)?,
        thumbnail: copy(CopyRole::Thumbnail, &small, Disclosure::PictureOnly)?,
    })
}
