"""What only the hand-written layer has: its own classes, and what they do when others fail them."""

import copy
import io

import pytest

from bizkit.exceptions import ClientDisconnected, RequestEntityTooLarge
from bizkit.wrappers import by_hand
from bizkit.wrappers.by_hand.conditional import Part
from bizkit.wrappers.by_hand.lazy import lazy
from bizkit.wrappers.by_hand.multipart import MalformedForm, MultipartParser


class Counting:
    count = 0

    @lazy
    def value(self):
        """How often it was computed."""
        self.count += 1
        return self.count


def test_a_lazy_attribute_is_computed_once():
    counting = Counting()
    assert (counting.value, counting.value, counting.count) == (1, 1, 1)
    assert (Counting.value.__doc__, Counting.value.name) == ("How often it was computed.", "value")


def test_requests_and_what_they_accept_can_be_shown():
    request = by_hand.Request({"REQUEST_METHOD": "POST", "PATH_INFO": "/a", "HTTP_ACCEPT": "text/html;q=0.5"})
    assert repr(request) == "<Request POST '/a'>"
    assert repr(request.accept_mimetypes) == "MIMEAccept([('text/html', 0.5)])"


def test_what_the_server_refuses_is_closed():
    closed = []
    response = by_hand.Response("a")
    response.call_on_close(lambda: closed.append(True))

    def start_response(status, headers):
        raise AssertionError("headers already sent")

    with pytest.raises(AssertionError):
        response({"REQUEST_METHOD": "GET"}, start_response)
    assert closed == [True]


def test_a_part_of_less_than_was_promised_ends_with_it():
    part = Part(io.BytesIO(b"0123"), 2, 9)
    assert b"".join(part) == b"23"
    part.close()
    assert b"".join(Part([b"01", "23"], 1, 9)) == b"123"
    Part([], 0, 1).close()


def test_a_file_that_can_not_seek_is_sent_from_its_start():
    class Pipe:
        pieces = iter([b"ab", b"cd", b""])
        closed = False

        def read(self, size):
            return next(self.pieces)

        def close(self):
            self.closed = True

    pipe = Pipe()
    response = by_hand.send_file(pipe, {"REQUEST_METHOD": "GET"}, "text/plain")
    assert (list(response.iter_encoded()), response.content_length) == ([b"ab", b"cd"], None)
    response.close()
    assert pipe.closed


def test_a_large_file_of_a_form_that_breaks_off_is_closed():
    part = b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n'
    content = part + b"\0" * 1_000_000 + b"\r\n" + part
    keys = {"CONTENT_TYPE": "multipart/form-data; boundary=b", "CONTENT_LENGTH": str(len(content))}
    request = by_hand.Request(keys | {"wsgi.input": io.BytesIO(content)})
    assert len(request.files) == 0


def test_a_large_file_is_sent_in_few_pieces(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"\0" * 200_000)
    with by_hand.send_file(tmp_path / "a.bin", {"REQUEST_METHOD": "GET"}) as response:
        pieces = list(response.iter_encoded())
    assert (len(pieces), sum(map(len, pieces))) == (4, 200_000)


@pytest.mark.parametrize("length", ["70000", "999999999999", "9" * 30])
def test_a_length_alone_is_worth_no_memory(length):
    asked = []

    class Socket(io.BytesIO):
        def read(self, size):
            asked.append(size)
            return super().read(size)

    request = by_hand.Request({"CONTENT_LENGTH": length, "wsgi.input": Socket(b"a" * 100)})
    with pytest.raises(ClientDisconnected):
        request.get_data()
    assert (len(asked), max(asked)) == (2, 1 << 16)


def test_the_limits_are_those_of_werkzeug():
    Request = by_hand.Request
    limits = (Request.max_content_length, Request.max_form_memory_size, Request.max_form_parts, Request.trusted_hosts)
    assert limits == (None, 500_000, 1000, None)


def test_credentials_can_be_copied():
    found = by_hand.Authorization("basic", {"username": "Ada"})
    assert copy.deepcopy(found) == copy.copy(found) == found
    assert (found.username, found.realm, hasattr(found, "__nothing__")) == ("Ada", None, False)


def test_what_a_layer_names_is_there():
    assert [name for name in by_hand.__all__ if not hasattr(by_hand, name)] == []


