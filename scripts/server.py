"""The lending desk of specs/loan-end.md, as http.server makes it. Argument: correct, status, ticket."""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FAULT = sys.argv[1]
TOKEN = "Bearer " + os.environ["AS_DOCUMENTED_TOKEN"]


class Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = self.path.strip("/").split("/")
        if parts[:2] != ["me", "shelves"] or parts[3:] != ["loans", "end"]:
            self.answer(404)
        elif self.headers.get("Authorization") != TOKEN:
            self.answer(401, [("WWW-Authenticate", "Bearer")])
        elif not self.headers.get("loan-ticket") and FAULT != "ticket":
            self.answer(400)
        else:
            self.answer(202 if FAULT == "status" else 204)


server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
print(server.server_address[1], flush=True)
server.serve_forever()
