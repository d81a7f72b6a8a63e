//! The shrunk picture in memory: luma at full size, chroma halved, as a JPEG stores it. Built from rows, written as JPEG.

use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor};

use crate::orientation::Orientation;
use crate::refusal::Refusal;
use crate::shrink::{Grid, PlaneShrinker};

/// JPEG quality of public copies and thumbnails.
pub const QUALITY: u8 = 85;

/// An upright picture, small enough for a JPEG encoder. Grey pictures have no chroma.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    width: u16,
    height: u16,
    luma: Vec<u8>,
    chroma: Option<[Vec<u8>; 2]>,
}

impl Raster {
    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    /// Brightness, row by row.
    #[must_use]
    pub fn luma(&self) -> &[u8] {
        &self.luma
    }

    fn chroma_width(&self) -> usize {
        usize::from(self.width).div_ceil(2)
    }

    /// Calls `change(plane, stride, halved, is_luma)` for each plane.
    pub fn for_each_plane(&mut self, mut change: impl FnMut(&mut [u8], usize, bool, bool)) {
        let stride = self.chroma_width();
        change(&mut self.luma, usize::from(self.width), false, true);
        for plane in self.chroma.iter_mut().flatten() {
            change(plane, stride, true, false);
        }
    }

    fn transposed(self) -> Self {
        let stride = self.chroma_width();
        Self {
            width: self.height,
            height: self.width,
            luma: transpose(&self.luma, usize::from(self.width)),
            chroma: self.chroma.map(|planes| planes.map(|plane| transpose(&plane, stride))),
        }
    }

    /// The same picture with its longer side at most `side` pixels.
    ///
    /// # Errors
    /// [`Refusal::Damaged`] for a `side` of zero.
    pub fn shrunk(&self, side: u16) -> Result<Self, Refusal> {
        let (width, height) = (u32::from(self.width), u32::from(self.height));
        let mut shrinker = Shrinker::new(width, height, side, Orientation::UPRIGHT, &self.layout())?;
        let stride = self.chroma_width();
        for row in self.luma.chunks(usize::from(self.width)) {
            shrinker.push(0, row);
        }
        for (index, plane) in self.chroma.iter().flatten().enumerate() {
            plane.chunks(stride).for_each(|row| shrinker.push(index + 1, row));
        }
        shrinker.finish()
    }

    fn layout(&self) -> Vec<Sampling> {
        match self.chroma {
            None => vec![Sampling::FULL],
            Some(_) => vec![Sampling::FULL, Sampling::HALVED, Sampling::HALVED],
        }
    }

    /// The picture as a baseline JPEG with nothing but `exif` beside it.
    ///
    /// Never with optimised Huffman tables: this encoder then writes one scan a component, which common decoders show as
    /// plain green (zune-image issues 419 and 422).
    ///
    /// # Errors
    /// [`Refusal::Damaged`] when `exif` is longer than a segment holds.
    pub fn encode(&self, exif: Option<&[u8]>) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::with_capacity(self.luma.len() / 4);
        let mut encoder = Encoder::new(&mut bytes, QUALITY);
        encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
        let refused = |_| Refusal::Damaged("the picture cannot be written");
        if let Some(exif) = exif {
            encoder.add_exif_metadata(exif).map_err(refused)?;
        }
        encoder.encode_image(self).map_err(refused)?;
        Ok(bytes)
    }
}

fn transpose(plane: &[u8], width: usize) -> Vec<u8> {
    // In tiles, so that both sides stay in the cache.
    const TILE: usize = 32;
    let height = plane.len() / width;
    let mut turned = vec![0; plane.len()];
    for top in (0..height).step_by(TILE) {
        for left in (0..width).step_by(TILE) {
            for y in top..height.min(top + TILE) {
                for x in left..width.min(left + TILE) {
                    turned[x * height + y] = plane[y * width + x];
                }
            }
        }
    }
    turned
}

impl ImageBuffer for &Raster {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        if self.chroma.is_some() { JpegColorType::Ycbcr } else { JpegColorType::Luma }
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    fn fill_buffers(&self, y: u16, buffers: &mut [Vec<u8>; 4]) {
        let (width, y) = (usize::from(self.width), usize::from(y));
        let [luma, chroma @ ..] = buffers;
        luma.extend_from_slice(&self.luma[y * width..][..width]);
        for (plane, buffer) in self.chroma.iter().flatten().zip(chroma) {
            // The encoder takes every second value: what comes back out is the halved plane itself.
            let row = &plane[(y / 2) * self.chroma_width()..][..self.chroma_width()];
            buffer.extend(row.iter().flat_map(|value| [*value, *value]).take(width));
        }
    }
}

