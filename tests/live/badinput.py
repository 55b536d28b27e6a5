#!/usr/bin/env python3
"""Broken and odd files, wrong words: one clear line and the right exit status, or a run that is right."""
import copy
import json
import pathlib
import signal
import struct
import subprocess
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True

import numpy as np
from PIL import Image

from _common import PHOTOS, PROGRAM, ROOT, Tally, answer, equal, output, read_header, run
from _nets import prepare

SLIM = ROOT / "weights" / "vgg16-slim.safetensors"
MEMORY = 1_600_000_000
RANDOM = np.random.default_rng(5)


def refused(*args, status=1, says=()):
    """The program ends with the status, one line on standard error and nothing else."""
    done = run(*args)
    what = " ".join(map(str, args))
    assert done.returncode >= 0, f"{what}: {signal.Signals(-done.returncode).name}"
    equal(done.returncode, status, f"the status of {what} ({done.stderr.strip()})")
    equal(done.stdout, "", f"what {what} prints")
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("vggscope: ") and len(lines[0]) > 30, \
        f"{what} says {done.stderr!r}"
    for word in [says] if isinstance(says, str) else says:
        assert word in lines[0], f"{what} says {lines[0]!r}, without {word!r}"
    return lines[0]


# ---- images that are refused ----

def picture(w=61, h=47, channels=3):
    return RANDOM.integers(0, 256, (h, w, channels), np.uint8).squeeze()


def write_files(folder):
    """One file of each format; name -> path."""
    image = Image.fromarray(picture())
    kinds = {"jpg": {}, "progressive.jpg": {"progressive": True}, "png": {}, "bmp": {}, "gif": {}, "tga": {},
             "coded.tga": {"compression": "tga_rle"}, "webp": {"lossless": True}, "lossy.webp": {}, "tiff": {},
             "packed.tiff": {"compression": "tiff_lzw"}, "ppm": {}}
    files = {}
    for name, how in kinds.items():
        files[name] = folder / f"whole.{name}"
        image.save(files[name], **how)
    return files


