#!/usr/bin/env python3
"""Faults on purpose: what the system does to a program. One clear line each time, an exit status of 0 or 1, and
nothing lost or left behind."""
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from _common import PROGRAM, Tally, equal, output, run


def one_line(done, status=1, says=()):
    """Ended with the status and one line on standard error that has these words."""
    assert done.returncode >= 0, signal.Signals(-done.returncode).name
    equal(done.returncode, status, f"the exit status ({done.stderr.strip()})")
    equal(done.stderr.count("\n"), 1, f"the lines of {done.stderr!r}")
    for word in [says] if isinstance(says, str) else says:
        assert word in done.stderr, f"it says {done.stderr!r}, without {word!r}"


# ---- signals ----

def interrupted(folder, number, net="vgg19", **more):
    """A long command that gets a signal once it has begun to write."""
    process = subprocess.Popen([PROGRAM, "weights", "pack", "random:1", folder / "w.safetensors", "--net", net],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
    while process.poll() is None and not any(folder.iterdir()):
        pass
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def check_signals(folder):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        one_line(interrupted(folder, number), says=number.name)
        equal(list(folder.iterdir()), [], f"what {number.name} leaves")


def check_nohup(folder):
    """A signal that the caller ignores is ignored."""
    done = interrupted(folder, signal.SIGHUP, "alexnet", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    equal((done.returncode, done.stderr), (0, ""), "status and standard error")
    equal([file.name for file in folder.iterdir()], ["w.safetensors"], "what was written")


# ---- a full disk ----

def check_standard_output(folder):
    with open("/dev/full", "w") as full:
        for args in (["table"], ["table", "--json"], ["run", "--until", "conv1_1", "--json"], ["--help"],
                     ["read", "--json"], ["weights", "list"]):
            done = subprocess.run([PROGRAM, *args], stdout=full, stderr=subprocess.PIPE, text=True)
            one_line(done, says="standard output")


def check_devices(folder):
    """A device or a pipe is written to; it is not replaced by a file."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([PROGRAM, "shot", "--out", pipe], stderr=subprocess.PIPE) as process:
        assert pipe.read_bytes().startswith(b"\x89PNG"), "no picture came through the pipe"
    assert pipe.is_fifo() and len(list(folder.iterdir())) == 1, "the pipe is gone"
    one_line(run("shot", "--out", "/dev/full"), says="/dev/full")
    assert pathlib.Path("/dev/full").is_char_device(), "the device is gone"


def little_room():
    """Files end at 64 KiB, as on a disk that fills up."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))


def check_every_writer(folder):
    """Each file that the program writes: what is wrong in one line, and nothing half written stays."""
    commands = [["shot", "--do", "run", "--out", folder / "a.png"],
                ["weights", "pack", "random:1", folder / "a.safetensors", "--net", "alexnet"],
                ["run", "--until", "conv1_1", "--save-activations", folder],
                ["lesson", "export", "one-step", folder]]
    commands += [["shot", "--do", f"run; select conv1_2; save {folder}/a.{ending}", "--out", "/dev/null"]
                 for ending in ("png", "gif", "npy")]
    for command in commands:
        one_line(run(*command, preexec_fn=little_room), says=(str(folder), "File too large", "space"))
        equal(list(folder.iterdir()), [], f"what {command[0]} leaves")


# ---- surroundings ----

def check_odd_surroundings(folder):
    """The same whatever the surroundings say of language, time, home and folders."""
    nothing = {"PATH": os.environ["PATH"]}
    plain = output("run", "--net", "vgg16", "--top", "2", "--json")
    for odd in ({"LC_ALL": "xx_YY.UTF-8"}, {"LC_ALL": "de_DE.UTF-8"}, {"LANG": "\xff", "LC_ALL": ""}, {"TZ": "Nowhere/Else"},
                {"TZ": ":/dev/null"}, {"HOME": ""}, {"HOME": "/dev/null"}, {"HOME": "/proc/nowhere"}, {"TMPDIR": "/nowhere"},
                {"XDG_CONFIG_HOME": "relative", "XDG_DATA_HOME": "relative"}):
        done = subprocess.run([PROGRAM, "run", "--net", "vgg16", "--top", "2", "--json"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env={**nothing, **odd})
        equal((done.returncode, done.stderr), (0, ""), f"status and standard error with {odd}")
        equal(json.loads(done.stdout)["top"], json.loads(plain)["top"], f"the answers with {odd}")


def check_home_that_takes_nothing(folder):
    for command in (["weights", "get", "vgg11"], ["shot", "--do", "save png", "--out", "/dev/null"]):
        env = {"HOME": "/proc/nowhere", "XDG_DATA_HOME": "", "VGGSCOPE_MIRROR": "file:///nowhere"}
        done = subprocess.run([PROGRAM, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/proc",
                              env={"PATH": os.environ["PATH"], **env})
        one_line(done)


def main():
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # nohup, which these tests may run under, leaves it ignored
    tally = Tally()
    checks = [value for name, value in globals().items() if name.startswith("check_")]
    with tempfile.TemporaryDirectory() as name:
        for check in checks:
            here = pathlib.Path(name) / check.__name__
            here.mkdir()
            with tally.test(check.__name__.replace("check_", "").replace("_", " ")):
                check(here)
    tally.close()


main()
