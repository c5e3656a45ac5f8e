"""Signals that end the workshop: a closed window and a polite kill do what Ctrl+C does."""

import signal

import pytest

from bizkit.workshop.processes import ending_signals


@pytest.fixture
def ctrl_c(request):
    """What this process does at Ctrl+C."""
    before = signal.signal(signal.SIGINT, request.param)
    yield
    signal.signal(signal.SIGINT, before)


HANDLERS = {
    "as Python has it": signal.default_int_handler,
    "ignored, as in a background job": signal.SIG_IGN,
    "as the system has it": signal.SIG_DFL,
}


@pytest.mark.parametrize("ctrl_c", HANDLERS.values(), ids=HANDLERS, indirect=True)
@pytest.mark.parametrize("name", [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)])
def test_a_polite_end_is_a_keyboard_interrupt_whatever_ctrl_c_does(name, ctrl_c):
    number = getattr(signal, name)
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), ending_signals():
        signal.raise_signal(number)
        for _ in range(1_000_000):  # Python runs a handler between two of its own steps
            pass
    assert signal.getsignal(number) is before
