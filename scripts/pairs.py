"""What scripts/pairs does not do in bash.

    port                        a port of 127.0.0.1 that is free
    await PROCESS URL           until the server answers there; 1 when it ends, or takes a minute
    fresh WHAT                  a thing for one case, made on the server at $PAIR_BASE; prints its name
    seed PAIR                   what the server at $PAIR_BASE is to hold before the run
    judge PAIR REPORT JUDGED    the violations of a JSON report, held to the list of judged ones

A judged violation is an entry [[judged]]: `pair`, `cases` (ids), `check`, `answered` (the status of the
answer that broke it), `verdict` (whether the service does differ from its page), and `reason`.
"""

import base64
import collections
import json
import os
import re
import socket
import sys
import time
import tomllib
import urllib.error
import urllib.request
import uuid


def port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        print(listening.getsockname()[1])


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def await_answer(process, url):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return 1
        if answers(url):
            return 0
        time.sleep(0.1)
    return 1


def send(method, path, body=None, headers=()):
    """Sends a request that has to be served."""
    content = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(os.environ["PAIR_BASE"] + path, content, method=method)
    request.add_header("Content-Type", "application/json")
    for name, value in headers:
        request.add_header(name, value)
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read()


KINTO = [("Authorization", "Basic " + base64.b64encode(b"reader:open-sesame").decode())]
PLACEMENT = [("X-Auth-Token", "admin"), ("OpenStack-API-Version", "placement 1.7")]


def fresh_bucket():
    """A bucket with a collection, a record in it, and a group."""
    name = f"b{uuid.uuid4().hex}"
    bucket = f"/buckets/{name}"
    send("PUT", bucket, {}, KINTO)
    send("PUT", f"{bucket}/collections/c1", {}, KINTO)
    send("PUT", f"{bucket}/collections/c1/records/r1", {"data": {"title": "one"}}, KINTO)
    send("PUT", f"{bucket}/groups/g1", {"data": {"members": []}}, KINTO)
    return name


def fresh_provider():
    """A resource provider with an inventory."""
    name = str(uuid.uuid4())
    send("POST", "/resource_providers", {"name": name, "uuid": name}, PLACEMENT)
    inventory = {"resource_provider_generation": 0, "inventories": {"VCPU": {"total": 4}}}
    send("PUT", f"/resource_providers/{name}/inventories", inventory, PLACEMENT)
    return name


def fresh_class():
    name = f"CUSTOM_{uuid.uuid4().hex.upper()}"
    send("PUT", f"/resource_classes/{name}", headers=PLACEMENT)
    return name


def fresh_consumer():
    """A consumer that has an allocation."""
    name = str(uuid.uuid4())
    resources = {"resource_provider": {"uuid": fresh_provider()}, "resources": {"VCPU": 1}}
    send("PUT", f"/allocations/{name}", {"allocations": [resources]}, PLACEMENT)
    return name


FRESH = {
    "bucket": fresh_bucket,
    "provider": fresh_provider,
    "class": fresh_class,
    "consumer": fresh_consumer,
}


def fresh(what):
    print(FRESH[what]())


def seed(pair):
    if pair == "kinto":
        send("PUT", "/accounts/reader", {"data": {"password": "open-sesame"}})
    if pair == "influxdb":
        send("POST", "/query?q=CREATE%20DATABASE%20mydb")


def found(report):
    """Each violation: case, check, the answer's status; with what is said of it."""
    for case in report["cases"]:
        for violation in case["violations"]:
            exchanges = case["exchanges"]
            step = violation["step"]
            response = exchanges[step]["response"] if step < len(exchanges) else None
            answered = response["status"] if response else 0
            yield (case["id"], violation["code"], answered), violation


def judgements(pair, path):
    with open(path, "rb") as file:
        entries = tomllib.load(file).get("judged", [])
    judged = {}
    for entry in entries:
        if not entry["reason"].strip():
            sys.exit(f"{path}: a judgement without a reason: {entry}")
        if entry["pair"] != pair:
            continue
        for case in entry["cases"]:
            key = (case, entry["check"], entry["answered"])
            if key in judged:
                sys.exit(f"{path}: judged twice: {pair}: {key}")
            judged[key] = entry
    return judged


def skips(report):
    """How many cases were not sent, by reason."""
    reasons = (case["reason"] for case in report["cases"] if case["outcome"] == "skipped")
    named = (re.sub(r"[:;({].*", "", reason).strip() for reason in reasons)
    named = (re.sub(r"^\S+/?\S* (documents this|ends the service, or changes whom it serves, before)", r"another \1", reason) for reason in named)
    return collections.Counter(named).most_common()


def judge(pair, path, list_path):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    judged = judgements(pair, list_path)
    violations = dict(found(report))
    counts = report["summary"]
    names = ("passed", "failed", "errors", "skipped", "noted")
    line = ", ".join(f"{counts[name]} {name}" for name in names)
    operations = len({case["operation"] for case in report["cases"]})
    print(f"    {operations} operations, {counts['cases']} cases: {line}")
    for reason, count in skips(report):
        print(f"    {count} not sent: {reason}")
    true = [key for key in violations if key in judged and judged[key]["verdict"]]
    false = [key for key in violations if key in judged and not judged[key]["verdict"]]
    new = [key for key in violations if key not in judged]
    gone = [key for key in judged if key not in violations]
    print(
        f"    {len(violations)} violations: {len(true)} so, {len(false)} our mistake, "
        f"{len(new)} not judged; {len(gone)} judged and not found"
    )
    for case, check, answered in false:
        print(f"    our mistake: {case} {check} {answered}: {judged[case, check, answered]['reason']}")
    for case, check, answered in gone:
        print(f"    judged and not found: {case} {check} {answered}")
    for key in new:
        case, check, answered = key
        violation = violations[key]
        message = violation["message"].replace("\n", " ")
        print(f"    # {message} ({violation['page']}:{violation['cites'][0]})")
        print(f"    not judged: {case} {check} {answered}")
    for case in report["cases"]:
        if case["outcome"] == "error":
            print(f"    error: {case['id']}: {case['reason']}")
    return 1 if false or new or gone or counts["errors"] else 0


def main(command, *arguments):
    commands = {"port": port, "await": await_answer, "fresh": fresh, "seed": seed, "judge": judge}
    sys.exit(commands[command](*arguments))


main(*sys.argv[1:])
