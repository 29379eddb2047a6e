#!/usr/bin/env python3
"""Holds what is read in a corpus of pages to an independent reading of the same operations, and pages
to their translations. Every difference that is left has its class, cause and line in a file; one that
has none, or one that is gone, fails.

usage: reference.py truth    READ.jsonl READING.tsv CLASSES.tsv
       reference.py language READ.jsonl TRANSLATED.jsonl CLASSES.tsv
"""

import collections
import csv
import json
import re
import sys


def pages(path):
    read = collections.defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            operation = json.loads(line)
            read[operation["page"].rsplit("/", 1)[-1].removesuffix(".md")].append(operation)
    return read


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def shape(path):
    """A path by its shape: placeholders without names, no query, no namespace."""
    path = path.split("?")[0].replace("<", "{").replace(">", "}")
    path = re.sub(r"\{[^}]*\}", "{}", path).lower().rstrip("/")
    return path.replace("microsoft.graph.", "")


def truth_differences(read, reading):
    """(kind, page, method) of what differs, and how often each kind agrees."""
    agree, differ = collections.Counter(), []
    by_operation = collections.defaultdict(list)
    for row in rows(reading):
        by_operation[row["doc_page"], row["method"]].append(row)
    for (page, method), known in by_operation.items():
        if page not in read:
            continue
        own = [o for o in read[page] if method in o["methods"]]
        if not own:
            differ.append(("method", page, method))
            continue
        agree["method"] += 1
        own, first = own[0], known[0]
        kinds = {
            "path": any(shape(r["path"]) in map(shape, own["paths"]) for r in known),
            "status": status_agrees(own["responses"], first),
            "response body": body_agrees(own["responses"], first),
            "request body": own["request_body"] == request_body(first["request_body"]),
        }
        for kind, agrees in kinds.items():
            if agrees:
                agree[kind] += 1
            else:
                differ.append((kind, page, method))
    return agree, differ


def status_agrees(responses, row):
    """The reading knows 204 and "a 2xx with content", not 200 against 201."""
    statuses = {r["status"] for r in responses}
    if "204" in row["statuses"]:
        return 204 in statuses
    return any(status != 204 for status in statuses)


def body_agrees(responses, row):
    expected = "empty" if row["response"] in ("-", "", "none") else "content"
    return expected in {r["body"] for r in responses}


def request_body(text):
    if text in ("-", ""):
        return "none"
    return "json" if "json" in text else "other"


def language_differences(read, translated):
    def table(operations):
        return sorted(
            (
                sorted(o["methods"]),
                sorted(map(shape, o["paths"])),
                sorted((h["name"].lower(), h["presence"]) for h in o["headers"]),
                o["request_body"],
                sorted((r["status"], r["body"]) for r in o["responses"]),
            )
            for o in operations
        )

    shared = sorted(set(read) & set(translated))
    differ = [page for page in shared if table(read[page]) != table(translated[page])]
    agree = collections.Counter({"table": len(shared) - len(differ)})
    return agree, [("table", page, "") for page in differ]


def main():
    kind, first, second, classes = sys.argv[1:]
    if kind == "truth":
        agree, differ = truth_differences(pages(first), second)
    else:
        agree, differ = language_differences(pages(first), pages(second))
    classed = {(r["kind"], r["page"], r["method"]): r for r in rows(classes)}
    counts = collections.Counter(d[0] for d in differ)
    for name in sorted(set(agree) | set(counts)):
        print(f"{name}: {agree[name]} agree, {counts[name]} differ")
    causes = collections.Counter(
        (classed[d]["class"], classed[d]["cause"]) for d in differ if d in classed
    )
    for (name, cause), count in sorted(causes.items()):
        print(f"  {count:4} {name}: {cause}")
    trouble = [f"no class: {d}" for d in differ if d not in classed]
    trouble += [f"no longer differs: {d}" for d in classed if d not in set(differ)]
    trouble += [f"we are wrong: {d}" for d in differ if classed.get(d, {}).get("class") == "we wrong"]
    for line in trouble:
        print(line)
    sys.exit(1 if trouble else 0)


if __name__ == "__main__":
    main()
