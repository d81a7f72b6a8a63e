//! Faces are proposed, never covered: a detector that others wrote finds the people of a group photo, a person changes its boxes, and
//! the copies show that person's boxes and nothing else.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;
use minyi_evidence::{
    CaptureFacts, DetectorFault, Disclosure, FaceBox, FaceDetector, Limits, NotTheModel, Operation, Original,
    PhotoKind, ProposalFault, Proposals, Recipe, Refusal, Region, SeetaFace, UprightView, VIEW_SIDE, derive, propose,
};

/// The package of the crate `rustface`, which holds the model and a group photo.
fn package() -> PathBuf {
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).exec().unwrap();
    let rustface = metadata.packages.into_iter().find(|package| package.name.as_str() == "rustface").unwrap();
    rustface.manifest_path.parent().unwrap().into()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn seetaface() -> SeetaFace {
    SeetaFace::open(&package().join("model/seeta_fd_frontal_v1.0.bin")).unwrap()
}

fn photo(path: &Path) -> Original {
    Original::open(path, &Limits::default()).unwrap()
}

fn looked_at(path: &Path, detector: &dyn FaceDetector) -> Result<Proposals, ProposalFault> {
    propose(&photo(path), detector, &Limits::default())
}

#[test]
fn most_of_a_group_is_found_and_every_box_is_the_size_of_a_head() {
    let Proposals { regions, left_out } = looked_at(&package().join("test.png"), &seetaface()).unwrap();
    // 29 people look into the camera.
    assert!((22..=32).contains(&regions.len()), "{} of 29", regions.len());
    assert_eq!(left_out, 0);
    for [left, top, right, bottom] in regions.into_iter().map(Region::edges) {
        assert!((200..1_200).contains(&(right - left)) && (300..1_800).contains(&(bottom - top)), "{left} {top}");
    }
}

#[test]
fn a_street_lamp_has_no_face() {
    let lamp = looked_at(&root().join("demo/photos/lamp-1.jpg"), &seetaface()).unwrap();
    assert!(lamp.regions.len() <= 1, "{lamp:?}");
}

#[test]
fn another_model_is_refused_by_name() {
    let mut model = std::fs::read(package().join("model/seeta_fd_frontal_v1.0.bin")).unwrap();
    assert!(SeetaFace::from_model(&model).is_ok());
    model[600_000] ^= 1;
    assert_eq!(SeetaFace::from_model(&model).unwrap_err(), NotTheModel::OtherBytes);
    assert_eq!(SeetaFace::from_model(&[]).unwrap_err(), NotTheModel::OtherBytes);
    assert_eq!(SeetaFace::open(Path::new("/none")).unwrap_err(), NotTheModel::Io(std::io::ErrorKind::NotFound));
    assert_eq!(SeetaFace::open(&package().join("test.png")).unwrap_err(), NotTheModel::OtherBytes);
}

/// Says what it was told to say, and looks at what it is shown.
#[derive(Debug)]
struct Told(Result<Vec<FaceBox>, DetectorFault>);

impl FaceDetector for Told {
    fn detect(&self, view: &UprightView) -> Result<Vec<FaceBox>, DetectorFault> {
        let (width, height) = view.size();
        assert_eq!(width.max(height), VIEW_SIDE);
        assert_eq!(view.luma().len(), usize::from(width) * usize::from(height));
        assert_eq!(PhotoKind::sniff(&view.jpeg().unwrap()), Some(PhotoKind::Jpeg));
        self.0.clone()
    }
}

#[test]
fn what_a_person_makes_of_the_boxes_is_covered_and_nothing_else() {
    let path = root().join("demo/photos/dogs-1.jpg");
    let detector = Told(Ok(vec![
        FaceBox { left: 100, top: 100, right: 200, bottom: 200 },
        FaceBox { left: 400, top: 100, right: 450, bottom: 150 },
    ]));
    let proposals = looked_at(&path, &detector).unwrap();
    assert_eq!(proposals.regions.len(), 2);
    // One box is kept, one thrown away, one drawn by hand.
    let by_hand = Region::new(8_000, 8_000, 9_000, 9_000).unwrap();
    let covered = |regions: Vec<Region>| {
        let recipe = Recipe { disclosure: Disclosure::PictureOnly, facts: CaptureFacts::NONE, regions };
        derive(&photo(&path), &recipe, &Limits::default()).unwrap().public
    };
    let told = covered(vec![proposals.regions[0], by_hand]).derivation.operations;
    assert!(told.contains(&Operation::Redacted(vec![proposals.regions[0], by_hand])), "{told:?}");
    // Whoever proposes and is not answered has changed nothing.
    let untouched = covered(Vec::new());
    assert!(!untouched.derivation.operations.iter().any(|done| matches!(done, Operation::Redacted(_))));
}

#[test]
fn a_detector_that_fails_and_a_photo_that_is_none_are_told_apart() {
    let lamp = root().join("demo/photos/lamp-1.jpg");
    for fault in [DetectorFault::Unavailable, DetectorFault::Failed] {
        assert_eq!(looked_at(&lamp, &Told(Err(fault))), Err(ProposalFault::Detector(fault)));
    }
    let folder = tempfile::tempdir().unwrap();
    let cut = folder.path().join("cut.jpg");
    let whole = std::fs::read(&lamp).unwrap();
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(looked_at(&cut, &Told(Ok(Vec::new()))), Err(ProposalFault::Photo(Refusal::Truncated)));
}
