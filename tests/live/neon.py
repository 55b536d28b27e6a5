#!/usr/bin/env python3
"""NEON's kernels on a processor that has none: the units of nn/, built across, under qemu (`make neon`)."""
import platform
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True

from _common import ROOT, Tally, answer


def isa():
    return answer("bench", "--weights", "bundled")["isa"]


def check_units():
    done = subprocess.run(["make", "neon"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0 and "warning" not in done.stdout, done.stdout
    tests = re.findall(r"^\[       OK \] (\w+)", done.stdout, re.M)
    assert "test_every_isa" in tests and "test_same_bits" in tests, done.stdout


def main():
    tally = Tally()
    if all(map(shutil.which, ("qemu-aarch64", "aarch64-linux-gnu-gcc"))):
        with tally.test("NEON"):
            check_units()
    elif platform.machine() in ("aarch64", "arm64"):
        with tally.test("NEON"):
            assert isa() == "neon"  # so the units ran on it
    else:
        tally.skip("NEON", "it needs qemu-user and gcc-aarch64-linux-gnu")
    tally.close()


if __name__ == "__main__":
    main()
