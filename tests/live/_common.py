"""What the scripts share: the program, its output, weights files, and the count of tests."""
import contextlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import traceback

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("VGGSCOPE_PROGRAM", str(ROOT / "build" / "vggscope"))
PHOTOS = sorted((ROOT / "assets" / "photos").glob("*.jpg"))
VALUES, JITTER = (ROOT / "build" / "live" / name for name in ("values", "jitter"))  # of values.c and jitter.c
DATA = os.environ.get("VGGSCOPE_TEST_DATA")
FAMILY = ("vgg11", "a-lrn", "vgg13", "c", "vgg16", "vgg19", "alexnet", "alexnet-2012")
NETS = FAMILY + ("vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn")


class Tally:
    """Counts tests: one `with tally.test(name)` block each; an exception in it is a failure."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    @contextlib.contextmanager
    def test(self, name):
        try:
            yield
        except Exception as wrong:  # every test is tried, whatever became of the others
            self.failed += 1
            print(f"FAIL {name}: {wrong}", flush=True)
            if not isinstance(wrong, AssertionError):
                traceback.print_exc(file=sys.stdout)
        else:
            self.passed += 1
            print(f"ok   {name}", flush=True)

    def skip(self, name, why):
        self.skipped += 1
        print(f"skip {name}: {why}", flush=True)

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        sys.exit(1 if self.failed else 0)


def equal(got, want, what):
    assert got == want, f"{what} is {got!r}, not {want!r}"


def near(got, want, scale, within, what):
    """Largest difference over `scale`, at most `within`; returns it."""
    got, want = np.asarray(got, np.float64), np.asarray(want, np.float64)
    equal(got.shape, want.shape, f"the shape of {what}")
    assert np.isfinite(got).all(), f"{what} has values that are not finite"
    worst = float(np.abs(got - want).max() / scale)
    assert worst <= within, f"{what} differs by {worst:.3g} of {scale:.6g}"
    return worst


def run(*args, env=None, **more):
    """Runs the program; the environment holds no weights of the user's."""
    with tempfile.TemporaryDirectory() as nobody:
        surroundings = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_DATA_HOME": nobody, "XDG_CACHE_HOME": nobody, **(env or {})}
        return subprocess.run([PROGRAM, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              stdin=subprocess.DEVNULL, env=surroundings, timeout=300, text=True, **more)


def unguessed(text):
    """What is on standard error but for what the program says to have guessed of a network of one's own."""
    return "".join(line for line in text.splitlines(True) if "check it." not in line and "is a guess" not in line)


def output(*args, **more):
    """What the program prints, where nothing may go wrong."""
    done = run(*args, **more)
    assert done.returncode == 0, f"{' '.join(map(str, args))}: status {done.returncode}, {done.stderr}"
    equal(unguessed(done.stderr), "", "what is on standard error")
    return done.stdout


def answer(*args, **more):
    return json.loads(output(*args, "--json", **more))


def values_of(net, weights, picture, last, folder):
    """What the program makes of a painted picture, (C, H, W) between 0 and 1: a function of a row's name, of those up to `last`."""
    folder.mkdir(exist_ok=True)
    bare = folder / "picture.f32"
    np.ascontiguousarray(picture, np.float32).tofile(bare)
    subprocess.run([VALUES, net, weights, bare, last, folder], check=True, timeout=300)
    return lambda name: np.load(folder / f"{name}.npy")


def read_header(path):
    """The header of a safetensors file, and where its data begin."""
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        return json.loads(file.read(length)), 8 + length


def read_raw(path):
    """The tensors of a safetensors file as they are stored, mapped."""
    header, start = read_header(path)
    header.pop("__metadata__", None)
    types = {"F32": np.float32, "F16": np.float16, "U8": np.uint8}
    data = np.memmap(path, np.uint8, "c")[start:]
    return {name: data[slice(*entry["data_offsets"])].view(types[entry["dtype"]]).reshape(entry["shape"])
            for name, entry in header.items()}


def read_weights(path):
    """The tensors of a safetensors file as float32, bytes taken as u8 * scale + min."""
    raw, weights = read_raw(path), {}
    for name, value in raw.items():
        if name.endswith((".scale", ".min")):
            continue
        if value.dtype == np.uint8:
            column = (-1,) + (1,) * (value.ndim - 1)
            value = (value.astype(np.float32) * raw[name + ".scale"].reshape(column)
                     + raw[name + ".min"].reshape(column))
        weights[name] = value if value.dtype == np.float32 else value.astype(np.float32)
    return weights


def write_safetensors(path, tensors, metadata=None):
    """Arrays of float32, float16 or uint8 as a safetensors file."""
    types = {"float32": "F32", "float16": "F16", "uint8": "U8"}
    header, at = {"__metadata__": metadata} if metadata else {}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": types[str(value.dtype)], "shape": list(value.shape),
                        "data_offsets": [at, at + value.nbytes]}
        at += value.nbytes
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(np.ascontiguousarray(value).tobytes())
