"""A text in somebody's editor, which is not lost whatever happens before it is used."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.text import Text

from connectors.cli.console import err


class Sheet:
    """A file that a person writes on."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._before = text.encode()

    def edit(self) -> None:
        """Open the person's editor ($VISUAL or $EDITOR) on it.

        Raises:
            ClickException: the editor cannot be started, or failed.
        """
        import click

        click.edit(filename=str(self._path))

    @property
    def text(self) -> str:
        """What is on it now.

        Raises:
            ItemError: it was saved in another encoding than UTF-8.
        """
        from knowledge.loading import ItemError

        try:
            return self._path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise ItemError(["the editor saved the text in another encoding; save it as UTF-8"]) from error

    @property
    def changed(self) -> bool:
        """Whether the person wrote anything."""
        return self._path.exists() and self._path.read_bytes() != self._before


@contextmanager
def sheet(name: str, text: str) -> Iterator[Sheet]:
    """A sheet with ``text`` on it. When the block fails or is interrupted, what was written stays, and is named."""
    number, file = tempfile.mkstemp(prefix=f"{name}-", suffix=".yaml")
    path = Path(file)
    with os.fdopen(number, "wb") as written:
        written.write(text.encode())
    made = Sheet(path, text)
    keep = False
    try:
        yield made
    except BaseException:
        keep = made.changed
        raise
    finally:
        if keep:
            err.print(Text(f"Your text is in {path}; mend it and use it with --file."))
        else:
            path.unlink(missing_ok=True)
