"""From an event to what its reader sees: who is told (`plan`), what (`compose`, `as_text`), and when to try again
(`retry`). `line` makes outside text harmless. All of it is pure.
"""

from monitor.core.alert.backoff import retry
from monitor.core.alert.message import Message, as_text, compose
from monitor.core.alert.plain import host, line, shorten
from monitor.core.alert.rules import plan

__all__ = ["Message", "as_text", "compose", "host", "line", "plan", "retry", "shorten"]
