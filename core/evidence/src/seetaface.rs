//! The face detector of SeetaFace (2016), in pure Rust by the crate `rustface`: finds frontal faces from 20 pixels on and misses
//! turned and masked ones. For desks and terminals; a phone's own detector finds more.
//!
//! The crate reads its model without checking it and goes on with unchecked pointers, so exactly one model is taken: the one
//! that comes with the crate. Licences and reasons: docs/adr/0038-face-proposals.md.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rustface::{ImageData, Model};
use sha2::Digest;

use crate::faces::{DetectorFault, FaceBox, FaceDetector, UprightView};

/// SHA-256 of the model `seeta_fd_frontal_v1.0.bin`, in hex digits.
pub const SEETAFACE_MODEL: &str = "c4619d066ed35e84d9a8e842860b0dff567aba0cbb139881075538761db3ff5d";
/// Its length, in bytes.
const MODEL_BYTES: usize = 1_209_904;
/// The detector's own window, in pixels: it sees nothing in a smaller picture.
const WINDOW: u16 = 40;
/// Below it, walls and leaves become faces; above it, faces go missing. The value of the crate's own example.
const LEAST_SCORE: f64 = 2.0;

/// The detector, with its model.
#[derive(Clone)]
pub struct SeetaFace {
    model: Model,
}

/// The bytes are not the one model that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTheModel {
    /// The file cannot be read.
    #[error("the model cannot be read: {0}")]
    Io(std::io::ErrorKind),
    /// Another file.
    #[error("this is not the model seeta_fd_frontal_v1.0.bin with SHA-256 {SEETAFACE_MODEL}")]
    OtherBytes,
}

impl SeetaFace {
    /// From the model's bytes.
    ///
    /// # Errors
    /// [`NotTheModel::OtherBytes`].
    pub fn from_model(bytes: &[u8]) -> Result<Self, NotTheModel> {
        if hex::encode(sha2::Sha256::digest(bytes)) != SEETAFACE_MODEL {
            return Err(NotTheModel::OtherBytes);
        }
        rustface::read_model(bytes).map(|model| Self { model }).map_err(|_| NotTheModel::OtherBytes)
    }

    /// From the model's file.
    ///
    /// # Errors
    /// [`NotTheModel`].
    pub fn open(model: &Path) -> Result<Self, NotTheModel> {
        let io = |error: std::io::Error| NotTheModel::Io(error.kind());
        let mut bytes = Vec::with_capacity(MODEL_BYTES + 1);
        File::open(model).map_err(io)?.take(MODEL_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(io)?;
        Self::from_model(&bytes)
    }
}

impl fmt::Debug for SeetaFace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeetaFace")
    }
}

impl FaceDetector for SeetaFace {
    fn detect(&self, view: &UprightView) -> Result<Vec<FaceBox>, DetectorFault> {
        let (width, height) = view.size();
        if width.min(height) < WINDOW {
            return Ok(Vec::new());
        }
        // The crate answers what it does not expect by a panic; here that is a detector that failed.
        let looked = catch_unwind(AssertUnwindSafe(|| {
            let mut detector = rustface::create_detector_with_model(self.model.clone());
            detector.set_min_face_size(20);
            detector.set_score_thresh(LEAST_SCORE);
            detector.set_pyramid_scale_factor(0.8);
            detector.set_slide_window_step(4, 4);
            detector.detect(&ImageData::new(view.luma(), u32::from(width), u32::from(height)))
        }));
        let faces = looked.map_err(|_| DetectorFault::Failed)?;
        let edge = |from: i32, length: u32| from.saturating_add(i32::try_from(length).unwrap_or(i32::MAX));
        let boxed = |face: rustface::FaceInfo| {
            let area = face.bbox();
            let (left, top) = (area.x(), area.y());
            FaceBox { left, top, right: edge(left, area.width()), bottom: edge(top, area.height()) }
        };
        Ok(faces.into_iter().map(boxed).collect())
    }
}
