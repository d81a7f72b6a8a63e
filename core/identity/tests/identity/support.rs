//! A small world: three roots, the congress of a district, a deputy with a phone, and a citizen's phone that is up to date.

use ciborium::Value;
use minyi_identity::*;
use std::time::Duration;

/// 2026-11-19, the moment everything was issued and synced; the first moment of a step.
pub(crate) const T0: UnixTime = UnixTime(1_795_046_400);
pub(crate) const LIST: &str = "https://hs.gov.cn/sl";
pub(crate) const DAY: u64 = 86_400;
pub(crate) const INDEX: u64 = 412;
pub(crate) const CARD_ID: CardId = CardId([7; 16]);

pub(crate) fn at(seconds: u64) -> UnixTime {
    UnixTime(T0.0 + seconds)
}

/// The same with trusted time.
pub(crate) fn on(seconds: u64) -> Now {
    Now::Anchored(at(seconds))
}

pub(crate) fn key(algorithm: Algorithm, seed: u8) -> SoftwareSigner {
    SoftwareSigner::from_seed(algorithm, &[seed; 32]).unwrap()
}

pub(crate) fn certificate(key: PublicKey) -> IssuerCertificate {
    let scope = Scope { offices: vec![Office::Deputy(Level::District)], region: "330203".parse().unwrap() };
    IssuerCertificate {
        key,
        scope,
        congress: "海曙区人民代表大会常务委员会".into(),
        status_list: LIST.into(),
        valid_from: at(0),
        valid_until: at(5 * 365 * DAY),
    }
}

pub(crate) fn holder() -> Holder {
    Holder {
        name: "王建国".into(),
        office: Office::Deputy(Level::District),
        region: "330203".parse().unwrap(),
        constituency: "白云街道第三选区".into(),
        station: Station { id: "station-baiyun-1".into(), name: "白云街道代表联络站".into() },
        photo: Some([0xab; 32]),
        post: Some("社区党委书记".into()),
        pledge: None,
        reception_days: None,
        phone: None,
    }
}

pub(crate) struct World {
    pub(crate) crypto: SoftwareCrypto,
    pub(crate) roots: [SoftwareSigner; 3],
    pub(crate) issuer: SoftwareSigner,
    pub(crate) device: SoftwareSigner,
    pub(crate) bundle: TrustBundle,
    pub(crate) list: StatusList,
    pub(crate) store: TrustStore,
    pub(crate) seen: SeenCodes,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with_issuer(Algorithm::Ed25519)
    }

    pub(crate) fn with_issuer(algorithm: Algorithm) -> Self {
        let crypto = SoftwareCrypto;
        let roots = [1, 2, 3].map(|seed| key(Algorithm::Ed25519, seed));
        let (issuer, device) = (key(algorithm, 10), key(Algorithm::Es256, 20));
        let public = roots.each_ref().map(Signer::public_key);
        let issuers = vec![certificate(issuer.public_key())];
        let bundle = TrustBundle { version: 1, issued_at: T0, roots: public, issuers };
        let list = StatusList {
            address: LIST.into(),
            version: 1,
            issued_at: T0,
            fresh_for: Duration::from_secs(DAY),
            states: StatusBits::all_valid(1000),
        };
        let store = TrustStore::new(public);
        let mut world = Self { crypto, roots, issuer, device, bundle, list, store, seen: SeenCodes::default() };
        let bundle = world.sealed_bundle(&world.bundle, &[0, 1]);
        world.store.install_bundle(&bundle, &crypto, Now::Anchored(T0)).unwrap();
        let list = world.list.seal(&crypto, &world.issuer).unwrap();
        world.store.install_list(&list, &crypto, Now::Anchored(T0)).unwrap();
        world
    }

    pub(crate) fn sealed_bundle(&self, bundle: &TrustBundle, by: &[usize]) -> Vec<u8> {
        let endorse = |root: &usize| bundle.endorse(&self.crypto, &self.roots[*root]).unwrap();
        bundle.seal(&by.iter().map(endorse).collect::<Vec<_>>())
    }

    pub(crate) fn request(&self) -> CardRequest {
        CardRequest {
            id: CARD_ID,
            holder: holder(),
            device: self.device.public_key(),
            status_index: INDEX,
            term: Term { starts: T0, ends: at(5 * 365 * DAY) },
        }
    }

    pub(crate) fn issue(&self, request: CardRequest) -> Result<Vec<u8>, IssueError> {
        let certificate = certificate(self.issuer.public_key());
        Issuer::new(&certificate, &self.issuer, &self.crypto)?.issue(request, T0)
    }

    pub(crate) fn card(&self) -> Vec<u8> {
        self.issue(self.request()).unwrap()
    }

    pub(crate) fn showing(&self) -> Showing {
        let page = PageLink::new("hs.gov.cn", "7K3M9Q2X").unwrap();
        Showing::new(self.card(), &self.issuer.public_key(), page, &self.crypto).unwrap()
    }

    /// The living code of the deputy's phone at this moment, in a session of that moment.
    pub(crate) fn live(&self, now: UnixTime) -> String {
        let mut showing = self.showing();
        showing.unlock(&[9; 32], &self.device, &self.crypto, Now::Anchored(now)).unwrap();
        text(&showing.face(Now::Anchored(now)).unwrap())
    }

    pub(crate) fn answer(&self, challenge: Challenge, now: UnixTime) -> String {
        let mut showing = self.showing();
        showing.answer(challenge, &self.device, &self.crypto, Now::Wall(now)).unwrap();
        text(&showing.face(Now::Wall(now)).unwrap())
    }

    pub(crate) fn judge(&mut self, text: &str, expecting: Expecting, now: Now) -> Outcome {
        let verifier = Verifier { crypto: &self.crypto, trust: &self.store, now };
        verifier.verify(text, expecting, &mut self.seen)
    }

    /// The citizen scans a living code, with trusted time.
    pub(crate) fn scan(&mut self, text: &str, now: UnixTime) -> Outcome {
        self.judge(text, Expecting::LiveCode, Now::Anchored(now))
    }

    pub(crate) fn set_status(&mut self, status: CardStatus) {
        self.list.version += 1;
        assert!(self.list.states.set(INDEX as usize, status));
        let bytes = self.list.seal(&self.crypto, &self.issuer).unwrap();
        self.store.install_list(&bytes, &self.crypto, Now::Anchored(T0)).unwrap();
    }

    pub(crate) fn deny(&mut self, version: u64, denials: Vec<(CardId, Denial)>) -> Result<Installed, Refused> {
        let list = DenyList { address: LIST.into(), version, issued_at: T0, denials };
        let bytes = list.seal(&self.crypto, &self.issuer).unwrap();
        self.store.install_deny(&bytes, &self.crypto, Now::Anchored(T0))
    }
}

