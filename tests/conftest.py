"""The kit's own tests start many processes: all of them together run on all cores. What is left out is said."""

import os

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Use all cores when somebody runs all tests without `-n`. `pytest -n 0` runs them one by one."""
    is_worker = hasattr(config, "workerinput")  # one of those that this makes
    runs_all = [os.path.basename(path) for path in config.args] == config.getini("testpaths")
    if runs_all and not is_worker and config.getoption("numprocesses", 0) is None and not config.getoption("usepdb"):
        config.option.numprocesses = os.cpu_count() or 1


def pytest_addoption(parser):
    parser.addoption("--whole", action="store_true", help="run the tests marked `whole` as well: they take minutes")


def pytest_configure(config):
    """Say of each test that is left out why it is: a laptop may have no Chromium."""
    config.addinivalue_line("markers", "whole: what takes minutes in all; only with --whole")
    if "s" not in config.option.reportchars:
        config.option.reportchars += "s"


def pytest_collection_modifyitems(config, items):
    """Leave out what takes minutes, unless it is asked for."""
    if config.getoption("--whole"):
        return
    left_out = [item for item in items if item.get_closest_marker("whole")]
    items[:] = [item for item in items if not item.get_closest_marker("whole")]
    config.hook.pytest_deselected(items=left_out)


def pytest_report_header(config):
    if config.getoption("--whole"):
        return None
    return "left out: right and wrong answers, most slides, and the rarer cases (`pytest --whole` runs them, too)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """In CI nothing is left out: what a laptop may lack is installed there."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"In CI nothing may be left out. {report.longrepr[-1]}"
    return report
