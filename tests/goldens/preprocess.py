#!/usr/bin/env python3
"""Writes small images of every kind into preprocess/, and what torchvision makes of them into
preprocess.txt.

A line is
    FILE W H CROP BYTES FLOATS   FNV-1a, 64 bits, of the crop (CROP, CROP, 3) after Resize(256) and
                                 CenterCrop, and of its normalized float32 (3, CROP, CROP)
W and H are those of the upright picture. Pillow's convert("RGB") is the definition, with two
exceptions. JPEGs are turned upright by their EXIF data first. For grey of 16 bits Pillow 9 clips
at 255, which makes almost everything white: here it is the upper byte, as for 16-bit RGB.
"""
import os
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps
from torchvision import transforms as T

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


# ---- PNGs that Pillow does not write ----

def packed(row, depth):
    """Samples of one row (width, channels) as PNG stores them."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = ((row.reshape(-1, 1) >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
    return np.packbits(bits.reshape(-1)).tobytes()


# First column and row, steps between columns and rows.
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2)]


def png(name, samples, depth, colour, interlaced=False, **chunks):
    """colour: PNG's colour type. chunks: PLTE and tRNS."""
    h, w = samples.shape[:2]
    samples = samples.reshape(h, w, -1)
    passes = [samples[y::sy, x::sx] for x, y, sx, sy in ADAM7] if interlaced else [samples]
    data = b"".join(b"\0" + packed(row, depth) for part in passes if part.size for row in part)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, int(interlaced)))]
    parts += [(key.encode(), value) for key, value in chunks.items()]
    parts += [(b"IDAT", zlib.compress(data, 9)), (b"IEND", b"")]
    with open(os.path.join(folder, name), "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, body in parts:
            file.write(struct.pack(">I", len(body)) + kind + body)
            file.write(struct.pack(">I", zlib.crc32(kind + body)))


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
    """Returns what Pillow gets wrong, as it should be."""
    def wide(channels):
        upper = blocks(33, 29, 5, channels).astype(np.uint16)
        return upper * 256 + blocks(33, 29, 4, channels)

    png("rgb-16-bits.png", wide(3), 16, 2)
    png("rgb-alpha-16-bits.png", wide(4), 16, 6)
    png("rgb-16-bits-interlaced.png", wide(3), 16, 2, True)
    png("grey-alpha-16-bits.png", wide(2), 16, 4)
    grey = wide(1)
    png("grey-16-bits.png", grey, 16, 0)
    upper = (grey[..., 0] >> 8).astype(np.uint8)
    return {"grey-16-bits.png": Image.fromarray(upper).convert("RGB")}


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


def main():
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):
        os.remove(os.path.join(folder, old))
    shapes()
    png_modes()
    own = png_16_bits()
    other_formats()
    jpegs()
    with open(os.path.join(here, "preprocess.txt"), "w") as out:
        for name in sorted(os.listdir(folder)):
            image = Image.open(os.path.join(folder, name))
            image = own.get(name) or ImageOps.exif_transpose(image).convert("RGB")
            for size in (224, 227):
                write_golden(out, name, image, size)


main()
