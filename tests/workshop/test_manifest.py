"""exercise.toml: what it may say, and the error for everything else."""

import pytest
from kits import ROOT

from bizkit.watching import glob
from bizkit.workshop.kit import manifest
from bizkit.workshop.kit.exercises import Kit, KitError
from bizkit.workshop.kit.toml import TableError

WEB = '[[runs]]\nname = "web"\ntask = "5.1"\nkind = "wsgi"\napplication = "shop:application"\n'
SERVER = '[[runs]]\nname = "server"\ntask = "5.1"\nkind = "tcp"\ncommand = ["{python}", "{folder}/server.py"]\n'
BROKER = '[[services]]\nname = "broker"\nkind = "tcp"\ncommand = ["{python}", "broker.py", "{port}"]\n'


def read(tmp_path, text):
    path = tmp_path / "exercise.toml"
    path.write_text(text, encoding="utf-8")
    return manifest.read("ex5", path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("files = [", "ex5/exercise.toml is not valid TOML: "),
        ("", "files: is missing. It must be a list of texts in quotes."),
        ("files = []", 'files: must name at least one pattern, such as "*.py".'),
        ('files = "*.py"', "files: must be a list of texts in quotes; it is '*.py'."),
        ('files = ["*.py", 1]', "files[2]: must be a text in quotes; it is 1."),
        ('files = ["*.py"]\nfile = []', "file: is an unknown key. Known here: compare, files, given, notes, runs,"),
        ('files = ["../*.py"]', "files: '../*.py' is not a pattern of files in ex5/."),
        ('files = ["/etc/*"]', "files: '/etc/*' is not a pattern"),
        ('files = ["a\\\\b.py"]', "files: 'a\\\\b.py' is not a pattern"),
        ('files = ["C:/*.py"]', "files: 'C:/*.py' is not a pattern"),
        ('files = ["*.py", "README.md"]', "files: 'README.md' belongs to the grader"),
        ('files = ["*.py"]\ngiven = ["test_ex5.py"]', "given: 'test_ex5.py' belongs to the grader"),
        ('files = ["*.py"]\n[time_limits]\n"5.1" = 0', "time_limits.5.1: must be a number of seconds"),
        ('files = ["*.py"]\n[time_limits]\n"5.1" = true', "time_limits.5.1: must be a number of seconds"),
        (
            'files = ["*.py"]\n[time_limits]\n5.1 = 2',
            "time_limits: '5' is not the number of a task.",
        ),
        ('files = ["*.py"]\n[time_limits]\n"6.1" = 2', "6.1 is not a task of ex5."),
        ('files = ["*.py"]\n[notes]\n"5.1" = 2', "notes.5.1: must be a text in quotes; it is 2."),
        ('files = ["*.py"]\nruns = 1', "runs: must be a list of tables, each under [[runs]]; it is 1."),
        ('files = ["*.py"]\nruns = [1]', "runs[1]: must be a table; it is 1."),
        (WEB.replace('"web"', '"My Web"'), "runs (My Web).name: 'My Web' is not a name."),
        (WEB.replace('name = "web"\n', ""), "runs (1).name: is missing."),
        (WEB.replace('task = "5.1"\n', ""), "runs (web).task: is missing."),
        (WEB.replace("5.1", "five"), "runs (web).task: 'five' is not the number of a task"),
        (WEB.replace("5.1", "4.1"), "4.1 is not a task of ex5."),
        (
            WEB.replace("wsgi", "cgi"),
            "runs (web).kind: 'cgi' is unknown. It must be one of wsgi, http, tcp, udp, worker.",
        ),
        (WEB.replace("shop:application", "shop"), "runs (web).application: a run of the kind wsgi needs one"),
        (WEB + 'command = ["x"]\n', "runs (web).command: `bizkit run` serves a run of the kind wsgi."),
        (WEB + "port = 1\n", "runs (web).port: is an unknown key. Known here: about, application, command,"),
        (WEB + WEB, "runs (web): another run or service has the same name."),
        (WEB + "[runs.layers]\nwrappers = 1\n", "runs (web).layers.wrappers: must be a table; it is 1."),
        (SERVER.replace("command", "#"), "runs (server).command: is missing from this run of the kind tcp."),
        (SERVER + 'application = "a:b"\n', "runs (server).application: belongs to the kind wsgi, and this is tcp."),
        (SERVER.replace('"tcp"', '"worker"'), "runs (server).ready: is missing from this run of the kind worker."),
        (SERVER.replace('"tcp"', '"udp"'), "runs (server).ready: is missing from this run of the kind udp."),
        (SERVER + 'needs = ["broker"]\n', "runs (server).needs: there is no 'broker'. There are server."),
        (SERVER + 'needs = ["server"]\n', "runs (server).needs: server waits for itself"),
        (SERVER + 'environment = { PORT = "{ports}" }\n', "{ports} is an unknown placeholder. Known here: {python}, "),
        (SERVER + 'environment = { B = "{broker.port}" }\n' + BROKER, "{broker.port} is an unknown placeholder."),
        (SERVER + "environment = { PORT = 1 }\n", "runs (server).environment.PORT: must be a text in quotes; it is 1."),
        (BROKER + 'task = "5.1"\n', "services (broker).task: is an unknown key."),
    ],
)
def test_an_error_names_the_file_the_key_and_what_is_expected(tmp_path, text, words):
    text = text if "files" in text or not text.startswith("[") else f'files = ["*.py"]\n{text}'
    with pytest.raises(TableError) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith("ex5/exercise.toml")
    assert words in str(caught.value)


