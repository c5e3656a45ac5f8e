"""The kit's own tests start many processes: all of them together run on all cores."""

import os

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Say `-n` for whoever runs all tests without saying it. `pytest -n 0` runs them one by one."""
    is_worker = hasattr(config, "workerinput")  # one of those that this makes
    runs_all = [os.path.basename(path) for path in config.args] == config.getini("testpaths")
    if runs_all and not is_worker and config.getoption("numprocesses", 0) is None and not config.getoption("usepdb"):
        config.option.numprocesses = os.cpu_count()