def check_cut(name, whole, folder):
    """A file that ends early, wherever that is."""
    data = whole.read_bytes()
    for n in sorted({1, 10, len(data) // 10, len(data) // 2, len(data) * 9 // 10, len(data) - 60}):
        cut = folder / f"cut-{n}.{name}"
        cut.write_bytes(data[:n])
        refused("run", "--image", cut, says=cut.name)


def check_no_images(folder):
    texts = {"words.jpg": b"This is not a picture.\n" * 20, "noise.png": bytes(RANDOM.bytes(5000)),
             "signature.png": b"\x89PNG\r\n\x1a\n", "zeros.tga": bytes(4000), "line\nbreak.png": b"no picture"}
    for name, data in texts.items():
        (folder / name).write_bytes(data)
        refused("run", "--image", folder / name)
    (folder / "empty.png").write_bytes(b"")
    refused("run", "--image", folder / "empty.png", says="empty")
    refused("run", "--image", folder / "missing.png", says="missing.png")
    refused("run", "--image", folder)
    refused("shot", "--do", f"image '{folder}/words.jpg'", "--out", folder / "shot.png", says="command 1")
    assert not (folder / "shot.png").exists(), "a picture was written"


# ---- images that run ----

def input_of(path, folder):
    acts = folder / "acts"
    output("run", "--image", path, "--until", "conv1_1", "--save-activations", acts)
    return np.load(acts / "input.npy")


def check_modes(folder):
    """Every mode is what PIL makes of it as RGB, to the bit."""
    colours = Image.fromarray(picture(90, 70))
    alpha = Image.fromarray(picture(90, 70, 1))
    see_through = colours.copy()
    see_through.putalpha(alpha)
    few = colours.quantize(40)
    images = {"grey": alpha, "grey and alpha": Image.merge("LA", (alpha, alpha.rotate(180))),
              "palette": few, "palette of 4": colours.quantize(4), "alpha": see_through,
              "one bit": alpha.convert("1"), "one pixel": colours.crop((0, 0, 1, 1)), "two": colours.crop((0, 0, 2, 1))}
    for name, image in images.items():
        for kind in ("png", "bmp", "gif", "tga"):
            if kind != "png" and (name != "palette" or kind == "gif") and name != "grey":
                continue
            path = folder / f"mode.{kind}"
            image.save(path)
            want = prepare(224)(Image.open(path).convert("RGB")).numpy()
            assert np.array_equal(input_of(path, folder), want), f"{name} as {kind} is not PIL's"
    few.save(folder / "clear.png", transparency=3)
    want = prepare(224)(few.convert("RGB")).numpy()
    assert np.array_equal(input_of(folder / "clear.png", folder), want), "a palette with a clear colour"


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_png(path, w, h, bits, colour, rows):
    """A PNG from its raw rows, for what PIL does not write."""
    pack, packed = zlib.compressobj(1), []
    for row in rows:
        packed.append(pack.compress(b"\0" + row))
    packed.append(pack.flush())
    header = struct.pack(">IIBBBBB", w, h, bits, colour, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", b"".join(packed))
                     + png_chunk(b"IEND", b""))


def check_deep(folder):
    """16 bits a channel: the high byte counts."""
    for colour, channels in ((0, 1), (2, 3), (4, 2), (6, 4)):
        deep = RANDOM.integers(0, 65536, (50, 40, channels)).astype(">u2")
        write_png(folder / "deep.png", 40, 50, 16, colour, (row.tobytes() for row in deep))
        high = (deep >> 8).astype(np.uint8)
        rgb = high[..., :3] if channels > 2 else np.repeat(high[..., :1], 3, 2)
        want = prepare(224)(Image.fromarray(rgb)).numpy()
        assert np.array_equal(input_of(folder / "deep.png", folder), want), f"{channels} channels of 16 bits"


def check_thin(folder):
    """1 x 20,000 and 20,000 x 1: the middle is that of a shorter one with the same middle."""
    column = picture(1, 20000).reshape(20000, 1, 3)
    for pixels, middle in ((column, column[9900:10100]), (column.swapaxes(0, 1), column[9900:10100].swapaxes(0, 1))):
        Image.fromarray(np.ascontiguousarray(pixels)).save(folder / "thin.png")
        want = prepare(224)(Image.fromarray(np.ascontiguousarray(middle))).numpy()
        assert np.array_equal(input_of(folder / "thin.png", folder), want), f"{pixels.shape}"


def peak(*args):
    """Exit status and largest memory in bytes of a run. A process counts with it what its parent had
    when it was started, so a small one stands between."""
    between = ("import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], capture_output=True); "
               "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run([sys.executable, "-S", "-c", between, PROGRAM, *map(str, args)], check=True,
                          capture_output=True, text=True)
    status, kilobytes = map(int, done.stdout.split())
    return status, kilobytes * 1024


def check_large(folder):
    """Large pictures are refused before they are decoded, or run in the memory that is allowed."""
    path = folder / "large.png"
    write_png(path, 20000, 20000, 8, 0, (bytes(20000) for _ in range(20000)))
    refused("run", "--image", path, says="20000x20000")
    sizes = {"20000x20000 grey": (20000, 8, 0, 1), "11200x11200": (11200, 8, 2, 3),
             "9700x9700 with alpha": (9700, 8, 6, 4), "6800x6800 with alpha in 16 bits": (6800, 16, 6, 8)}
    for name, (side, bits, colour, size) in sizes.items():
        write_png(path, side, side, bits, colour, (bytes(side * size) for _ in range(side)))
        judge(name, path)
    for how in ({"progressive": True, "subsampling": 0}, {"progressive": False, "subsampling": 0}):
        path = folder / "large.jpg"
        Image.new("RGB", (11200, 11200), (90, 20, 60)).save(path, **how)
        judge(f"11200x11200 as {how}", path)


def judge(name, path):
    status, memory = peak("run", "--image", path, "--until", "conv1_1")
    print(f"     {name}: status {status}, {memory / 1e6:.0f} MB")
    assert status in (0, 1), f"{name} ends with {status}"
    assert memory < MEMORY, f"{name} takes {memory / 1e9:.2f} GB"


# ---- weights ----

def write_weights(path, header, data):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def broken_headers(header, size):
    """name -> a header that must not be taken, and words of the complaint."""
    cases, weight, bias = {}, "features.2.weight", "features.2.bias"

    def case(name, change, says=()):
        changed = copy.deepcopy(header)
        change(changed)
        cases[name] = changed, says

    def entry(tensor, **values):
        return lambda h: h[tensor].update(values)

    first, end = header[weight]["data_offsets"]
    bias_first, bias_end = header[bias]["data_offsets"]
    case("offsets past the end", entry(weight, data_offsets=[size, size + end - first]), weight)
    case("end far past the end", entry(weight, data_offsets=[first, 2**62]), weight)
    case("negative offsets", entry(weight, data_offsets=[first - end, 0]), weight)
    case("offsets the wrong way", entry(weight, data_offsets=[end, first]), weight)
    case("offsets that overlap", entry(bias, data_offsets=[bias_first - 4, bias_end - 4]), bias)
    case("two tensors in one place", entry("features.10.bias", data_offsets=header["features.12.bias"]["data_offsets"]))
    case("offsets that do not fit the shape", entry(weight, data_offsets=[first, end - 1]), weight)
    case("offsets as text", entry(weight, data_offsets=["0", "1"]), weight)
    case("fractions as offsets", entry(weight, data_offsets=[first + 0.5, end + 0.5]), weight)
    case("one offset", entry(weight, data_offsets=[first]), weight)
    case("no offsets", lambda h: h[weight].pop("data_offsets"), weight)
    case("a shape of another layer", entry(weight, shape=[16, 9, 4, 4]), weight)
    case("a shape with fewer numbers", entry(weight, shape=[16, 16 * 9]), weight)
    case("a negative shape", entry(weight, shape=[-16, -16, 3, 3]), weight)
    case("a shape of zeros", entry(weight, shape=[0, 16, 3, 3], data_offsets=[first, first]), weight)
    case("a shape that overflows", entry(weight, shape=[2**31 - 1, 2**31 - 1, 2**31 - 1, 4]), weight)
    case("a shape beyond 64 bits", entry(weight, shape=[2**70, 16, 3, 3]))
    case("five dimensions", entry(weight, shape=[16, 16, 3, 3, 1]), weight)
    case("no shape", lambda h: h[weight].pop("shape"), weight)
    case("another type", entry(weight, dtype="I64"), weight)
    case("a type that needs more bytes", entry(weight, dtype="F32"), weight)
    case("a type that is a number", entry(weight, dtype=4), weight)
    case("an entry that is a list", lambda h: h.update({weight: []}), weight)
    case("a missing weight", lambda h: h.pop(weight), weight)
    case("a missing bias", lambda h: h.pop("classifier.6.bias"), "classifier.6.bias")
    case("a missing scale", lambda h: h.pop(weight + ".scale"), weight + ".scale")
    case("a missing minimum", lambda h: h.pop(weight + ".min"), weight + ".min")
    case("a scale in bytes", entry(weight + ".scale", dtype="U8", shape=[64]))
    case("nothing", lambda h: h.clear())
    return cases


def broken_files(header, data):
    """name -> a whole file that must not be taken."""
    text = json.dumps(header).encode()

    def file(length, text, data=data):
        return struct.pack("<Q", length) + text + data

    return {
        "an empty file": b"", "seven bytes": b"1234567", "a header of 2^63 bytes": file(2**63, text),
        "a header of 2^64-1 bytes": file(2**64 - 1, text), "a header longer than the file": file(10**9, text),
        "a header that is cut": file(len(text) - 3, text), "a header of no bytes": file(0, text),
        "a header that is no JSON": file(len(text), b"x" * len(text)), "a header that is a list": file(2, b"[]"),
        "a header nested deeply": file(400000, b"[" * 400000), "a name twice":
            file(len(text) + len(text) - 1, text[:-1] + b"," + text[1:]),
        "a file that is cut": file(len(text), text, data[:len(data) // 2]),
        "a file cut by one byte": file(len(text), text, data[:-1]), "a PNG": b"\x89PNG\r\n\x1a\n" * 100}


def check_broken(name, path, says=()):
    for args in (("run", "--weights", path), ("weights", "check", path, "--net", "vgg16")):
        try:
            refused(*args, says=says)
        except AssertionError as wrong:
            raise AssertionError(f"{name}: {wrong}") from None


def check_weights(folder):
    header, start = read_header(SLIM)
    data = SLIM.read_bytes()[start:]
    path = folder / "broken.safetensors"
    for name, (changed, says) in broken_headers(header, len(data)).items():
        write_weights(path, changed, data)
        check_broken(name, path, says)
    for name, whole in broken_files(header, data).items():
        path.write_bytes(whole)
        check_broken(name, path)


def check_not_finite(folder):
    header, start = read_header(SLIM)
    path = folder / "broken.safetensors"
    for tensor in ("features.5.bias", "features.5.weight.scale", "features.5.weight.min", "classifier.6.bias"):
        for value in (np.nan, np.inf, -np.inf):
            data = bytearray(SLIM.read_bytes()[start:])
            struct.pack_into("<f", data, header[tensor]["data_offsets"][0] + 8, value)
            write_weights(path, header, data)
            check_broken(f"{value} in {tensor}", path, tensor.split(".weight")[0])


def check_follows(folder):
    """Which maps a network follows, told wrong: left out with a line, and nothing else changes."""
    header, start = read_header(SLIM)
    data, path = SLIM.read_bytes()[start:], folder / "follows.safetensors"
    right = json.loads(header["__metadata__"]["follows"])
    equal(answer("weights", "check", SLIM)["follows"], "vgg19", "what the bundled one follows")

    def changed(name, **entry):
        return {**right, "layers": {**right["layers"], name: {**right["layers"]["conv1_1"], **entry}}}

    plain = answer("run", "--weights", SLIM)["top"]
    for told in ("no JSON", "[" * 100000, " " * 2000000, {}, {**right, "network": "resnet50"}, changed("conv9_9"),
                 changed("conv1_1", layer="conv2_1"), changed("conv1_1", units=[64] * 16), changed("conv1_1", units=[-1] * 16),
                 changed("conv1_1", units=[2 ** 40] * 16), changed("conv1_1", units=[0] * 15)):
        text = told if isinstance(told, str) else json.dumps(told)
        write_weights(path, {**header, "__metadata__": {**header["__metadata__"], "follows": text}}, data)
        said = answer("weights", "check", path)
        assert "follows" not in said and said["follows_fault"], f"{text[:60]!r} is believed"
        assert "left out" in output("weights", "check", path), f"nothing is said of {text[:60]!r}"
        equal(answer("run", "--weights", path)["top"], plain, f"the answers with {text[:60]!r}")
        assert "follows" not in answer("read", "--weights", path, "--do", "select conv1_1; view layer"), "it is shown"


def check_other_weights(folder):
    refused("run", "--net", "vgg19", "--weights", SLIM)
    refused("run", "--weights", folder / "none.safetensors", says="none.safetensors")
    refused("run", "--weights", folder)
    refused("run", "--weights", PHOTOS[0])
    refused("run", "--net", "alexnet", "--weights", "bundled", says=["AlexNet", "vgg16", "vgg19"])
    for seed in ("", "x", "7x", "-1", "1.5", "99999999999"):
        refused("run", "--weights", f"random:{seed}")


# ---- words ----

def check_scripts(folder):
    wrong = {"nonsense": 1, "step; nonsense 3": 2, "step 1; step 2; step x": 3, "step 1.5": 1, "step -1": 1,
             "step 99999999999999999999": 1, "map": 1, "map 64": 1, "map -1": 1, "map 1 2": 1, "pixel 3": 1,
             "pixel 224 0": 1, "pixel 0 -1": 1, "pixel a b": 1, "view": 1, "view nothing": 1, "select conv9_9": 1,
             "until nothing": 1, "net lenet": 1, "image nothing.png": 1, "weights nothing.safetensors": 1,
             "steps none": 1, "theme none": 1, "textsize 9": 1, "lang xx": 1, "step '": 1, "step 2;;  ; net x": 4,
             "stack 0": 1, "stack x": 1, "channels 0": 1}
    for script, place in wrong.items():
        script = "select conv1_1; " + script
        refused("read", "--do", script, says=f"command {place + 1}")
    shot = folder / "before.png"
    refused("read", "--do", f"shot {shot}; nonsense", says="command 2")
    assert Image.open(shot).size == (1280, 720), "what was done before the mistake is not there"


def check_kept(folder):
    """What is read is not written over: under its name, on another way there, or through a link."""
    (folder / "inner").mkdir()
    weights, photo, text = folder / "w.safetensors", folder / "p.png", folder / "n.net"
    weights.write_bytes(SLIM.read_bytes())
    Image.fromarray(picture()).save(photo)
    text.write_text("conv 4 3\nfc 3\n")
    (folder / "link").symlink_to("w.safetensors")
    (folder / "second").hardlink_to(weights)
    names = [weights, folder / "inner" / ".." / "w.safetensors", folder / "link", folder / "second"]
    held = {path: path.read_bytes() for path in (weights, photo, text)}
    for name in names:
        refused("weights", "pack", weights, name, "--type", "f16", says=name.name)
    refused("weights", "pack", text, text, says="n.net")
    refused("shot", "--weights", weights, "--out", names[2], says="link")
    refused("shot", "--image", photo, "--out", photo, says="p.png")
    refused("read", "--image", photo, "--do", f"shot {photo}", says="p.png")
    refused("read", "--weights", weights, "--do", f"save {folder}/table.csv; shot {names[3]}", says="second")
    for path, data in held.items():
        assert path.read_bytes() == data, f"{path.name} is not as it was"
    refused("weights", "pack", weights, folder / "inner" / "none" / "w", says="none")
    run("weights", "pack", weights, folder / "small", "--type", "f16")
    run("weights", "pack", weights, folder / "small", "--type", "u8")  # what is not read may be written over
    assert (folder / "small").stat().st_size < len(held[weights]) * 1.1, "it was not written over"


def check_usage(folder):
    for args in (("--nonsense",), ("run", "--nonsense"), ("nonsense",), ("shot",), ("shot", "--do", "step"),
                 ("table", "--net"), ("table", "--json=1"), ("table", "vgg16"), ("run", "--top", "0"),
                 ("run", "--top", "x"), ("run", "--threads", "0"), ("run", "--threads", "1e3"),
                 ("shot", "--out", folder / "a.png", "--size", "10x10"),
                 ("shot", "--out", folder / "a.png", "--size", "x"),
                 ("weights",), ("weights", "nonsense"), ("weights", "check"), ("weights", "pack", "random"),
                 ("weights", "pack", "random", folder / "w", "--type", "u7"), ("bench", "--threads", "-1")):
        refused(*args, status=2)
    equal(list(folder.iterdir()), [], "files that were written")


def check_names():
    for command in (("table",), ("run",), ("read",), ("bench",)):
        refused(*command, "--net", "nonsense", says="nonsense")
    refused("run", "--until", "conv9_9", says="conv9_9")
    refused("weights", "pack", "random:1", "/dev/null", "--net", "nonsense", says="nonsense")


def check_folders(folder):
    """A folder that is missing is made, whatever its depth; one that cannot be is told."""
    made = folder / "a" / "b c" / "d"
    output("run", "--until", "relu1_1", "--save-activations", made)
    equal(sorted(file.name for file in made.iterdir()), ["conv1_1.npy", "input.npy", "relu1_1.npy"], "what is saved")
    made = folder / "e" / "f"
    output("read", "--do", "select conv1_1; view neuron", "--save", made)
    equal([file.name for file in made.iterdir()], ["products.npy"], "what is saved")
    file = folder / "file"
    file.write_bytes(b"kept")
    for inside in (file, file / "more"):
        refused("run", "--save-activations", inside, says=str(inside))
        refused("read", "--do", "select conv1_1; view neuron", "--save", inside, "--json", says=str(inside))
    for out in (file / "a.png", folder / "none" / "a.png", folder / "a"):
        refused("shot", "--out", out, says=str(out))
        refused("weights", "pack", "random:1", out, "--net", "alexnet", says=str(out))
    equal(file.read_bytes(), b"kept", "the file in the way")
    equal([p for p in folder.rglob("*part*")], [], "what was left half written")


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind, whole in write_files(folder).items():
            with tally.test(f"a cut {kind}"):
                output("run", "--image", whole)
                check_cut(kind, whole, folder)
        for check in (check_no_images, check_modes, check_deep, check_thin, check_large, check_weights,
                      check_not_finite, check_follows, check_other_weights, check_scripts, check_kept, check_usage,
                      check_folders):
            here = folder / check.__name__
            here.mkdir()
            with tally.test(check.__name__.replace("check_", "").replace("_", " ")):
                check(here)
        with tally.test("names"):
            check_names()
    tally.close()


main()
