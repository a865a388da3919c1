"""Web addresses as text: what may be followed, and which of them mean the same page.

Own rules rather than a general cleaner: those drop parameters such as ``cid``, ``uid``, ``keyword`` or anything that
begins with ``ref`` or ``source``, and so take different articles for one.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit, urlunsplit

LONGEST = 4096
"""Characters; servers refuse longer addresses (nginx takes 8 kB for a whole request line)."""
PORTS = {"http": 80, "https": 443}
TRACKING_PREFIXES = ("utm_", "at_", "ns_", "mtm_", "pk_", "hsa_", "itm_", "mc_", "wt_", "wt.", "vero_", "oly_", "_hs")
TRACKING = frozenset(
    """fbclid gclid dclid yclid ysclid msclkid twclid gbraid wbraid igshid igsh _openstat xtor maca wtmc emc smid smtyp
    cmp cmpid icid ito ocid spm sref mbid ftag fb_action_ids fb_source guccounter guce_referrer guce_referrer_sig
    traffic_source __twitter_impression""".split()  # noqa: SIM905 - three lines to read instead of forty
)
"""Parameters that say where a reader came from, as publishers' feeds and the large platforms add them."""
ORIGIN = frozenset({"ref", "referrer", "referer", "from", "src", "source", "via", "partner", "origin", "feed", "rss"})
"""Parameters that are dropped only where their value names a channel, since elsewhere they choose an article."""
CHANNELS = ("rss", "feed", "atom", "newsletter", "twitter", "facebook", "telegram", "whatsapp", "linkedin", "social")
ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
BARE = re.compile(r"%(?![0-9a-fA-F]{2})")
UNWANTED = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")


def web(text: str) -> str | None:
    """`text` as an absolute http or https address without white space and control characters, else `None`."""
    if len(text) > 2 * LONGEST:
        return None
    url = UNWANTED.sub(lambda found: "" if found[0].strip() else "%20", text.strip())
    parts = split(url)
    if parts is None or parts.scheme.lower() not in PORTS or not parts.hostname or len(url) > LONGEST:
        return None
    return url


def canonical(url: str) -> str:
    """The identity of a page: addresses with equal results show the same article. Idempotent, never raises.

    Dropped: tracking parameters, fragments (but not routes such as ``#!/a`` or ``#/a``), default ports, a slash at the
    end, the order of parameters, and the difference of http and https at their default ports. The result is for
    comparing; it is `url` that is fetched.
    """
    parts = split(url.strip())
    if parts is None or parts.scheme.lower() not in PORTS or not parts.hostname:
        return url.strip()
    host, scheme = parts.hostname.rstrip("."), parts.scheme.lower()
    port = parts.port if parts.port != PORTS[scheme] else None
    place = f"[{host}]" if ":" in host else ascii_host(host)
    if port is None:
        scheme = "https"
    else:
        place += f":{port}"
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    path, chosen = escaped(parts.path).rstrip("/"), query(parts.query)
    return urlunsplit((scheme, place, path or ("/" if chosen or fragment else ""), chosen, fragment))


def is_front_page(url: str) -> bool:
    """Whether an address names a whole site rather than something in it."""
    parts = split(canonical(url))
    return parts is not None and parts.path in {"", "/"} and not parts.query and not parts.fragment


def same_site(one: str, other: str) -> bool:
    """Whether two addresses have the same host, but for ``www.``, ``m.`` and ``amp.``, and the same explicit port."""
    first, second = split(canonical(one)), split(canonical(other))
    return first is not None and second is not None and site(first) == site(second)


def site(parts: SplitResult) -> tuple[str, int | None]:
    """The host without the labels that name a rendering of the same site, and the port."""
    host = parts.hostname or ""
    for label in ("www.", "m.", "amp.", "mobile."):
        host = host.removeprefix(label)
    return host, parts.port


def split(url: str) -> SplitResult | None:
    """The parts of an address, or `None` where it has no meaning (a bad port, an open bracket)."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def query(text: str) -> str:
    """The parameters that choose what is shown, in alphabetical order."""
    return "&".join(sorted(escaped(part) for part in text.split("&") if part and not is_tracking(part)))


def is_tracking(parameter: str) -> bool:
    """Whether ``name=value`` only tells where the reader came from."""
    name, _, value = parameter.partition("=")
    name = unquote_plus(name).lower()
    if name in TRACKING or name.startswith(TRACKING_PREFIXES):
        return True
    return name in ORIGIN and unquote_plus(value).lower().startswith(CHANNELS)


def escaped(text: str) -> str:
    """Percent-encoding in one form: UTF-8 for all but ASCII, upper-case digits, none where it is not needed."""
    return ESCAPE.sub(plainly, quote(BARE.sub("%25", text), safe="%/:;=@!$&'()*+,?~-._", errors="surrogatepass"))


def plainly(found: re.Match[str]) -> str:
    """The character of an escape where it is a letter, digit or ``-._~`` (RFC 3986, 6.2.2.2), else the escape."""
    char = chr(int(found[0][1:], 16))
    return char if char.isascii() and (char.isalnum() or char in "-._~") else found[0].upper()


def ascii_host(host: str) -> str:
    """The host in its ASCII form (RFC 3490), or as it is where it has none."""
    try:
        return host.lower() if host.isascii() or len(host) > 253 else host.encode("idna").decode("ascii").lower()  # noqa: PLR2004 - RFC 1035, 2.3.4
    except UnicodeError:
        return host.lower()
