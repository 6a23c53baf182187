"""Refusals and faults, typed: each has a code, says what happened and what to do, in the reader's language.

A *refusal* is the hall's answer to a command it will not carry out (RFC 9457 problem details on the wire). A *fault*
is a device, a file or a network that failed; it is shown on the screen of the person who can act.
"""

from __future__ import annotations

from typing import Any

from shared import i18n


class TinghaoError(Exception):
    """Base of all that this house refuses or fails at on purpose. ``params`` fill the places of the texts."""

    domain = "refusal"

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Any] = params

    def detail(self, language: str = "en") -> str:
        """What happened, and what it means for the reader."""
        return i18n.text(f"{self.domain}.{self.code}.detail", language, **self.params)

    def remedy(self, language: str = "en") -> str:
        """What the reader can do."""
        return i18n.text(f"{self.domain}.{self.code}.remedy", language, **self.params)

    def __str__(self) -> str:
        return f"{self.detail()} {self.remedy()}"


class Refusal(TinghaoError):
    """The hall will not carry out a command; nothing was changed and it may be sent again."""


class DeviceFault(TinghaoError):
    """A device or its line failed; texts lie in the ``device`` domain."""

    domain = "device"
