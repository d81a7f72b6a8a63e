//! Pictures (照片): from a photo's bytes to a small upright picture and back to a JPEG. Rows stream through; nothing of a photo but its
//! pixels and the way it was held comes out.
//!
//! [`decode`] reads a photo of any kind through a [`HashingReader`], within [`Limits`], shrinks it by the area each result pixel covers and turns it upright; a
//! [`Raster`] is covered in places, shrunk again and encoded. What is signed about it all is `minyi-evidence`'s business. This is a
//! crate of its own because it goes over every pixel: it is compiled for speed where the rest of a phone's library is compiled
//! for size (docs/adr/0019). The reasons for the way it works stand in docs/adr/0010-evidence-pipeline.md.

mod decode;
mod jpeg_header;
mod kind;
mod limits;
mod orientation;
mod raster;
mod refusal;
mod shrink;
mod source;

pub use decode::{Decoded, decode};
pub use kind::PhotoKind;
pub use limits::Limits;
pub use orientation::Orientation;
pub use raster::{QUALITY, Raster};
pub use refusal::{Refusal, Unsupported};
pub use source::{HashingReader, PhotoSource};
