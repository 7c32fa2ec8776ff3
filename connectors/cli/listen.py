"""``qiaoban listen``: a sound file to text, and on request to an answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from connectors.cli.asking import Asker, AskError
from connectors.cli.console import complain, show_reply
from connectors.settings import Settings


def listen(
    file: Annotated[Path, typer.Argument(help="A sound file: WAV, MP3, Opus, AMR, AAC …", exists=True, dir_okay=False)],
    model: Annotated[Path | None, typer.Option(help="A Vosk model folder (default: the installed one).")] = None,
    answer: Annotated[bool, typer.Option("--answer", help="Also ask what was heard.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write down what is said in a sound file."""
    from connectors.house import vosk_model
    from connectors.voice_socket.utterance import Utterance, UtteranceTooLongError
    from voice.audio import AudioError, decode
    from voice.recognise import RecogniserError, VoskRecogniser

    settings = Settings()
    path = model or vosk_model(settings)
    if path is None:
        complain("no speech model is installed; `qiaoban voice get` brings one, or name one with --model")
        raise typer.Exit(1)
    try:
        pcm = decode(file.read_bytes(), max_seconds=settings.voice_seconds)
        recogniser = VoskRecogniser(path)
        try:
            utterance = Utterance(recogniser, settings.voice_seconds + 1)
            utterance.accept(pcm)
            text = utterance.finish()
        finally:
            recogniser.close()
    except OSError as error:
        complain(f"cannot read {file}: {error.strerror}")
        raise typer.Exit(1) from error
    except (AudioError, RecogniserError, UtteranceTooLongError) as error:
        complain(str(error))
        raise typer.Exit(1) from error
    if not (answer and text):
        typer.echo(json.dumps({"text": text}, ensure_ascii=False) if as_json else text)
        if not text:
            complain("nothing was heard")
        return
    _answer(settings, text, as_json)


def _answer(settings: Settings, text: str, as_json: bool) -> None:
    asker = Asker(settings, None)
    try:
        reply = asker.ask(text)
    except AskError as error:
        complain(str(error))
        raise typer.Exit(1) from error
    finally:
        asker.close()
    if as_json:
        typer.echo(json.dumps({"text": text, "reply": reply.model_dump(mode="json")}, ensure_ascii=False))
    else:
        typer.echo(f"> {text}")
        show_reply(reply)
