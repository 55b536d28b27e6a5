#!/usr/bin/env python3
"""What the program asks of a machine: milliseconds from its start to the first picture in a real window under Xvfb,
and from what a hand does to what is shown of it, the processor's time in a window that nobody touches, and the most memory that a run holds.

    window.py [--rounds 9] [--weights FILE ...]    files of VGG-19 besides the bundled one

`make bench` runs it."""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1] / room) for room in ("window", "live")]

from _common import PROGRAM
from keys import Display, Window

IDLE = 5  # seconds that a window is left alone


def processor(pid):
    """Seconds of the processor that all threads of a process have had."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def first_pictures(display, folder, weights, rounds):
    times = []
    for _ in range(rounds + 1):  # one to warm up
        window = Window(display, folder, "", options=["--net", "vgg19", *weights])
        times.append(window.first_picture)
        window.close()
        while display.pixels(8, 8).any():
            time.sleep(0.01)
    return statistics.median(times[1:])


def idle(display, folder):
    """The share of one processor, after a second without input."""
    window = Window(display, folder, "step 9")
    window.shows("step 9")
    time.sleep(1)
    began = processor(window.process.pid)
    time.sleep(IDLE)
    share = (processor(window.process.pid) - began) / IDLE
    window.close()
    return share


def peak(net, weights, **surroundings):
    """MB that `run` holds at most; mapped files count with what was touched of them."""
    command = [PROGRAM, "run", "--net", net, *weights]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **surroundings})
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"window.py: {' '.join(command)} failed")
    return used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--weights", nargs="*", default=[], metavar="FILE", help="weights of VGG-19 to begin with")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        display = Display(folder)
        for file in ["bundled", *map(os.path.abspath, options.weights)]:
            ms = first_pictures(display, folder, ["--weights", file], options.rounds)
            print(f"first picture, VGG-19, weights: {os.path.basename(file)}: {ms:.0f} ms, median of {options.rounds}")
            subprocess.run([PROGRAM, "bench", "--hand", "--net", "vgg19", "--weights", file], check=True,
                           env={**os.environ, "SDL_VIDEODRIVER": "dummy"})
        print(f"idle: {idle(display, folder):.1%} of a processor over {IDLE} s")
        display.close()
        full = folder / "vgg16.safetensors"
        subprocess.run([PROGRAM, "weights", "pack", "random:1", full, "--type", "f32"], stdout=subprocess.DEVNULL, check=True)
        most, least = (peak("vgg16", ["--weights", str(full)], VGGSCOPE_CACHE=budget) for budget in ("512", "0"))
        print(f"a run of VGG-16 with {full.stat().st_size / 2**20:.0f} MB of float32 weights holds {most:.0f} MB at most, "
              f"{least:.0f} MB with no budget for transformed weights")


if __name__ == "__main__":
    main()
