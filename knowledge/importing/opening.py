"""Opens a file for reading once, and only if it is an ordinary one of a bearable size."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from knowledge.importing.limits import Limits
from knowledge.importing.refusals import EmptyFileError, NotAFileError, TooLargeError

_MIB = 1024 * 1024


def open_regular(path: Path, limits: Limits) -> BufferedReader:
    """The file at ``path``; what is checked is what is read, whatever happens to the name meanwhile.

    Raises:
        NotAFileError: it is missing, a link, a folder, a device or not readable.
        EmptyFileError: it has no bytes.
        TooLargeError: it has more bytes than ``limits.file_bytes``.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise NotAFileError(_why(error)) from error
    try:
        _check(os.fstat(descriptor), limits)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _check(state: os.stat_result, limits: Limits) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise NotAFileError("this is a folder; name the files in it")
    if not stat.S_ISREG(state.st_mode):
        raise NotAFileError("this is a device or a pipe, not a file; save what it holds as a file and name that")
    if state.st_size == 0:
        raise EmptyFileError("the file is empty; check that it was saved or downloaded completely")
    if state.st_size > limits.file_bytes:
        raise TooLargeError(
            f"the file has {state.st_size / _MIB:.1f} MB, more than the {limits.file_bytes / _MIB:.1f} MB allowed; "
            "split it, or leave out its pictures"
        )


def _why(error: OSError) -> str:
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return "this is a link to something else; name the file itself"
    if error.errno == errno.ENOENT:
        return "there is no such file; check the name"
    return f"the file cannot be opened ({os.strerror(error.errno or 0)}); check who may read it"
