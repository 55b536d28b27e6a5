#!/usr/bin/env python3
"""How the program is built and what it holds while it runs: no memory that can be written and executed, nothing
that listens on the network; and that a long jump leaves nothing uncertain (C11 7.13.2.1)."""
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from _common import PROGRAM, ROOT, Tally, equal


def read(*what):
    return subprocess.run(["readelf", "-W", *what, PROGRAM], stdout=subprocess.PIPE, check=True, text=True).stdout


def check_position_independent():
    assert "DYN (Position-Independent Executable file)" in read("-h") or "PIE" in read("-d"), "not position independent"


def check_relocations_are_read_only():
    assert "GNU_RELRO" in read("-l"), "no RELRO segment"
    assert "NOW" in read("-d"), "symbols are bound late, which leaves their table writable"


def check_stack_does_not_execute():
    stack = [line.split() for line in read("-l").splitlines() if "GNU_STACK" in line]
    assert stack and "E" not in stack[0][6], f"the stack's flags are {stack}"


def check_no_segment_is_writable_and_executable():
    for line in read("-l").splitlines():
        if line.split()[:1] == ["LOAD"]:
            assert not ("W" in line.split()[6:-1] and "E" in line.split()[6:-1]) and " RWE " not in line, line


def check_stack_protector_and_fortify():
    symbols = read("--dyn-syms")
    assert "__stack_chk_fail" in symbols, "no stack protector"
    assert "_chk@" in symbols.replace("__stack_chk_fail@", ""), "no fortified function"


def running(look):
    """look(pid) of a program that shows its window on no display, with a network computed."""
    env = {**os.environ, "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    with tempfile.TemporaryDirectory() as home:
        env.update({f"XDG_{what}_HOME": home for what in ("CONFIG", "STATE", "DATA", "CACHE")})
        process = subprocess.Popen([PROGRAM, "--do", "run; view layer"], env=env, stderr=subprocess.PIPE)
        try:
            time.sleep(2)
            assert process.poll() is None, f"it ended: {process.stderr.read()!r}"
            look(process.pid)
        finally:
            process.terminate()
            process.communicate(timeout=20)


def check_no_memory_is_writable_and_executable():
    def look(pid):
        maps = pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
        assert len(maps) > 50, "the map of its memory is not to be seen"
        equal([line for line in maps if {"w", "x"} <= set(line.split()[1])], [], "what is writable and executable")
    running(look)


def check_nothing_listens():
    def look(pid):
        held = {os.readlink(fd) for fd in pathlib.Path(f"/proc/{pid}/fd").iterdir()}
        assert held, "what it has open is not to be seen"
        for kind in ("tcp", "tcp6", "udp", "udp6"):
            table = pathlib.Path(f"/proc/{pid}/net/{kind}")
            for line in table.read_text().splitlines()[1:] if table.exists() else []:
                inode = line.split()[9]
                assert f"socket:[{inode}]" not in held, f"a socket of {kind} is open: {line}"
    running(look)


def functions(text):
    """Each function of a C file: its head and its body."""
    return re.findall(r"^(\w[^;{}]*\)) \{\n(.*?)^\}", text, re.M | re.S)


def check_nothing_is_uncertain_behind_a_long_jump():
    """What a function keeps for itself and changes between setjmp and longjmp is lost unless it is volatile: such a
    function keeps nothing."""
    declaration = re.compile(r"^\s+(?!return\b|else\b|case\b|goto\b|volatile\b|static\b)(?:const |struct )?\w+(?:\s+|\s*\*+\s*)\w+(?:\[.*?\])? *[=;,]", re.M)
    callers = 0
    for path in sorted((ROOT / "src").rglob("*.c")):
        for head, body in functions(path.read_text()):
            if re.search(r"\bsetjmp\(", body):
                callers += 1
                equal(declaration.findall(body), [], f"what {head.split('(')[0].split()[-1]} of {path.name} keeps")
    assert callers, "no setjmp was found"


def main():
    tally = Tally()
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            words = name.replace("check_", "").replace("_", " ")
            if platform.system() == "Linux":
                with tally.test(words):
                    check()
            else:
                tally.skip(words, "reads ELF and /proc")
    tally.close()


if __name__ == "__main__":
    main()
