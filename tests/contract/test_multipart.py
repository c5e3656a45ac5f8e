"""Forms with files in them (RFC 7578)."""

import io

import pytest

# A file that is refused halfway is closed by Werkzeug only when it is collected.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
CRLF = b"\r\n"


def part(head, content=b"", line=CRLF):
    return b"--b" + line + line.join(head.encode().splitlines()) + line + line + content + line


def field(name, content=b""):
    return part(f'Content-Disposition: form-data; name="{name}"', content)


def file(name, filename, content=b"", more=""):
    return part(f'Content-Disposition: form-data; name="{name}"; filename="{filename}"{more}', content)


END = b"--b--\r\n"


@pytest.fixture
def posted(twin, make_environ):
    """The request that brings this content; keywords are its limits."""

    def posted(content, content_type="multipart/form-data; boundary=b", **limits):
        environ = make_environ(content, CONTENT_TYPE=content_type, REQUEST_METHOD="POST")
        made.append(type("Request", (twin.Request,), limits)(environ))
        return made[-1]

    made = []
    yield posted
    for request in made:
        request.close()


def pairs(multidict):
    return list(multidict.items(multi=True))


def contents(request):
    return [(name, each.filename, each.read()) for name, each in pairs(request.files)]


def test_fields_and_files_are_told_apart(posted):
    request = posted(field("a", b"1") + file("f", "x.txt", b"content") + field("a", b"2") + END)
    assert pairs(request.form) == [("a", "1"), ("a", "2")]
    assert contents(request) == [("f", "x.txt", b"content")]


def test_a_file_is_described(posted):
    request = posted(
        file("f", "x.txt", b"content", "\nContent-Type: Text/Plain; Charset=utf-8\nContent-Length: 7") + END
    )
    found = request.files["f"]
    assert (found.name, found.filename, found.content_type) == ("f", "x.txt", "Text/Plain; Charset=utf-8")
    assert (found.mimetype, found.mimetype_params, found.content_length) == ("text/plain", {"charset": "utf-8"}, 7)
    assert found.headers["content-disposition"].startswith("form-data")
    assert found and "x.txt" in repr(found)


def test_a_file_can_be_saved(posted, tmp_path):
    request = posted(file("f", "x.txt", b"content") + END)
    request.files["f"].save(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == b"content"
    request.files["f"].seek(0)
    request.files["f"].save(buffer := io.BytesIO())
    assert buffer.getvalue() == b"content"
    request.close()
    assert request.files["f"].stream.closed


@pytest.mark.parametrize("size", [0, 1, 70_000, 262_000, 262_200, 1_000_000])
def test_a_file_of_any_size_comes_as_it_was_sent(posted, size):
    content = (b"\r\n--b-\r\n--bb\r\n-\n" * (size // 16 + 1))[:size]
    request = posted(field("a", b"1") + file("f", "x", content) + field("c", b"2") + END)
    assert contents(request) == [("f", "x", content)]
    assert pairs(request.form) == [("a", "1"), ("c", "2")]


def test_a_large_file_is_on_disk(posted):
    request = posted(file("f", "x", b"\0" * 2_000_000) + END)
    stream = request.files["f"].stream
    assert getattr(stream, "_rolled", False)
    assert len(stream.read()) == 2_000_000


@pytest.mark.parametrize(("size", "is_on_disk"), [(400_000, False), (512_000, False), (512_001, True)])
def test_what_is_small_is_in_memory(posted, size, is_on_disk):
    request = posted(file("f", "x", b"\0" * size) + END)
    assert getattr(request.files["f"].stream, "_rolled", False) is is_on_disk


def test_what_looks_like_a_boundary_is_content(posted):
    content = b"x--b\r\n\r\n--bx\r\n\r\n--b-x\r\n--b-"
    assert contents(posted(file("f", "x", content) + END))[0][2] == content


def test_around_the_parts_there_may_be_more(posted):
    assert pairs(posted(b"preamble\r\n" + field("a", b"1") + b"--b-- \t\r\nepilogue --b\r\n").form) == [("a", "1")]
    assert pairs(posted(field("a", b"1") + b"--b--").form) == [("a", "1")]
    assert pairs(posted(field("a", b"1").replace(b"--b\r\n", b"--b \t \r\n") + END).form) == [("a", "1")]


def test_a_form_can_be_empty(posted):
    assert pairs(posted(END).form) == []
    assert pairs(posted(field("a") + file("f", "") + END).form) == [("a", "")]
    assert not posted(file("f", "") + END).files["f"]


def test_empty_lines_before_a_head_are_passed_over(posted):
    assert pairs(posted(b"--b\r\n\r\n" + field("a", b"1") + END).form) == [("a", "1")]


def test_an_empty_part_may_share_its_line_break(posted):
    content = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n--b--\r\n'
    assert pairs(posted(content).form) == [("a", "")]


@pytest.mark.parametrize("line", [b"\n", b"\r"])
def test_old_senders_end_lines_in_their_own_way(posted, line):
    content = part('Content-Disposition: form-data; name="a"', b"1", line) + b"--b--" + line
    assert pairs(posted(content).form) == [("a", "1")]


@pytest.mark.parametrize(
    ("head", "name", "filename"),
    [
        ("Content-Disposition: form-data; name=a; filename=b", "a", "b"),
        ("content-disposition:form-data;name=a;filename=b", "a", "b"),
        ('Content-Disposition: form-data; name="é"; filename="☃"', "é", "☃"),
        ("Content-Disposition: form-data; name=a; filename*=UTF-8''na%C3%AFve", "a", "naïve"),
        ('Content-Disposition: form-data; name="a;b"; filename="\\"c\\""', "a;b", '"c"'),
        ('Content-Disposition: form-data; name="a%22b"; filename="C:\\\\x"', 'a"b', "C:\\x"),
        ('Content-Disposition: form-data;\n name=a;\n\tfilename="b\u2028c"', "a", "b\u2028c"),
        ("X-Other: 1\nContent-Disposition: form-data; name=a; filename=b", "a", "b"),
        ("X-Other: 1\nContent-Disposition: form-data;\n name=a;\n filename=b\nX-Last: 2\n\t3", "a", "b"),
    ],
)
def test_the_head_of_a_part(posted, head, name, filename):
    content = b"--b\r\n" + head.replace("\n", "\r\n").encode() + b"\r\n\r\nx\r\n" + END
    assert contents(posted(content)) == [(name, filename, b"x")]


@pytest.mark.parametrize(
    ("charset", "text"), [("utf-8", "é"), ("iso-8859-1", "Ã©"), ("US-ASCII", "\ufffd\ufffd"), ("utf-9", "é")]
)
def test_a_field_can_have_a_charset(posted, charset, text):
    head = f'Content-Disposition: form-data; name="a"\nContent-Type: text/plain; charset={charset}'
    assert posted(part(head, "é".encode()) + END).form["a"] == text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no form",
        field("a", b"1"),
        field("a", b"1")[:20],
        field("a", b"1") + b"--b",
        field("a", b"1") + b"--bx--",
        part("X-Other: 1", b"1") + END,
        b"--b\r\n\r\n1\r\n" + END,
        b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n1\r\n' + END,
    ],
)
def test_a_form_that_can_not_be_read_is_empty(posted, content):
    request = posted(content)
    assert (pairs(request.form), pairs(request.files)) == ([], [])


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=b"]
)
def test_without_a_boundary_there_is_no_form(posted, content_type):
    assert pairs(posted(field("a", b"1") + END, content_type).form) == []
    assert pairs(posted(field("a", b"1") + END, "multipart/form-data; boundary=\xe9").form) == []


