"""Sends 100 000 generated requests to both twins and to Werkzeug, and as many to the parsers, in lots of 10 000.

    python tests/generated_requests.py

Each lot is a seed of Hypothesis, so that it holds the same requests each time. Exits with 1 when one fails.
"""

from __future__ import annotations

import os
import subprocess
import sys

from gates import Gate
from kits import ROOT

LOTS = 10
EACH = 10_000
TESTS = ("tests/contract/test_differential.py", "tests/contract/test_fuzz.py")


def send(lot: int) -> str:
    """The output of the tests on this lot, "" when they pass."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:xdist",
            "-p",
            "hypothesispytest",
            f"--hypothesis-seed={lot}",
            *TESTS,
        ],
        cwd=ROOT,
        env=os.environ | {"WORKSHOP_EXAMPLES": str(EACH), "WORKSHOP_RANDOM": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    return "" if done.returncode == 0 else f"Lot {lot}:\n{done.stdout}{done.stderr}"


def main() -> int:
    gate, failures = Gate("requests"), []
    for _, said in gate.results(range(LOTS), send, lambda lot: ["bizkit", "tests/contract"]):
        if said:
            failures.append(said)
            print(said, flush=True)
    return 0 if gate.saw_enough() and not failures else 1


if __name__ == "__main__":
    sys.exit(main())
