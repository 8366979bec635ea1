"""A gate before an identity provider: counts what passes, and hangs when it is closed."""

import http.server
import threading
import urllib.request


class Gate:
    """Forwards GET requests to `upstream`, an origin. While closed, it accepts connections and answers nothing.

    `lifetime`: the seconds for which the answers may be kept.
    """

    def __init__(self, upstream, lifetime=600):
        self.requests = []
        self._open = threading.Event()
        self._open.set()
        gate = self

        class Passage(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                gate.requests.append(self.path)
                gate._open.wait()
                with urllib.request.urlopen(upstream + self.path, timeout=20) as answer:
                    body = answer.read()
                    self.send_response(answer.status)
                    self.send_header("Content-Type", answer.headers["Content-Type"])
                    self.send_header("Cache-Control", f"max-age={lifetime}")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    pass  # the caller has given up

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Passage)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.open()
        self._server.shutdown()
        self._server.server_close()

    def close(self):
        self._open.clear()

    def open(self):
        self._open.set()
