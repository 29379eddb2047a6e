"""Why cases fail against a fake that has no fault: by cause, each the pages' own contradiction.

usage: agreement.py TABLES FINDINGS REPORT"""

import json
import pathlib
import re
import sys
import tomllib


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


def requests_of(operation, name):
    """The method and path of a case, as far as its name tells them."""
    shown = operation.examples.get(name.removeprefix("example-").removesuffix("-as-written"))
    if shown:
        return [(shown["method"], shown["path"])]
    return [(method, path) for method in operation.methods for path in operation.paths]


def elsewhere(operation, name, operations):
    """Another operation that documents a request of the case with another answer."""
    for method, path in requests_of(operation, name):
        for other in operations.values():
            if other.id == operation.id or method not in other.methods:
                continue
            same = any(shape(path) == shape(p) or describes(p, path) for p in other.paths)
            if same and other.promises != operation.promises:
                return other.id
    return None


def cause(case, operations, codes):
    operation = operations[case["operation"]]
    name = case["id"].split("/", 1)[1]
    shown = operation.examples.get(name.removeprefix("example-").removesuffix("-as-written"))
    if shown:
        if shown["method"] not in operation.methods or len(operation.methods) > 1:
            return "the example has another method than the request section"
        if not any(describes(path, shown["path"]) for path in operation.paths):
            return "the example has another path, or other ids, than the request section"
        if "example-misses-header" in codes:
            return "the example does not send a header that the page requires"
        if operation.body == {"json"} and "content" not in shown:
            return "the example sends no content, and the page documents JSON"
    other = elsewhere(operation, name, operations)
    if other:
        return "another page documents the request with another answer"
    if shown:
        if "example-body-not-json" in codes and operation.body == {"json"}:
            return "the example's content is not JSON, which the page documents"
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
    tables, findings, report = map(pathlib.Path, sys.argv[1:])
    operations = {}
    for file in sorted(tables.rglob("*.toml")):
        for form in tomllib.loads(file.read_text())["operation"]:
            operations[form["id"]] = Operation(form)
    codes = {}
    for line in findings.read_text().splitlines():
        finding = json.loads(line)
        codes.setdefault(pathlib.Path(finding["page"]).name, set()).add(finding["code"])
    told = json.loads(report.read_text())
    summary = told["summary"]
    failed = [case for case in told["cases"] if case["outcome"] in ("failed", "error")]
    print(f"{summary['cases']} cases: {summary['passed']} passed, {len(failed)} failed or errors")
    causes, unexplained = {}, []
    for case in failed:
        page = pathlib.Path(case["page"]).name
        why = cause(case, operations, codes.get(page, set()))
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
    sys.exit(1 if unexplained else 0)


main()
