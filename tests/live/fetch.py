#!/usr/bin/env python3
"""Published weights fetched from a server of our own: complete, cut and resumed, wrong, missing, stalled, stopped;
the right line each time, and never a half file under the real name."""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from _common import PROGRAM, Tally, equal
from _published import CUT, DATA, NAME, Server

PATIENCE = 2  # seconds


class Home:
    """A user's data folder, and what it holds afterwards."""

    def __init__(self, folder):
        self.folder = folder
        self.file = self.folder / "vggscope" / "vgg11.pth"
        self.part = self.folder / "vggscope" / f"{NAME}.part"
        self.env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k != "VGGSCOPE_MIRROR"}
        self.env["XDG_DATA_HOME"], self.env["XDG_CACHE_HOME"] = str(folder), str(folder / "cache")

    def start(self, *args, env=None):
        return subprocess.Popen([PROGRAM, *map(str, args)], env={**self.env, **(env or {})}, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def get(self, *args, env=None, net="vgg11"):
        process = self.start("weights", "get", net, "--timeout", PATIENCE, *args, env=env)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def right(self, *args, env=None):
        status, out, err = self.get(*args, env=env)
        equal((status, err), (0, ""), "status and standard error")
        assert str(self.file) in out and NAME in out, out
        equal(self.file.read_bytes(), DATA, "the file")
        assert not self.part.exists(), "the part is still there"

    def wrong(self, *says, args=(), env=None, net="vgg11"):
        status, out, err = self.get(*args, env=env, net=net)
        equal((status, out), (1, ""), f"status and output ({err})")
        lines = err.splitlines()
        assert len(lines) == 1 and lines[0].startswith("vggscope: "), err
        for word in says:
            assert str(word) in lines[0], f"{lines[0]!r} without {word!r}"
        assert not self.file.exists(), "a file stands under the real name"


def check_complete(server, home):
    home.right("--mirror", server.url)
    equal(server.http.asked, [(f"/models/{NAME}", None)], "what was asked for")
    home.right("--mirror", server.url)
    equal(len(server.http.asked), 1, "requests, with the file there already")


def check_without_libcurl(server, home):
    """The program runs where the library is not; it says what is missing once something is to be fetched."""
    (home.folder / "libcurl.so.4").touch()
    env = {"LD_LIBRARY_PATH": str(home.folder)}
    home.wrong("libcurl", args=("--mirror", server.url), env=env)
    home.start("--version", env=env).communicate(timeout=60)
    equal(server.http.asked, [], "what was asked for")


def check_found(server, home):
    """At the next start the fetched file is the one that runs."""
    home.right(env={"VGGSCOPE_MIRROR": server.url + "/"})
    out, err = home.start("run", "--net", "vgg11", "--top", "1").communicate(timeout=60)
    equal(err, "", "standard error")
    assert "random" not in out and "slim 1/16" in out, out
    out, _ = home.start("weights", "list").communicate(timeout=60)
    assert str(home.file) in out, out


def check_cut(server, home):
    server.serve("cut")
    home.wrong("37 %", NAME, args=("--mirror", server.url))
    equal(home.part.read_bytes(), DATA[:CUT], "the part")
    server.serve("whole")
    home.right("--mirror", server.url)
    equal(server.http.asked, [(f"/models/{NAME}", f"bytes={CUT}-")], "what was asked for")


def check_cut_many(server, home):
    """Cut again and again: each attempt goes on where the last one ended."""
    for n in (1, 1000, len(DATA) - 1):
        home.part.parent.mkdir(exist_ok=True)
        home.part.write_bytes(DATA[:n])
        home.right("--mirror", server.url)
        home.file.unlink()
    home.part.write_bytes(DATA)
    server.serve("missing")
    home.right("--mirror", server.url)  # all of it was there


def check_no_ranges(server, home):
    home.part.parent.mkdir()
    home.part.write_bytes(DATA[:CUT])
    server.serve("no ranges")
    home.right("--mirror", server.url)


def check_too_much(server, home):
    """A part that is longer than the file, or another file's, begins anew."""
    home.part.parent.mkdir()
    home.part.write_bytes(DATA + b"more")
    home.right("--mirror", server.url)
    home.file.unlink()
    home.part.write_bytes(b"other" * 1000)
    home.wrong("SHA-256", args=("--mirror", server.url))
    home.right("--mirror", server.url)


def check_hash(server, home):
    changed = bytearray(DATA)
    changed[len(DATA) // 2] ^= 1
    server.serve("whole", bytes(changed))
    home.wrong("SHA-256", NAME, args=("--mirror", server.url))
    assert not home.part.exists(), "the wrong file was kept"
    server.serve("whole", b"<html>sign in first</html>")
    home.wrong("SHA-256", args=("--mirror", server.url))


def check_missing(server, home):
    server.serve("missing")
    home.wrong("404", NAME, args=("--mirror", server.url))
    home.part.parent.mkdir(exist_ok=True)
    home.part.write_bytes(DATA[:CUT])
    home.wrong("404", NAME, args=("--mirror", server.url))
    equal(home.part.read_bytes(), DATA[:CUT], "the part, after 404")


def check_stalled(server, home):
    server.serve("stall")
    began = time.monotonic()
    home.wrong(f"{PATIENCE} seconds", "37 %", args=("--mirror", server.url))
    assert time.monotonic() - began < 15, "it waited too long"
    equal(home.part.read_bytes(), DATA[:CUT], "the part")
    server.serve("whole")
    home.right("--mirror", server.url)


def check_stopped(server, home):
    for number in (signal.SIGINT, signal.SIGTERM):
        server.serve("slow")
        had = home.part.stat().st_size if home.part.exists() else 0
        process = home.start("weights", "get", "vgg11", "--mirror", server.url)
        while not home.part.exists() or home.part.stat().st_size < had + 200_000:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.02)
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        equal(process.returncode, 1, "the status")
        assert "stopped" in err and len(err.splitlines()) == 1 and not out, err
        assert not home.file.exists() and 0 < home.part.stat().st_size < len(DATA), "the part"
        equal(home.part.read_bytes(), DATA[:home.part.stat().st_size], "the part")
    server.serve("whole")
    home.right("--mirror", server.url)


def check_busy(server, home):
    server.serve("slow")
    first = home.start("weights", "get", "vgg11", "--mirror", server.url)
    while not home.part.exists() or home.part.stat().st_size < 100_000:
        time.sleep(0.02)
    home.wrong("another program", args=("--mirror", server.url))
    equal(first.wait(60), 0, "the status of the first")
    equal(home.file.read_bytes(), DATA, "the file")


def check_offline(server, home):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        home.wrong("cannot be reached", args=("--mirror", f"http://127.0.0.1:{nobody.getsockname()[1]}"))
    home.wrong("cannot be reached", args=("--mirror", "http://no-such-host.invalid/models"))
    out, err = home.start("run", "--top", "1").communicate(timeout=60)
    assert "giant panda" in out and not err, "the bundled network does not go on"


def check_elsewhere(server, home):
    server.serve("elsewhere")
    home.right("--mirror", server.url)


def check_endless(server, home):
    server.serve("endless")
    home.wrong("larger", args=("--mirror", server.url))


def check_folder(server, home):
    """A mirror may be a folder, by its path or as file://, on a stick say."""
    folder = home.folder / "a stick ü%"
    folder.mkdir()
    home.wrong(NAME, args=("--mirror", folder))
    (folder / NAME).write_bytes(DATA)
    home.right("--mirror", folder)
    home.file.unlink()
    home.part.write_bytes(DATA[:CUT])
    home.right("--mirror", folder)
    home.file.unlink()
    plain = home.folder / "plain"
    folder.rename(plain)
    home.right("--mirror", plain.as_uri())


def check_user_file(server, home):
    """A file of the user's own is never replaced."""
    home.file.parent.mkdir()
    home.file.write_bytes(b"my own")
    status, _, err = home.get("--mirror", server.url)
    equal(status, 1, "the status")
    assert "already" in err and home.file.read_bytes() == b"my own", err


def check_smaller(server, home):
    """A packed file is preferred where it is asked for, for each network that has one; else the best are taken."""
    def says(word, *args):
        out, err = home.start("read", *args).communicate(timeout=60)
        assert word in out and not err, f"no {word!r} in {out!r} {err!r}"

    home.file.parent.mkdir()
    source = home.folder / "some.pth"
    source.write_bytes(DATA)
    home.start("weights", "pack", source, home.file.parent / "vgg11-u8.safetensors", "--type", "u8").communicate(timeout=60)
    says("random, seed 1", "--net", "vgg11")
    says("random, seed 1", "--net", "vgg11", "--weights", "f16")
    says("slim 1/16", "--net", "vgg11", "--weights", "u8")
    says("slim 1/4", "--weights", "u8")
    says("slim 1/16", "--do", "weights u8; net vgg11")


def check_script(server, home):
    """The command of scripts and of the window: fetched on another thread, waited for at the end."""
    mirror = {"VGGSCOPE_MIRROR": server.url}
    script = "net vgg11; step 3; select conv2_1; weights get"
    out, err = home.start("read", "--do", script, env=mirror).communicate(timeout=60)
    equal(err, "", "standard error")
    assert "step 3 of" in out and "random" in out, out  # nothing changes before somebody chooses
    equal(home.file.read_bytes(), DATA, "the file")
    out, err = home.start("read", "--do", script + "; weights", env=mirror).communicate(timeout=60)
    assert "step 3 of" in out and "conv2_1" in out and "slim 1/16" in out, out + err
    home.file.unlink()
    server.serve("missing")
    process = home.start("read", "--do", script, env=mirror)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1 and "404" in err and len(err.splitlines()) == 1, err


def check_words(server, home):
    home.wrong("A-LRN", net="a-lrn")
    home.wrong("vgg99", net="vgg99")
    home.wrong("no mirror", args=("--mirror", "/no/such/folder"))
    home.wrong("cannot be fetched", args=("--mirror", "ftp://127.0.0.1/x"))
    home.wrong("HOME", args=("--mirror", server.url), env={"XDG_DATA_HOME": "", "HOME": ""})
    home.file.parent.rmdir()
    home.file.parent.write_text("a file where the folder should be")
    home.wrong("vggscope", args=("--mirror", server.url))


CHECKS = [check_complete, check_found, check_cut, check_cut_many, check_no_ranges, check_too_much, check_hash, check_missing,
          check_stalled, check_stopped, check_busy, check_without_libcurl,
          check_offline, check_elsewhere, check_endless, check_folder,
          check_user_file, check_smaller, check_script, check_words]


def main():
    tally, server = Tally(), Server()
    try:
        for check in CHECKS:
            server.serve("whole")
            with tally.test(check.__name__.replace("check_", "").replace("_", " ")), tempfile.TemporaryDirectory() as folder:
                check(server, Home(pathlib.Path(folder)))
    finally:
        server.close()
    tally.close()


main()
