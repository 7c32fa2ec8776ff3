"""A model's archive into its folder, without trusting the archive."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from voice.recognise.errors import ModelUnavailable

_MOST_FILES = 10_000
_LARGEST_UNPACKED = 8_000_000_000


def unpack(archive: Path, target: Path) -> None:
    """Unpack a ZIP file that holds one folder; ``target`` appears only when it is complete.

    Raises:
        ModelUnavailable: it is damaged, holds other than one folder, or reaches outside it; the archive is removed.
        OSError: no room, or no right to write.
    """
    work = Path(tempfile.mkdtemp(prefix=".unpack-", dir=target.parent.parent))
    try:
        with zipfile.ZipFile(archive) as file:
            top = _checked(file)
            file.extractall(work)
        (work / top).rename(target)
    except (zipfile.BadZipFile, _UnsafeError, EOFError, NotImplementedError) as error:
        archive.unlink(missing_ok=True)
        raise ModelUnavailable(f"the archive is not usable ({error}) and was removed") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


class _UnsafeError(Exception):
    pass


def _checked(file: zipfile.ZipFile) -> str:
    """Name of the one folder in the archive."""
    members = file.infolist()
    if not members or len(members) > _MOST_FILES:
        raise _UnsafeError(f"it holds {len(members)} files")
    if sum(m.file_size for m in members) > _LARGEST_UNPACKED:
        raise _UnsafeError(f"it unpacks to more than {_LARGEST_UNPACKED / 1e9:g} GB")
    tops: set[str] = set()
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename or not path.parts:
            raise _UnsafeError("a file in it reaches outside its folder")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _UnsafeError("it holds a link")
        if len(path.parts) == 1 and not member.is_dir():
            raise _UnsafeError("it holds files beside its folder")
        tops.add(path.parts[0])
    if len(tops) != 1:
        raise _UnsafeError(f"it holds {len(tops)} folders instead of one")
    return tops.pop()
