#!/usr/bin/env bash
# Makes the demo's certificates for content credentials (C2PA) anew: a private root and a leaf below it. Nobody but the demo and
# the tests trusts them, which is why their keys may lie here; a real office has its own, elsewhere.
set -euo pipefail
cd "$(dirname "$0")"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cat >"$work/openssl.cnf" <<'C'
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
C
ec=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config "$work/openssl.cnf")
openssl req -x509 "${ec[@]}" -keyout "$work/root.key" -out root.pem -days 7300 -extensions root \
    -subj "/C=CN/O=Minyi demo/CN=Minyi demo root (trust it for nothing)"
openssl req "${ec[@]}" -keyout leaf.key -out "$work/leaf.csr" -subj "/C=CN/O=Minyi demo/CN=Office of the demo district"
openssl x509 -req -in "$work/leaf.csr" -CA root.pem -CAkey "$work/root.key" -CAcreateserial -CAserial "$work/serial" \
    -days 7300 -extfile "$work/openssl.cnf" -extensions leaf -out leaf.pem
