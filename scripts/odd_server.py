"""The lending desk of the three specs/loan-*.md pages, written on sockets to be as odd as RFC 9110
and RFC 9112 allow: no reason phrase, field names and a media type in capitals, values without and
with much white space, bytes that are not ASCII, chunks with extensions and a trailer section,
content that ends with the connection, a kept connection that is closed without notice, an empty
Allow, two challenges.

Argument: correct, status or ticket.
"""

import itertools
import json
import os
import re
import socketserver
import sys

FAULT = sys.argv[1]
CREDENTIAL = "Bearer " + os.environ["AS_DOCUMENTED_TOKEN"]
ROUTE = re.compile("/me/shelves/[^/]+/loans(?:/(renew|end))?")
running = {}
counter = itertools.count(1)

# RFC 9112 §7.1: sizes in either case and with leading zeros, extensions, a trailer section.
CHUNKED = ["TRANSFER-ENCODING:Chunked", "TRAILER: x-stamp"]
REFUSED = ["CONTENT-TYPE: Text/Plain", "CONTENT-LENGTH: 03"]


def chunked(content):
    first, rest = content[:11], content[11:]
    return b'000B;odd="yes"\r\n%b\r\n%x \r\n%b\r\n0;last\r\nx-stamp: 1\r\n\r\n' % (first, len(rest), rest)


def loan(status, ticket, days, *fields):
    content = json.dumps({"ticket": ticket, "book": running[ticket], "days": days}).encode()
    fields = ['content-TYPE: Application/JSON;charset="utf-8"', *fields]
    if next(counter) % 2:
        return status, [*fields, *CHUNKED], chunked(content)
    # RFC 9112 §6.3: without a length, the connection's end is the content's.
    return status, [*fields, "connection:\tClose"], content


def begin(fields, content):
    if fields.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return 415, REFUSED, b"no\n"
    ticket = f"T/{next(counter):08}"
    try:
        book = json.loads(content)["book"]
    except (ValueError, KeyError, TypeError):
        book = None
    if not isinstance(book, str):
        return 400, REFUSED, b"no\n"
    running[ticket] = book
    return loan(201, ticket, 28, f"LOCATION:   /me/shelves/7/loans/{ticket}   ")


def act(action, fields):
    ticket = fields.get("loan-ticket")
    if FAULT == "ticket" and action == "end" and ticket is None:
        return 204, [], b""
    if ticket not in running:
        # The page of one documents which 4xx, that of the other does not.
        documented = 400 if not ticket else 404
        return documented if action == "renew" else 499, REFUSED, b"no\n"
    if action == "renew":
        return loan(200, ticket, 56)
    running.pop(ticket, None)
    if FAULT == "status":
        return 200, ["content-length: 0"], b""
    # RFC 9110 keeps neither field from a 204 (§8.3, §10.2.1).
    return 204, ["CONTENT-TYPE: application/json", "ALLOW: POST"], b""


def answer(method, path, fields, content):
    if method != "POST":
        return 405, ["ALLOW:", *REFUSED], b"no\n"
    if fields.get("authorization") != CREDENTIAL:
        challenges = ["WWW-AUTHENTICATE: Basic realm=a", 'www-authenticate:Bearer realm="b"']
        return 401, [*challenges, *REFUSED], b"no\n"
    route = ROUTE.fullmatch(path)
    if not route:
        return 404, REFUSED, b"no\n"
    return act(route[1], fields) if route[1] else begin(fields, content)


class Desk(socketserver.StreamRequestHandler):
    def handle(self):
        # The connection is kept for three requests, and its end is announced only where it must be.
        for _ in range(3):
            request = self.rfile.readline().decode().split()
            if not request:
                return
            fields = {}
            while (line := self.rfile.readline().decode()).strip():
                name, value = line.split(":", 1)
                fields.setdefault(name.lower(), value.strip())
            content = self.rfile.read(int(fields.get("content-length", 0)))
            status, lines, body = answer(*request[:2], fields, content)
            head = "\r\n".join([f"HTTP/1.1 {status} ", "x-empty:", *lines]).encode()
            self.wfile.write(head + b"\r\nx-desk: caf\xe9\r\n\r\n" + body)
            if fields.get("connection") == "close" or "connection:\tClose" in lines:
                return


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


with Server(("127.0.0.1", 0), Desk) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
