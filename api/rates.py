"""Rates: how often one sender may do one thing."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from api.errors import TooMany

MOST_KEYS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    limit: int
    """Allowed at once."""
    seconds: float
    """In which an exhausted allowance grows full again."""


@dataclass(frozen=True, slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """Token buckets in memory; the oldest are forgotten when there are too many."""

    def __init__(
        self, rates: Mapping[str, Rate], *, most_keys: int = MOST_KEYS
    ) -> None:
        self._rates = rates
        self._most_keys = most_keys
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, rule: str, key: str, *, at: float, cost: float = 1) -> None:
        """`at`: seconds of a steady clock. Raises TooMany; a refusal costs nothing."""
        rate = self._rates[rule]
        with self._lock:
            bucket = self._filled((rule, key), rate, at)
            if bucket.left < cost:
                missing = (cost - bucket.left) * rate.seconds / rate.limit
                raise TooMany(max(1, math.ceil(missing)))
            self._keep((rule, key), _Bucket(bucket.left - cost, bucket.at))

    def _filled(self, key: tuple[str, str], rate: Rate, at: float) -> _Bucket:
        """As it is at this moment, or at its own when the clock went back."""
        bucket = self._buckets.get(key)
        if bucket is None:
            return _Bucket(rate.limit, at)
        grown = max(0.0, at - bucket.at) * rate.limit / rate.seconds
        left = min(float(rate.limit), bucket.left + grown)
        return _Bucket(left, max(at, bucket.at))

    def _keep(self, key: tuple[str, str], bucket: _Bucket) -> None:
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        while len(self._buckets) > self._most_keys:
            self._buckets.popitem(last=False)

    def __len__(self) -> int:
        return len(self._buckets)


def address_key(host: str) -> str:
    """One sender: an IPv4 address, or the /64 network that one IPv6 line owns."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
