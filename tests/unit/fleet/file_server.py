"""A file server on the loopback: gives what it has, keeps what it gets, fails as told."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class FileServer:
    def __init__(self, url: str) -> None:
        self.url = url
        self.files: dict[str, bytes] = {}
        """By path, without a query."""
        self.failures: list[int] = []
        """HTTP statuses of the next answers."""
        self.requests: list[tuple[str, str]] = []
        """Method and path with its query."""


@contextmanager
def file_server() -> Iterator[FileServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            files.requests.append(("GET", self.path))
            content = files.files.get(self.path.split("?")[0])
            self._answer(404 if content is None else 200, content or b"")

        def do_PUT(self) -> None:
            files.requests.append(("PUT", self.path))
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if not files.failures:
                files.files[self.path.split("?")[0]] = content
            self._answer(200)

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _answer(self, status: int, content: bytes = b"") -> None:
            self.send_response(files.failures.pop(0) if files.failures else status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        files = FileServer(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield files
        finally:
            server.shutdown()
            thread.join()
