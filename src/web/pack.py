#!/usr/bin/env python3
"""pack.py FOLDER: lays out what the page fetches, in FOLDER.

core.bin, compressed by gzip, is what the first picture needs: the length of an index as 8 hexadecimal digits, the index
(JSON), and bytes. For each file of the page the index has where it lies for the program, its size, and `at`, where its
bytes, or the first `have` of them, stand in core.bin; what is not there whole has a `url`, and is fetched when it is
asked for. one.wasm and threads.wasm are compressed to one.bin and threads.bin. service.js is told what there is, so that
all of it can be kept for when there is no network."""
import gzip
import hashlib
import json
import pathlib
import shutil
import struct
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FONTS = {"Inter-Regular.otf": "opentype/inter", "Inter-SemiBold.otf": "opentype/inter", "DejaVuSansMono.ttf": "truetype/dejavu",
         "DejaVuSansMono-Bold.ttf": "truetype/dejavu", "DejaVuSans.ttf": "truetype/dejavu", "wqy-microhei.ttc": "truetype/wqy"}
LATER = {"wqy-microhei.ttc"}
FIRST = "panda.jpg"


def files():
    """Where each file of the program lies, for it and here."""
    for place in ("assets/strings", "assets/photos", "lessons"):
        for file in sorted((ROOT / place).rglob("*")):
            if file.suffix in (".json", ".md", ".jpg"):
                yield f"/{file.relative_to(ROOT)}", file
    for file in sorted((ROOT / "assets").glob("*.txt")):
        yield f"/assets/{file.name}", file
    for file in sorted((ROOT / "weights").glob("*.safetensors")):
        yield f"/weights/{file.name}", file
    for name, folder in FONTS.items():
        yield f"/fonts/{name}", pathlib.Path("/usr/share/fonts") / folder / name


def header(data):
    """Of safetensors: all but the numbers."""
    return data[:8 + struct.unpack("<Q", data[:8])[0]]


def compressed(data):
    return gzip.compress(data, 9, mtime=0)


def main():
    folder = pathlib.Path(sys.argv[1])
    (folder / "files").mkdir(parents=True, exist_ok=True)
    index, core, later = [], b"", []
    for path, file in files():
        data = file.read_bytes()
        there = header(data) if file.suffix == ".safetensors" else b"" if file.suffix == ".jpg" and file.name != FIRST or \
            file.name in LATER else data
        entry = {"path": path, "size": len(data), "at": len(core), "have": len(there)}
        if len(there) < len(data):
            entry["url"] = f"files/{file.name}"
            shutil.copyfile(file, folder / entry["url"])
            later.append(entry["url"])
        index.append(entry)
        core += there
    text = json.dumps(index).encode()
    (folder / "core.bin").write_bytes(compressed(b"%08x" % len(text) + text + core))
    for kind in ("one", "threads"):
        wasm = folder / f"{kind}.wasm"
        if wasm.exists():
            (folder / f"{kind}.bin").write_bytes(compressed(wasm.read_bytes()))
    first = sorted(file.name for file in folder.iterdir() if file.is_file() and file.suffix in (".html", ".js", ".css", ".bin", ".svg",
                                                                                               ".webmanifest"))
    sum_ = hashlib.sha256(b"".join((folder / name).read_bytes() for name in first + later if name != "service.js")).hexdigest()
    (folder / "files.json").write_text(json.dumps({"version": sum_[:16], "first": first, "later": later}))


main()
