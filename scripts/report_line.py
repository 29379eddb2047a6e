"""Says a JSON report of a run in one line, and whether it is the one that is expected.

Arguments: the report; `correct` or the code of the one violation that a fault makes; then the codes
of assumed expectations that this make does not hold. A correct server has no error, and nothing is
broken or noted but what is assumed and listed, all of it.
"""

import json
import sys

report, expected, *listed = sys.argv[1:]
with open(report, encoding="utf-8") as file:
    report = json.load(file)


def found(kind):
    return [broken for case in report["cases"] for broken in case[kind]]


def codes(broken):
    return sorted({one["code"] for one in broken})


violations, noted = found("violations"), found("noted")
promised = [violation for violation in violations if violation["authority"] != "assumed"]
assumed = [violation for violation in violations if violation["authority"] == "assumed"]
counts = report["summary"]
line = ", ".join(f"{counts[name]} {name}" for name in ("passed", "failed", "errors", "skipped", "noted"))
line = f"{counts['cases']} cases: {line}"
if assumed or noted:
    line += f" ({', '.join(codes(assumed + noted))})"
print(line)

trouble = []
if counts["errors"]:
    trouble.append("there are errors")
if expected == "correct":
    if promised:
        trouble.append(f"a correct server is accused: {', '.join(codes(promised))}")
    if codes(assumed + noted) != sorted(listed):
        trouble.append(f"what is assumed and listed as not held: {', '.join(listed) or 'nothing'}")
elif codes(promised) != [expected]:
    trouble.append(f"expected {expected}, but found {', '.join(codes(promised)) or 'nothing'}")
sys.exit("; ".join(trouble) or 0)
