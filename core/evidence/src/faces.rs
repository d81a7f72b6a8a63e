//! Face proposals (人脸建议框): a detector looks at the upright photo and proposes boxes; a person edits them. Nothing here covers
//! anything: only what that person puts into [`crate::Recipe::regions`] is covered.
//!
//! Faces are found, never told apart, and nothing of them is kept (个人信息保护法, article 28). Every detector misses faces, turned
//! and masked ones most of all, so a shell shows the photo with the boxes and asks.

use std::fmt;

use minyi_photo::{Decoded, Limits, Raster, Refusal, decode};

use crate::original::Original;
use crate::redaction::{PARTS, Region};

/// Longer side of what a detector looks at, in pixels. Of the 29 faces of a group photo, 26 are found at this size, in a
/// third of the time that the photo at its own size takes.
pub const VIEW_SIDE: u16 = 1_024;
/// Boxes proposed at most: as many as a release takes.
pub const MOST_PROPOSALS: usize = 64;

/// What a detector looks at: the photo, upright and small, from its pixels alone.
#[derive(Clone, PartialEq, Eq)]
pub struct UprightView {
    raster: Raster,
}

impl UprightView {
    /// Width and height, in pixels.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        self.raster.size()
    }

    /// Brightness, row by row from the top, a byte a pixel.
    #[must_use]
    pub fn luma(&self) -> &[u8] {
        self.raster.luma()
    }

    /// As a JPEG that tells nothing but the picture, for detectors of the system.
    ///
    /// # Errors
    /// [`Refusal::Damaged`] if it cannot be written.
    pub fn jpeg(&self) -> Result<Vec<u8>, Refusal> {
        self.raster.encode(None)
    }
}

impl fmt::Debug for UprightView {
    /// Its size; pixels have no place in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UprightView").field(&self.size()).finish()
    }
}

/// A face as a detector names it, in pixels of the view; right and bottom excluded. It may reach over the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaceBox {
    /// First column.
    pub left: i32,
    /// First row.
    pub top: i32,
    /// Column after the last.
    pub right: i32,
    /// Row after the last.
    pub bottom: i32,
}

/// Something that finds faces: a shell's own, or `SeetaFace` (feature `rustface`).
pub trait FaceDetector: Send + Sync + fmt::Debug {
    /// The faces in the view, in any order. May take seconds.
    ///
    /// # Errors
    /// [`DetectorFault`].
    fn detect(&self, view: &UprightView) -> Result<Vec<FaceBox>, DetectorFault>;
}

/// A detector did not look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DetectorFault {
    /// Not now: its model is not here yet, or the system keeps it busy.
    #[error("the face detector is not available now")]
    Unavailable,
    /// It broke.
    #[error("the face detector failed")]
    Failed,
}

/// There are no proposals for this photo. It may be covered by hand all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposalFault {
    /// The photo cannot be shown to a detector.
    #[error(transparent)]
    Photo(#[from] Refusal),
    /// The detector did not look.
    #[error(transparent)]
    Detector(#[from] DetectorFault),
}

/// Boxes for a person to edit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposals {
    /// Largest first, none inside another, [`MOST_PROPOSALS`] at most.
    pub regions: Vec<Region>,
    /// Boxes beyond that, the smallest: a crowd has to be covered by larger ones.
    pub left_out: usize,
}

/// Has `detector` look at `photo`. For HEIC give the copy that the system decoded.
///
/// # Errors
/// [`ProposalFault`].
pub fn propose(photo: &Original, detector: &dyn FaceDetector, limits: &Limits) -> Result<Proposals, ProposalFault> {
    let kind = photo.fingerprint().kind;
    let Decoded { raster, .. } = photo.read_again(|source| decode(source, kind, limits, VIEW_SIDE))?;
    let view = UprightView { raster };
    let found = detector.detect(&view)?;
    Ok(sorted(found.iter().filter_map(|face| cover(face, view.size()))))
}

/// The box that covers a face with hair, ears and chin: detectors frame eyes and mouth. `None` if nothing of it is in the view.
fn cover(face: &FaceBox, (width, height): (u16, u16)) -> Option<Region> {
    let across = span(face.left, face.right, width)?;
    let down = span(face.top, face.bottom, height)?;
    Region::new(across.0, down.0, across.1, down.1).ok()
}

