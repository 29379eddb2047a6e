#!/usr/bin/env python3
"""Holds what the program reads of hand-written pages against an independent reading of them.

usage: plain.py PROGRAM PAGES TRUTH [--list]

PAGES holds one folder a family, TRUTH one JSON object a line: family, page, method, path, success,
empty. Prints, by family, how many operations were found, how many were found that are not there, and how
many of the stated success statuses were read right; with --list also each one that was not.
"""

import collections
import json
import os
import re
import subprocess
import sys


def shape(path):
    """A path by which two spellings of one are the same: placeholders without names, no query."""
    path = path.split("?")[0] if "{?" not in path else path.split("{?")[0]
    path = re.sub(r"\\", "", path)
    # A part that may be left out.
    path = re.sub(r"\[\.[^\[\]]*\]|\(\.[^()]*\)", "", path)
    for optional in (r"\(/[^()]*(\([^()]*\))?[^()]*\)", r"\[/[^\[\]]*\]", r"\{/[^{}]*\}"):
        path = re.sub(optional, "", path)
    path = re.sub(r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{[^{}]*\}|<[^<>]*>|(?<=[/@.])\([^()]*\)|(?<=/)\[[^\[\]]*\]", "{}", path)
    path = re.sub(r"(?<=[/.\-_]):[A-Za-z_][A-Za-z0-9_\-]*", "{}", path)
    path = re.sub(r"(?<=/)(?=[A-Z0-9_]*(?:_|ID$|NAME$))[A-Z][A-Z0-9_]+(?=/|$)", "{}", path)
    path = "/" + path.strip().strip("/").lower()
    return path


def derive(program, folder):
    """What is read of the pages of a folder, by page."""
    done = subprocess.run(
        [program, "derive", "--json", folder], capture_output=True, text=True, check=False
    )
    if not done.stdout:
        print(done.stderr, file=sys.stderr)
    found = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        operation = json.loads(line)
        if operation["operation"] is not None:
            found[operation["page"]].append(operation)
    return found


def main():
    program, pages, truth_file = sys.argv[1:4]
    is_listed = "--list" in sys.argv
    truth = collections.defaultdict(lambda: collections.defaultdict(list))
    for line in open(truth_file, encoding="utf-8"):
        row = json.loads(line)
        truth[row["family"]][row["page"]].append(row)
    totals = collections.Counter()
    print(f"{'family':<14} {'there':>5} {'found':>5} {'false':>5} {'stated':>6} {'right':>5} {'invented':>8}")
    for family in sorted(os.listdir(pages)):
        folder = os.path.join(pages, family)
        if not os.path.isdir(folder) or family not in truth:
            continue
        found = derive(program, folder)
        counts = collections.Counter()
        # A page without labels is not wrong, it is unlabelled.
        for page, wanted in sorted(truth[family].items()):
            one(family, page, wanted, found.get(page, []), counts, is_listed)
        print(
            f"{family:<14} {counts['there']:>5} {counts['found']:>5} {counts['false']:>5} "
            f"{counts['stated']:>6} {counts['right']:>5} {counts['invented']:>8}"
        )
        totals.update(counts)
    print(
        f"{'all':<14} {totals['there']:>5} {totals['found']:>5} {totals['false']:>5} "
        f"{totals['stated']:>6} {totals['right']:>5} {totals['invented']:>8}"
    )
    there, all_found = max(totals["there"], 1), max(totals["found"] + totals["false"], 1)
    print(
        f"found {100 * totals['found'] / there:.1f} %, false {100 * totals['false'] / all_found:.1f} %, "
        f"statuses right {100 * totals['right'] / max(totals['stated'], 1):.1f} %"
    )
    too_few = totals["found"] < 0.97 * there
    too_many = totals["false"] > 0.01 * all_found
    wrong = totals["right"] < 0.95 * totals["stated"]
    if too_few or too_many or wrong:
        sys.exit("not as well as it was: at least 97 % found, at most 1 % false, 95 % of the statuses right")


def stated_of(operation):
    """The success statuses of an operation, interim ones among them."""
    return sorted(r["status"] for r in operation["responses"] if 100 <= r["status"] < 300)


def one(family, page, wanted, found, counts, is_listed):
    """Compares one page."""
    left = collections.defaultdict(list)
    for operation in found:
        paths = operation["paths"] or [""]
        left[(operation["methods"][0], shape(paths[0]))].append(operation)
    for row in wanted:
        counts["there"] += 1
        key = (row["method"], shape(row["path"]))
        candidates = left.get(key, [])
        line = row["line"]
        if not candidates:
            if is_listed:
                print(f"  missing {family}/{page}:{line} {row['method']} {row['path']}")
            continue
        wanted_statuses = sorted(row["success"])
        candidates.sort(key=lambda o: stated_of(o) != wanted_statuses)
        operation = candidates.pop(0)
        counts["found"] += 1
        stated = stated_of(operation)
        if row["success"]:
            counts["stated"] += 1
            if stated == sorted(row["success"]):
                counts["right"] += 1
            elif is_listed:
                print(f"  status  {family}/{page}:{line} {row['method']} {row['path']}: {row['success']} read {stated}")
        elif stated:
            counts["invented"] += 1
            if is_listed:
                print(f"  invented {family}/{page}:{line} {row['method']} {row['path']}: read {stated}")
    for (method, path), operations in left.items():
        for operation in operations:
            counts["false"] += 1
            if is_listed:
                print(f"  false   {family}/{page} {operation['operation']} {method} {path}")


main()
