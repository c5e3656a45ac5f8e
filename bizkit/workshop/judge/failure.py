"""What a failed check says: what was expected, what it got, why that matters, what to try next."""

from __future__ import annotations

import copy
import textwrap
from typing import TYPE_CHECKING, Any

from bizkit.workshop.text import as_code, laid_out

if TYPE_CHECKING:
    from bizkit.workshop.judge.transcript import Transcript
    from bizkit.workshop.kit.results import Outcome

WIDTH = 76


class Failure(Exception):
    """A check that did not hold.

    The four texts are plain sentences, each of which may run over several lines; a line that begins with a space is
    code (see `laid_out`). ``transcript`` shows what was sent and what came back; where an example took part in it, the
    example's lines go with what was expected. ``trace`` holds the learner's own frames, and ``messages`` those of the
    exception that was raised and of its causes.
    """

    def __init__(
        self,
        *,
        expected: str,
        got: str,
        why: str = "",
        try_next: str = "",
        transcript: Transcript | None = None,
        trace: str = "",
        messages: str = "",
        outcome: Outcome = "failed",
    ) -> None:
        super().__init__()
        example = transcript.example if transcript else ""
        label = "" if "example" in expected else "\nThe example:"
        self.expected = f"{expected}{label}\n{as_code(example)}" if example else expected
        self.got = got
        self.why = why
        self.try_next = try_next
        self.transcript = transcript
        self.trace = trace
        self.messages = messages
        self.outcome: Outcome = outcome

    def __reduce__(self) -> tuple[Any, ...]:
        return Failure.__new__, (Failure,), self.__dict__

    def again(self) -> Failure:
        """The same failure, to be raised once more: an exception collects the frames of each place that raises it."""
        return copy.copy(self).with_traceback(None)

    @property
    def verdict(self) -> dict[str, Any]:
        """What a report of pytest carries, also from one process to another: the outcome and the texts."""
        exchange = str(self.transcript) if self.transcript else ""
        return {"outcome": self.outcome, "message": self.message, "exchange": exchange}

    @property
    def message(self) -> str:
        """The four parts under their labels, and the learner's frames where there are any."""
        parts = [
            ("Expected", self.expected),
            ("Got", self.got),
            ("Why it matters", self.why),
            ("Try next", self.try_next),
        ]
        blocks = [f"{label}:\n{textwrap.indent(text.strip(), '  ')}" for label, text in parts if text]
        if self.trace:
            blocks.append(f"Where it happened:\n{textwrap.indent(self.trace.rstrip(), '  ')}")
        return "\n".join(blocks)

    def __str__(self) -> str:
        text = laid_out(self.message, WIDTH)
        if self.transcript is None:
            return text
        return f"{text}\nThe exchange:\n{textwrap.indent(str(self.transcript), '  ')}"
