"""A slow gate sees what changed first, says how much it saw, and fails when that was too little."""

import re
import time
import tomllib

import pytest
from gates import BUDGETS, LEAST_SHARE, Gate, in_order
from kits import ROOT

CASES = list(range(40))


def doubled(case):
    return case * 2


def slow(case):
    time.sleep(0.2)
    return case


def nowhere(case):
    return []


@pytest.fixture
def gate(monkeypatch):
    def made(seconds):
        monkeypatch.delenv("WORKSHOP_GATES", raising=False)
        monkeypatch.setattr("gates.budget", lambda name: seconds)
        return Gate("any")

    return made


def test_all_cases_are_seen_when_there_is_time(gate, capsys):
    gate = gate(60.0)
    assert sorted(gate.results(CASES, doubled, nowhere)) == [(case, case * 2) for case in CASES]
    assert gate.saw_enough()
    assert capsys.readouterr().out == "any: saw 40 of 40 cases in at most 60 s.\n"


def test_a_gate_that_saw_too_few_fails(gate, capsys):
    gate = gate(0.1)
    seen = len(list(gate.results(CASES, slow, nowhere, processes=2)))
    assert 0 < seen < LEAST_SHARE * len(CASES)
    assert not gate.saw_enough()
    assert f"saw {seen} of 40 cases" in capsys.readouterr().out


def test_a_gate_without_a_limit_sees_all(monkeypatch, capsys):
    monkeypatch.setenv("WORKSHOP_GATES", "all")
    gate = Gate("mutants_of_layers")
    assert len(list(gate.results(CASES, doubled, nowhere))) == 40
    assert gate.saw_enough()
    assert "without a limit" in capsys.readouterr().out


def test_the_order_depends_on_the_commit_alone():
    first = in_order(CASES, nowhere, "a1b2", set())
    assert sorted(first) == CASES
    assert in_order(CASES, nowhere, "a1b2", set()) == first
    assert in_order(CASES, nowhere, "c3d4", set()) != first


def test_what_changed_in_the_last_commits_comes_first():
    def inputs(case):
        return [f"solutions/ex{case}", "never"]

    order = in_order(CASES, inputs, "a1b2", {"solutions/ex7/hello.py", "solutions/ex30/a/b.py", "solutions/ex1.py"})
    assert set(order[:2]) == {7, 30}
    assert sorted(order) == CASES


def test_each_gate_has_its_budget_and_each_budget_its_gate():
    budgets = tomllib.loads(BUDGETS.read_text(encoding="utf-8"))["seconds"]
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    used = {name for source in sources for name in re.findall(r'= Gate\("(\w+)"\)', source)} - {"any"}
    assert set(budgets) == used
    assert all(seconds > 0 for seconds in budgets.values())
    assert sum(budgets.values()) <= 15 * 60


def test_no_script_of_the_ci_lists_exercises_and_all_run():
    scripts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / ".ci").iterdir() if path.suffix == ""}
    assert [name for name, text in scripts.items() if re.search(r"\bex\d\b", text)] == []
    parts = re.search(r"for part in (.*); do", scripts["run"])[1].split()
    assert set(parts) == set(scripts) - {"run", "step"}
