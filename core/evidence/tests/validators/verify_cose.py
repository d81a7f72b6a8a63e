"""Says for each line of stdin, "PUBLIC_KEY ENTRY" in hex, whether pycose verifies the entry: valid or invalid.

Called by tests/cose.rs. The key is an uncompressed SEC 1 point. For a valid entry the payload's top-level keys follow.
"""

import sys

import cbor2
from pycose.algorithms import Es256
from pycose.headers import Algorithm
from pycose.keys import EC2Key
from pycose.keys.curves import P256
from pycose.messages import CoseMessage, Sign1Message

for line in sys.stdin:
    point, entry = (bytes.fromhex(part) for part in line.split())
    try:
        message = CoseMessage.decode(entry)
        if not isinstance(message, Sign1Message) or message.get_attr(Algorithm) is not Es256:
            raise ValueError("not COSE_Sign1 with ES256")
        message.key = EC2Key(crv=P256, x=point[1:33], y=point[33:])
        verified = message.verify_signature()
        # A canonical form exists exactly once.
        canonical = cbor2.dumps(cbor2.loads(message.payload), canonical=True) == message.payload
        print("valid", sorted(cbor2.loads(message.payload)) if canonical else "not canonical") if verified else print("invalid")
    except Exception:  # whatever pycose says about broken bytes, they are not valid
        print("invalid")
