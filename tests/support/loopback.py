"""A small HTTP server on loopback for as long as a block lasts, however the block ends."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listener(ThreadingHTTPServer):
    request_queue_size = 128  # with the usual 5, connections made at once wait a second for their turn
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Stay quiet: a caller may hang up."""


@contextmanager
def listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """Serve on a free port and yield it."""
    with Listener(("127.0.0.1", 0), handler) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield listener.server_address[1]
        finally:
            listener.shutdown()
            thread.join()
