"""Errors of bringing a model here."""

from __future__ import annotations


class ModelUnavailable(Exception):  # noqa: N818
    """The model could not be brought here; the message says why and what to do."""
