"""Says what c2pa-python makes of a JPEG under a private root, as it is and with single bits of it changed.

Called by tests/credentials.rs: read_c2pa.py ROOT.pem FILE.jpg, and on stdin a line "OFFSET MASK" for each change. One line of
answer for the file as it is, then one a change: the validation state (Trusted, Valid, Invalid), or Unreadable.
"""

import io
import json
import pathlib
import sys

import c2pa

root = pathlib.Path(sys.argv[1]).read_text()
sound = pathlib.Path(sys.argv[2]).read_bytes()
verify = {"verify_trust": True, "verify_after_reading": True}
context = c2pa.Context(c2pa.Settings.from_dict({"trust": {"trust_anchors": root}, "verify": verify}))


def state(jpeg):
    try:
        reader = c2pa.Reader("image/jpeg", io.BytesIO(jpeg), context=context)
        return json.loads(reader.json()).get("validation_state", "none")
    except Exception:  # a file that cannot be read is not accepted
        return "Unreadable"


print(state(sound))
for line in sys.stdin:
    offset, mask = map(int, line.split())
    changed = bytearray(sound)
    changed[offset] ^= mask
    print(state(bytes(changed)))
