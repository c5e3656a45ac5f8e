"""mypy and pyright agree with tests/types, and both of them notice when a layer isn't one.

The checkers take half a minute, so only `pytest --whole` runs these.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECKERS = {
    "mypy": [sys.executable, "-m", "mypy", "--strict", "--no-incremental"],
    "pyright": [sys.executable, "-m", "pyright", "--pythonpath", sys.executable],
}
HEAD = """\
from collections.abc import Iterable
from typing import Any, assert_type
from wsgiref.types import StartResponse, WSGIEnvironment

from bizkit.wrappers import by_hand, interface
from solutions.ex3 import http_objects

"""

pytestmark = pytest.mark.whole


@pytest.fixture(params=CHECKERS)
def check(request):
    """What a checker says of these files, and whether it found nothing wrong."""

    def check(*files):
        command = [*CHECKERS[request.param], *map(str, files)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
        return ran.returncode == 0, ran.stdout + ran.stderr

    return check


def test_what_stands_in_the_files_here_holds(check):
    is_right, said = check("tests/types/layers.py", "tests/types/editor.py")
    assert is_right, said


@pytest.mark.parametrize(
    "mistake",
    [
        pytest.param(
            """\
class Request(http_objects.Request):
    @property
    def method(self) -> int:  # type: ignore[override]
        return 1

wrong: type[interface.RequiredRequest] = Request
""",
            id="a method that is an int",
        ),
        pytest.param(
            """\
class Response:
    status = "200 OK"
    status_code = 200

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return []

wrong: type[interface.RequiredResponse] = Response
""",
            id="a response without headers",
        ),
        pytest.param("import json\n\nwrong: interface.Required = json\n", id="a module without Request"),
        pytest.param("wrong: interface.Layer = http_objects\n", id="a module without the rest of the interface"),
        pytest.param("assert_type(by_hand.Request({}).get_data(), str)\n", id="bytes that are called a str"),
        pytest.param('assert_type(by_hand.Request({}).args["name"], Any)\n', id="an argument that could be anything"),
    ],
)
def test_a_mistake_is_noticed(check, tmp_path, mistake):
    file = tmp_path / "mistaken.py"
    file.write_text(HEAD + mistake, encoding="utf-8")
    is_right, said = check(file)
    assert not is_right
    assert "mistaken.py" in said
