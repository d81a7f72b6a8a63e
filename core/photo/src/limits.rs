//! How much one photo may cost, as a type: every reader is given limits and names the one that was broken.

/// Upper bounds for one photo. Work and memory grow with nothing else that a file can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file, in bytes.
    pub file_bytes: u64,
    /// Longer side, in pixels.
    pub side: u32,
    /// Pixels of a photo that is decoded row by row (baseline JPEG): costs time, not memory.
    pub streamed_pixels: u64,
    /// Pixels of a photo that must be decoded as a whole (progressive JPEG, PNG, WebP): costs memory too.
    pub buffered_pixels: u64,
    /// Segments in front of a JPEG's first scan.
    pub segments: u32,
    /// Scans of a JPEG.
    pub scans: u32,
}

impl Default for Limits {
    /// Above what phones of 2026 make (200 megapixels), below what hurts a cheap one.
    fn default() -> Self {
        Self {
            file_bytes: 128 << 20,
            side: 30_000,
            streamed_pixels: 256_000_000,
            buffered_pixels: 50_000_000,
            segments: 1_024,
            scans: 64,
        }
    }
}
