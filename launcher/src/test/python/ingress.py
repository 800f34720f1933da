"""What an ingress controller does: it serves a public name, passes requests on, and says in headers who asked."""

import http.client
import http.server
import threading
import urllib.parse

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = ""
    public_name = ""

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "host")}
        headers |= {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "X-Forwarded-Proto": "http"}
        headers |= {"Host": self.public_name, "X-Forwarded-Host": self.public_name}
        connection = http.client.HTTPConnection(self.upstream, timeout=60)
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    do_DELETE = do_GET = do_HEAD = do_PATCH = do_POST = do_PUT = serve

    def log_message(self, format, *args):
        """Says nothing: the clients report."""


class Ingress:
    """Runs until its block ends; gives its address, which is the one that the public name leads to."""

    def __init__(self, target, name):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        handler = {"upstream": urllib.parse.urlsplit(target).netloc, "public_name": f"{name}:{self.server.server_port}"}
        self.server.RequestHandlerClass = type("Upstream", (Handler,), handler)

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
