"""Where the Rasa project lies, how it is trained, and whether its model is up to date."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT_DIRECTORY = Path(__file__).resolve().parent.parent / "rasa"
MODEL_NAME = "qiaoban"
_INPUTS = ("domain.yml", "requirements.lock", "data/**/*.yml")
_COMPONENTS = ("qiaoban_rasa/**/*.py", "qiaoban_rasa/**/*.yml")


class RasaTrainingError(Exception):
    """Training failed; the message ends with what Rasa printed last."""


@dataclass(frozen=True)
class RasaProject:
    """The Rasa project, its interpreter (Python 3.10) and the folder its model goes to.

    ``examples`` gives further training data, as YAML, beside the project's own; ``config`` names the
    pipeline's file, ``components`` the files of its own components.
    """

    python: Path
    model_directory: Path
    examples: Callable[[], str] | None = None
    directory: Path = PROJECT_DIRECTORY
    config: str = "config.yml"
    components: tuple[str, ...] = _COMPONENTS

    @property
    def model(self) -> Path:
        """The trained model's file."""
        return self.model_directory / f"{MODEL_NAME}.tar.gz"

    @property
    def installed(self) -> bool:
        """Whether Rasa's environment is there."""
        return self.python.exists()

    def _digest(self, examples: str) -> str:
        """A digest over everything the model is made from."""
        total = hashlib.sha256()
        for path in sorted(self._inputs()):
            total.update(path.relative_to(self.directory).as_posix().encode())
            total.update(path.read_bytes())
        total.update(examples.encode())
        return total.hexdigest()

    def trained(self) -> bool:
        """Whether the model is there and made from today's inputs."""
        stamp = self._stamp()
        return self.model.exists() and stamp.exists() and stamp.read_text() == self._digest(self._examples())

    def environment(self) -> dict[str, str]:
        """Environment variables for every call of Rasa: no telemetry, few threads, own components."""
        return {
            **os.environ,
            "PYTHONPATH": str(self.directory),
            "RASA_TELEMETRY_ENABLED": "false",
            "RASA_MAX_CACHE_SIZE": "0",  # what is cached would only be of use to half a training
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "OMP_NUM_THREADS": "1",
            "TF_NUM_INTRAOP_THREADS": "1",
            "TF_NUM_INTEROP_THREADS": "1",
            "CUDA_VISIBLE_DEVICES": "",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "PYTHONWARNINGS": "ignore",
            "PYTHONUTF8": "1",
        }

    def train(self, on_line: Callable[[str], None] | None = None) -> None:
        """Train the model and put it in place only when it is whole.

        Args:
            on_line: called with each line Rasa prints, for a progress display.

        Raises:
            RasaTrainingError: Rasa is not installed, or its training failed.
        """
        if not self.installed:
            raise RasaTrainingError(f"Rasa's environment is missing ({self.python}); `make setup` builds it")
        scratch = self.model_directory / "new"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(parents=True)
        examples = self._examples()
        digest = self._digest(examples)
        command = [str(self.python), "-m", "rasa", "train", "--skip-validation", "--out", str(scratch)]
        command += ["--fixed-model-name", MODEL_NAME, "--config", self.config]
        command += ["--domain", "domain.yml", "--data", "data"]
        if examples:
            further = scratch / "examples.yml"
            further.write_text(examples, encoding="utf-8")
            command.append(str(further))
        last: list[str] = []
        with subprocess.Popen(  # noqa: S603 - our own interpreter and fixed arguments
            command,
            cwd=self.directory,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            assert process.stdout is not None  # noqa: S101 - PIPE was asked for
            for line in process.stdout:
                last = [*last[-14:], line.rstrip()]
                if on_line:
                    on_line(line.rstrip())
        made = scratch / f"{MODEL_NAME}.tar.gz"
        if process.returncode != 0 or not made.exists():
            raise RasaTrainingError("Rasa's training failed. It said last:\n" + "\n".join(last))
        made.replace(self.model)
        self._stamp().write_text(digest)
        shutil.rmtree(scratch, ignore_errors=True)

    def run_command(self, port: int) -> list[str]:
        """The command that serves the model on loopback at ``port``."""
        command = [str(self.python), "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port)]
        command += ["-m", str(self.model), "--credentials", "credentials.yml"]
        return [*command, "--endpoints", "endpoints.yml"]

    def _examples(self) -> str:
        return self.examples() if self.examples else ""

    def _stamp(self) -> Path:
        return self.model_directory / f"{MODEL_NAME}.inputs"

    def _inputs(self) -> Iterator[Path]:
        for pattern in (self.config, *_INPUTS, *self.components):
            yield from self.directory.glob(pattern)
