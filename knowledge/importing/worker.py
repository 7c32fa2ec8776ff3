"""The process that reads one file and writes what it found to its standard output, one JSON line each.

Its standard input is the file; its arguments are the file's name, its format and the limits. Whatever goes wrong
here, with damaged files or made-up ones, goes wrong in a process that has nothing, may do little and ends.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from knowledge.importing.formats import Format
from knowledge.importing.limits import Limits
from knowledge.importing.readers import reader_for
from knowledge.importing.refusals import DamagedError, ImportRefusedError, TooLargeError
from knowledge.importing.source import SourceFile

_OPEN_FILES = 64


def main(name: str, found: str, limits_json: str) -> None:
    """Read standard input within the limits."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)  # what libraries print goes elsewhere
    limits = Limits.model_validate_json(limits_json)
    confine(limits)

    def say(message: dict[str, Any]) -> None:
        out.write(json.dumps(message, ensure_ascii=True) + "\n")
        out.flush()

    say(_outcome(name, Format(found), limits, say))


def _outcome(name: str, found: Format, limits: Limits, say: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """The document or the refusal, as it is written; what reading took is free again by then."""
    try:
        file = os.fdopen(0, "rb")
        file.seek(0)
        source = SourceFile(name, file, limits, lambda done, total: say({"progress": [done, total]}))
        return {"document": reader_for(found)(source).model_dump(mode="json")}
    except ImportRefusedError as refusal:
        return {"refused": [type(refusal).__name__, str(refusal)]}
    except MemoryError:
        return {"refused": [TooLargeError.__name__, "reading it takes more memory than allowed; split it"]}
    except Exception as error:  # readers meet made-up files: whatever they raise is a fault of the file
        sentence = f"its reader broke on it ({type(error).__name__}); save it again in the program it is from"
        return {"refused": [DamagedError.__name__, sentence]}


def confine(limits: Limits) -> None:
    """Bound this process's memory, time, files and output; a limit that the system does not know is left out.

    Out of time the process is told so (SIGXCPU) a second before it would be killed, so that a file that takes too
    long is not taken for one that crashed its reader.
    """
    bounds = {
        resource.RLIMIT_AS: (limits.memory_bytes, limits.memory_bytes),
        resource.RLIMIT_CPU: (limits.seconds, limits.seconds + 1),
        resource.RLIMIT_NOFILE: (_OPEN_FILES, _OPEN_FILES),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, bound in bounds.items():
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, bound)


if __name__ == "__main__":
    main(*sys.argv[1:4])
