"""An encoder behind an address."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import numpy as np
import pytest

from ponte.search.encoders import EncoderUnavailable, chosen, endpoint


def good(asked):
    rows = [
        {"index": at, "embedding": [len(text), 1.0, asked["input_type"] == "query"]}
        for at, text in enumerate(asked["input"])
    ]
    return 200, {"model": "m@7", "data": rows[::-1]}


class Server(ThreadingHTTPServer):
    def handle_error(self, *_):
        """Whoever asked may have gone."""


@pytest.fixture
def server():
    """An address that answers as its `answer` says; `asked` and `keys` tell what came in."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(asked)
            server.keys.append(self.headers.get("Authorization"))
            status, answer = server.answer(asked)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{server.url}/elsewhere")
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *_):
            return

    server = Server(("127.0.0.1", 0), Handler)
    server.answer, server.asked, server.keys = good, [], []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_vectors_come_in_the_order_of_the_texts_at_length_one(server):
    encoder = chosen(server.url)

    found = encoder.encode(["a", "four"], query=False)

    assert (encoder.name, encoder.dimensions) == ("m@7", 3)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1])
    assert (found[:, 0] / found[:, 1]).tolist() == [1, 4]


def test_queries_are_told_from_passages(server):
    encoder = endpoint.load(server.url)

    assert encoder.encode(["a"], query=True)[0, 2] > encoder.encode(["a"], query=False)[0, 2]
    assert server.asked[-1] == {"input": ["a"], "input_type": "passage"}


def test_no_texts_are_not_sent(server):
    encoder = endpoint.load(server.url)
    before = len(server.asked)

    assert encoder.encode([], query=True).shape == (0, 3)
    assert len(server.asked) == before


def test_a_key_goes_along(server, settings):
    settings.SEARCH = {**settings.SEARCH, "ENCODER_KEY": "s3cret"}

    endpoint.load(server.url)

    assert server.keys == ["Bearer s3cret"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((500, {}), "answered 500"),
        ((302, {}), "answered 302"),
        ((200, b"not json"), "Expecting value"),
        ((200, []), "is no object"),
        ((200, {}), "has no vectors"),
        ((200, {"data": [{"index": 0, "embedding": "x"}]}), "has no vectors"),
        ((200, {"data": [{"index": 0, "embedding": [1, None]}]}), "not one vector"),
        ((200, {"data": []}), "not one vector"),
        ((200, {"data": [{"index": 0, "embedding": [1, 2]}] * 2}), "not one vector"),
    ],
)
def test_what_is_no_answer_is_refused(server, answer, message):
    server.answer = lambda _asked: answer

    with pytest.raises(EncoderUnavailable, match=message):
        endpoint.load(server.url)


def test_redirects_are_not_followed(server):
    server.answer = lambda _asked: (302, {})

    with pytest.raises(EncoderUnavailable):
        endpoint.load(server.url)

    assert len(server.asked) == 1


def test_an_answer_in_other_dimensions_is_refused(server):
    encoder = endpoint.load(server.url)
    server.answer = lambda _asked: (200, {"data": [{"index": 0, "embedding": [1, 2]}]})

    with pytest.raises(EncoderUnavailable, match="2 dimensions, not 3"):
        encoder.encode(["a"], query=True)


def test_an_endless_answer_is_cut_off(server, monkeypatch):
    monkeypatch.setattr(endpoint, "MOST", 100)
    server.answer = lambda _asked: (200, b"[" + b" " * 1000)

    with pytest.raises(EncoderUnavailable, match="too long"):
        endpoint.load(server.url)


def test_an_address_that_nobody_answers_is_unavailable(server):
    with pytest.raises(EncoderUnavailable, match="refused"):
        endpoint.load("http://127.0.0.1:1")


def test_one_that_takes_too_long_is_unavailable(server, monkeypatch):
    monkeypatch.setattr(endpoint, "TIMES_OUT", (0.2, 0.2))

    def slow(asked):
        time.sleep(1)
        return good(asked)

    server.answer = slow

    with pytest.raises(EncoderUnavailable, match="timed out"):
        endpoint.load(server.url)