def test_a_part_without_a_name_is_left_out(posted):
    nameless = part("Content-Disposition: form-data", b"1") + part("Content-Disposition: form-data; filename=x", b"2")
    request = posted(nameless + field("a", b"3") + END)
    assert (pairs(request.form), contents(request)) == ([("a", "3")], [])
    named = field("a", b"3") + file("f", "x", b"4") + field("a", b"5") + file("f", "y", b"6")
    request = posted(nameless + named + END)
    assert pairs(request.form) == [("a", "3"), ("a", "5")]
    assert contents(request) == [("f", "x", b"4"), ("f", "y", b"6")]


def test_too_many_parts_answer_413(posted, code_of):
    assert code_of(lambda: posted(field("a") * 2000 + END).form) == 413
    assert code_of(lambda: posted(field("a") * 3 + END, max_form_parts=2).form) == 413
    assert len(posted(field("a") * 3 + END, max_form_parts=3).form.getlist("a")) == 3
    assert len(posted(field("a") * 2000 + END, max_form_parts=None).form.getlist("a")) == 2000


def test_too_large_a_field_answers_413(posted, code_of):
    assert code_of(lambda: posted(field("a", b"x" * 500_001) + END).form) == 413
    assert code_of(lambda: posted(part("Content-Disposition: form-data; name=" + "x" * 600_000) + END).form) == 413
    assert len(posted(field("a", b"x" * 500_001) + END, max_form_memory_size=None).form["a"]) == 500_001
    assert len(posted(file("f", "x", b"x" * 600_000) + END).files["f"].read()) == 600_000


def test_after_a_form_there_is_no_data(posted):
    request = posted(field("a", b"1") + END)
    assert (request.data, request.form["a"], request.get_data()) == (b"", "1", b"")


def test_data_that_was_read_before_is_still_a_form(posted):
    request = posted(field("a", b"1") + END)
    assert request.get_data().startswith(b"--b")
    assert request.form["a"] == "1"


def test_a_client_that_goes_away_answers_400(twin, make_environ, code_of):
    environ = make_environ(field("a", b"1"), CONTENT_TYPE="multipart/form-data; boundary=b") | {"CONTENT_LENGTH": "999"}
    assert code_of(lambda: twin.Request(environ).form) == 400
