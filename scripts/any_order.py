"""Runs in many orders against one service after the other; see any-order.

usage: any_order.py PROGRAM"""

import collections
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading

RUNS = int(os.environ.get("RUNS", "20"))
LAMPS = 48

# What is wrong with the answer about a lamp, and with which lamps.
FAULTS = {
    "right": 0,
    "status": 7,
    "error": 8,
    "member": 9,
    "litter": 5,
    "late-litter": 5,
    "twice": 11,
    "late-twice": 11,
    "cut": 6,
    "ends-unsaid": 4,
}

# Services of which nothing is to be said but that the one room was closed by the case before.
HARMLESS = {"right", "ends-unsaid"}
ROOM = "shelves-delete-rooms-room"

# That, or more, is broken in each of them.
EXIT = 1

LAMP = """## Lamp {n}

`GET /lamps/{n}`

Returns `200 OK` with a JSON object:

- `id`: string, required.
- `lit`: boolean, required.

```http
GET /lamps/{n} HTTP/1.1

HTTP/1.1 200 OK
Content-Type: application/json

{{"id": "{n}", "lit": true}}
```

## Switch lamp {n}

`POST /lamps/{n}/switch`

Returns `204 No Content`.

"""

REST = """# Shelves

## Add a shelf

`POST /shelves`

```http
POST /shelves HTTP/1.1
Content-Type: application/json

{"name": "poems"}

HTTP/1.1 201 Created
Content-Type: application/json

{"id": "s-1", "name": "poems"}
```

Errors: `400` if the content is no JSON.

## Read a shelf

`GET /shelves/{shelf}`

Returns `200 OK`, or `404` if there is no such shelf.

## Remove a shelf

`DELETE /shelves/{shelf}`

Returns `204 No Content`, or `404` if there is no such shelf.

## Read a room

`GET /rooms/{room}`

Returns `200 OK`, or `404` if there is no such room.

## Paint a room

`PUT /rooms/{room}`

Returns `204 No Content`, or `404` if there is no such room.

## Close a room

`DELETE /rooms/{room}`

Returns `204 No Content`, or `404` if there is no such room.
"""

FIXTURES = """format = 1

[[fixture]]
variable = "shelf"
produced-by = "{begin}"
json-pointer = "/id"
released-by = "{end}"
used-by = "{read}"
"""

REASONS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}
REASONS[500] = "Internal Server Error"


class Service:
    """Lamps, shelves and a room; one lock for all."""

    def __init__(self, fault):
        self.fault = fault
        self.lock = threading.Lock()
        self.shelves, self.made, self.has_room = {}, 0, True
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.base = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                stream, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.converse, args=(stream,), daemon=True).start()

    def converse(self, stream):
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with stream, stream.makefile("rb") as asked:
                while self.exchange(stream, asked):
                    pass
        except OSError:
            pass

    def exchange(self, stream, asked):
        line = asked.readline().decode("latin-1").split()
        if len(line) != 3:
            return False
        fields = {}
        while (field := asked.readline().strip()):
            name, _, value = field.decode("latin-1").partition(":")
            fields[name.lower()] = value.strip()
        content = asked.read(int(fields.get("content-length", 0)))
        method, path = line[0], line[1]
        with self.lock:
            status, shown, more = self.answer(method, path, content)
        body = b"" if shown is None else json.dumps(shown).encode()
        lines = ["HTTP/1.1 %d %s" % (status, REASONS[status])]
        lines += ["%s: %s" % own for own in more.items()]
        if status != 204:
            lines.append("Content-Length: %d" % len(body))
        if shown is not None:
            lines.append("Content-Type: application/json")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        whole = head if method == "HEAD" else head + body
        ends = fields.get("connection", "").lower() == "close"
        return self.write(stream, path, status, whole) and not ends

    def is_faulty(self, path):
        lamp = re.fullmatch(r"/lamps/(\d+)(/switch)?", path)
        return self.fault != "right" and lamp and int(lamp[1]) % FAULTS[self.fault] == 1

    def write(self, stream, path, status, whole):
        """Writes an answer; whether the connection goes on."""
        fault = self.fault if self.is_faulty(path) and status in (200, 204) else None
        if fault == "litter":
            stream.sendall(whole + b"left over")
        elif fault == "late-litter":
            stream.sendall(whole)
            stream.sendall(b"left over")
        elif fault == "twice":
            stream.sendall(whole * 2)
        elif fault == "late-twice":
            stream.sendall(whole)
            stream.sendall(whole)
        elif fault == "cut" and status == 200:
            stream.sendall(whole[:-3])
            return False
        else:
            stream.sendall(whole)
        return fault != "ends-unsaid"

    def answer(self, method, path, content):
        lamp = re.fullmatch(r"/lamps/(\d+)(/switch)?", path)
        if lamp and int(lamp[1]) < LAMPS:
            return self.lamp(method, int(lamp[1]), lamp[2], self.is_faulty(path))
        shelf = re.fullmatch("/shelves(?:/([^/]+))?", path)
        if shelf:
            return self.shelf(method, shelf[1], content)
        if path == "/rooms/7":
            return self.room(method)
        return 404, {"error": "nothing is there"}, {}

    def lamp(self, method, n, switch, faulty):
        if method != ("POST" if switch else "GET"):
            return 405, {"error": "not so"}, {"Allow": "POST" if switch else "GET"}
        if faulty and self.fault == "error":
            return 500, {"error": "it broke"}, {}
        if switch:
            return (200 if faulty and self.fault == "status" else 204), None, {}
        shown = {"id": str(n), "lit": True}
        if faulty and self.fault == "member":
            del shown["lit"]
        return 200, shown, {}

    def shelf(self, method, name, content):
        if name is None:
            if method != "POST":
                return 405, {"error": "not so"}, {"Allow": "POST"}
            try:
                title = json.loads(content)["name"]
            except (ValueError, KeyError, TypeError):
                return 400, {"error": "no name"}, {}
            self.made += 1
            self.shelves["s-%d" % self.made] = title
            return 201, {"id": "s-%d" % self.made, "name": title}, {}
        if method not in ("GET", "DELETE"):
            return 405, {"error": "not so"}, {"Allow": "GET, DELETE"}
        if name not in self.shelves:
            return 404, {"error": "no such shelf"}, {}
        if method == "DELETE":
            del self.shelves[name]
            return 204, None, {}
        return 200, {"id": name, "name": self.shelves[name]}, {}

    def room(self, method):
        if method not in ("GET", "PUT", "DELETE"):
            return 405, {"error": "not so"}, {"Allow": "GET, PUT, DELETE"}
        if not self.has_room:
            return 404, {"error": "it is closed"}, {}
        if method == "DELETE":
            self.has_room = False
        return (200, {"id": "7"}, {}) if method == "GET" else (204, None, {})