/// How a source plane is sampled: `of` pixels hold `samples` samples, across and down.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sampling {
    pub(crate) across: (u32, u32),
    pub(crate) down: (u32, u32),
}

impl Sampling {
    pub(crate) const FULL: Self = Self { across: (1, 1), down: (1, 1) };
    const HALVED: Self = Self { across: (1, 2), down: (1, 2) };
}

/// Builds a [`Raster`] from rows of source samples: luma, or luma and two of chroma.
#[derive(Debug)]
pub(crate) struct Shrinker {
    planes: Vec<PlaneShrinker>,
    width: u16,
    height: u16,
    transposes: bool,
}

impl Shrinker {
    /// For a photo of `width` by `height` stored pixels whose longer side becomes at most `side`.
    pub(crate) fn new(
        width: u32,
        height: u32,
        side: u16,
        orientation: Orientation,
        planes: &[Sampling],
    ) -> Result<Self, Refusal> {
        let (to_width, to_height) = target(width, height, side).ok_or(Refusal::Damaged("no pixels"))?;
        let plane = |(index, sampling): (usize, &Sampling)| {
            let step = if index == 0 { 1 } else { 2 };
            let grid = |(share, share_of), source, result: u16, flip| Grid {
                source,
                share,
                share_of,
                result: u32::from(result),
                step,
                flip,
            };
            PlaneShrinker::new(
                grid(sampling.across, width, to_width, orientation.flips_columns()),
                grid(sampling.down, height, to_height, orientation.flips_rows()),
            )
        };
        let planes = planes.iter().enumerate().map(plane).collect();
        Ok(Self { planes, width: to_width, height: to_height, transposes: orientation.transposes() })
    }

    /// Takes the next row of plane `index`.
    pub(crate) fn push(&mut self, index: usize, samples: &[u8]) {
        self.planes[index].push(samples);
    }

    /// The upright picture.
    pub(crate) fn finish(self) -> Result<Raster, Refusal> {
        let planes: Option<Vec<_>> = self.planes.into_iter().map(PlaneShrinker::finish).collect();
        let mut planes = planes.ok_or(Refusal::Truncated)?.into_iter();
        let luma = planes.next().ok_or(Refusal::Damaged("no pixels"))?;
        let chroma = planes.next().zip(planes.next()).map(|(cb, cr)| [cb, cr]);
        let raster = Raster { width: self.width, height: self.height, luma, chroma };
        Ok(if self.transposes { raster.transposed() } else { raster })
    }
}

/// Size of the result: the longer side at most `side`, the other in proportion, neither below one.
fn target(width: u32, height: u32, side: u16) -> Option<(u16, u16)> {
    let longer = u64::from(width.max(height));
    let scaled = |length: u32| {
        let scaled = if longer <= u64::from(side) {
            u64::from(length)
        } else {
            (u64::from(length) * u64::from(side) + longer / 2) / longer
        };
        u16::try_from(scaled.max(1)).ok()
    };
    if width == 0 || height == 0 || side == 0 { None } else { Some((scaled(width)?, scaled(height)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_side_fits_and_the_other_keeps_its_proportion() {
        let table = [
            ((4032, 3024, 2048), Some((2048, 1536))),
            ((3024, 4032, 2048), Some((1536, 2048))),
            ((800, 600, 2048), Some((800, 600))),
            ((30_000, 1, 2048), Some((2048, 1))),
            ((0, 1, 2048), None),
        ];
        for ((width, height, side), expected) in table {
            assert_eq!(target(width, height, side), expected);
        }
    }

    #[test]
    fn transposing_swaps_rows_and_columns_across_tiles() {
        let (width, height) = (70, 45);
        let plane: Vec<u8> = (0..width * height).map(|i| (i * 7 % 251) as u8).collect();
        let turned = transpose(&plane, width);
        assert!((0..height).all(|y| (0..width).all(|x| turned[x * height + y] == plane[y * width + x])));
        assert_eq!(transpose(&turned, height), plane);
    }
}
