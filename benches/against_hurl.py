"""Wall time, processor time and memory of this program and of hurl on the same exchanges; see against-hurl.

usage: against_hurl.py OURS SERVER"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TURNS = int(os.environ.get("TURNS", "5"))
CASES = int(os.environ.get("CASES", "5000"))
SIZES = [int(size) for size in os.environ.get("SIZES", "1 1000 10000 100000").split()]
A_PAGE = 20
FILES = 20


def page(numbers):
    sections = (
        f"## Close the session of {n}\n\n`POST /workbooks/{n}/closeSession`\n\nReturns `204`.\n\n"
        for n in numbers
    )
    return "# Workbooks\n\n" + "".join(sections)


def tables(program, folder, count):
    """A folder with tables of so many operations."""
    (folder / "pages").mkdir(parents=True)
    for first in range(0, count, A_PAGE):
        numbers = range(first, min(first + A_PAGE, count))
        (folder / f"pages/workbooks-{first}.md").write_text(page(numbers))
    subprocess.run([program, "derive", "pages"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


def hurl_files(folder, base, count, files):
    folder.mkdir()
    paths = []
    for at in range(files):
        numbers = range(at * count // files, (at + 1) * count // files)
        entries = (
            f"POST {base}/workbooks/{n}/closeSession\nHTTP 204\n[Asserts]\nbytes count == 0\n\n"
            for n in numbers
        )
        paths.append(folder / f"{at}.hurl")
        paths[-1].write_text("".join(entries))
    return [str(path) for path in paths]


def ran(command, folder):
    """Wall and processor seconds, the most memory in MB, and the screen, of a run that succeeds."""
    with tempfile.TemporaryFile() as screen, tempfile.TemporaryFile() as said:
        started = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=screen, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        screen.seek(0), said.seek(0)
        text = screen.read().decode()
        if status != 0:
            sys.exit(f"{command} ended with {status}\n{text[-2000:]}{said.read().decode()[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text


def ours(program, base, *more):
    command = [program, "run", "--spec", "specs", "--target", base, "--report", "junit=ran.xml"]
    return [*command, *more]


def measured(commands, count, turns):
    """Medians of commands that take turns."""
    taken = {name: [] for name in commands}
    for _ in range(turns):
        for name, (command, folder) in commands.items():
            taken[name].append(ran(command, folder)[:3])
    for name, runs in taken.items():
        wall, processor, memory = (statistics.median(column) for column in zip(*runs))
        print(
            f"  {name:24} {wall:8.3f} s wall  {count / wall:8.0f} cases/s"
            f"  {processor * 1000 / count:7.3f} ms CPU a case  {memory:6.1f} MB",
            flush=True,
        )


def main():
    program, server = sys.argv[1:]
    program = str(pathlib.Path(program).resolve())
    hurl = shutil.which(os.environ.get("HURL", "hurl"))
    other = os.environ.get("OTHER")
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        process = subprocess.Popen([server], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        base = process.stdout.readline().strip()
        try:
            folder = tables(program, scratch / "pairing", CASES)
            commands = {"ours": (ours(program, base, "/as-documented"), folder)}
            if other:
                commands["other"] = (ours(other, base, "/as-documented"), folder)
            if hurl:
                one = hurl_files(scratch / "one", base, CASES, 1)
                several = hurl_files(scratch / "several", base, CASES, FILES)
                commands["hurl, one file"] = ([hurl, "--no-output", *one], scratch)
                commands[f"hurl, {FILES} in parallel"] = ([hurl, "--no-output", "--parallel", *several], scratch)
            print(f"{CASES} exchanges, medians of {TURNS}")
            measured(commands, CASES, TURNS)
            for size in SIZES:
                folder = tables(program, scratch / f"size-{size}", size)
                commands = {f"{size} cases": (ours(program, base, "/as-documented"), folder)}
                if other:
                    commands[f"{size} cases, other"] = (ours(other, base, "/as-documented"), folder)
                measured(commands, size, TURNS if size <= 10_000 else 1)
        finally:
            process.stdin.close()
            process.wait()


if __name__ == "__main__":
    main()
