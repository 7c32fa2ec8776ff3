"""What a file to be imported may ask for, from the environment (prefix ``QIAOBAN_IMPORT_``) or a ``.env`` file."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.importing import Limits


class ImportLimits(BaseSettings, Limits):
    """The limits of `knowledge.importing.Limits`, e.g. ``QIAOBAN_IMPORT_PAGES=5000``."""

    model_config = SettingsConfigDict(env_prefix="QIAOBAN_IMPORT_", env_file=".env", extra="ignore", frozen=True)

    def limits(self) -> Limits:
        """Them alone."""
        return Limits(**self.model_dump())
