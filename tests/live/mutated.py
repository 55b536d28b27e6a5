#!/usr/bin/env python3
"""Damaged copies of whole files through the command line: exit status 0, or 1 and what is wrong; never a signal.

    mutated.py [COPIES]      of each file, 40 unless said; make soak takes 5,000

A copy is damaged in one to eight places, most of them where a file says how it is made: at its beginning, at its
end, around its names. Sometimes its end is missing, or bytes were put in or left out."""
from concurrent.futures import ThreadPoolExecutor
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
import torch

from _common import DATA, PHOTOS, PROGRAM, ROOT, Tally, read_weights

EDGE = 4096  # bytes of the beginning and of the end that most damage goes to
LIMIT = 60  # seconds


def place(random, size, hot):
    """Where the damage goes."""
    if hot and random.random() < 0.4:
        return int(random.choice(hot)) + int(random.integers(0, 40))
    edge = int(random.integers(0, min(EDGE, size)))
    return (edge, size - 1 - edge, int(random.integers(0, size)))[random.choice(3, p=(0.5, 0.3, 0.2))]


class Copy:
    """A file that is damaged, tried, and mended again."""

    def __init__(self, source, folder, hot):
        self.path = folder / f"{os.urandom(4).hex()}-{source.name}"
        self.path.write_bytes(source.read_bytes())
        self.size, self.hot = source.stat().st_size, hot

    def damage(self, random):
        """Returns what mends it."""
        undo = []
        with open(self.path, "r+b") as file:
            for _ in range(random.integers(1, 9)):
                at = min(place(random, self.size, self.hot), self.size - 1)
                file.seek(at)
                old = file.read(int(random.integers(1, 9)))
                new = bytearray(old)
                how = random.integers(0, 4)
                if how == 0:
                    new[0] ^= 1 << random.integers(0, 8)
                elif how == 1:
                    new[:] = random.bytes(len(new))
                elif how == 2:
                    new[:] = bytes([random.choice((0, 1, 0x7F, 0x80, 0xFF))]) * len(new)
                else:
                    new[:] = new[1:] + new[:1]
                undo.append((at, old))
                file.seek(at)
                file.write(new)
            if random.random() < 0.15:
                cut = max(self.size - min(EDGE, self.size - 1), place(random, self.size, self.hot))
                file.seek(cut)
                undo.append((cut, file.read()))
                file.truncate(cut)
        return undo

    def mend(self, undo):
        with open(self.path, "r+b") as file:
            for at, old in reversed(undo):
                file.seek(at)
                file.write(old)


def try_copies(copy, command, seeds):
    """What went wrong, by seed."""
    wrong, refused = [], 0
    for seed in seeds:
        undo = copy.damage(np.random.default_rng(seed))
        try:
            done = subprocess.run([PROGRAM, *command, str(copy.path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                  timeout=LIMIT)
            lines = done.stderr.decode(errors="replace").splitlines()
            right = done.returncode == 0 or done.returncode == 1 and lines and all(line.startswith(("vggscope: ", f"{copy.path}:"))
                                                                                   for line in lines)
            refused += done.returncode == 1
            if not right:
                name = signal.Signals(-done.returncode).name if done.returncode < 0 else f"status {done.returncode}"
                wrong.append(f"seed {seed}: {name} {lines[:2]}")
        except subprocess.TimeoutExpired:
            wrong.append(f"seed {seed}: not done after {LIMIT} s")
        copy.mend(undo)
    return wrong, refused


def check(source, command, hot, copies):
    workers = os.cpu_count()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers) as pool:
        parts = [(Copy(source, pathlib.Path(folder), hot), command, range(i, copies, workers)) for i in range(workers)]
        results = list(pool.map(lambda part: try_copies(*part), parts))
    wrong = [line for part, _ in results for line in part]
    assert not wrong, f"{len(wrong)} of {copies}: " + "; ".join(wrong[:5])
    print(f"     {sum(n for _, n in results)} of {copies} refused")


def names_at(source):
    """Where a file of weights has its names and other short texts, at its beginning or its end."""
    data = source.read_bytes()
    found = []
    for word in (b"features.", b"classifier.", b"FloatStorage", b"_rebuild_tensor_v2", b"data_offsets", b"PK\x01\x02", b"PK\x05\x06"):
        at = data.find(word)
        for _ in range(40):
            if at < 0:
                break
            found.append(at)
            at = data.find(word, at + 1)
    return found


def weights(folder):
    """(file, network): the bundled one and, where the data is, the real one; each as safetensors and both kinds of .pth."""
    sources = [(ROOT / "weights" / "vgg16-slim.safetensors", "vgg16")]
    if DATA:
        sources.append((pathlib.Path(DATA) / "vgg19-imagenet-u8.safetensors", "vgg19"))
    for source, net in sources:
        yield source, net
        values = {name: torch.from_numpy(array) for name, array in read_weights(source).items()}
        for name, zipped in (("zip", True), ("older", False)):
            path = folder / f"{source.stem}-{name}.pth"
            torch.save(values, path, _use_new_zipfile_serialization=zipped)
            yield path, net
            path.unlink()


def main():
    tally = Tally()
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as name:
        for source, net in weights(pathlib.Path(name)):
            with tally.test(source.name):
                check(source, ["run", "--net", net, "--until", "conv1_1", "--json", "--weights"], names_at(source), copies)
        for photo in (PHOTOS[0], PHOTOS[-1]):
            with tally.test(photo.name):
                check(photo, ["run", "--net", "vgg16", "--weights", "bundled", "--until", "conv1_1", "--json", "--image"], [], copies)
    for lesson in sorted((ROOT / "lessons").glob("*/one-step.md")):
        with tally.test(f"{lesson.parent.name}/{lesson.name}"):
            check(lesson, ["lesson", "check"], [], copies)
    tally.close()


if __name__ == "__main__":
    main()
