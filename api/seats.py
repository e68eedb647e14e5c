"""Seats: an address may hold only so many sockets at the same time."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from starlette.websockets import WebSocket

from api.errors import TooMany
from api.rates import address_key
from api.service import Service
from api.wire import Close, Closed


@contextmanager
def seated(service: Service, socket: WebSocket) -> Iterator[None]:
    """Raises Closed when the address has too many sockets already."""
    with ExitStack() as stack:
        try:
            stack.enter_context(service.places.held(_address(socket)))
        except TooMany:
            raise Closed(Close.TOO_FAST) from None
        yield


def _address(socket: WebSocket) -> str:
    return address_key(socket.client.host) if socket.client else ""
