"""May we believe the address in From? Authentication-Results of our own border (RFC 8601).

Whatever is not understood counts for nothing: a result is believed only from a relay that the
configuration names, under its own id, from above the first trace field, and aligned with From.
"""

import ipaddress
import re
from dataclasses import dataclass
from functools import cache

from mailservice.message.envelope import Envelope
from mailservice.message.mail import ParsedMail

_MAX_LENGTH = 8192
_TAMPERED = frozenset({"headers-cut", "several-senders", "broken-header"})


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe.

    authserv_id     the id under which our border writes its results (RFC 8601 section 2.5)
    relays          networks of the border, "192.0.2.0/24", or "unix" for a Unix socket
    own_addresses   every address of the service, in lower case
    own_domain      the domain of our Message-IDs, in lower case
    """

    authserv_id: str
    relays: tuple[str, ...]
    own_addresses: tuple[str, ...]
    own_domain: str


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result: `dkim=pass header.d=example.se` as ("dkim", "pass", {"header.d": …})."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """A property's value, "" where it is missing or stands twice."""
        values = [value for key, value in self.properties if key == name]
        return values[0] if len(values) == 1 else ""


def is_vouched(mail: ParsedMail, envelope: Envelope, trust: Trust) -> bool:
    """Whether our border says that the domain in From sent this mail."""
    if mail.sender is None or _TAMPERED.intersection(mail.defects) or not _is_relay(envelope.peer, trust):
        return False
    for value in _above_the_trace(mail.headers):
        authserv_id, results = read_results(value)
        if authserv_id == trust.authserv_id.lower():
            return any(_vouches(result, mail.sender.domain) for result in results)
    return False


def _is_relay(peer: str, trust: Trust) -> bool:
    """Whether the client is our border."""
    if not peer:
        return "unix" in trust.relays
    try:
        address = ipaddress.ip_address(peer.removeprefix("[").removesuffix("]").removeprefix("IPv6:"))
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in _network(relay) for relay in trust.relays if relay != "unix")


@cache
def _network(relay: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """One of the few that the configuration names."""
    return ipaddress.ip_network(relay, strict=False)


def _above_the_trace(headers: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The Authentication-Results that stand above the first Received (section 4.1)."""
    found: list[str] = []
    for name, value in headers:
        if name == "received":
            break
        if name == "authentication-results":
            found.append(value)
    return tuple(found)


def _vouches(result: Result, domain: str) -> bool:
    """A pass that is aligned with From. A subdomain signs for no one but itself."""
    if result.result != "pass":
        return False
    if result.method == "dmarc":
        return result.value("header.from").lower() == domain
    if result.method == "dkim":
        return _is_aligned(result.value("header.d"), domain)
    if result.method == "spf":
        return _is_aligned(result.value("smtp.mailfrom").rpartition("@")[2], domain)
    return False


def _is_aligned(authenticated: str, domain: str) -> bool:
    """The same domain, or the domain above it: example.se signs for post.example.se (RFC 9989).

    A top-level domain signs for nobody.
    """
    name = authenticated.lower().rstrip(".")
    return name == domain or ("." in name and domain.endswith(f".{name}"))


_TOKEN = re.compile(r'\s+|"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)|[;=]|[^\s;="()]+')


def read_results(value: str) -> tuple[str, tuple[Result, ...]]:
    """Read one Authentication-Results field (section 2.2): its authserv-id and its results.

    Returns   ("", ()) for a field that is not wholly understood: it fails closed.
    """
    words = _tokens(value) if len(value) <= _MAX_LENGTH else None
    if words is None:
        return "", ()
    groups: list[list[str]] = [[]]
    for word in words:
        if word == ";":
            groups.append([])
        else:
            groups[-1].append(word)
    identity, *rest = groups
    if not 1 <= len(identity) <= 2 or identity[1:] not in ([], ["1"]):
        return "", ()
    results: list[Result] = []
    for group in rest:
        result = _result(group)
        if result is None:
            return "", ()
        results += result
    return _unquoted(identity[0]).lower(), tuple(results)


def _tokens(value: str) -> list[str] | None:
    """The words of a field without white space and comments; None for what is no token."""
    words: list[str] = []
    at = 0
    while at < len(value):
        token = _TOKEN.match(value, at)
        if token is None:
            return None
        if not token[0].isspace() and not token[0].startswith("("):
            words.append(token[0])
        at = token.end()
    return words


def _result(group: list[str]) -> list[Result] | None:
    """`dkim = pass reason = "…" header.d = example.se`; [] for "none" or nothing, None if broken."""
    if group in ([], ["none"]):
        return []
    if len(group) % 3 or any(word != "=" for word in group[1::3]):
        return None
    pairs = [(group[at].lower(), _unquoted(group[at + 2])) for at in range(0, len(group), 3)]
    method, result = pairs[0]
    return [Result(method.partition("/")[0], result.lower(), tuple(pairs[1:]))]


def _unquoted(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if len(word) > 1 and word[0] == '"' else word