/// From pixels of `length` to ten-thousandths, a fifth wider on each side, rounded outwards, cut at the edges.
fn span(from: i32, to: i32, length: u16) -> Option<(u16, u16)> {
    let (from, to, length) = (i64::from(from), i64::from(to), i64::from(length));
    if from.max(0) >= to.min(length) {
        return None;
    }
    let margin = (to - from) / 5;
    let (from, to) = ((from - margin).max(0), (to + margin).min(length));
    let parts = i64::from(PARTS);
    let (low, high) = (from * parts / length, (to * parts).div_euclid(length) + i64::from(to * parts % length != 0));
    Some((u16::try_from(low).ok()?, u16::try_from(high).ok()?))
}

fn sorted(regions: impl Iterator<Item = Region>) -> Proposals {
    let mut all: Vec<Region> = regions.collect();
    all.sort_by_key(|region| (std::cmp::Reverse(area(region)), region.edges()));
    let mut proposals = Proposals::default();
    for region in all {
        if proposals.regions.iter().any(|larger| contains(larger, &region)) {
            continue;
        }
        if proposals.regions.len() < MOST_PROPOSALS {
            proposals.regions.push(region);
        } else {
            proposals.left_out += 1;
        }
    }
    proposals
}

fn area(region: &Region) -> u32 {
    let [left, top, right, bottom] = region.edges().map(u32::from);
    (right - left) * (bottom - top)
}

fn contains(outer: &Region, inner: &Region) -> bool {
    let ([left, top, right, bottom], [l, t, r, b]) = (outer.edges(), inner.edges());
    left <= l && top <= t && right >= r && bottom >= b
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VIEW: (u16, u16) = (1_000, 500);

    fn face(left: i32, top: i32, right: i32, bottom: i32) -> FaceBox {
        FaceBox { left, top, right, bottom }
    }

    fn proposed(faces: &[FaceBox]) -> Proposals {
        sorted(faces.iter().filter_map(|face| cover(face, VIEW)))
    }

    #[test]
    fn a_box_grows_by_a_fifth_and_stays_inside() {
        let table = [
            (face(100, 100, 200, 200), Some([800, 1_600, 2_200, 4_400])),
            (face(0, 0, 100, 100), Some([0, 0, 1_200, 2_400])),
            (face(950, 450, 1_050, 550), Some([9_300, 8_600, 10_000, 10_000])),
            (face(-10, -10, 2_000, 2_000), Some([0, 0, 10_000, 10_000])),
            // Nothing of these is in the view.
            (face(-100, 100, 0, 200), None),
            (face(1_000, 100, 1_100, 200), None),
            (face(200, 100, 100, 200), None),
            (face(100, 100, 100, 200), None),
            (face(i32::MAX, 0, i32::MIN, 10), None),
        ];
        for (face, edges) in table {
            assert_eq!(cover(&face, VIEW).map(Region::edges), edges, "{face:?}");
        }
    }

    #[test]
    fn the_largest_comes_first_and_a_box_within_another_is_dropped() {
        let small = face(10, 10, 30, 30);
        let (large, inside) = (face(300, 100, 500, 300), face(350, 150, 400, 200));
        let edges: Vec<_> = proposed(&[small, inside, large, large]).regions.iter().map(|r| r.edges()).collect();
        assert_eq!(edges, [[2_600, 1_200, 5_400, 6_800], [60, 120, 340, 680]]);
    }

    #[test]
    fn a_crowd_is_cut_and_that_is_told() {
        let crowd: Vec<_> = (0..100).map(|n| face(n * 10, 10, n * 10 + 6, 16)).collect();
        let proposals = proposed(&crowd);
        assert_eq!((proposals.regions.len(), proposals.left_out), (MOST_PROPOSALS, 36));
        assert_eq!(proposed(&[]), Proposals::default());
    }

    proptest! {
        #[test]
        fn whatever_a_detector_says_a_face_in_the_view_is_covered_whole_and_no_number_overflows(
            left: i32, top: i32, right: i32, bottom: i32, width in 1_u16.., height in 1_u16..,
        ) {
            let region = cover(&face(left, top, right, bottom), (width, height));
            let inside = |from: i32, to: i32, length: u16| from.max(0) < to.min(i32::from(length));
            prop_assert_eq!(region.is_some(), inside(left, right, width) && inside(top, bottom, height));
            if let Some([l, t, r, b]) = region.map(Region::edges) {
                let holds = |low: u16, high: u16, from: i32, to: i32, length: u16| {
                    let (parts, length) = (i64::from(PARTS), i64::from(length));
                    i64::from(low) * length <= i64::from(from.max(0)) * parts
                        && i64::from(high) * length >= i64::from(to).min(length) * parts
                };
                prop_assert!(holds(l, r, left, right, width) && holds(t, b, top, bottom, height));
            }
        }
    }
}