def test_a_manifest_that_is_missing_or_not_text_is_an_error_too(tmp_path):
    with pytest.raises(TableError, match=r"ex5/exercise.toml can't be read \(No such file"):
        manifest.read("ex5", tmp_path / "exercise.toml")
    (tmp_path / "exercise.toml").write_bytes(b"\xff")
    with pytest.raises(TableError, match="is not valid TOML"):
        manifest.read("ex5", tmp_path / "exercise.toml")


def test_the_command_reports_it_as_an_error_of_the_kit(kit):
    (kit.root / "ex2" / "exercise.toml").write_text("files = 1\n", encoding="utf-8")
    with pytest.raises(KitError, match=r"ex2/exercise\.toml, files: must be a list"):
        assert Kit(kit.root).exercise("ex2").files


def test_an_answer_may_have_any_suffix_and_any_depth(tmp_path):
    found = read(
        tmp_path, 'files = ["*.py", "templates/**", "shop/**/*.py", "*.sql"]\ngiven = ["seed.sql", "logo.png"]'
    )
    for path in ("a.py", "templates/a.html", "templates/b/c.txt", "shop/__init__.py", "shop/a/b.py", "schema.sql"):
        assert found.is_answer(path), path
    for path in ("seed.sql", "logo.png"):
        assert found.is_given(path) and not found.is_answer(path)
    for path in ("README.md", "test_ex5.py", "__init__.py", "exercise.toml", "HINTS.md", "notes.txt", "other/a.py"):
        assert not found.is_answer(path), path
    for path in ("templates/.DS_Store", "templates/__pycache__/a.pyc", "shop/__pycache__/a.py", "templates/a.html~"):
        assert not found.is_answer(path), path


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("*.py", ["a.py", ".py"], ["b/a.py", "a.pyc", "apy"]),
        ("**/*.py", ["a.py", "b/a.py", "b/c/a.py"], ["a.pyc"]),
        ("b/**", ["b/a", "b/c/a.txt"], ["b", "c/b/a"]),
        ("b/**/a", ["b/a", "b/c/d/a"], ["b/xa", "ba"]),
        ("a?.[x]", ["ab.[x]"], ["a.[x]", "a/.[x]", "ab.x"]),
    ],
)
def test_patterns_are_those_of_a_shell(pattern, matching, others):
    assert [path for path in (*matching, *others) if glob(pattern).fullmatch(path)] == matching


def test_what_a_run_needs_comes_before_it(tmp_path):
    text = SERVER + 'needs = ["broker"]\nenvironment = { B = "{broker.port}" }\n' + BROKER
    text += WEB + 'needs = ["server", "broker"]\n'
    found = read(tmp_path, f'files = ["*.py"]\n{text}')
    assert [run.name for run in found.with_needs(found.process("web"))] == ["broker", "server", "web"]


@pytest.mark.parametrize("exercise", Kit(ROOT).exercises, ids=lambda exercise: exercise.name)
def test_the_manifests_fit_the_files_beside_them(exercise):
    tasks = tuple(task.id for task in exercise.tasks)
    assert manifest.problems(exercise.manifest, exercise.folder, exercise.reference, tasks) == []


def test_what_does_not_fit_is_found(tmp_path):
    folder, reference = tmp_path / "ex5", tmp_path / "solutions" / "ex5"
    for each in (folder, reference):
        each.mkdir(parents=True)
    (folder / "logo.png").write_bytes(b"1")
    (reference / "logo.png").write_bytes(b"2")
    text = 'files = ["*.py"]\ngiven = ["logo.png", "seed.sql"]\ncompare = "compare.toml"\n[notes]\n"5.9" = "x"\n'
    found = manifest.problems(read(tmp_path, text + WEB), folder, reference, ("5.2",))
    assert [line.removeprefix("ex5/exercise.toml, ") for line in found] == [
        "files: '*.py' matches no file in solutions/ex5.",
        f"given: 'seed.sql' matches no file in {tmp_path.name}/ex5.",
        "given: logo.png differs between the exercise and its reference answer.",
        "compare: there is no file ex5/compare.toml.",
        "runs (web).task: the README has no task 5.1. It has 5.2.",
        "notes: the README has no task 5.9. It has 5.2.",
        "runs (web).application: the reference answer has no module shop.py.",
    ]
