"""Why cases fail against a fake that has no fault, and why a fault of it is missed: by cause, each the
pages' own contradiction. A cause must fit the very failure: what has none fails.

usage: agreement.py TABLES REPORT [PROOF]"""

import json
import pathlib
import re
import sys
import tomllib


FRAMING = ("content-length", "transfer-encoding", "host", "connection")


def shape(path):
    return re.sub(r"\{[^}]*\}", "{}", path.split("?")[0].lower()).rstrip("/")


def describes(listed, shown):
    """Whether a listed path can be the shown one."""
    parts = re.split(r"\{[^}]*\}", listed.split("?")[0].rstrip("/"))
    pattern = "[^/]+".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, shown.split("?")[0].rstrip("/"), re.IGNORECASE) is not None


class Operation:
    def __init__(self, form):
        self.id = form["id"]
        rows = form["row"]
        self.methods = [row["method"] for row in rows if row["kind"] == "method"]
        self.paths = [path for row in rows if row["kind"] == "path" for path in row["paths"]]
        self.body = {row["body"] for row in rows if row["kind"] == "request-body"}
        self.promises = {
            (row["status"], row["body"]) for row in rows if row["kind"] == "response"
        }
        examples = (row for row in rows if row["kind"] == "example")
        self.examples = {row["id"].split("/")[-1]: row for row in examples}
        headers = [row for row in rows if row["kind"] == "header"]
        levels = {}
        for row in headers:
            levels.setdefault(row["name"].lower(), set()).add(row["presence"])
        self.required = {
            name
            for name, said in levels.items()
            if said == {"required"} and name not in ("authorization", *FRAMING)
        }


def requests_of(operation, name):
    """The method and path of a case, as far as its name tells them."""
    shown = operation.examples.get(name.removeprefix("example-").removesuffix("-as-written"))
    if shown:
        return [(shown["method"], shown["path"])]
    return [(method, path) for method in operation.methods for path in operation.paths]


def sharing(operation, requests, operations):
    """The other operations that document one of the requests."""
    for method, path in requests:
        for other in operations.values():
            if other.id != operation.id and method in other.methods:
                if any(shape(path) == shape(p) or describes(p, path) for p in other.paths):
                    yield other


def is_json(text):
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def cause(case, operations):
    operation = operations[case["operation"]]
    name = case["id"].split("/", 1)[1]
    answers = [e["response"]["status"] for e in case["exchanges"] if e["response"]]
    codes = {violation["code"] for violation in case["violations"]}
    if not answers or not codes <= {"status-as-documented", "body-as-documented"}:
        return None
    shown = operation.examples.get(name.removeprefix("example-").removesuffix("-as-written"))
    if shown and answers[0] == 400:
        sent = {line.split(":")[0].lower() for line in shown.get("headers", [])}
        if operation.required - sent:
            return "the example does not send a header that the page requires"
        if operation.body == {"json"} and "content" not in shown:
            return "the example sends no content, and the page documents JSON"
        if operation.body == {"json"} and not is_json(shown["content"]):
            return "the example's content is not JSON, which the page documents"
    if shown and answers[0] in (404, 405):
        if shown["method"] not in operation.methods or len(operation.methods) > 1:
            return "the example has another method than the request section"
        if not any(describes(path, shown["path"]) for path in operation.paths):
            return "the example has another path, or other ids, than the request section"
    own = operation.promises
    if shown and "response-status" in shown:
        own = {promise for promise in own if promise[0] == shown["response-status"]}
    for other in sharing(operation, requests_of(operation, name), operations):
        # The fake answers as the other page: with its status, or with no body where that is unstated.
        if any(status == answers[0] for status, _ in other.promises - own):
            return "another page documents the request with another answer"
    if shown:
        same = [
            other
            for other in operation.examples.values()
            if other is not shown
            and other["path"] == shown["path"]
            and other.get("content") == shown.get("content")
            and other.get("response-status") != shown.get("response-status")
        ]
        if same:
            return "two examples of one request show different answers"
    return None


def main():
    tables, report, *proof = map(pathlib.Path, sys.argv[1:])
    operations = {}
    for file in sorted(tables.rglob("*.toml")):
        for form in tomllib.loads(file.read_text())["operation"]:
            operations[form["id"]] = Operation(form)
    told = json.loads(report.read_text())
    summary = told["summary"]
    failed = [case for case in told["cases"] if case["outcome"] in ("failed", "error")]
    print(f"{summary['cases']} cases: {summary['passed']} passed, {len(failed)} failed or errors")
    causes, unexplained = {}, []
    for case in failed:
        why = cause(case, operations)
        if why is None:
            unexplained.append(case)
        else:
            causes.setdefault(why, []).append(case["id"])
    for why, cases in sorted(causes.items(), key=lambda item: -len(item[1])):
        named = sorted({case.split("/")[0] for case in cases})
        print(f"{len(cases):4}  {why}: {', '.join(named)}")
    for case in unexplained:
        said = case["violations"][0]["message"] if case["violations"] else case["reason"]
        print(f"unexplained: {case['id']}: {said}")
    missed = proven(proof[0], operations) if proof else []
    sys.exit(1 if unexplained or missed else 0)


def proven(proof, operations):
    """The places whose fault was missed though no other page documents the operation's requests."""
    told = json.loads(proof.read_text())
    places = [
        (fault["code"], place, place["named"][:1] == [fault["expected"]])
        for fault in told["faults"]
        for place in fault["places"]
    ]
    missed = []
    for code, place, named in places:
        if named:
            continue
        operation = operations[place["operation"]]
        requests = [(method, path) for method in operation.methods for path in operation.paths]
        others = sorted({other.id for other in sharing(operation, requests, operations)})
        if others:
            print(f"missed: {code} in {place['row']}: its request is that of {', '.join(others)}, too")
        else:
            print(f"missed without a cause: {code} in {place['row']}")
            missed.append(place)
    print(f"{len(places)} places, {sum(named for _, _, named in places)} named")
    if not places:
        sys.exit("no fault was placed")
    return missed


main()
