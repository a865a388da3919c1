"""In front of Datasette: answers go to our own address only, only questions are taken, and pages can neither load nor run
anything from outside.

Without a look at the Host header any website could read the log through its visitors' browsers, by letting its own
name point to this machine (DNS rebinding). The content security policy is the second wall behind escaping.
Nothing here is changed by anybody, so that no form of another website can send anything either: what is no question is
refused before Datasette, which takes some of them, sees it.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
ANYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - what to tell apart, not what to bind
OURS = ("/-/statements", "/-/articles", "/-/actors", "/-/events")
CLOSED = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
POLICY = f"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; {CLOSED}"
DATASETTE_POLICY = (  # its templates hold scripts and styles
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    f"object-src 'none'; {CLOSED}"
)
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
ASKING = frozenset({"GET", "HEAD"})
CHANGING = b"This server only shows: nothing can be sent to it."
REFUSAL = b"This server does not answer to that name: open it by the address that it printed."


def guarded(app: ASGIApp, host: str, names: Iterable[str] = ()) -> ASGIApp:
    """`app`, answering to this machine's own names, to `host` (what it listens on), and to `names` (those of a proxy).

    Who listens on all addresses is asked by names that we cannot know: without `names`, every one is answered then.
    """
    known = {name.lower() for name in names}
    answered = None if host in ANYWHERE and not known else LOCAL | known | {host.lower()}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif answered is not None and asked(scope) not in answered:
            await refuse(send, 421, REFUSAL)  # not the server that was meant (RFC 9110, 15.5.20)
        elif scope["method"] not in ASKING:
            await refuse(send, 405, CHANGING, (b"allow", b"GET, HEAD"))
        else:
            await app(scope, receive, with_headers(send, scope["path"]))

    return answer


def asked(scope: Scope) -> str:
    """The name in the Host header, without a port."""
    value = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "").lower()
    return value[1:].partition("]")[0] if value.startswith("[") else value.partition(":")[0]


def with_headers(send: Send, path: str) -> Send:
    """`send`, adding our headers to the answer for `path`."""
    policy = POLICY if path.startswith(OURS) else DATASETTE_POLICY

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = [*HEADERS, (b"content-security-policy", policy.encode())]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sent


async def refuse(send: Send, status: int, said: bytes, *headers: tuple[bytes, bytes]) -> None:
    """Answer with a status and a sentence."""
    told = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(said)), *headers]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": said})
