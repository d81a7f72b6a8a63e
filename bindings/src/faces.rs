//! Face proposals (人脸建议框): the shell's detector names boxes, the person at the phone edits them, and only what that person hands to
//! `record_photo` is covered. No box covers anything by itself.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use minyi_core::Core;
use minyi_evidence::{self as evidence, Region};
use uniffi::UnexpectedUniFFICallbackError;

use crate::app::MinyiApp;
use crate::error::MinyiError;
use crate::ports::unexpected;

/// Finds faces (Vision on iOS, ML Kit on Android), on this device. Finds, never tells apart: keep nothing of a face.
///
/// Asked by `propose_covers` only, on a thread of the core's; may take long.
#[uniffi::export(foreign)]
pub trait FaceDetector: Send + Sync + fmt::Debug {
    /// The faces in an upright JPEG picture of so many pixels, in any order; empty if there is none.
    fn detect(&self, jpeg: Vec<u8>, width: u16, height: u16) -> Result<Vec<FaceBox>, FaceDetectorError>;
}

/// A face in pixels of the picture that was shown, from its upper left corner; right and bottom excluded. It may reach over the edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
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

/// Why a detector did not look. Anything else that it throws counts as `Failed`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum FaceDetectorError {
    /// Not now, for example its model is not here yet. `propose_covers` then throws `Busy`.
    #[error("the face detector is not available now")]
    Unavailable,
    /// It broke. `propose_covers` then throws `Internal`; the photo can be covered by hand all the same.
    #[error("the face detector failed")]
    Failed,
}

impl From<UnexpectedUniFFICallbackError> for FaceDetectorError {
    fn from(error: UnexpectedUniFFICallbackError) -> Self {
        unexpected("face detector", &error);
        Self::Failed
    }
}

/// A box over the upright photo (遮盖框), in ten-thousandths of its width and height, from its upper left corner; right and bottom
/// excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CoverBox {
    /// 0 to 9,999.
    pub left: u16,
    /// 0 to 9,999.
    pub top: u16,
    /// Larger than `left`, at most 10,000.
    pub right: u16,
    /// Larger than `top`, at most 10,000.
    pub bottom: u16,
}

/// Boxes to begin with. Show them on the photo and let the person remove, move and add: every detector misses faces.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CoverProposals {
    /// Largest first, 64 at most; empty if the detector found nobody.
    pub boxes: Vec<CoverBox>,
    /// Boxes beyond that, the smallest.
    pub left_out: u32,
}

#[uniffi::export]
impl MinyiApp {
    /// Has the shell's detector look at a photo file, before `record_photo`. Stores nothing and covers nothing. `None`: the shell
    /// lent no detector, so nobody looked. For HEIC give the decoded copy.
    ///
    /// Throws `BadInput(photo.…)` as `attach_photo`, `Busy` if the detector is not available now, `Internal` if it failed.
    pub async fn propose_covers(&self, path: String) -> Result<Option<CoverProposals>, MinyiError> {
        let Some(detector) = self.shell.face_detector.clone() else {
            return Ok(None);
        };
        let look = move || Core::propose_covers(Path::new(&path), &ShellDetector(detector));
        Ok(Some(self.workers.blocking(look).await?.into()))
    }
}

/// The shell's detector as evidence knows it.
#[derive(Debug)]
struct ShellDetector(Arc<dyn FaceDetector>);

impl evidence::FaceDetector for ShellDetector {
    fn detect(&self, view: &evidence::UprightView) -> Result<Vec<evidence::FaceBox>, evidence::DetectorFault> {
        let jpeg = view.jpeg().map_err(|_| evidence::DetectorFault::Failed)?;
        let (width, height) = view.size();
        let faces = self.0.detect(jpeg, width, height).map_err(|error| match error {
            FaceDetectorError::Unavailable => evidence::DetectorFault::Unavailable,
            FaceDetectorError::Failed => evidence::DetectorFault::Failed,
        })?;
        let told = |FaceBox { left, top, right, bottom }| evidence::FaceBox { left, top, right, bottom };
        Ok(faces.into_iter().map(told).collect())
    }
}

impl From<evidence::Proposals> for CoverProposals {
    fn from(proposals: evidence::Proposals) -> Self {
        let told = |region: Region| {
            let [left, top, right, bottom] = region.edges();
            CoverBox { left, top, right, bottom }
        };
        Self {
            boxes: proposals.regions.into_iter().map(told).collect(),
            left_out: u32::try_from(proposals.left_out).unwrap_or(u32::MAX),
        }
    }
}

impl TryFrom<CoverBox> for Region {
    type Error = MinyiError;

    fn try_from(cover: CoverBox) -> Result<Self, MinyiError> {
        Region::new(cover.left, cover.top, cover.right, cover.bottom)
            .map_err(|_| MinyiError::BadInput { field: "photo.covered".to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minyi_core::CoreError;

    /// Answers as it was told, or throws what no shell may throw.
    #[derive(Debug)]
    enum Shell {
        Finds(Vec<FaceBox>),
        Fails(FaceDetectorError),
        Throws,
    }

    impl FaceDetector for Shell {
        fn detect(&self, jpeg: Vec<u8>, width: u16, height: u16) -> Result<Vec<FaceBox>, FaceDetectorError> {
            assert!(jpeg.starts_with(&[0xff, 0xd8]) && width.max(height) == evidence::VIEW_SIDE);
            match self {
                Self::Finds(faces) => Ok(faces.clone()),
                Self::Fails(error) => Err(error.clone()),
                Self::Throws => Err(UnexpectedUniFFICallbackError { reason: "张三".to_owned() }.into()),
            }
        }
    }

    fn looked(shell: Shell) -> Result<CoverProposals, CoreError> {
        let lamp = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/photos/lamp-1.jpg");
        Core::propose_covers(&lamp, &ShellDetector(Arc::new(shell))).map(Into::into)
    }

    #[test]
    fn a_shells_boxes_come_back_as_shares_of_the_photo() {
        let face = FaceBox { left: 512, top: 0, right: 1_024, bottom: 100 };
        let CoverProposals { boxes, left_out } = looked(Shell::Finds(vec![face])).unwrap();
        assert_eq!((boxes.len(), left_out), (1, 0));
        assert_eq!((boxes[0].top, boxes[0].right), (0, 10_000));
        assert!(boxes[0].left < 5_000 && boxes[0].bottom > 1_400, "{boxes:?}");
        assert_eq!(looked(Shell::Finds(Vec::new())).unwrap().boxes, []);
    }

    #[test]
    fn what_a_shell_throws_arrives_typed_and_without_its_words() {
        assert_eq!(looked(Shell::Fails(FaceDetectorError::Unavailable)), Err(CoreError::Busy));
        for shell in [Shell::Fails(FaceDetectorError::Failed), Shell::Throws] {
            let Err(CoreError::Internal { reason }) = looked(shell) else { panic!("it failed") };
            assert_eq!(reason, "the face detector failed");
        }
    }

    #[test]
    fn a_box_that_is_none_is_refused_by_name() {
        let none = CoverBox { left: 5, top: 5, right: 5, bottom: 10_001 };
        assert_eq!(Region::try_from(none), Err(MinyiError::BadInput { field: "photo.covered".to_owned() }));
    }
}