def tables(program, folder):
    (folder / "pages").mkdir()
    lamps = "".join(LAMP.format(n=n) for n in range(LAMPS))
    (folder / "pages/lamps.md").write_text("# Lamps\n\n" + lamps)
    (folder / "pages/shelves.md").write_text(REST)
    subprocess.run([program, "derive", "pages"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    ids = re.findall('^id = "(shelves-[^"]*)"', (folder / "specs/shelves.toml").read_text(), re.M)
    begin, read, end = (next(i for i in ids if w in i) for w in ("post-shelves", "get-shelves", "delete-shelves"))
    (folder / "specs/fixtures.toml").write_text(FIXTURES.format(begin=begin, read=read, end=end))


def ran(program, folder, fault, seed, jobs):
    """What a run says of each case, and how it ended."""
    service = Service(fault)
    command = [program, "run", "--target", service.base, "--var", "room=7", "--intrusive", "--strict"]
    command += ["--report", "json=ran.json", "--jobs", str(jobs), "--shuffle", str(seed)]
    report = folder / "ran.json"
    report.unlink(missing_ok=True)
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    left = sorted(service.shelves)
    service.listener.close()
    if not report.exists():
        sys.exit(f"{fault}: no report was written, exit {ended.returncode}\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
    report = json.loads(report.read_text())
    for case in report["cases"]:
        case.pop("elapsed_ms"), case.pop("exchanges")
    kept = {"cases": report["cases"], "causes": report["causes"], "exit": ended.returncode, "left": left}
    text = json.dumps(kept, indent=1, sort_keys=True).replace(service.base.removeprefix("http://"), "HOST")
    # What a service gave is named after how many it had given.
    return re.sub(r"\bs-\d+\b", "s-N", text)


def wrong(fault, said):
    """What a run says that it should not, or does not say; none where all is well."""
    broken = {case["id"].split("/")[0] for case in said["cases"] if case["outcome"] == "failed"}
    passed = sum(case["outcome"] == "passed" for case in said["cases"])
    if said["exit"] != EXIT:
        return f"exit {said['exit']}, expected {EXIT}"
    if passed < 2 * LAMPS:
        return f"only {passed} cases passed"
    if fault in HARMLESS and broken != {ROOM}:
        return f"broken: {', '.join(sorted(broken))}, expected {ROOM} alone"
    if fault not in HARMLESS and not any("lamps" in operation for operation in broken):
        return "no lamp is broken"
    return None


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        tables(program, folder)
        for fault in os.environ.get("KINDS", " ".join(FAULTS)).split():
            texts = collections.Counter()
            for seed in range(RUNS):
                texts[ran(program, folder, fault, seed, (1, 8, 64)[seed % 3])] += 1
            first = json.loads(texts.most_common(1)[0][0])
            outcomes = collections.Counter(case["outcome"] for case in first["cases"])
            print(f"{fault:12} {RUNS} runs, {len(texts)} reports, exit {first['exit']}, {dict(outcomes)}", flush=True)
            if len(texts) > 1:
                differing += 1
                tell(first, texts)
            for text in texts:
                if why := wrong(fault, json.loads(text)):
                    differing += 1
                    print(f"  {why}", flush=True)
    sys.exit(differing > 0)


def tell(first, texts):
    """Which cases came out otherwise, and how."""
    for text, count in texts.most_common()[1:6]:
        for one, other in zip(first["cases"], json.loads(text)["cases"]):
            keys = [key for key in one if one[key] != other[key]]
            if keys:
                was, now = ([case["outcome"], case["reason"]] for case in (one, other))
                print(f"  {count} times {other['id']}: {keys} {was} -> {now}", flush=True)


if __name__ == "__main__":
    main()
