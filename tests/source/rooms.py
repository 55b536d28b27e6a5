#!/usr/bin/env python3
"""How the rooms of src/ stand: what they include goes down in the order of src/README.md, SDL is known to shell/ alone,
no files include one another in a circle, and nobody copies the state."""
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "live"))

from _common import ROOT, Tally, equal

SRC = ROOT / "src"
FILES = sorted(SRC.rglob("*.[ch]"))


def rooms():
    """The rooms from the highest to the lowest, as src/README.md lists them."""
    return re.findall(r"^\| `(\w+)/` \|", (SRC / "README.md").read_text(), re.M)


def included(file):
    return re.findall(r'^\s*#\s*include\s+"([^"]+)"', file.read_text(), re.M)


def room(file):
    return file.relative_to(SRC).parts[0]


def code(file):
    """A file's text without its comments and strings."""
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', " ", file.read_text(), flags=re.S)


def name(file):
    """A header and its source are one, app/job, and so is what they keep to themselves, in nn/engine_inside.h."""
    return str(file.relative_to(SRC).with_suffix("")).removesuffix("_inside")


def check_every_room_is_listed():
    equal(sorted(rooms()), sorted({room(file) for file in FILES}), "the list of rooms in src/README.md")


def check_includes_go_down():
    order, wrong = rooms(), []
    for file in FILES:
        for header in included(file):
            assert (SRC / header).is_file(), f"{file.relative_to(ROOT)} includes {header}, which is not named from src/"
            if order.index(header.split("/")[0]) < order.index(room(file)):
                wrong.append(f"{file.relative_to(ROOT)} includes {header}")
    equal(wrong, [], "what goes up")


def check_screens_are_known_to_themselves_alone():
    """All others reach one through the table, screen_of."""
    equal([str(file.relative_to(ROOT)) for file in FILES if file.parent != SRC / "view/screens"
           and any(header.startswith("view/screens/") for header in included(file))], [], "who else includes from view/screens/")


def check_app_goes_down():
    """The state and the work know no feature but what it adds to the state, and no feature knows the session."""
    order, wrong = ["app", "app/features", "app/session"], []
    for file in FILES:
        if room(file) != "app":
            continue
        for header in included(file):
            above = header.startswith("app/") and order.index(str(pathlib.PurePath(header).parent)) > \
                order.index(str(file.relative_to(SRC).parent))
            if above and not header.endswith("_state.h"):
                wrong.append(f"{file.relative_to(ROOT)} includes {header}")
    equal(wrong, [], "what goes up within app/")


def check_sdl_is_known_to_the_shell_alone():
    """No header, no name in the code."""
    elsewhere = [file for file in FILES if room(file) != "shell"]
    equal([str(file.relative_to(ROOT)) for file in elsewhere
           if re.search(r"#\s*include\s*<SDL|\b(?:SDL|TTF)_\w", code(file))], [], "who else speaks of SDL")


def check_sdl_is_linked_by_the_shell_alone():
    """No symbol in what was compiled; web/ and windows/ are compiled for others alone."""
    objects = [str(file.relative_to(SRC).with_suffix(".o")) for file in FILES if file.suffix == ".c" and room(file) not in ("web", "windows")]
    symbols = subprocess.run(["nm", "-A", "-u", *objects], cwd=ROOT / "build/obj", stdout=subprocess.PIPE, check=True,
                             text=True).stdout
    asks = {line.split("/")[0] for line in symbols.splitlines() if re.search(r"\b_?(?:SDL|TTF)_\w", line)}
    equal(sorted(asks), ["shell"], "the rooms that ask the linker for SDL")


def check_nobody_copies_the_state():
    """It is large, and a copy of it goes stale: what a drawing needs otherwise is its Ui's, or an argument."""
    copies = [str(file.relative_to(ROOT)) for file in FILES if room(file) in ("app", "view")
              and re.search(r"=\s*\*\s*(?:\w+->)*app\s*;|^\s*App\s+\w+\s*[;=]", code(file), re.M)]
    equal(copies, [], "who copies the App")


def circles():
    """The sets of files that include one another, directly or through others (Tarjan)."""
    after = {}
    for file in FILES:
        after.setdefault(name(file), set()).update(name(SRC / header) for header in included(file))
    index, low, stack, found = {}, {}, [], []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        for w in after.get(v, ()):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in stack:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            at = stack.index(v)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for v in sorted(after):
        if v not in index:
            visit(v)
    return found


def check_no_circle():
    equal(circles(), [], "the files that include one another in a circle")


def check_every_part_is_listed_once():
    """A part of the background's work that is not in the table would never be asked for."""
    there = {match for file in FILES if file.suffix == ".c" for match in re.findall(r"^const AppPart (\w+)", code(file), re.M)}
    equal(sorted(re.findall(r"&(\w+)", code(SRC / "app/session/parts.c"))), sorted(there), "the parts in app/session/parts.c")


def check_every_format_is_listed_once():
    """A format of files that is not in the table would never be told."""
    there = {name for file in FILES if file.suffix == ".c" for name in re.findall(r"^const FileFormat (\w+)", code(file), re.M)}
    equal(sorted(re.findall(r"&(\w+_format)", code(SRC / "io/kind.c"))), sorted(there), "the formats in io/kind.c")


def check_the_work_knows_no_part():
    """What walks the table includes no header that a part is exported by."""
    parts = {str(file.relative_to(SRC)) for file in FILES if re.search(r"^extern const AppPart [A-Z]", code(file), re.M)}
    below = [SRC / "app" / name for name in ("app.c", "app.h", "job.c", "job.h", "part.h", "work.c", "work.h")]
    equal([f"{file.name} includes {header}" for file in below for header in included(file) if header in parts], [], "who knows one")


def main():
    tally = Tally()
    for title, check in list(globals().items()):
        if not title.startswith("check_"):
            continue
        words = title.replace("check_", "").replace("_", " ")
        if check is check_sdl_is_linked_by_the_shell_alone and not shutil.which("nm"):
            tally.skip(words, "it needs nm")
            continue
        with tally.test(words):
            check()
    tally.close()


if __name__ == "__main__":
    main()
