"""`workshop doctor`: each thing that goes wrong in a room is found, and has its remedy."""

import importlib
import importlib.metadata
import sys

import pytest

from bizkit.workshop.terminal import doctor


def only(findings):
    (finding,) = findings
    return finding


def test_nothing_is_wrong_here(kit):
    findings = [finding for finding in doctor.examine(kit, port=1) if finding.state == "problem"]
    assert findings == []


def test_each_finding_that_is_not_ok_has_a_remedy(kit, listener):
    for finding in doctor.examine(kit, listener):
        assert bool(finding.remedy) is (finding.state != "ok"), finding


def test_an_old_python_is_a_problem(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert only(doctor.python_version()).state == "problem"


@pytest.mark.parametrize(("base", "state"), [("/usr", "ok"), (sys.prefix, "warning")])
def test_a_virtual_environment_is_asked_for(monkeypatch, base, state):
    monkeypatch.setattr(sys, "base_prefix", base)
    assert only(doctor.virtual_environment()).state == state


def test_bizkit_that_is_not_installed_is_a_problem(monkeypatch):
    def requires(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", requires)
    finding = only(doctor.requirements())
    assert finding.state == "problem"
    assert "pip install -e ." in finding.remedy


@pytest.mark.parametrize(
    ("need", "words"),
    [
        ("no-such-package>=1.0", "no-such-package is missing"),
        ("rich>=999.1", "and 999.1 is needed"),
        ("rich>=1.0", ""),
        ('rich>=999; extra == "dev"', ""),
    ],
)
def test_a_partial_or_a_stale_install_is_a_problem(monkeypatch, need, words):
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: [need])
    finding = only(doctor.requirements())
    assert finding.state == ("problem" if words else "ok")
    assert words in finding.what


def test_a_package_that_is_there_but_broken_is_a_problem(monkeypatch):
    def broken(name):
        raise ImportError("no such symbol")

    monkeypatch.setattr(importlib.metadata, "requires", lambda name: ["rich>=1.0"])
    monkeypatch.setattr(importlib, "import_module", broken)
    assert "rich is installed, but can't be imported (no such symbol)" in only(doctor.requirements()).what


def test_the_bizkit_of_another_kit_is_noticed(kit):
    assert only(doctor.editable_install(kit)).state == "warning"


@pytest.mark.parametrize("name", ["README.md", "HINTS.md", "test_ex2.py", "hello.py"])
def test_a_missing_file_is_named(kit, name):
    (kit.root / "ex2" / name).unlink()
    finding = only(doctor.kit_files(kit))
    assert finding.state == "problem"
    assert f"ex2/{name}" in finding.what


def test_a_port_in_use_is_noticed(kit, listener):
    finding = only(doctor.port_is_free(kit, listener))
    assert finding.state == "warning"
    assert str(listener) in finding.what


def test_a_folder_that_cannot_be_written_is_a_problem(kit):
    (kit.root / ".workshop").write_text("a file in the folder's place\n", encoding="utf-8")
    finding = only(doctor.folders_can_be_written(kit))
    assert finding.state == "problem"
    assert ".workshop" in finding.what


def test_saves_are_noticed_and_nothing_is_left_behind(kit):
    (kit.root / ".workshop").mkdir()
    assert only(doctor.saves_are_noticed(kit)).state == "ok"
    assert list((kit.root / ".workshop").iterdir()) == []


def test_where_no_save_is_heard_the_remedy_is_to_poll(kit, monkeypatch):
    monkeypatch.setattr(doctor, "_hears_a_save", lambda parent: False)
    finding = only(doctor.saves_are_noticed(kit))
    assert (finding.state, finding.remedy) == ("warning", "workshop --poll")


@pytest.mark.parametrize(("encoding", "state"), [("cp1252", "warning"), ("UTF-8", "ok"), ("utf8", "ok")])
def test_an_encoding_other_than_utf_8_is_noticed(monkeypatch, encoding, state):
    import locale

    monkeypatch.setattr(locale, "getencoding", lambda: encoding)
    monkeypatch.setattr(sys, "stdout", None)
    if not sys.flags.utf8_mode:
        assert only(doctor.utf_8()).state == state
