"""``qiaoban say``: text to sound."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from connectors.cli.console import complain, err

_PLAYERS = (
    ["pw-play"],
    ["paplay"],
    ["aplay", "-q"],
    ["afplay"],
    ["ffplay", "-nodisp", "-autoexit", "-v", "0"],
)


def say(
    text: Annotated[str, typer.Argument(help="What to say.")],
    dialect: Annotated[str, typer.Option(help="yue or cmn; told from the text when not given.")] = "auto",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write a WAV file instead of playing.")] = None,
    rate: Annotated[float, typer.Option(min=0.5, max=1.5, help="Speed, 1 is normal.")] = 1.0,
    volume: Annotated[float, typer.Option(min=0.0, max=2.0, help="Loudness, 1 is normal.")] = 1.0,
    show: Annotated[bool, typer.Option("--show", help="Print what will be read, without speaking.")] = False,
) -> None:
    """Say a text aloud, or write it to a WAV file."""
    from bot.dialect import detect
    from connectors.settings import Settings
    from connectors.spoken import render
    from voice.speak import SpeakError, default_speaker
    from voice.speakable import speakable

    told = detect(text) or Settings().default_dialect
    spoken = dialect if dialect != "auto" else told.value
    if spoken not in ("yue", "cmn"):
        complain("--dialect must be yue or cmn")
        raise typer.Exit(2)
    if show:
        typer.echo(speakable(text, spoken))  # type: ignore[arg-type]
        return
    speaker = default_speaker()
    try:
        sound = render(speaker, text, spoken, rate, volume)  # type: ignore[arg-type]
    except SpeakError as error:
        complain(f"{error}. `qiaoban doctor` says what is missing.")
        raise typer.Exit(1) from error
    finally:
        speaker.close()
    if sound is None:
        complain("there is nothing in this text that can be said")
        raise typer.Exit(1)
    if out:
        try:
            out.write_bytes(sound.wav())
        except OSError as error:
            complain(f"cannot write {out}: {error.strerror}")
            raise typer.Exit(1) from error
        err.print(f"[dim]{out}: {sound.duration_s:.1f} s[/dim]")
        return
    _play(sound.wav())


def _play(wav: bytes) -> None:
    for player in _PLAYERS:
        if found := shutil.which(player[0]):
            with tempfile.NamedTemporaryFile(suffix=".wav") as file:
                file.write(wav)
                file.flush()
                done = subprocess.run([found, *player[1:], file.name], check=False)  # noqa: S603
            if done.returncode == 0:
                return
    complain("this machine has no working audio player; use --out FILE.wav")
    raise typer.Exit(1)
