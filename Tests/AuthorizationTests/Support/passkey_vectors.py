"""Writes PasskeyVectors.swift: test vectors of Web Authentication Level 3, §16, made again from their published recipe.

The specification derives every random value by HKDF-SHA-256 and signs deterministically (RFC 6979), so the values equal the printed ones.
Attestation certificates are left out: this server ignores attestation, and the signed data does not contain them.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install fido2==2.2.1 cryptography==50.0.2
    /tmp/v/bin/python Tests/AuthorizationTests/Support/passkey_vectors.py > Tests/AuthorizationTests/Support/PasskeyVectors.swift
"""

import base64
import hashlib
import json
import textwrap

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from fido2 import cbor, cose

RP = hashlib.sha256(b"example.org").digest()


class Draws:
    """The random values of one vector: the salt counts them."""

    def __init__(self, info):
        self.info = info
        self.count = 0

    def next(self, length):
        salt = bytes([self.count])
        self.count += 1
        return HKDF(hashes.SHA256(), length, salt, self.info.encode()).derive(b"WebAuthn test vectors")


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def client_data(draws, kind, challenge, cross):
    members = {"type": kind, "challenge": b64(challenge), "origin": "https://example.org", "crossOrigin": cross}
    flags = draws.next(1)[0]
    if flags & 1:
        members["extraData"] = (
            f"clientDataJSON may be extended with additional fields in the future, such as this: {b64(draws.next(16))}")
    return json.dumps(members, separators=(",", ":")).encode()


def es256(draws):
    key = ec.derive_private_key(int.from_bytes(draws.next(32), "big"), ec.SECP256R1())
    return cose.ES256.from_cryptography_key(key.public_key()), lambda data: key.sign(
        data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def eddsa(draws):
    key = ed25519.Ed25519PrivateKey.from_private_bytes(draws.next(32))
    return cose.EdDSA.from_cryptography_key(key.public_key()), key.sign


def rs256(_):
    p, q = 2**1279 - 1, 2**2203 - 1
    d = rsa.rsa_recover_private_exponent(65537, p, q)
    key = rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(65537, p * q)).private_key()
    return cose.RS256.from_cryptography_key(key.public_key()), lambda data: key.sign(
        data, padding.PKCS1v15(), hashes.SHA256())


def vector(info, make_key, cross=False, id_length=32, form="none"):
    draws = Draws(info)
    first = draws.next(32)
    key, sign = make_key(draws)
    created = client_data(draws, "webauthn.create", first, cross)
    aaguid, credential = draws.next(16), draws.next(id_length)
    flags = draws.next(1)[0] & 0x1C
    if not flags & 0x08:
        flags &= 0xE7
    data = RP + bytes([flags | 0x41]) + bytes(4) + aaguid + len(credential).to_bytes(2, "big") + credential + cbor.encode(dict(key))
    statement = {}
    if form == "self":
        statement = {"alg": key.ALGORITHM, "sig": sign(data + hashlib.sha256(created).digest())}
    elif form == "packed":
        draws.next(32)
        draws.next(16)
    # The order of the members as fido2 writes it, so that the bytes are those of the specification.
    attestation = cbor.encode({"fmt": "packed" if form == "self" else "none", "attStmt": statement, "authData": data})
    second = draws.next(32)
    got = client_data(draws, "webauthn.get", second, cross)
    used = draws.next(1)[0] & 0x14
    if not flags & 0x08:
        used &= 0xE7
    login = RP + bytes([used | (flags & 0x08) | 1]) + bytes(4)
    return {
        "credential": credential, "registered": first, "created": created, "attestation": attestation,
        "challenge": second, "got": got, "data": login, "signature": sign(login + hashlib.sha256(got).digest()),
    }


VECTORS = {
    "none.ES256": vector("none.ES256", es256),
    "packed-self.ES256": vector("packed-self.ES256", es256, form="self"),
    "none.ES256.crossOrigin": vector("none.ES256.crossOrigin", es256, cross=True),
    "none.ES256.long-credential-id": vector("none.ES256.long-credential-id", es256, id_length=1023),
    "packed.RS256": vector("packed.RS256", rs256, form="packed"),
    "packed.EdDSA": vector("packed.EdDSA", eddsa, form="packed"),
}

print("// Written by passkey_vectors.py.\n")
print("extension PasskeyVector {\n    static let all = [")
for name, values in VECTORS.items():
    print(f'        PasskeyVector(\n            name: "{name}",')
    items = list(values.items())
    for key, value in items:
        lines = "\n".join("                " + line for line in textwrap.wrap(value.hex(), 96))
        print(f'            {key}: """\n{lines}\n                """' + ("," if key != items[-1][0] else ""))
    print("        ),")
print("    ]\n}")
