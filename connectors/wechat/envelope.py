"""Opens what the platform posts, and seals what it is answered: signatures, time window, encryption."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.utils import WeChatSigner

WINDOW_S = 300
"""How far the timestamp of a request may be from now, in seconds."""


class RefusedError(Exception):
    """The request is not one of the platform's; the message says why, for the log."""


class MalformedError(Exception):
    """The request is the platform's by its signature, but cannot be read."""


class Envelope:
    """What both sides know: the token, and in safe mode the AppID and the key.

    Args:
        token: set at the platform.
        app_id: of the account.
        aes_key: EncodingAESKey; None for plain mode. With it, plain messages are refused.
    """

    def __init__(self, token: str, app_id: str, aes_key: str | None = None) -> None:
        self._token = token
        self._app_id = app_id
        self._crypto = WeChatCrypto(token, aes_key, app_id) if aes_key else None

    def verify(self, query: Mapping[str, str]) -> str:
        """The answer to the platform's check of the address.

        Raises:
            RefusedError: the signature is wrong, or too old.
        """
        self._check(query, "signature")
        return query.get("echostr", "")

    def open(self, query: Mapping[str, str], body: bytes) -> str:
        """The XML of a message.

        Raises:
            RefusedError: the signature or the AppID is wrong, it is too old, or not encrypted though it has to be.
            MalformedError: it cannot be read.
        """
        if self._crypto is None:
            self._check(query, "signature")
            return safe_xml(body)
        if query.get("encrypt_type") != "aes":
            raise RefusedError("not encrypted")
        sealed = fromstring(safe_xml(body)).findtext("Encrypt") or ""
        self._check(query, "msg_signature", sealed)
        try:
            opened = PrpCrypto(self._crypto.key).decrypt(sealed, self._app_id)
        except InvalidAppIdException as error:
            raise RefusedError("for another AppID") from error
        except Exception as error:  # wechatpy lets through whatever goes wrong inside
            raise MalformedError(f"cannot be decrypted: {type(error).__name__}") from error
        return safe_xml(opened.encode())

    def signature_of(self, query: Mapping[str, str]) -> str:
        """The signature that `open` checks."""
        return query.get("signature" if self._crypto is None else "msg_signature", "")

    def seal(self, xml: str) -> str:
        """The answer as the platform wants it: encrypted in safe mode."""
        if self._crypto is None:
            return xml
        sealed: str = self._crypto.encrypt_message(xml, secrets.token_hex(8))
        return sealed

    def _check(self, query: Mapping[str, str], name: str, *more: str) -> None:
        signer = WeChatSigner()
        signer.add_data(self._token, query.get("timestamp", ""), query.get("nonce", ""), *more)
        if not hmac.compare_digest(signer.signature.encode(), query.get(name, "").encode()):
            raise RefusedError("wrong signature")
        timestamp = query.get("timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit()) or abs(time.time() - int(timestamp[:12])) > WINDOW_S:
            raise RefusedError("timestamp outside the window")


def safe_xml(body: bytes) -> str:
    """The text of an XML document, when it is one without entities or a DTD.

    Raises:
        MalformedError: it is not.
    """
    try:
        text = body.decode("utf-8")
        fromstring(text, forbid_dtd=True)
    except (UnicodeDecodeError, ParseError, DefusedXmlException, ValueError) as error:
        raise MalformedError(f"no XML that is taken: {type(error).__name__}") from error
    return text
