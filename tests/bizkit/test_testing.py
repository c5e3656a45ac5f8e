import pytest

from bizkit import testing
from bizkit.application import App
from bizkit.wrappers.by_hand import Response


def test_the_client_gets_a_page():
    page = testing.TestApp(App(lambda request: Response(f"Hello, {request.args['name']}"))).get("/?name=Zo%C3%AB")
    assert page.status_int == 200
    assert "Hello, Zoë" in page


def test_the_client_sends_a_form():
    client = testing.TestApp(App(lambda request: Response(request.form["name"])))
    assert client.post("/", {"name": "Zoë"}).text == "Zoë"


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        ("200", [("Content-Type", "text/html")], [b"hello"]),
        ("200 OK", [("Content-Type", 1)], [b"hello"]),
        ("200 OK", [("Content-Type", "text/html")], ["hello"]),
    ],
    ids=["no reason", "no string", "no bytes"],
)
def test_the_client_lints(status, headers, body):
    def application(environ, start_response):
        start_response(status, headers)
        return body

    with pytest.raises(AssertionError):
        testing.TestApp(application).get("/")


def test_what_can_not_be_called_is_refused():
    with pytest.raises(TypeError, match="App"):
        testing.TestApp("hello")


def test_pytest_takes_the_client_for_no_test():
    assert testing.TestApp.__test__ is False
