"""One try to deliver, under a deadline: whatever ends it becomes a `Delivery`, decided by how far it had come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from monitor.core.alert import line
from monitor.records import Delivery

DETAIL = 200
"""Characters kept of what went wrong."""


@dataclass(slots=True)
class Attempt:
    """How far the try has come.

    `sent` is set just before the bytes leave that make the other side act: what breaks before was not taken for
    certain, what breaks after may have been. `answer` is set as soon as the other side has decided: what follows
    (the good-bye) changes nothing.
    """

    sent: bool = False
    answer: Delivery | None = None


async def attempt(
    send: Callable[[Attempt], Awaitable[Delivery]], seconds: float, secrets: Sequence[str] = ()
) -> Delivery:
    """Run `send` for at most `seconds`. Never raises for what the world does, and none of the `secrets` is told.

    A try that is cancelled ends as a `Delivery` as well, so that what is known of it can be written down.
    """
    state = Attempt()
    try:
        async with asyncio.timeout(seconds):
            return hidden(await send(state), secrets)
    except TimeoutError as error:
        detail = str(error) or f"no answer within {seconds:g} s"
    except asyncio.CancelledError:
        detail = "stopped while it was under way"
    except Exception as error:  # noqa: BLE001  whatever a library raises, the alert must not be lost for it
        detail = f"{type(error).__name__}: {error}"
    return hidden(state.answer or Delivery("doubt" if state.sent else "retry", detail), secrets)


def hidden(delivery: Delivery, secrets: Sequence[str]) -> Delivery:
    """The same with a detail that is one harmless line without the secrets."""
    detail = delivery.detail
    for secret in filter(None, secrets):
        detail = detail.replace(secret, "***")
    return Delivery(delivery.outcome, line(detail, DETAIL), delivery.retry_after)
