"""The ``qiaoban`` command line. Heavy libraries are imported by the commands that need them."""

from __future__ import annotations

import logging
import sys

import typer
from pydantic import ValidationError

from connectors.cli import ask, chat, desk, doctor, evaluate, knowledge, listen, say, serve, train, voice, wechat
from connectors.cli.console import complain
from connectors.settings import Settings

app = typer.Typer(
    name="qiaoban",
    help="侨伴: a Cantonese and Mandarin voice assistant for the older adults of Jiangmen.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("ask")(ask.ask)
app.command("chat")(chat.chat)
app.command("say")(say.say)
app.command("listen")(listen.listen)
app.command("train")(train.train)
app.command("doctor")(doctor.doctor)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(voice.app, name="voice")
app.add_typer(desk.app, name="desk")
app.add_typer(wechat.app, name="wechat")


def main() -> None:
    """Run the command line; what a person can mend is said in a sentence, not in a traceback."""
    from bot.memory import StoreError
    from bot.safety import SafetyDataError
    from bot.wording import WordingError
    from connectors.logs import configure
    from knowledge.encoder_error import EncoderError
    from knowledge.loading import ItemError
    from knowledge.storage import ItemStoreError

    configure(level=logging.WARNING)  # standard output belongs to what was asked for
    try:
        app()
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        complain("\n".join(f"QIAOBAN_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()))
        sys.exit(2)
    except (EncoderError, ItemError, ItemStoreError, StoreError, SafetyDataError, WordingError) as error:
        complain(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
