"""What scripts/pairs does not do in bash.

    port                        a port of 127.0.0.1 that is free
    await PROCESS URL           until the server answers there; 1 when it ends, or takes a minute
    fresh WHAT                  a thing for one case, made on the server at $PAIR_BASE; prints its name
    seed PAIR                   what the server at $PAIR_BASE is to hold before the run
    complete PAIR TABLES        what a person changes in the derived tables: what no page says
    settle PAIR SECONDS         until the server at $PAIR_BASE serves what it does only when its parts are connected
    left PAIR                   what the server at $PAIR_BASE holds after a run, one thing a line
    verdicts REPORT             what came of each case of a JSON report, in the order of their names
    exchanges REPORT VERDICTS   what was sent and answered where the verdict is not among those of a file
    judge PAIR REPORT JUDGED    the violations of a JSON report, held to the list of judged ones

A judged violation, where the service does differ from its page, is an entry [[judged]]: `pair`, `cases`
(ids), `check`, `answered` (the status of the answer that broke it), and `reason`. One that is a mistake
of ours, and is still to be mended, is an entry [[known_false]] of the same keys with `kind`. Either is to
be found again.
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
import urllib.parse
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


def complete(pair, folder):
    """Changes the tables as one does who knows the service."""
    changes = 0
    for name in sorted(n for n in os.listdir(folder) if n.endswith(".toml")):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as file:
            table = file.read()
        table, count = COMPLETED[pair](table) if pair in COMPLETED else (table, 0)
        changes += count
        if count:
            with open(path, "w", encoding="utf-8") as file:
                file.write(table)
    if pair == "kinto" and changes:
        print(f"    our mistake, {changes} times: a base without a host is derived, and refused by run")
    if pair in COMPLETED and not changes:
        print("    nothing is to be completed in the derived tables; leave that out")
        return 1
    return 0


# No page of Placement names the credential, and only its first the header for the version. They are
# `unstated`, so that a request carries them and nothing is promised of one that does not.
PLACEMENT_ROWS = """
[[operation.row]]
id = "header/x-auth-token"
kind = "header"
name = "X-Auth-Token"
presence = "unstated"
value = "{token}"
cites = ["1:1"]

