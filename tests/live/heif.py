#!/usr/bin/env python3
"""HEIC and AVIF, made by heif-enc and avifenc, beside the same photo in formats that Pillow reads; without libheif, and
without one of its decoders."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
from PIL import Image

from _common import Tally, equal, output, run
from _nets import prepare

RANDOM = np.random.default_rng(8)
TOOLS = {"avifenc": "libavif-bin", "heif-enc": "libheif-examples"}
SYMBOLS = """heif_context_alloc heif_context_free heif_context_read_from_memory_without_copy
heif_context_get_primary_image_handle heif_image_handle_release heif_image_handle_get_width heif_image_handle_get_height
heif_image_handle_is_premultiplied_alpha heif_decoding_options_alloc heif_decoding_options_free heif_image_get_width
heif_image_get_height heif_image_get_plane_readonly heif_image_release""".split()


def input_of(path, folder):
    output("run", "--image", path, "--until", "conv1_1", "--save-activations", folder / "acts")
    return np.load(folder / "acts" / "input.npy")


def made(folder, name, program, *options, source="photo.png"):
    to = ["-o", folder / name] if program == "heif-enc" else [folder / name]
    subprocess.run([program, *options, folder / source, *to], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder / name


def photo(folder):
    rough = Image.fromarray(RANDOM.integers(0, 256, (15, 19, 3), np.uint8)).resize((304, 240), Image.BICUBIC)
    rough.save(folder / "photo.png")
    return rough


def heic(folder):
    return made(folder, "photo.heic", "heif-enc", "-L", "-p", "chroma=444")


def check_the_same_in_all_formats(folder):
    """AVIF can be lossless. What heif-enc makes of colours is, but for a level here and there; of grey it is."""
    image = photo(folder)
    want = prepare(224)(image).numpy()
    for kind, options in {"webp": {"lossless": True}, "tiff": {}, "ppm": {}}.items():
        image.save(folder / f"photo.{kind}", **options)
        assert np.array_equal(input_of(folder / f"photo.{kind}", folder), want), kind
    assert np.array_equal(input_of(folder / "photo.png", folder), want), "png"
    assert np.array_equal(input_of(made(folder, "photo.avif", "avifenc", "-l"), folder), want), "AVIF"
    level = 1.01 / 255 / 0.224
    off = np.abs(input_of(heic(folder), folder) - want)
    assert off.max() <= level, f"HEIC is off by {off.max() / level} levels"
    image.convert("L").save(folder / "grey.png")
    grey = prepare(224)(image.convert("L").convert("RGB")).numpy()
    assert np.array_equal(input_of(made(folder, "grey.heic", "heif-enc", "-L", source="grey.png"), folder), grey), "grey"


def check_lossy_ones_look_like_the_photo(folder):
    """Half the colours and coarse coefficients: near, in the mean."""
    want = prepare(224)(photo(folder)).numpy()
    for path in (made(folder, "half.avif", "avifenc", "-y", "420", "--min", "10", "--max", "20"),
                 made(folder, "half.heic", "heif-enc", "-q", "90")):
        off = np.abs(input_of(path, folder) - want).mean()
        assert off < 0.05, f"{path.name} is off by {off} in the mean"


def one_line(path, status=1, **more):
    done = run("run", "--image", path, **more)
    equal(done.returncode, status, f"the status of {path.name}: {done.stderr}")
    equal(len(done.stderr.splitlines()), 1, f"the lines said of {path.name}: {done.stderr}")
    return done.stderr


def check_what_is_cut_or_foreign(folder):
    photo(folder)
    for path in (heic(folder), made(folder, "photo.avif", "avifenc", "-l")):
        data = path.read_bytes()
        for n in (40, 300, len(data) // 2, len(data) - 1):
            path.write_bytes(data[:n])
            assert "cut off" in one_line(path)
        path.write_bytes(data[:40] + bytes(len(data) - 40))
        assert "cannot be decoded" in one_line(path) or "cut off" in one_line(path)


def check_without_the_library(folder):
    photo(folder)
    paths = heic(folder), made(folder, "photo.avif", "avifenc", "-l")
    (folder / "libheif.so.1").touch() # of the library's name, and none
    for path in paths:
        said = one_line(path, env={"LD_LIBRARY_PATH": str(folder)})
        assert "libheif.so.1" in said and path.name in said and path.suffix[1:].upper() in said, said
    output("run", "--image", folder / "photo.png", env={"LD_LIBRARY_PATH": str(folder)})


def check_without_a_decoder(folder):
    """A libheif that reads a file, and then has nothing to decode it with."""
    photo(folder)
    paths = heic(folder), made(folder, "photo.avif", "avifenc", "-l")
    source = "typedef struct { int code, subcode; const char *message; } E;\nstatic int room[64];\n"
    for name in SYMBOLS:
        if name.endswith(("without_copy", "image_handle")) and "context" in name:
            source += f'E {name}(void) {{ return (E){{0, 0, ""}}; }}\n'
        elif name.endswith(("width", "height")):
            source += f"int {name}(void) {{ return 8; }}\n"
        elif name.endswith("alpha"):
            source += f"int {name}(void) {{ return 0; }}\n"
        else:
            source += f"void *{name}(void) {{ return room; }}\n"
    source += 'E heif_decode_image(void) { return (E){4, 3000, "Unsupported codec"}; }\n'
    (folder / "libheif.c").write_text(source)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", folder / "libheif.so.1", folder / "libheif.c"], check=True)
    for path, package in zip(paths, ("libheif-plugin-libde265", "libheif-plugin-dav1d")):
        said = one_line(path, env={"LD_LIBRARY_PATH": str(folder)})
        assert package in said and path.name in said, said
    (folder / "phone").mkdir()
    paths[0].rename(folder / "phone" / "photo.heic")
    said = run("read", "--do", f"images '{folder}/phone'; gallery", env={"LD_LIBRARY_PATH": str(folder)}).stderr
    assert "libheif-plugin-libde265" in said and len(said.splitlines()) == 1, said


def main():
    tally = Tally()
    missing = [f"{tool} ({package})" for tool, package in TOOLS.items() if not shutil.which(tool)]
    for name, check in list(globals().items()):
        if not name.startswith("check_"):
            continue
        said = name.replace("check_", "").replace("_", " ")
        if missing:
            tally.skip(said, "not installed: " + ", ".join(missing))
            continue
        with tempfile.TemporaryDirectory() as folder, tally.test(said):
            check(pathlib.Path(folder))
    tally.close()


main()
