"""The command `workshop`: what it prints, what it remembers, and its exit status."""

import json
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from kits import ROOT, solution

from bizkit.workshop.judge import grading
from bizkit.workshop.kit.progress import Progress
from bizkit.workshop.processes import free_port
from bizkit.workshop.terminal import commands, doctor


def run_process(kit, *arguments, **options):
    """A real `workshop`, without a terminal."""
    command = [sys.executable, "-m", "bizkit.workshop", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | options.pop("env", {})
    options = {"cwd": kit.root, "env": environment, "stdin": subprocess.DEVNULL, "timeout": 60} | options
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", **options)


def remember(kit, *tasks):
    folder = kit.root / ".workshop"
    folder.mkdir(exist_ok=True)
    data = {"passed": dict.fromkeys(tasks, "2026-01-01T09:00:00"), "hints": {}}
    (folder / "progress.json").write_text(json.dumps(data), encoding="utf-8")


def test_check_passes_with_0_when_all_but_the_bonus_pass(workshop, grade):
    grade.say("2.3", "not started", message="TODO 2.3")
    status, out, _ = workshop("check", "ex2")
    assert status == 0
    assert "2.1  passed" in out
    assert "2.3  not started" in out
    assert "ex2 passed" in out


def test_check_shows_the_first_failure_whole_and_the_others_in_a_line(workshop, grade):
    grade.say("2.1", message="Expected:\n  GET /\nGot:\n  nothing", exchange="> GET /", stdout="debugging\n")
    grade.say("2.2", message="the second message")
    status, out, _ = workshop("check", "2")
    assert status == 1
    assert "2.1  failed" in out and "2.2  failed" in out
    assert "Got:\n  nothing" in out
    assert "The exchange:\n  > GET /" in out
    assert "--- What your code printed ---\ndebugging\n" in out
    assert "the second message" not in out
    assert "Next: Go on with 2.1 in ex2/hello.py" in out


def test_check_of_one_task_does_not_say_that_the_exercise_passed(workshop, grade):
    status, out, _ = workshop("check", "2.1")
    assert status == 0
    assert "2.1 passed. Next: 2.2" in out
    assert "ex2 passed" not in out


def test_check_without_a_name_takes_the_first_exercise_that_is_not_done(workshop, grade, kit):
    remember(kit, "1.1", "1.2")
    workshop("check")
    assert [name for name, *_ in grade.asked] == ["ex2"]


def test_check_all_shows_one_failure_whole_and_one_next_step(workshop, grade):
    grade.say("2.1", message="the first message")
    grade.say("3.1", message="the second message")
    status, out, _ = workshop("check", "--all")
    assert status == 1
    assert out.count("<-- next") == out.count("Next:") == 1
    assert "the first message" in out and "the second message" not in out


def test_check_json_is_what_other_programs_were_promised(workshop, grade):
    grade.say("2.2", message="words", exchange="> GET /", stdout="printed")
    status, out, _ = workshop("check", "ex2", "--json")
    found = json.loads(out)
    assert status == 1
    assert (found["exercise"], found["passed"]) == ("ex2", False)
    assert found["tasks"][1] == {
        "id": "2.2",
        "title": "Speak the protocol",
        "bonus": False,
        "outcome": "failed",
        "message": "words",
        "exchange": "> GET /",
        "stdout": "printed",
    }


def test_check_all_json_is_a_list(workshop, grade, kit):
    status, out, _ = workshop("check", "--all", "--json")
    assert status == 0
    assert [each["exercise"] for each in json.loads(out)] == [exercise.name for exercise in kit.exercises]


@pytest.mark.parametrize("form", [["check", "ex2"], ["check", "ex2", "--json"], ["check", "--all"], []])
def test_a_fault_of_the_kit_is_told_and_ends_with_2(workshop, grade, form):
    grade.whole["kit_error"] = "The grader can't run."
    status, _, err = workshop(*form)
    assert status == 2
    assert "The grader can't run." in err


def test_a_fault_of_the_kit_is_no_progress(workshop, grade, kit):
    grade.whole["kit_error"] = "The grader can't run."
    workshop("check", "ex2")
    assert not Progress(kit.root).has_passed("2.1")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "ex99"], "There is no exercise"),
        (["check", "2.9"], "ex2 has no task 2.9"),
        (["check", "hello"], "'hello' is neither an exercise nor a task. Write ex1 "),
        (["check", "ex2", "--all"], "Either name an exercise, or say --all"),
        (["check", "--time-limit", "soon"], "isn't a number of seconds"),
        (["check", "--time-limit", "nan"], "isn't a number of seconds"),
        (["run", "ex2", "--port", "80000"], "must be a number from 1 to 65535"),
        (["show", "ex2", "--yes", "--file", "nope.py"], "ex2 has no file"),
        (["reset", "ex2", "nope.py"], "ex2 has no stub"),
        (["restore", "ex2"], "There is no backup of ex2"),
        (["compare", "ex2"], "workshop compare ex3"),
        (["dance"], "invalid choice"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_told_in_a_sentence_and_ends_with_2(workshop, arguments, words):
    status, _, err = workshop(*arguments)
    assert status == 2
    assert words in err


def test_outside_of_a_kit_it_says_where_to_go(workshop, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, _, err = workshop("check")
    assert status == 2
    assert "There is no workshop kit" in err


def test_it_finds_the_kit_from_a_folder_below(workshop, kit, monkeypatch):
    monkeypatch.chdir(kit.root / "ex2")
    assert workshop("list")[0] == 0


def test_what_passed_once_and_fails_now_is_shown_as_a_regression(workshop, grade):
    workshop("check", "2.1")
    grade.say("2.1", message="words")
    status, out, _ = workshop("check", "ex2")
    assert status == 1
    assert "passed before, fails now" in out


def test_the_reference_answers_leave_no_progress(workshop, grade, kit):
    status, out, _ = workshop("check", "ex2", "--solutions", "--time-limit", "2.5")
    assert status == 0
    assert grade.asked[0][2] == {"solutions": True, "time_limit": 2.5}
    assert "The reference answer to ex2 passes." in out
    assert not Progress(kit.root).has_passed("2.1")


def test_ctrl_c_during_a_check_is_no_verdict_and_no_traceback(workshop, monkeypatch, grade):
    def interrupted(*_, **__):
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:  # as pytest does
            return grading.ExerciseResult("ex2", (), kit_error="pytest ended with INTERRUPTED")

    monkeypatch.setattr(grading, "grade", interrupted)
    before = signal.getsignal(signal.SIGINT)
    status, out, err = workshop("check", "ex2")
    assert (status, out, err) == (1, "", "")
    assert signal.getsignal(signal.SIGINT) is before


def test_without_a_terminal_it_prints_where_you_are_once(workshop, grade, kit):
    remember(kit, "1.1", "1.2", "2.1")
    grade.say("2.2", message="Got:\n  the status is '200'")
    status, out, _ = workshop()
    assert status == 0
    assert "ex2 – A WSGI application by hand" in out
    assert "3 of 14 tasks passed" in out
    assert "the status is '200'" in out
    assert "Next: Go on with 2.2" in out


def test_list_says_every_state_in_words(workshop, kit):
    remember(kit, "1.1", "1.2")
    (kit.root / "ex2" / "hello.py").write_text("# begun\n", encoding="utf-8")
    status, out, _ = workshop("list")
    assert status == 0
    assert "1.1  passed" in out
    assert "2.1  begun" in out
    assert "3.1  not started" in out
    assert "2.4  begun        Trust no visitor (bonus)" in out
    assert "ex2 – A WSGI application by hand <-- you are here" in out


def test_a_task_that_was_never_graded_is_no_next_step_unless_its_todo_stands(workshop, grade, kit):
    assert "2.2 passed. Next: 2.1 in ex2/hello.py. `workshop check ex2` grades" in workshop("check", "2.2")[1]
    (kit.root / "ex2" / "hello.py").write_text(solution("ex2")["hello.py"], encoding="utf-8")
    assert "2.2 passed. `workshop check ex2` grades all of ex2." in workshop("check", "2.2")[1]
    grade.say("2.1")
    workshop("check", "2.1")
    assert "2.2 passed. Next: 2.1 in ex2/hello.py." in workshop("check", "2.2")[1]


def test_the_examples_of_the_help_come_from_the_kit(workshop, monkeypatch, tmp_path):
    _, out, _ = workshop("--help")
    assert "workshop check 1.1 " in out and "workshop run ex1 " in out
    assert "such as 1.1 (default" in workshop("hint", "--help")[1]
    monkeypatch.chdir(tmp_path)
    assert "workshop check N.M " in workshop("--help")[1]


def test_what_passed_before_and_fails_now_is_not_called_passed(workshop, grade):
    workshop("check", "--all")
    assert "All exercises passed" in workshop("check", "ex4")[1]
    grade.say("2.2", message="words")
    workshop("check", "ex2")
    _, out, _ = workshop("list")
    assert "2.2  failed       Speak the protocol – passed before, fails now" in out
    assert "13 of 14 tasks passed" in out
    _, out, _ = workshop("check", "ex4")
    assert "ex4 passed. But 2.2 passed before, and fails now. Next: `workshop check ex2`." in " ".join(out.split())
    assert "All exercises passed" not in out
    assert "2.1 passed. Next: 2.2 in ex2/hello.py." in workshop("check", "2.1")[1]


def test_a_hint_in_a_pipe_has_no_blanks_at_the_end_of_its_lines(workshop):
    assert all(line == line.rstrip() for line in workshop("hint", "2.1")[1].splitlines())


def test_each_hint_gives_one_more_and_the_last_one_points_to_the_answer(workshop):
    told = [workshop("hint", "3.2")[1] for _ in range(4)]
    for number in (1, 2, 3):
        assert f"Hint {number} of 3 for 3.2" in told[number - 1]
        assert told[number - 1].count("Hint ") == 1
    assert "`workshop hint 3.2` gives the next one" in told[0]
    assert "`workshop show ex3`" in told[2]
    assert "These are all 3 hints" in told[3]
    assert told[3].count("Hint ") == 3


def test_a_hint_shows_the_address_that_a_link_goes_to(workshop):
    assert "https://peps.python.org/pep-3333/" in workshop("hint", "2.1")[1].replace("\n", "")


def test_hint_without_a_task_is_for_the_next_one_and_no_bonus_before_it(workshop, kit):
    remember(kit, "1.1", "1.2", "2.1")
    assert "for 2.2" in workshop("hint")[1]
    assert "for 3.1" in workshop("hint", "ex3")[1]


def test_show_needs_a_yes_when_there_is_nobody_to_ask(workshop):
    status, out, err = workshop("show", "ex2")
    assert (status, out) == (2, "")
    assert "workshop show ex2 --yes" in err


def test_show_is_a_diff_between_yours_and_the_answer(workshop):
    status, out, _ = workshop("show", "ex2", "--yes")
    assert status == 0
    assert "--- yours: ex2/hello.py" in out
    assert "+++ answer: solutions/ex2/hello.py" in out
    assert '-    raise NotImplementedError("TODO 2.1' in out


def test_show_does_not_ask_who_has_passed(workshop, kit):
    remember(kit, "2.1", "2.2")
    (kit.root / "ex2" / "hello.py").write_text(solution("ex2")["hello.py"], encoding="utf-8")
    status, out, _ = workshop("show", "ex2")
    assert status == 0
    assert "letter by letter" in out


@pytest.mark.parametrize(("reply", "shown"), [("y", True), ("n", False), ("", False), (EOFError, False)])
def test_show_asks_first_on_a_terminal(workshop, monkeypatch, reply, shown):
    def answer(prompt):
        if reply is EOFError:
            raise EOFError
        return reply

    monkeypatch.setattr(commands, "_on_a_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", answer)
    status, out, _ = workshop("show", "ex2")
    assert status == 0
    assert ("+++ answer" in out) is shown
    assert ("workshop hint 2.1" in out) is not shown


def test_ctrl_c_at_a_question_is_a_no(workshop, monkeypatch):
    def interrupted(prompt):
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "_on_a_terminal", lambda: True)
    monkeypatch.setattr("builtins.input", interrupted)
    status, out, _ = workshop("show", "ex2")
    assert (status, out) == (1, "\nCancelled.\n")


def test_a_port_in_use_is_told_before_anything_is_served(workshop, listener):
    status, out, err = workshop("run", "ex1", "--port", str(listener))
    assert (status, out) == (2, "")
    assert f"Something listens on port {listener} already" in err


def test_wrappers_are_for_ex4_alone(workshop):
    status, _, err = workshop("run", "ex2", "--wrappers", "werkzeug", "--port", str(free_port()))
    assert status == 2
    assert "ex2 has no run on which --wrappers can be chosen." in err


def test_a_port_variable_that_is_none_is_told(workshop, monkeypatch):
    monkeypatch.setenv("PORT", "abc")
    status, _, err = workshop("run", "ex2")
    assert status == 2
    assert "PORT must be a number from 0 to 65535; it is 'abc'." in err


def test_a_package_that_is_missing_is_no_traceback(workshop, monkeypatch):
    monkeypatch.setitem(sys.modules, "rich.console", None)
    monkeypatch.delitem(sys.modules, "bizkit.workshop.terminal.screen", raising=False)
    status, _, err = workshop("list")
    assert status == 2
    assert "`workshop doctor` says what to do" in err


def test_doctor_needs_no_package_to_say_which_one_is_missing(workshop, monkeypatch):
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setattr(doctor, "examine", lambda kit, port: [doctor.Finding("problem", "It is odd.", "Mend it.")])
    status, out, _ = workshop("doctor")
    assert status == 1
    assert "problem  It is odd.\n         -> Mend it." in out


def test_doctor_passes_where_there_are_warnings_only(workshop, monkeypatch):
    monkeypatch.setattr(doctor, "examine", lambda kit, port: [doctor.Finding("warning", "It is odd.", "Mend it.")])
    assert workshop("doctor")[0] == 0


def test_a_check_for_a_program_loads_no_screen_and_no_watcher(kit):
    code = """
        import sys
        from bizkit.workshop import command as cli
        status = cli.main(["check", "2.1", "--json"])
        print(status, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
    """
    ran = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=kit.root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    status, *loaded = ran.stderr.split()
    assert status == "1"
    assert json.loads(ran.stdout)["tasks"][0]["outcome"] == "not started"
    assert not {"rich", "watchfiles", "webtest", "werkzeug", "waitress"} & set(loaded)


def test_a_file_of_the_learners_shadows_nothing(kit):
    for name in ("rich", "pytest", "json", "watchfiles"):
        (kit.root / f"{name}.py").write_text("raise SystemExit('shadowed')\n", encoding="utf-8")
    ran = run_process(kit, "list")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "2.1  not started" in ran.stdout


def test_a_terminal_without_unicode_gets_all_lines_nonetheless(kit):
    ran = run_process(kit, "list", env={"PYTHONIOENCODING": "ascii"})
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "ex1 ? Get your kit together" in ran.stdout
    assert "----- 0 of 14 tasks passed" in ran.stdout


def test_help_fits_80_columns(workshop, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    status, out, _ = workshop("--help")
    assert status == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "examples:" in out
