#!/usr/bin/env python3
"""pack.py FOLDER LIBRARIES ZIP: lays beside the program for Windows what it opens, in FOLDER, and packs it."""
import pathlib
import shutil
import struct
import sys
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FONTS = {"Inter-Regular.otf": "opentype/inter", "Inter-SemiBold.otf": "opentype/inter", "DejaVuSansMono.ttf": "truetype/dejavu",
         "DejaVuSansMono-Bold.ttf": "truetype/dejavu", "DejaVuSans.ttf": "truetype/dejavu", "wqy-microhei.ttc": "truetype/wqy"}
FONT_LICENSES = ["fonts-inter", "fonts-dejavu-core", "fonts-wqy-microhei"]
READ_ME = """vggscope: watch VGG-16 and VGG-19 think

Unpack the whole archive first. Then vggscope.exe opens the program. Nothing has to be installed, and it
runs from any folder or USB stick, as long as the folders beside it stay where they are.
It is not signed: if Windows warns of an unknown program, choose "More info", then "Run anyway".
In a terminal, ".\\vggscope help" lists what it does without a window.

请先解压整个压缩包，再打开 vggscope.exe。不需要安装，放在任何文件夹或 U 盘里都能运行，只要旁边的文件夹留在原处。
程序没有签名：如果 Windows 提示未知程序，请点“更多信息”，再点“仍要运行”。
在终端中，“.\\vggscope help” 列出没有窗口时能做的事。
"""


def lay(file, to):
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)


def run_from_memory(program):
    """On a USB stick or a share Windows loads it whole, so that it goes on when the disk does not (PE, Characteristics)."""
    data = bytearray(program.read_bytes())
    at = struct.unpack_from("<I", data, 0x3C)[0] + 22
    struct.pack_into("<H", data, at, struct.unpack_from("<H", data, at)[0] | 0x0C00)
    program.write_bytes(data)


def main():
    folder, libraries, packed = (pathlib.Path(word) for word in sys.argv[1:])
    for old in folder.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
    for place in ("assets/strings", "assets/photos", "lessons"):
        for file in sorted((ROOT / place).rglob("*")):
            if file.suffix in (".json", ".md", ".jpg", ".txt"):
                lay(file, folder / file.relative_to(ROOT))
    for file in [*sorted((ROOT / "assets").glob("*.txt")), *sorted((ROOT / "weights").glob("*.safetensors"))]:
        lay(file, folder / file.relative_to(ROOT))
    for name, place in FONTS.items():
        lay(pathlib.Path("/usr/share/fonts") / place / name, folder / "assets/fonts" / name)
    for package in FONT_LICENSES:
        lay(pathlib.Path("/usr/share/doc") / package / "copyright", folder / "licenses" / f"{package}.txt")
    for file in sorted((libraries / "licenses").glob("*.txt")):
        lay(file, folder / "licenses" / file.name)
    for file in sorted((libraries / "bin").glob("*.dll")):
        lay(file, folder / file.name)
    for name in ("vggscope.exe", "vggscope.com"):
        run_from_memory(folder / name)
    lay(ROOT / "LICENSE", folder / "LICENSE.txt")
    # Windows's editors tell the encoding by the mark in front
    (folder / "README.txt").write_text(READ_ME.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                out.write(file, pathlib.Path("vggscope") / file.relative_to(folder))


main()