[[operation.row]]
id = "header/openstack-api-version"
kind = "header"
name = "OpenStack-API-Version"
presence = "unstated"
value = "placement VERSION"
cites = ["1:1"]
"""

# The operation that only earlier versions have; for all others it is the last.
PLACEMENT_EARLIER = {"resource-class-put-resource-classes-name-2": "1.6"}


def complete_placement(table):
    def completed(found):
        version = PLACEMENT_EARLIER.get(found[1], "1.39")
        return found[0] + PLACEMENT_ROWS.replace("VERSION", version)

    return re.subn(r'\[\[operation\]\]\nid = "([^"]*)"\n', completed, table)


COMPLETED = {"placement": complete_placement}


ETCD_ROLE = {"role": "fleet", "permissions": {"kv": {"read": ["/fleet/"], "write": ["/fleet/"]}}}


def seed(pair):
    if pair == "etcd":
        send("PUT", "/v2/auth/roles/fleet", ETCD_ROLE)
        for name in ("alice", "charlie"):
            send("PUT", f"/v2/auth/users/{name}", {"user": name, "password": "open-sesame"})
    if pair in ("kinto", "kinto_kept"):
        send("PUT", "/accounts/reader", {"data": {"password": "open-sesame"}})
    if pair == "influxdb":
        send("POST", "/query?q=CREATE%20DATABASE%20mydb")
        policy = "CREATE RETENTION POLICY myrp ON mydb DURATION 1h REPLICATION 1"
        send("POST", "/query?q=" + urllib.parse.quote(policy))


def settle(pair, seconds):
    """Waits until a service serves what it refuses while its parts do not know each other yet."""
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        try:
            if pair == "etcd_members":
                made = json.loads(send("POST", "/v2/members", {"peerURLs": ["http://127.0.0.1:9"]}))
                send("DELETE", "/v2/members/" + made["id"])
            return 0
        except OSError:
            time.sleep(0.5)
    return 1


def left(pair):
    if pair == "etcd_members":
        members = json.loads(send("GET", "/v2/members"))["members"]
        for member in members:
            if not member["name"]:
                print(member["id"])
    if pair == "kinto_kept":
        # Everything is gone after the flush, who asks for it among it.
        seed("kinto")
        buckets = send("GET", "/buckets", headers=KINTO)
        for bucket in json.loads(buckets)["data"]:
            print(bucket["id"])


def verdicts(path):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    for case in sorted(report["cases"], key=lambda case: case["id"]):
        print(verdict(case))


def verdict(case):
    codes = sorted({violation["code"] for violation in case["violations"]})
    return " ".join([case["id"], case["outcome"], *codes, *case["unreleased"]])


def exchanges(path, verdicts):
    """What was sent and answered in the cases whose verdict is not among those of a file."""
    with open(verdicts, encoding="utf-8") as file:
        known = set(file.read().splitlines())
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    for case in report["cases"]:
        if verdict(case) in known:
            continue
        print(f"    {case['id']}: {case['outcome']}, {case['reason']}")
        for exchange in case["exchanges"]:
            request, response = exchange["request"], exchange["response"] or {}
            print(f"        {request['method']} {request['url']} {(request['body'] or '')[:100]}")
            print(f"        {response.get('status')} {str(response.get('body') or exchange['failure'])[:200]}")


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
    """What is judged: the entries that are so, and those that are known to be our mistake."""
    with open(path, "rb") as file:
        lists = tomllib.load(file)
    judged = {True: {}, False: {}}
    for name, is_so in (("judged", True), ("known_false", False)):
        for entry in lists.get(name, []):
            if not entry["reason"].strip() or not (is_so or entry["kind"].strip()):
                sys.exit(f"{path}: without a reason or a kind: {entry}")
            if entry["pair"] != pair:
                continue
            for case in entry["cases"]:
                key = (case, entry["check"], entry["answered"])
                if any(key in keys for keys in judged.values()):
                    sys.exit(f"{path}: judged twice: {pair}: {key}")
                judged[is_so][key] = entry
    return judged[True], judged[False]


def skips(report):
    """How many cases were not sent, by reason."""
    reasons = (case["reason"] for case in report["cases"] if case["outcome"] == "skipped")
    named = (re.sub(r"[:;({].*", "", reason).strip() for reason in reasons)
    named = (re.sub(r"^\S+/?\S* (documents this|ends the service, or changes whom it serves, before)", r"another \1", reason) for reason in named)
    return collections.Counter(named).most_common()


def judge(pair, path, list_path):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    so, known_false = judgements(pair, list_path)
    violations = dict(found(report))
    counts = report["summary"]
    names = ("passed", "failed", "errors", "skipped", "noted")
    line = ", ".join(f"{counts[name]} {name}" for name in names)
    operations = len({case["operation"] for case in report["cases"]})
    print(f"    {operations} operations, {counts['cases']} cases: {line}")
    for reason, count in skips(report):
        print(f"    {count} not sent: {reason}")
    true = [key for key in violations if key in so]
    false = [key for key in violations if key in known_false]
    new = [key for key in violations if key not in so and key not in known_false]
    gone = [key for key in [*so, *known_false] if key not in violations]
    print(
        f"    {len(violations)} violations: {len(true)} so, {len(false)} our mistake, "
        f"{len(new)} not judged; {len(gone)} judged and not found"
    )
    kinds = collections.Counter(known_false[key]["kind"] for key in false)
    for kind, count in kinds.most_common():
        print(f"    our mistake, {count} times: {kind}")
    for case, check, answered in false:
        print(f"        {case} {check} {answered}")
    for key in gone:
        case, check, answered = key
        what = "judged and not found" if key in so else "known as our mistake and not found"
        print(f"    {what}: {case} {check} {answered}")
    for key in new:
        case, check, answered = key
        violation = violations[key]
        message = violation["message"].replace("\n", " ")
        print(f"    # {message} ({violation['page']}:{violation['cites'][0]})")
        print(f"    not judged: {case} {check} {answered}")
    for case in report["cases"]:
        if case["outcome"] == "error":
            print(f"    error: {case['id']}: {case['reason']}")
    return 1 if new or gone or counts["errors"] else 0


def main(command, *arguments):
    commands = {
        "port": port,
        "await": await_answer,
        "fresh": fresh,
        "seed": seed,
        "complete": complete,
        "settle": settle,
        "left": left,
        "verdicts": verdicts,
        "exchanges": exchanges,
        "judge": judge,
    }
    sys.exit(commands[command](*arguments))


main(*sys.argv[1:])
