//! Redaction (遮盖): boxes that people drew, filled with one grey. Nothing under a box reaches a copy: no blur to undo, no
//! colour bleeding out of it, no smaller picture that still has it.

use minyi_photo::Raster;

/// Parts to a side: boxes are independent of the size of any copy.
pub const PARTS: u16 = 10_000;

/// A box over the upright photo (遮盖框), in ten-thousandths of its width and height, left and top included, right and
/// bottom excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    left: u16,
    top: u16,
    right: u16,
    bottom: u16,
}

/// The edges do not make a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a box needs left < right and top < bottom, all from 0 to {PARTS}")]
pub struct NotARegion;

impl Region {
    /// A box from its edges.
    ///
    /// # Errors
    /// [`NotARegion`] if it is empty or leaves the photo.
    pub fn new(left: u16, top: u16, right: u16, bottom: u16) -> Result<Self, NotARegion> {
        if left < right && top < bottom && right <= PARTS && bottom <= PARTS {
            Ok(Self { left, top, right, bottom })
        } else {
            Err(NotARegion)
        }
    }

    /// Left, top, right, bottom.
    #[must_use]
    pub fn edges(self) -> [u16; 4] {
        [self.left, self.top, self.right, self.bottom]
    }

    /// First and last-but-one pixel covered in each direction, rounded outwards.
    ///
    /// Two pixels of margin: a source sample across the edge (halved chroma most of all) has a share in the pixels just
    /// outside.
    fn pixels(self, width: u16, height: u16) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
        const MARGIN: usize = 2;
        let span = |from: u16, to: u16, length: u16| {
            let scaled = |edge: u16| usize::from(edge) * usize::from(length);
            let low = (scaled(from) / usize::from(PARTS)).saturating_sub(MARGIN);
            let high = (scaled(to).div_ceil(usize::from(PARTS)) + MARGIN).min(usize::from(length));
            low..high
        };
        (span(self.left, self.right, width), span(self.top, self.bottom, height))
    }
}

/// Fills `regions` in all planes.
pub(crate) fn fill(raster: &mut Raster, regions: &[Region]) {
    const GREY: u8 = 64;
    const NO_COLOUR: u8 = 128;
    let (width, height) = raster.size();
    for region in regions {
        let (columns, rows) = region.pixels(width, height);
        raster.for_each_plane(|plane, stride, halved, is_luma| {
            let (columns, rows) = if halved {
                (columns.start / 2..columns.end.div_ceil(2), rows.start / 2..rows.end.div_ceil(2))
            } else {
                (columns.clone(), rows.clone())
            };
            let value = if is_luma { GREY } else { NO_COLOUR };
            for row in plane.chunks_mut(stride).take(rows.end).skip(rows.start) {
                row[columns.clone()].fill(value);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_boxes_inside_the_photo_exist() {
        assert!(Region::new(0, 0, PARTS, PARTS).is_ok());
        for [l, t, r, b] in [[5, 0, 5, 9], [6, 0, 5, 9], [0, 9, 5, 9], [0, 0, PARTS + 1, 9], [0, 0, 9, PARTS + 1]] {
            assert_eq!(Region::new(l, t, r, b), Err(NotARegion));
        }
    }

    proptest! {
        #[test]
        fn a_box_covers_at_least_its_area_and_stays_inside(
            left in 0..PARTS, top in 0..PARTS, right in 1..=PARTS, bottom in 1..=PARTS, width in 1_u16..2_049,
            height in 1_u16..2_049,
        ) {
            prop_assume!(left < right && top < bottom);
            let (columns, rows) = Region::new(left, top, right, bottom).unwrap().pixels(width, height);
            prop_assert!(columns.end <= usize::from(width) && rows.end <= usize::from(height));
            let parts = usize::from(PARTS);
            prop_assert!(columns.start * parts <= usize::from(left) * usize::from(width));
            prop_assert!(columns.end * parts >= usize::from(right) * usize::from(width));
            prop_assert!(rows.start * parts <= usize::from(top) * usize::from(height));
            prop_assert!(rows.end * parts >= usize::from(bottom) * usize::from(height));
        }
    }
}
