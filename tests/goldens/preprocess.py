#!/usr/bin/env python3
"""Writes small images of every kind into preprocess/, and what torchvision makes of them into
preprocess.txt.

A line is
    FILE W H CROP BYTES FLOATS   FNV-1a, 64 bits, of the crop (CROP, CROP, 3) after Resize(256) and
                                 CenterCrop, and of its normalized float32 (3, CROP, CROP)
W and H are those of the upright picture. Pillow's convert("RGB") is the definition, behind ImageOps.exif_transpose (which
Pillow's TIFF reader does by itself). For grey of 16 bits Pillow 9 clips at 255, which makes almost everything white: here it
is the upper byte, as for 16-bit RGB. What else Pillow 9 does not read or reads wrongly is given to `expect` as it was made.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import numpy as np
from PIL import Image, ImageOps
from torchvision import transforms as T

import _formats as formats

here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, "preprocess")
random = np.random.default_rng(9)
Image.MAX_IMAGE_PIXELS = None


# ---- pictures ----

def blocks(w, h, block, channels=3, colours=256):
    """Hard edges of random colours: compresses well and shows every error of a filter."""
    small = random.integers(0, colours, (-(-h // block), -(-w // block), channels), dtype=np.uint8)
    return small.repeat(block, axis=0).repeat(block, axis=1)[:h, :w]


def smooth(w, h):
    """Corners of their own colours, so that every turn can be told."""
    y, x = np.mgrid[0:h, 0:w].astype(float)
    x, y = x / (w - 1), y / (h - 1)
    colours = np.stack([40 + 180 * x, 40 + 180 * y, 220 - 150 * x * y], axis=2)
    return colours.round().astype(np.uint8)


# ---- what has to come out ----

def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = ((h ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{h:016x}"


def crop_of(image, size):
    """A channel at a time, so that a very long picture takes a third of the memory; Pillow's filter
    treats channels apart anyway."""
    pipeline = T.Compose([T.Resize(256), T.CenterCrop(size)])
    return Image.merge("RGB", [pipeline(band) for band in image.split()])


def upright(path):
    image = Image.open(path)
    return (image if image.format == "TIFF" else ImageOps.exif_transpose(image)).convert("RGB")


def write_golden(out, name, image, size):
    crop = crop_of(image, size)
    tensor = T.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))(T.ToTensor()(crop))
    hashes = fnv(crop.tobytes()), fnv(tensor.numpy().tobytes())
    print(name, *image.size, size, *hashes, file=out)


# ---- the files ----

def save(name, picture, **options):
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(os.path.join(folder, name), **options)


def write(name, data):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def png(name, samples, depth, colour, interlaced=False, **chunks):
    """chunks: PLTE and tRNS."""
    write(name, formats.png(samples, depth, colour, interlaced, before=[(k.encode(), v) for k, v in chunks.items()]))


expected = {} # name -> RGB, where Pillow is no help


def expect(name, rgb):
    expected[name] = Image.fromarray(np.ascontiguousarray(rgb, np.uint8)).convert("RGB")


def shapes():
    for w, h in [(1, 1), (3, 5), (255, 256), (256, 256), (257, 255), (300, 224), (500, 333),
                 (1024, 31), (1, 20000), (20000, 1), (640, 480)]:
        block = 1 if w * h < 100 else 13 if min(w, h) > 100 else 3
        save(f"rgb-{w}x{h}.png", blocks(w, h, block), optimize=True)


def png_modes():
    w, h = 61, 47
    rgb = Image.fromarray(blocks(w, h, 5))
    grey = blocks(w, h, 5, 1)[..., 0]
    alpha = Image.fromarray(blocks(w, h, 7, 1)[..., 0])
    save("grey.png", grey)
    save("grey-alpha.png", Image.merge("LA", (Image.fromarray(grey), alpha)))
    save("rgb-alpha.png", Image.merge("RGBA", (*rgb.split(), alpha)))
    save("one-bit.png", Image.fromarray(grey).convert("1"))
    save("palette.png", rgb.quantize(200))
    save("palette-16.png", rgb.quantize(16))
    save("palette-2.png", rgb.quantize(2))
    save("palette-transparent.png", rgb.quantize(20), transparency=bytes(range(0, 200, 10)))
    save("rgb-transparent.png", rgb, transparency=rgb.getpixel((0, 0)))
    save("grey-transparent.png", grey, transparency=int(grey[0, 0]))
    png("grey-2-bits.png", blocks(w, h, 3, 1, 4), 2, 0)
    png("grey-4-bits.png", blocks(w, h, 3, 1, 16), 4, 0)
    palette = bytes(random.integers(0, 256, 48, dtype=np.uint8))
    png("palette-interlaced.png", blocks(w, h, 3, 1, 16), 4, 3, True, PLTE=palette)
    png("rgb-interlaced.png", blocks(w, h, 5), 8, 2, True)
    png("one-bit-interlaced.png", blocks(w, h, 3, 1, 2), 1, 0, True)
    for w, h in [(1, 1), (2, 3), (5, 4)]:
        png(f"rgb-interlaced-{w}x{h}.png", blocks(w, h, 1), 8, 2, True)


def png_16_bits():
    def wide(channels):
        upper = blocks(33, 29, 5, channels).astype(np.uint16)
        return upper * 256 + blocks(33, 29, 4, channels)

    png("rgb-16-bits.png", wide(3), 16, 2)
    png("rgb-alpha-16-bits.png", wide(4), 16, 6)
    png("rgb-16-bits-interlaced.png", wide(3), 16, 2, True)
    png("grey-alpha-16-bits.png", wide(2), 16, 4)
    grey = wide(1)
    png("grey-16-bits.png", grey, 16, 0)
    expect("grey-16-bits.png", grey[..., 0] >> 8)


def other_formats():
    w, h = 45, 38
    rgb = Image.fromarray(blocks(w, h, 5))
    grey = Image.fromarray(blocks(w, h, 5, 1)[..., 0])
    rgba = Image.merge("RGBA", (*rgb.split(), grey))
    few = rgb.quantize(40)
    save("one-bit.bmp", grey.convert("1"))
    for name, image in [("rgb", rgb), ("grey", grey), ("palette", few), ("rgb-alpha", rgba)]:
        save(f"{name}.bmp", image)
    with open(os.path.join(folder, "rgb.bmp"), "rb") as file:
        data = bytearray(file.read())
    data[22:26] = struct.pack("<i", -h)
    write("rgb-from-the-top.bmp", data)
    header = struct.pack("<IHHIIHHHH", 26 + 36 * 7, 0, 0, 26, 12, 11, 7, 1, 24)
    rows = blocks(11, 7, 2)[::-1, :, ::-1].reshape(7, 33)
    write("rgb-os2.bmp", b"BM" + header + b"".join(row.tobytes() + b"\0\0\0" for row in rows))
    for name, image in [("rgb", rgb), ("grey", grey), ("palette", few), ("rgb-alpha", rgba)]:
        save(f"{name}.tga", image)
        save(f"{name}-rle.tga", image, compression="tga_rle")
        save(f"{name}-from-the-top.tga", image, orientation=1)
    save("palette.gif", few)
    save("plain.gif", few, interlace=0)
    save("grey.gif", grey)
    more = [few.rotate(90), few.rotate(180)]
    save("moving.gif", few, save_all=True, append_images=more, duration=50)


def jpegs():
    picture = Image.fromarray(smooth(70, 50))
    exif = Image.Exif()
    for turn in range(1, 9):
        exif[0x0112] = turn
        save(f"turned-{turn}.jpg", picture, quality=92, subsampling=0, exif=exif)
    save("halved.jpg", picture, quality=90, subsampling=2)
    save("progressive.jpg", Image.fromarray(smooth(301, 300)), quality=90, progressive=True)
    save("grey.jpg", picture.convert("L"), quality=90)
    save("cmyk.jpg", picture.convert("CMYK"), quality=92)


# ---- how people's files are ----

def turned():
    """The orientation, wherever it stands."""
    picture = Image.fromarray(smooth(30, 20))
    plain = formats.saved(picture, "JPEG", quality=95)
    head = b"Exif\0\0"
    behind = [formats.segment(0xE1, head + formats.exif(6)), formats.segment(0xE1, head + formats.exif(3))]
    xmp = formats.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>")
    write("turned-behind-comment.jpg", formats.jpeg_with(plain, formats.segment(0xFE, b"a remark"), behind[0]))
    write("turned-behind-xmp.jpg", formats.jpeg_with(plain, xmp, formats.segment(0xED, b"Photoshop 3.0\0"), behind[0]))
    write("turned-twice.jpg", formats.jpeg_with(plain, *behind))
    write("turned-by-a-long.jpg", formats.jpeg_with(plain, formats.segment(0xE1, head + formats.exif(8, ">", 4))))
    for turn in range(1, 9):
        order = "<>"[turn % 2]
        write(f"turned-{turn}-{('little', 'big')[turn % 2]}.jpg", formats.jpeg_with(plain, formats.segment(0xFE, b""),
              formats.segment(0xE1, head + formats.exif(turn, order))))
        write(f"turned-{turn}.png", formats.png(smooth(30, 20), 8, 2, before=[(b"eXIf", formats.exif(turn, order))]))
    block = formats.exif(6)
    for name, chunk in {"behind": (b"eXIf", block), "profile": (b"zTXt", formats.profile(head + block)),
                        "profile-bare": (b"zTXt", formats.profile(block)),
                        "xmp": (b"iTXt", b'XML:com.adobe.xmp\0\0\0\0\0<rdf tiff:Orientation="6"/>')}.items():
        write(f"turned-{name}.png", formats.png(smooth(30, 20), 8, 2, behind=[chunk]))
    write("turned-no-end.png", formats.png(smooth(30, 20), 8, 2, before=[(b"eXIf", block)], end=False))
    save("turned.webp", picture, lossless=True, exif=head + block)
    save("turned-bare.webp", picture, lossless=True, exif=block)
    write("turned-6.tiff", formats.tiff(smooth(30, 20), 8, 2, turn=6))
    save("turned-5-packed.tiff", picture, compression="tiff_lzw", tiffinfo={274: 5})


def more_jpegs():
    picture = Image.fromarray(smooth(71, 49))
    save("half-as-wide.jpg", picture, quality=90, subsampling=1)
    save("halved-progressive.jpg", picture, quality=80, subsampling=2, progressive=True)
    with open(os.path.join(folder, "cmyk.jpg"), "rb") as file:
        data = bytearray(file.read())
    data[data.index(b"Adobe") + 11] = 2 # the transform: YCCK
    write("ycck.jpg", data)


def more_pngs():
    w, h = 19, 13
    few = blocks(w, h, 2, 1, 3)
    palette = bytes(random.integers(0, 256, 9, dtype=np.uint8))
    write("no-end.png", formats.png(blocks(w, h, 2), 8, 2, end=False))
    png("palette-too-small.png", few + 1, 8, 3, PLTE=palette[:6])
    png("palette-too-small-interlaced.png", few + 1, 2, 3, True, PLTE=palette[:6])
    png("rgb-transparent-16-bits.png", blocks(w, h, 2).astype(np.uint16) * 257, 16, 2, tRNS=bytes(6))
    data = bytearray(formats.png(blocks(w, h, 2), 8, 2))
    data[-13] ^= 1 # the sum of the pixels' chunk
    write("wrong-sum.png", data)


def gifs():
    w, h = 23, 19
    few = Image.fromarray(blocks(w, h, 3)).quantize(16)
    for name, options in {"": {"transparency": 3}, "-none": {}}.items():
        gif = formats.saved(few, "GIF", **options)
        write(f"clear{name}.gif", gif)
        write(f"clear{name}-offset.gif", formats.gif_on_canvas(gif, w + 9, h + 8, 4, 5))
        write(f"clear{name}-beyond.gif", formats.gif_on_canvas(gif, w - 4, h - 3, 2, 1))
    indices = blocks(w, h, 2, 1, 16)[..., 0]
    first, second = (bytes(random.integers(0, 256, 48, dtype=np.uint8)) for _ in range(2))
    write("own-palette.gif", formats.gif_literal(indices, first, second, clear=5))
    write("only-own-palette.gif", formats.gif_literal(indices, own=second))
    write("no-palette.gif", formats.gif_literal(indices * 7))
    write("palette-too-small.gif", formats.gif_literal(indices * 3, first))
    write("interlaced.gif", formats.gif_literal(indices, first, interlaced=True))


def bmps():
    w, h = 23, 19
    rgb = blocks(w, h, 3)
    few, colours = blocks(w, h, 2, 1, 16)[..., 0], random.integers(0, 256, (16, 4), dtype=np.uint8)
    few[5:9, 3:15] = 0
    few[:, -6:] = 7
    palette = colours.tobytes()
    words = random.integers(0, 65536, (h, w), dtype=np.uint16).astype("<u2")
    rows = formats.bmp_rows([row.tobytes() for row in words])
    masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    write("16-bits.bmp", formats.bmp(w, h, 16, rows))
    write("16-bits-555.bmp", formats.bmp(w, h, 16, rows, way=3, masks=struct.pack("<III", 0x7C00, 0x3E0, 0x1F)))
    write("16-bits-565.bmp", formats.bmp(w, h, 16, rows, way=3, masks=masks))
    write("16-bits-565-v5.bmp", formats.bmp(w, h, 16, rows, way=3, masks=masks, header=124))
    wide = formats.bmp_rows([np.dstack([row[:, ::-1][None], row[None, :, :1]]).tobytes() for row in rgb])
    write("32-bits-v4.bmp", formats.bmp(w, h, 32, wide, way=3, masks=struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000), header=108))
    write("32-bits-xbgr.bmp", formats.bmp(w, h, 32, wide, way=3, masks=struct.pack("<IIII", 0xFF000000, 0xFF0000, 0xFF00, 0), header=108))
    for bits in (1, 4, 8):
        index = few % (1 << bits)
        rows = [formats.packed(row[:, None], bits) for row in index]
        write(f"palette-{bits}.bmp", formats.bmp(w, h, bits, formats.bmp_rows(rows), palette[:4 << min(bits, 4)], colours=1 << min(bits, 4)))
        write(f"palette-{bits}-from-the-top.bmp", formats.bmp(w, -h, bits, formats.bmp_rows(rows[::-1]), palette[:4 << min(bits, 4)], colours=1 << min(bits, 4)))
    rows = formats.bmp_rows([formats.packed(row[:, None], 2) for row in few % 4])
    write("palette-2.bmp", formats.bmp(w, h, 2, rows, palette[:16]))
    expect("palette-2.bmp", colours[few % 4][..., 2::-1])
    rows = formats.bmp_rows([row.tobytes() for row in few])
    write("palette-os2.bmp", formats.bmp(w, h, 8, rows, np.resize(colours[:, :3], (256, 3)).tobytes(), header=12))
    write("palette-os2-2.bmp", formats.bmp(w, h, 8, rows, palette, header=64, colours=16))
    write("palette-too-small.bmp", formats.bmp(w, h, 8, rows, palette[:32], colours=8))
    for name, four in (("rle8.bmp", False), ("rle4.bmp", True)):
        write(name, formats.bmp(w, h, 4 if four else 8, formats.bmp_runs(few, four), palette, way=2 if four else 1, colours=16))
        expect(name, colours[few][..., 2::-1]) # Pillow 9 loses half a byte of an odd number


def tgas():
    w, h = 23, 19
    words = random.integers(0, 65536, (h, w), dtype=np.uint16).astype("<u2")
    head = struct.pack("<BBBHHBHHHHBB", 3, 0, 2, 0, 0, 0, 0, 0, w, h, 16, 0x20)
    write("16-bits.tga", head + b"abc" + words.tobytes())
    rgb = blocks(w, h, 3)
    head = struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, w, h, 24, 0x30)
    write("from-the-right.tga", head + rgb[:, ::-1, ::-1].tobytes())
    expect("from-the-right.tga", rgb)
    palette = random.integers(0, 256, (8, 3), dtype=np.uint8)
    head = struct.pack("<BBBHHBHHHHBB", 0, 1, 1, 4, 8, 24, 0, 0, w, h, 8, 0x20)
    write("palette-from-4.tga", head + palette.tobytes() + (blocks(w, h, 2, 1, 8) + 4).tobytes())


def netpbm():
    w, h = 21, 17
    for kind, channels, greatest in ((1, 1, 1), (4, 1, 1), (2, 1, 255), (5, 1, 255), (3, 3, 255), (6, 3, 255), (2, 1, 15), (5, 1, 15),
                                     (3, 3, 1000), (6, 3, 1000), (6, 3, 65535), (6, 3, 7)):
        samples = random.integers(0, greatest + 1, (h, w, channels))
        write(f"p{kind}-{greatest}.pnm", formats.pnm(kind, samples, greatest))
    for kind, greatest in ((5, 65535), (5, 1000), (2, 4095)):
        samples = random.integers(0, greatest + 1, (h, w, 1))
        write(f"p{kind}-{greatest}.pnm", formats.pnm(kind, samples, greatest))
        expect(f"p{kind}-{greatest}.pnm", np.round(samples[..., 0] / greatest * 65535).astype(int) >> 8)


def tiffs():
    w, h = 45, 38
    rgb, grey = blocks(w, h, 5), blocks(w, h, 5, 1)
    rgba = np.dstack([rgb, blocks(w, h, 7, 1)])
    image = Image.fromarray(rgb)
    for way in ("raw", "lzw", "adobe_deflate", "packbits"):
        save(f"rgb-{way}.tiff", image, compression=None if way == "raw" else f"tiff_{way}")
    save("jpeg.tiff", Image.fromarray(smooth(45, 38)), compression="jpeg", quality=90)
    save("grey-jpeg.tiff", Image.fromarray(smooth(45, 38)).convert("L"), compression="jpeg", quality=90)
    save("fax.tiff", Image.fromarray(grey[..., 0]).convert("1"), compression="group4")
    save("grey-alpha.tiff", Image.fromarray(rgba).convert("LA"))
    save("rgb-alpha.tiff", Image.fromarray(rgba))
    save("cmyk.tiff", image.convert("CMYK"))
    save("cmyk-packed.tiff", image.convert("CMYK"), compression="tiff_lzw")
    save("palette.tiff", image.quantize(40))
    save("pages.tiff", image, save_all=True, append_images=[image.rotate(90)])
    for order, name in (("<", "little"), (">", "big")):
        write(f"{name}.tiff", formats.tiff(rgb, 8, 2, order))
        write(f"{name}-16-bits.tiff", formats.tiff(rgb.astype(np.uint16) * 256 + 99, 16, 2, order))
        write(f"{name}-large.tiff", formats.tiff(rgb, 8, 2, order, big=True))
        expect(f"{name}-large.tiff", rgb) # Pillow 9 does not know BigTIFF from the other end
        write(f"{name}-grey-16-bits.tiff", formats.tiff(grey.astype(np.uint16) * 256 + 200, 16, 1, order))
        expect(f"{name}-grey-16-bits.tiff", grey[..., 0])
    write("tiles.tiff", formats.tiff(rgb, 8, 2, tile=16))
    write("tiles-grey.tiff", formats.tiff(grey, 8, 1, tile=32))
    write("apart.tiff", formats.tiff(rgb, 8, 2, apart=True))
    write("premultiplied.tiff", formats.tiff(rgba, 8, 2, extra=1))
    write("unused.tiff", formats.tiff(rgba, 8, 2, extra=0))
    write("apart-16-bits.tiff", formats.tiff(rgb.astype(np.uint16) * 256 + 99, 16, 2, apart=True))
    write("apart-tiles.tiff", formats.tiff(rgb, 8, 2, tile=16, apart=True))
    for name in ("apart-16-bits.tiff", "apart-tiles.tiff"):
        expect(name, rgb) # Pillow 9 takes them for other modes
    for bits in (1, 2, 4, 8):
        index = blocks(w, h, 3, 1, 1 << bits)
        for light, name in ((0, "ink"), (1, "light")):
            write(f"{name}-{bits}.tiff", formats.tiff(index, bits, light))
        write(f"palette-{bits}.tiff", formats.tiff(index, bits, 3, palette=random.integers(0, 65536, 3 << bits).tolist()))


def webps():
    picture = Image.fromarray(smooth(45, 38))
    alpha = picture.copy()
    alpha.putalpha(Image.fromarray(blocks(45, 38, 5, 1)[..., 0]))
    for name, image in (("rgb", picture), ("alpha", alpha)):
        save(f"{name}-lossless.webp", image, lossless=True, exact=True)
        save(f"{name}-lossy.webp", image, quality=80)
    moving = formats.saved(picture, "WEBP", save_all=True, append_images=[picture.rotate(180)], lossless=True, duration=50)
    write("moving.webp", moving)
    write("moving-offset.webp", formats.webp_on_canvas(moving, 60, 50, 6, 8))


def encoded(program, name, picture, *options):
    """By heif-enc (libheif-examples) or avifenc (libavif-bin), which read PNG."""
    with tempfile.TemporaryDirectory() as at:
        source = os.path.join(at, "picture.png")
        with open(source, "wb") as file:
            file.write(picture if isinstance(picture, bytes) else formats.saved(Image.fromarray(picture), "PNG"))
        more = [] if program == "avifenc" else ["-o"]
        subprocess.run([program, *options, source, *more, os.path.join(folder, name)], check=True, stdout=subprocess.DEVNULL)


def changed(name, source, *changes):
    """A copy with other bytes so far behind the name of each such box."""
    with open(os.path.join(folder, source), "rb") as file:
        data = bytearray(file.read())
    for box, behind, new in changes:
        for found in re.finditer(box, bytes(data)):
            at = found.end() + behind
            data[at : at + len(new)] = new
    write(name, data)


def heifs():
    """Lossless, so that what was put in has to come out. HEIC by heif-enc is that for grey; with 10 bits the upper 8 are."""
    w, h = 46, 38 # by heif-enc, even
    rgb, grey = smooth(w, h), blocks(w, h, 5, 1)[..., 0]
    alpha = random.choice(np.array([85, 255], np.uint8), (h, w, 1))
    deep = formats.png(rgb.astype(np.uint16) * 256 + 99, 16, 2)
    avif, heic = ("avifenc", "-s", "6", "-l"), ("heif-enc", "-L", "-p", "chroma=444", "--matrix_coefficients=0")

    def make(how, name, picture, expected_rgb, *options):
        encoded(how[0], name, picture, *how[1:], *options)
        expect(name, expected_rgb)

    make(avif, "rgb.avif", rgb, rgb)
    make(avif, "odd.avif", rgb[:-1, :-1], rgb[:-1, :-1])
    make(avif, "grey.avif", grey, grey, "-y", "400")
    make(avif, "alpha.avif", np.dstack([rgb, blocks(w, h, 7, 1)]), rgb)
    whole = rgb // 3 * 3 # with a third of it left, no number is rounded
    make(avif, "premultiplied.avif", np.dstack([whole, alpha]), whole, "-p")
    for bits in ("10", "12"):
        make(avif, f"{bits}-bits.avif", deep, rgb, "-d", bits)
        make(heic, f"{bits}-bits.heic", deep, rgb, "-b", bits)
    make(avif, "grid.avif", smooth(128, 128), smooth(128, 128), "-g", "2x2")
    make(avif, "clean-aperture.avif", rgb, rgb[4:24, 4:34], "--crop", "4,4,30,20")
    for angle in (1, 2, 3): # times 90 degrees, anti-clockwise
        make(avif, f"turned-{angle}.avif", rgb, np.rot90(rgb, angle), "--irot", str(angle))
    make(avif, "mirrored-0.avif", rgb, rgb[::-1], "--imir", "0")
    make(avif, "mirrored-1.avif", rgb, rgb[:, ::-1], "--imir", "1")
    make(avif, "turned-and-mirrored.avif", rgb, np.rot90(rgb)[:, ::-1], "--irot", "1", "--imir", "1")
    with tempfile.NamedTemporaryFile(suffix=".exif") as file:
        file.write(formats.exif(6))
        file.flush()
        make(avif, "turned-once.avif", rgb, np.rot90(rgb, 3), "--exif", file.name) # avifenc turns it by what Exif says
    changed("not-turned.avif", "turned-once.avif", (b"irot", 0, bytes(1)))
    expect("not-turned.avif", rgb) # Exif alone does not count
    make(heic, "grey.heic", grey, grey)
    make(heic, "thumbnail.heic", grey, grey, "-t", "20")
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(formats.saved(Image.fromarray(rgb[::-1].copy()), "PNG"))
        file.flush()
        encoded("avifenc", "moving.avif", rgb, "-l", file.name) # the first of the two named
    changed("moving.avif", "moving.avif", *((box, 4, bytes(16)) for box in (b"mvhd", b"tkhd", b"mdhd"))) # the time of day
    expect("moving.avif", rgb[::-1])


def framings():
    """What other sizes leave of some pictures: FILE CROP SIZE SQUASH BYTES, as torchvision's Resize(SIZE), or Resize((SIZE, SIZE)), and
    CenterCrop(CROP) do it."""
    with open(os.path.join(here, "framing.txt"), "w") as out:
        for name in ("rgb-300x224.png", "rgb-500x333.png", "rgb-640x480.png", "rgb-257x255.png", "rgb-3x5.png", "rgb-1024x31.png", "grey.png"):
            image = upright(os.path.join(folder, name))
            for crop, size, squash in ((224, 224, False), (224, 256, True), (224, 224, True), (224, 301, False), (32, 33, False), (32, 40, True), (299, 342, False)):
                made = T.Compose([T.Resize((size, size) if squash else size), T.CenterCrop(crop)])(image)
                print(name, crop, size, int(squash), fnv(made.tobytes()), file=out)


def main():
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):
        os.remove(os.path.join(folder, old))
    shapes()
    png_modes()
    png_16_bits()
    other_formats()
    for more in (jpegs, turned, more_jpegs, more_pngs, gifs, bmps, tgas, netpbm, tiffs, webps, heifs):
        more()
    with open(os.path.join(here, "preprocess.txt"), "w") as out:
        for name in sorted(os.listdir(folder)):
            image = expected.get(name) or upright(os.path.join(folder, name))
            for size in (224, 227):
                write_golden(out, name, image, size)
    framings()


if __name__ == "__main__":
    main()
