"""Signatures and encryption of messages, as the platform does them ("safe mode")."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32  # the platform pads to 32 bytes, not to the 16 of the cipher
_RANDOM = 16


class SealError(Exception):
    """A sealed text cannot be opened; the message says why."""


def signature(*parts: str) -> str:
    """The SHA-1 of the parts, sorted and joined: token, timestamp, nonce and, in safe mode, the sealed text."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


class Seal:
    """AES-256-CBC over 16 random bytes, the length, the text and the AppID.

    Args:
        aes_key: EncodingAESKey, 43 characters.

    Raises:
        ValueError: the key is not 43 characters of Base64.
    """

    def __init__(self, aes_key: str) -> None:
        try:
            key = base64.b64decode(aes_key + "=", validate=True)
        except binascii.Error as error:
            raise ValueError("EncodingAESKey must be 43 characters of Base64") from error
        if len(aes_key) != 43 or len(key) != 32:
            raise ValueError("EncodingAESKey must be 43 characters of Base64")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def close(self, text: bytes, app_id: str) -> str:
        """The sealed text in Base64."""
        plain = secrets.token_bytes(_RANDOM) + struct.pack("!I", len(text)) + text + app_id.encode()
        padding = _BLOCK - len(plain) % _BLOCK
        plain += bytes([padding]) * padding
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()

    def open(self, sealed: str, app_id: str) -> bytes:
        """The text inside.

        Raises:
            SealError: it is damaged, made with another key or for another AppID.
        """
        try:
            data = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise SealError("Encrypt is not Base64") from error
        if not data or len(data) % 16:
            raise SealError("Encrypt is not whole blocks")
        decryptor = self._cipher.decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
        padding = plain[-1]
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise SealError("wrong padding; was it sealed with another EncodingAESKey?")
        plain = plain[_RANDOM:-padding]
        if len(plain) < 4:
            raise SealError("nothing inside")
        (length,) = struct.unpack("!I", plain[:4])
        text, owner = plain[4 : 4 + length], plain[4 + length :]
        if len(text) != length or owner != app_id.encode():
            raise SealError("sealed for another AppID")
        return text
