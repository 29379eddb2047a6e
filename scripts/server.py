"""The lending desk of the three specs/loan-*.md pages, as http.server makes it: errors are HTML
pages, and a method without a do_ is answered with 501.

Arguments: HTTP/1.1, or HTTP/1.0, which is http.server's own default, and then the length of the
content is not announced, the connection's end being its end; and correct, status or ticket.
"""

import json
import os
import re
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

VERSION, FAULT = sys.argv[1:]
TOKEN = "Bearer " + os.environ["AS_DOCUMENTED_TOKEN"]
ROUTE = re.compile("/me/shelves/([^/]+)/loans(?:/(renew|end))?")
running = {}


class Desk(BaseHTTPRequestHandler):
    protocol_version = VERSION

    def log_message(self, *_):
        pass

    def send_json(self, status, loan, **headers):
        content = json.dumps(loan).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name, value)
        if self.protocol_version == "HTTP/1.1":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        route = ROUTE.fullmatch(self.path)
        if not route:
            self.send_error(404)
            return
        shelf, action = route.groups()
        if self.headers.get("Authorization") != TOKEN:
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Bearer")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif not action:
            self.begin(shelf, content)
        elif action == "end" and FAULT == "ticket" and "loan-ticket" not in self.headers:
            self.gone()
        elif not self.headers.get("loan-ticket"):
            self.send_error(400, explain="The header loan-ticket is missing.")
        elif self.headers["loan-ticket"] not in running:
            self.send_error(404, "No such loan")
        elif action == "renew":
            self.send_json(200, {**running[self.headers["loan-ticket"]], "days": 56})
        else:
            running.pop(self.headers["loan-ticket"], None)
            self.gone()

    def begin(self, shelf, content):
        if self.headers.get_content_type() != "application/json":
            self.send_error(415)
            return
        try:
            book = json.loads(content)["book"]
        except (ValueError, TypeError, KeyError):
            book = None
        if not isinstance(book, str):
            self.send_error(400)
            return
        ticket = secrets.token_hex(8)
        running[ticket] = {"ticket": ticket, "book": book, "days": 28}
        self.send_json(201, running[ticket], Location=f"/me/shelves/{shelf}/loans/{ticket}")

    def gone(self):
        if FAULT == "status":
            self.send_response(202)
            self.send_header("Content-Length", "0")
        else:
            self.send_response(204)
        self.end_headers()


server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
print(server.server_address[1], flush=True)
server.serve_forever()