pub(crate) fn text(face: &Face) -> String {
    match face {
        Face::Page { text } | Face::Live { text, .. } | Face::Answer { text, .. } => text.clone(),
        Face::CardExpired => panic!("nothing is shown"),
    }
}

pub(crate) fn challenge(digits: &str) -> Challenge {
    digits.parse().unwrap()
}

// --- Forging, with CBOR that our own writer would never write ---------------------------------------------------------

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

pub(crate) fn to_code(bytes: &[u8]) -> String {
    let mut text = String::from("MY1:");
    for chunk in bytes.chunks(2) {
        let mut number = chunk.iter().fold(0, |sum, byte| sum * 256 + usize::from(*byte));
        for _ in 0..=chunk.len() {
            text.push(ALPHABET.as_bytes()[number % 45].into());
            number /= 45;
        }
    }
    text
}

pub(crate) fn from_code(text: &str) -> Vec<u8> {
    let digits: Vec<usize> = text["MY1:".len()..].chars().map(|c| ALPHABET.find(c).unwrap()).collect();
    let number = |chunk: &[usize]| chunk.iter().rev().fold(0, |sum, digit| sum * 45 + digit);
    let bytes = digits.chunks(3).map(|chunk| (number(chunk), chunk.len() - 1));
    bytes.flat_map(|(number, width)| number.to_be_bytes()[8 - width..].to_vec()).collect()
}

pub(crate) fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub(crate) fn uncbor(bytes: &[u8]) -> Value {
    ciborium::from_reader(bytes).unwrap()
}

/// The parts of a code: the card first, then the proof.
pub(crate) fn parts(code: &str) -> Vec<Value> {
    uncbor(&from_code(code)).into_array().unwrap()
}

/// The code with another card in front of the same proof.
pub(crate) fn with_card(code: &str, card: &[u8]) -> String {
    let mut parts = parts(code);
    parts[0] = Value::Bytes(card.to_vec());
    to_code(&cbor(&Value::Array(parts)))
}

/// Protected header, claims and signature of a COSE_Sign1.
pub(crate) fn taken_apart(message: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let Value::Tag(18, inner) = uncbor(message) else { panic!("no COSE_Sign1") };
    let parts = inner.into_array().unwrap();
    let bytes = |at: usize| parts[at].as_bytes().unwrap().clone();
    (bytes(0), bytes(2), bytes(3))
}

pub(crate) fn put_together(protected: &[u8], payload: &[u8], signature: &[u8]) -> Vec<u8> {
    let parts = [protected, payload, signature].map(|part| Value::Bytes(part.to_vec()));
    let [protected, payload, signature] = parts;
    cbor(&Value::Tag(18, Box::new(Value::Array(vec![protected, Value::Map(vec![]), payload, signature]))))
}

/// Signs whatever it is given, as a careless or dishonest issuer would.
pub(crate) fn signed_by(signer: &SoftwareSigner, protected: &[u8], payload: &[u8]) -> Vec<u8> {
    let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
    let message = vec![Value::Text("Signature1".into()), bytes(protected), bytes(&[]), bytes(payload)];
    let signature = signer.sign(&cbor(&Value::Array(message))).unwrap();
    put_together(protected, payload, &signature)
}
