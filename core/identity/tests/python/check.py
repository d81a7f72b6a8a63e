"""Checks what the Rust core made with code that its authors did not write: cwt, pycose, cbor2, gmssl, zxing-cpp.

Reads one JSON object from stdin, prints one JSON object: findings by name. Asserts nothing itself; the Rust test does.
"""
import hashlib
import json
import sys
import warnings
import zlib

warnings.filterwarnings("ignore")

import cbor2
import cwt
import numpy as np
import zxingcpp
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from gmssl import sm2
from PIL import Image, ImageFilter
from pycose.algorithms import EdDSA, Es256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key, OKPKey
from pycose.messages import Sign1Message, SignMessage

given = json.load(sys.stdin)
found = {}


def raw(name):
    return bytes.fromhex(given[name])


def pem(key):
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


# --- cwt: the card and the status list ---------------------------------------------------------------------------------
issuer = raw("issuer")
issuer_key = cwt.COSEKey.from_pem(
    pem(ed25519.Ed25519PublicKey.from_public_bytes(issuer)), alg="EdDSA", kid=raw("issuer_id")
)


# The card's dates are those of the test's own world: only signature and structure are judged here.
reader = cwt.CWT.new(leeway=10**10)


def by_cwt(message):
    try:
        return reader.decode(message, issuer_key)
    except Exception:
        return None


def by_pycose(message):
    try:
        decoded = Sign1Message.decode(message)
        decoded.key = OKPKey(crv="ED25519", x=issuer)
        return decoded.verify_signature()
    except Exception:
        return False


claims = by_cwt(raw("card"))
found["cwt_name"] = claims[-65537][1] if claims else None
found["cwt_status"] = claims[65535]["status_list"] if claims else None
found["pycose_card"] = by_pycose(raw("card"))
mutants = [bytes.fromhex(mutant) for mutant in given["mutants"]]
found["mutants"] = len(mutants)
found["cwt_accepted_mutants"] = sum(by_cwt(mutant) is not None for mutant in mutants)
found["pycose_accepted_mutants"] = sum(by_pycose(mutant) for mutant in mutants)

status = cbor2.loads(Sign1Message.decode(raw("list")).payload)
found["list_signed"] = by_pycose(raw("list"))
bits = zlib.decompress(status[65533]["lst"])
found["list_states"] = [bits[index // 4] >> (index % 4 * 2) & 3 for index in given["list_indices"]]

# --- cbor2 agrees that the encoding is canonical -------------------------------------------------------------------------
payload = Sign1Message.decode(raw("card")).payload
found["card_is_deterministic"] = cbor2.dumps(cbor2.loads(payload), canonical=True) == payload

# --- pycose: two roots under the bundle ------------------------------------------------------------------------------------
bundle = SignMessage.decode(raw("bundle"))
roots = {bytes.fromhex(kid): bytes.fromhex(key) for kid, key in given["roots"].items()}
good = 0
for signer in bundle.signers:
    signer.key = OKPKey(crv="ED25519", x=roots[signer.get_attr(KID)])
    good += bool(signer.verify_signature())
found["bundle_signatures"] = good

# --- pycose: device certifies session, session signs step -------------------------------------------------------------------
code = cbor2.loads(raw("live"))
card, session_key, started_at, certified, step, signature = code
point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw("device")).public_numbers()
device_key = EC2Key(crv="P_256", x=point.x.to_bytes(32, "big"), y=point.y.to_bytes(32, "big"))
confirmation = claims[8][1] if claims else {}
found["device_in_card"] = confirmation.get(-2) == device_key.x and confirmation.get(-3) == bool(point.y & 1)


def detached(algorithm, key, context, content, by):
    message = Sign1Message(phdr={Algorithm: algorithm}, payload=cbor2.dumps(content))
    message.external_aad, message.key = context, key
    message.signature = by
    return message.verify_signature()


session = [hashlib.sha256(card).digest(), session_key, started_at]
found["session"] = detached(Es256, device_key, b"minyi session 1", session, certified)
stepped = [hashlib.sha256(cbor2.dumps(session)).digest(), step]
found["step"] = detached(EdDSA, OKPKey(crv="ED25519", x=session_key), b"minyi step 1", stepped, signature)

# --- gmssl: SM2 both ways ------------------------------------------------------------------------------------------------------


def decompress_sm2(point):
    p = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
    b = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
    x = int.from_bytes(point[1:], "big")
    y = pow((x**3 - 3 * x + b) % p, (p + 1) // 4, p)
    return f"{x:064x}{y if y % 2 == point[0] % 2 else p - y:064x}"


message = cbor2.loads(raw("sm2_card")).value
signed = cbor2.dumps(["Signature1", message[0], b"", message[2]])
checker = sm2.CryptSM2(private_key=given["sm2_secret"], public_key=decompress_sm2(raw("sm2_issuer")))
found["gmssl_verifies"] = bool(checker.verify_with_sm3(message[3].hex(), signed))
found["gmssl_refuses"] = not checker.verify_with_sm3(message[3].hex(), signed + b"x")
found["gmssl_signature"] = checker.sign_with_sm3(b"minyi")

# --- zxing-cpp: clean and as a phone's camera sees it -----------------------------------------------------------------------------


def camera(image, side, dice):
    """A QR of about `side` pixels, seen at an angle, a little out of focus and with noise."""
    canvas = side * 3 // 2
    tilt = dice.uniform(-0.08, 0.08, 8)
    margin = (canvas - side) / 2
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * side + margin + tilt.reshape(4, 2) * side
    source = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * image.width
    rows = []
    for (x, y), (u, v) in zip(corners, source):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    coefficients = np.linalg.solve(np.array(rows), source.reshape(8))
    seen = image.transform((canvas, canvas), Image.PERSPECTIVE, coefficients, Image.BICUBIC, fillcolor=255)
    # A lens in focus blurs by about a pixel, however many pixels a module has.
    seen = seen.filter(ImageFilter.GaussianBlur(dice.uniform(0.6, 1.1)))
    light = np.asarray(seen, dtype=float) * 0.75 + 25 + dice.normal(0, 8, (canvas, canvas))
    return Image.fromarray(light.clip(0, 255).astype(np.uint8))


def reads(image, text):
    return any(result.text == text for result in zxingcpp.read_barcodes(image))


found["qr"] = {}
for name, qr in given["qr"].items():
    size, pixels = qr["size"], given["module_pixels"]
    grid = np.array([int(module) for module in qr["modules"]], dtype=np.uint8).reshape(size, size)
    grid = np.pad(255 - grid * 255, 4, constant_values=255)
    image = Image.fromarray(np.kron(grid, np.ones((pixels, pixels), dtype=np.uint8)))
    shots = {}
    for side in (300, 400, 500, 600, 700):
        dice = np.random.default_rng(side)
        shots[side] = sum(reads(camera(image, side, dice), qr["text"]) for _ in range(20))
    found["qr"][name] = {"clean": reads(image, qr["text"]), "shots": shots}

json.dump(found, sys.stdout)
