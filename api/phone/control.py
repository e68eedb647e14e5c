"""Call control: what the exchange or the provider does with a caller when we ask it.

Source: Asterisk's REST interface (ARI, `/channels`); Twilio's REST API (`/Calls`).
"""

from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import quote
from xml.sax.saxutils import escape

import httpx2
from pydantic import SecretStr

from api.errors import DoorError
from api.phone.asterisk import WebSocketChannel
from api.phone.media import Began, Dialect
from api.phone.twilio import TWILIO, MediaStream
from api.settings import Settings

SECONDS: Final = 5.0
"""In which an exchange must have answered."""
CALLER: Final = "caller"
"""The parameter by which a dialplan names the caller's own channel."""
VARIABLE: Final = "TELLER_TRANSFER"
"""What a dialplan reads once our leg has ended."""


class ExchangeRefused(DoorError):
    """The exchange did not do it, or did not answer."""

    status = 502


class CallControl(Protocol):
    """Of one caller; blocking. Each raises ExchangeRefused."""

    def transfer(self, target: str) -> None:
        """To a number of the exchange; our line ends with it."""
        ...

    def hang_up(self) -> None: ...

    def hold(self, *, on: bool) -> None:
        """The exchange's own music, instead of ours."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where an exchange is asked, and as whom."""

    url: str
    user: str
    password: SecretStr

    def ask(self, method: str, path: str, **given: dict[str, str]) -> None:
        auth = (self.user, self.password.get_secret_value())
        try:
            with httpx2.Client(auth=auth, timeout=SECONDS, trust_env=False) as client:
                answer = client.request(
                    method, self.url.rstrip("/") + path,
                    params=given.get("query"), data=given.get("form"),
                )  # fmt: skip
        except httpx2.HTTPError as failed:
            why = type(failed).__name__
            raise ExchangeRefused(why, code="exchange_unreachable") from None
        if answer.is_error:
            told = f"the exchange answered {answer.status_code}"
            raise ExchangeRefused(told, code="exchange_refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskControl:
    """By ARI; the dialplan goes on with the caller when our leg has ended."""

    account: Account
    channel: str
    """The caller's, not that of our socket."""

    def transfer(self, target: str) -> None:
        told = {"variable": VARIABLE, "value": target}
        self.account.ask("POST", f"{self._path}/variable", query=told)

    def hang_up(self) -> None:
        self.account.ask("DELETE", self._path, query={"reason": "normal"})

    def hold(self, *, on: bool) -> None:
        self.account.ask("POST" if on else "DELETE", f"{self._path}/hold")

    @property
    def _path(self) -> str:
        return f"/ari/channels/{quote(self.channel, safe='')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioControl:
    """By new orders (TwiML) for the call that runs."""

    account: Account
    call: str
    stream: str
    """The address of our door, for the way back."""

    def transfer(self, target: str) -> None:
        self._order(f"<Dial>{escape(target)}</Dial>")

    def hang_up(self) -> None:
        self._tell({"Status": "completed"})

    def hold(self, *, on: bool) -> None:
        back = f'<Connect><Stream url="{escape(self.stream)}"/></Connect>'
        self._order("<Enqueue>teller</Enqueue>" if on else back)

    def _order(self, order: str) -> None:
        self._tell({"Twiml": f"<Response>{order}</Response>"})

    def _tell(self, form: dict[str, str]) -> None:
        account, call = quote(self.account.user, safe=""), quote(self.call, safe="")
        path = f"/2010-04-01/Accounts/{account}/Calls/{call}.json"
        self.account.ask("POST", path, form=form)


def control_of(
    dialect: Dialect, began: Began, settings: Settings
) -> CallControl | None:
    """None where the line has no such thing, or the settings do not say who to ask."""
    if isinstance(dialect, WebSocketChannel):
        return _asterisk(began, settings)
    if isinstance(dialect, MediaStream) and dialect.accent is TWILIO:
        return _twilio(began, settings)
    return None


def _asterisk(began: Began, settings: Settings) -> CallControl | None:
    channel, password = began.parameters.get(CALLER, ""), settings.ari_password
    if not settings.ari_url or not channel or password is None:
        return None
    account = Account(url=settings.ari_url, user=settings.ari_user, password=password)
    return AsteriskControl(account=account, channel=channel)


def _twilio(began: Began, settings: Settings) -> CallControl | None:
    token = settings.twilio_token
    if not settings.twilio_account or token is None:
        return None
    account = Account(
        url=settings.twilio_api, user=settings.twilio_account, password=token
    )
    door = settings.reached_at.replace("http", "ws", 1) + "/channels/phone/twilio"
    return TwilioControl(account=account, call=began.call, stream=door)
