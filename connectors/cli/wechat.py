"""``qiaoban wechat``: the WeChat channel, and a phone to try it with."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import HttpUrl, SecretStr

from connectors.cli.console import complain, err, out
from connectors.settings import Settings

if TYPE_CHECKING:
    from connectors.wechat.simulator import WeChatSimulator

app = typer.Typer(help="The WeChat Official Account channel.", no_args_is_help=True)


@app.command()
def simulate(
    phone_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the phone page (0: a free one).")] = 8010,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port of 侨伴 itself (default 8000).")] = None,
    safe: Annotated[bool, typer.Option("--safe", help="Encrypted messages, as in the platform's safe mode.")] = False,
    passive_s: Annotated[
        float, typer.Option(min=0.01, max=4.9, help="Longest wait for a reply in the response, seconds.")
    ] = 4.5,
) -> None:
    """Serve 侨伴 with a simulated WeChat platform and a phone page, until Ctrl-C. No account is needed."""
    from connectors.cli.serve import run
    from connectors.wechat.simulator import WeChatSimulator, new_aes_key
    from connectors.wechat.texts import menu

    token, secret, app_id = secrets.token_hex(8), secrets.token_hex(16), "wx0123456789abcdef"
    key = new_aes_key() if safe else None
    base = Settings(**({"port": port} if port else {}))  # type: ignore[arg-type]
    simulator = WeChatSimulator(
        f"{base.url}/wechat",
        app_id=app_id,
        secret=secret,
        token=token,
        aes_key=key,
        port=phone_port,
        menu=menu()["button"],
    )
    try:
        simulator.start()
    except OSError as error:
        complain(f"cannot listen on port {phone_port} ({error.strerror}). Choose another with --phone-port.")
        raise typer.Exit(1) from error
    settings = base.model_copy(
        update={
            "wechat_token": token,
            "wechat_app_id": app_id,
            "wechat_secret": SecretStr(secret),
            "wechat_aes_key": SecretStr(key) if key else None,
            "wechat_api_url": HttpUrl(simulator.url),
            "wechat_passive_s": passive_s,
        }
    )
    try:
        run(settings, greeting=lambda: _greet(simulator))
    finally:
        simulator.stop()


def _greet(simulator: WeChatSimulator) -> None:
    err.print(f"phone → [bold]{simulator.url}[/bold]   (simulated WeChat)")


@app.command()
def menu() -> None:
    """Set the account's menu at the platform, as connectors/wechat/texts.yaml has it."""
    from connectors.outbox import GiveUpError, TryAgainError
    from connectors.wechat.platform import Platform
    from connectors.wechat.texts import menu as shipped

    settings = Settings()
    if not settings.wechat or settings.wechat_secret is None:
        complain("set QIAOBAN_WECHAT_TOKEN, QIAOBAN_WECHAT_APP_ID and QIAOBAN_WECHAT_SECRET first")
        raise typer.Exit(1)
    platform = Platform(
        str(settings.wechat_api_url), settings.wechat_app_id or "", settings.wechat_secret.get_secret_value()
    )

    async def set_it() -> None:
        try:
            await platform.create_menu(shipped())
        finally:
            await platform.aclose()

    try:
        asyncio.run(set_it())
    except (TryAgainError, GiveUpError) as error:
        complain(f"the platform did not take the menu: {error}")
        raise typer.Exit(1) from error
    out.print("the menu is set: " + "、".join(button["name"] for button in shipped()["button"]))
