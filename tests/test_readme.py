"""The README tells the truth: its recording is what the command prints, its minutes add up, its files are there.

python tests/test_readme.py      takes the recording anew
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from kits import ROOT, make_kit, solution

README = ROOT / "README.md"
RECORDING = re.compile(r"(<!-- recording: [^>]* -->\n```\n)(.*?)(```\n<!-- end of recording -->)", re.DOTALL)
FORGOTTEN = solution("ex2")["hello.py"].replace('"200 OK"', '"200"')


def record(folder):
    """What `workshop check 2.2` says of a status without its reason, as a terminal of 80 columns shows it."""
    made = make_kit(Path(folder) / "kit", "ex2", {"hello.py": FORGOTTEN})
    done = subprocess.run(
        [sys.executable, "-m", "bizkit.workshop", "check", "2.2"],
        cwd=made.kit.root,
        env={key: value for key, value in os.environ.items() if key != "FORCE_COLOR"} | {"COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )
    lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
    return "$ workshop check 2.2\n" + "\n".join(lines) + "\n"


def test_the_recording_is_what_the_command_prints(tmp_path):
    recorded = RECORDING.search(README.read_text(encoding="utf-8"))
    assert recorded is not None
    assert recorded[2] == record(tmp_path), "run `python tests/test_readme.py`, and look at what changed"


def test_the_minutes_of_the_half_day_add_up():
    text = README.read_text(encoding="utf-8")
    minutes = [int(found) for found in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)]
    total = re.search(r"That is (\d+) minutes", text)
    assert total is not None
    assert sum(minutes) == int(total[1])


def test_what_the_texts_link_to_is_there():
    for page in [README, ROOT / "CONTRIBUTING.md", *ROOT.glob("ex[1-9]/*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def test_files_that_the_texts_name_are_there():
    """All but those that stand for others: exN, and the exercises and layers that are still to be written."""
    made_up = re.compile(r"exN|FILE|/?ex5|bizkit/routing/")
    for page in [README, ROOT / "CONTRIBUTING.md", ROOT / "slides" / "README.md"]:
        for name in re.findall(
            r"`((?:bizkit|tests|slides|solutions|ex\d|\.ci)/[\w./-]*)`", page.read_text(encoding="utf-8")
        ):
            assert made_up.search(name) or (ROOT / name).exists(), f"{page.relative_to(ROOT)} names {name}"


def test_the_lock_has_all_that_bizkit_needs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    needed = [re.split(r"[<>=~! ]", need)[0] for need in project["project"]["dependencies"]]
    assert set(needed) | {"hatchling"} <= set(locked)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        text = README.read_text(encoding="utf-8")
        recording = record(temporary)
        README.write_text(
            RECORDING.sub(lambda found: found[1] + recording + found[3], text), encoding="utf-8", newline="\n"
        )
    print(recording)
