//! A time-stamp authority of one test: OpenSSL with a root, a key and a certificate of its own, in a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use minyi_evidence::timestamp::roots_from_pem;
use tempfile::TempDir;

/// What kind of key signs.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    P256,
    Rsa,
}

#[derive(Debug)]
pub struct Authority(TempDir);

const CONFIG: &str = "\
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamping]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[mail]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,emailProtection
[service]
serial = serial
signer_cert = leaf.pem
signer_key = leaf.key
certs = root.pem
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
clock_precision_digits = 3
";

impl Authority {
    /// `None` on a developer's machine without OpenSSL.
    pub fn new(key: Key) -> Option<Self> {
        super::validator("openssl")?;
        Some(Self::with(key))
    }

    fn with(key: Key) -> Self {
        let authority = Self(tempfile::tempdir().unwrap());
        fs::write(authority.path("openssl.cnf"), CONFIG).unwrap();
        fs::write(authority.path("serial"), "01\n").unwrap();
        let algorithm: &[&str] = match key {
            Key::P256 => &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
            Key::Rsa => &["rsa:2048"],
        };
        let request = ["req", "-nodes", "-config", "openssl.cnf", "-newkey"];
        let root = ["-x509", "-days", "2", "-extensions", "root", "-subj", "/CN=Test root"];
        let leaf = ["-subj", "/O=Minyi test/CN=Test authority"];
        authority.openssl(&[&request[..], algorithm, &root, &["-keyout", "root.key", "-out", "root.pem"]].concat());
        authority.openssl(&[&request[..], algorithm, &leaf, &["-keyout", "leaf.key", "-out", "leaf.csr"]].concat());
        authority.certify("stamping", "leaf.pem");
        authority
    }

    fn certify(&self, purpose: &str, out: &str) {
        let signing = ["x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"];
        let rest = ["-days", "2", "-extfile", "openssl.cnf", "-extensions", purpose, "-out", out];
        self.openssl(&[&signing[..], &rest].concat());
    }

    /// What it answers to a request, or to anything else.
    pub fn answer(&self, request: &[u8]) -> Vec<u8> {
        fs::write(self.path("query.tsq"), request).unwrap();
        self.openssl(&[
            "ts",
            "-reply",
            "-config",
            "openssl.cnf",
            "-section",
            "service",
            "-queryfile",
            "query.tsq",
            "-out",
            "answer.tsr",
        ]);
        fs::read(self.path("answer.tsr")).unwrap()
    }

    /// The same statement, signed by the same root's certificate for mail: a token in all but its purpose.
    pub fn signed_for_mail(&self, token: &[u8]) -> Vec<u8> {
        fs::write(self.path("token.der"), token).unwrap();
        self.certify("mail", "mail.pem");
        let told = ["cms", "-verify", "-noverify", "-inform", "DER", "-in", "token.der", "-out", "info.der"];
        self.openssl(&told);
        let form = ["-binary", "-nodetach", "-cades", "-md", "sha256", "-econtent_type", "1.2.840.113549.1.9.16.1.4"];
        let files =
            ["-in", "info.der", "-signer", "mail.pem", "-inkey", "leaf.key", "-outform", "DER", "-out", "mail.der"];
        self.openssl(&[&["cms", "-sign"][..], &form, &files].concat());
        fs::read(self.path("mail.der")).unwrap()
    }

    /// Whether OpenSSL finds that the token is for these bytes and leads to our root.
    pub fn verifies(&self, bytes: &[u8], token: &[u8]) -> bool {
        fs::write(self.path("data"), bytes).unwrap();
        fs::write(self.path("token.der"), token).unwrap();
        let arguments = ["ts", "-verify", "-data", "data", "-in", "token.der", "-token_in", "-CAfile", "root.pem"];
        self.run(&arguments).status.success()
    }

    pub fn root_pem(&self) -> Vec<u8> {
        fs::read(self.path("root.pem")).unwrap()
    }

    pub fn roots(&self) -> Vec<Vec<u8>> {
        roots_from_pem(&self.root_pem()).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn run(&self, arguments: &[&str]) -> std::process::Output {
        Command::new(Path::new("openssl")).args(arguments).current_dir(self.0.path()).output().unwrap()
    }
}
