"""How a floor below tells one above that it will not go on."""

from __future__ import annotations

from monitor.records import Condition, Failure


class RefusedError(Exception):
    """Nothing more can or may be had; `failure` says why. Never leaves this package."""

    def __init__(self, condition: Condition, detail: str) -> None:
        super().__init__(detail)
        self.failure = Failure(condition, detail)