@pytest.mark.parametrize("size", [*range(1, 40), 64, 1000])
def test_a_form_may_come_in_pieces_of_any_size(size):
    head = b"--b\r\nContent-Disposition: form-data; name="
    content = b"--bb preamble\r\n" + head + b"a\r\n\r\n1\r\n--bb\r\n2\r\n" + head + b'f; filename="x"\r\n\r\n'
    content += b"\r\n--b-\r\n" * 20 + b"\r\n" + head + b"c\r\n\r\n\r\n--b-- \r\nepilogue" + b"." * 2000
    stream = io.BytesIO(content)
    parser = MultipartParser(lambda most: stream.read(min(most, size)), b"b", None, None)
    parser.parse()
    assert parser.fields == {"a": ["1\r\n--bb\r\n2"], "c": [""]}
    (file,) = parser.files["f"]
    assert file.read() == b"\r\n--b-\r\n" * 20
    file.close()
    assert stream.read() == b""


def parser_of(content, size, max_field_size=None):
    stream = io.BytesIO(content)
    return MultipartParser(lambda most: stream.read(min(most, size)), b"b", max_field_size, None)


@pytest.mark.parametrize("size", range(1, 20))
@pytest.mark.parametrize("line", [b"\r\n", b"\n", b"\r"])
def test_an_empty_head_is_seen_in_pieces_of_any_size(size, line):
    with pytest.raises(MalformedForm):
        parser_of(line.join([b"--b", b"", b"", b"Content-Disposition: x; name=a", b"", b"1", b"--b--"]), size).parse()
    parser = parser_of(line.join([b"--b", b"Content-Disposition: x; name=a", b"", b"1", b"--b--"]), size)
    parser.parse()
    assert parser.fields == {"a": ["1"]}


@pytest.mark.parametrize(("blanks", "is_boundary"), [(0, True), (1023, True), (1024, False)])
@pytest.mark.parametrize("size", [7, 1000, 5000])
def test_behind_a_boundary_there_may_be_a_thousand_blanks(blanks, is_boundary, size):
    head = b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1"
    parser = parser_of(head + b"\r\n--b" + b" " * blanks + head[3:] + b"\r\n--b--", size)
    parser.parse()
    assert len(parser.fields["a"]) == 1 + is_boundary


def test_a_form_is_read_in_pieces_of_a_quarter_of_a_megabyte():
    asked = []
    stream = io.BytesIO(b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--")
    MultipartParser(lambda most: asked.append(most) or stream.read(most), b"b", None, None).parse()
    assert set(asked) == {1 << 18}


def test_a_date_is_no_longer_than_a_hundred_letters():
    date = "Sun, 06 Nov 1994 08:49:37 GMT"
    assert by_hand.parse_date(date.ljust(100)) is not None
    assert by_hand.parse_date(date.ljust(101)) is None


def test_a_stream_gives_nothing_to_who_asks_for_nothing():
    found = by_hand.Request({"CONTENT_LENGTH": "5", "wsgi.input": io.BytesIO(b"ab\ncd")}).stream
    assert (found.read(0), found.read(1), found.read(0), found.read(None)) == (b"", b"a", b"", b"b\ncd")
    assert (found.read(0), found.readline(0), found.readinto(bytearray())) == (b"", b"", 0)


def test_a_range_has_no_more_than_four_thousand_letters():
    assert by_hand.parse_range_header(f"bytes=0-{'9' * 3998}") is not None
    assert by_hand.parse_range_header(f"bytes=0-{'9' * 3999}") is None
    assert by_hand.parse_content_range_header(f"bytes 0-1/{'9' * 3990}") is not None
    assert by_hand.parse_content_range_header(f"bytes 0-1/{'9' * 3991}") is None


@pytest.mark.parametrize("boundary", [b"b", b"b" * 60])
@pytest.mark.parametrize("first", [1, 2, 3, 62, 64, 1000])
def test_no_more_of_a_form_is_read_than_it_takes_to_refuse_it(boundary, first):
    head = b"--" + boundary + b"\r\nContent-Disposition: form-data; name=a\r\n\r\n"
    stream = io.BytesIO(head + b"x" * 1_000_000 + b"\r\n--" + boundary + b"--")
    parser = MultipartParser(lambda most: stream.read(1000 if stream.tell() else first), boundary, 5000, None)
    with pytest.raises(RequestEntityTooLarge):
        parser.parse()
    assert stream.tell() < 9000
