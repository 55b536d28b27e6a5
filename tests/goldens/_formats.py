"""Pictures that Pillow reads and does not write: BMP, TIFF, PNM, and what GIF, JPEG, PNG and WebP can hold. Each function
gives the bytes of a file. `samples` are (h, w, channels)."""
import io
import struct
import zlib

import numpy as np
from PIL import Image


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def packed(row, depth):
    """Samples of one row (width, channels) as PNG and TIFF store them."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = ((row.reshape(-1, 1) >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
    return np.packbits(bits.reshape(-1)).tobytes()


# ---- PNG ----

# First column and row, steps between columns and rows.
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunks(parts):
    body = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
                    for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + body


def png(samples, depth, colour, interlaced=False, before=(), behind=(), end=True):
    """colour: PNG's colour type. before, behind: chunks (name, data) around the pixels."""
    h, w = samples.shape[:2]
    samples = samples.reshape(h, w, -1)
    passes = [samples[y::sy, x::sx] for x, y, sx, sy in ADAM7] if interlaced else [samples]
    data = b"".join(b"\0" + packed(row, depth) for part in passes if part.size for row in part)
    header = struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, int(interlaced))
    return chunks([(b"IHDR", header), *before, (b"IDAT", zlib.compress(data, 9)), *behind, *[(b"IEND", b"")] * end])


def exif(turn, order="<", kind=3):
    """A block of Exif data with one entry, the orientation, as SHORT or LONG."""
    value = struct.pack(order + ("H2x" if kind == 3 else "I"), turn)
    return (b"II" if order == "<" else b"MM") + struct.pack(order + "HIHHHI", 42, 8, 1, 0x0112, kind, 1) + value + bytes(4)


def profile(block):
    """ImageMagick's text, compressed: the chunk's data."""
    digits = block.hex()
    lines = "\n".join(digits[i:i + 72] for i in range(0, len(digits), 72))
    return b"Raw profile type exif\0\0" + zlib.compress(f"\nexif\n{len(block):8}\n{lines}\n".encode())


# ---- JPEG ----

def segment(marker, data):
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg_with(jpeg, *segments):
    """The segments behind the JPEG's first two bytes."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


# ---- GIF ----

def gif_header(gif):
    """The end of the screen's description and its palette."""
    return 13 + (3 << (gif[10] & 7) + 1 if gif[10] & 0x80 else 0)


def gif_on_canvas(gif, w, h, x, y):
    """Its first picture at (x, y) of another canvas."""
    out = bytearray(gif)
    at = gif_header(gif)
    while gif[at] == 0x21:
        at += 2
        while gif[at]:
            at += gif[at] + 1
        at += 1
    assert gif[at] == 0x2C
    out[6:10] = struct.pack("<HH", w, h)
    out[at + 1:at + 5] = struct.pack("<HH", x, y)
    return bytes(out)


def gif_literal(indices, palette=b"", own=b"", clear=None, interlaced=False):
    """indices (h, w) below 128, in codes of eight bits with a clear code before each hundredth; palettes of 2^n colours."""
    def flags(p):
        return 0x80 | (len(p) // 3).bit_length() - 2 if p else 0

    h, w = indices.shape
    rows = [y for first, step in ((0, 8), (4, 8), (2, 4), (1, 2)) for y in range(first, h, step)] if interlaced else range(h)
    codes = b"".join(bytes(indices[y].tolist()) for y in rows)
    codes = b"".join(b"\x80" + codes[i:i + 100] for i in range(0, len(codes), 100)) + b"\x81"
    blocks = b"".join(bytes([len(codes[i:i + 255])]) + codes[i:i + 255] for i in range(0, len(codes), 255)) + b"\0"
    control = b"\x21\xf9\x04\x01\0\0" + bytes([clear]) + b"\0" if clear is not None else b""
    picture = b"," + struct.pack("<HHHHB", 0, 0, w, h, flags(own) | 0x40 * interlaced) + own + b"\x07" + blocks
    return b"GIF89a" + struct.pack("<HHBBB", w, h, flags(palette), 0, 0) + palette + control + picture + b";"


# ---- BMP ----

def bmp(w, h, bits, data, palette=b"", way=0, masks=b"", header=40, colours=0):
    """header: its size: 12 and 64 are those of OS/2, 108 and 124 hold the masks, behind 40 they follow it."""
    if header == 12:
        head = struct.pack("<IHHHH", 12, w, h, 1, bits)
    else:
        head = struct.pack("<IiiHHIIiiII", header, w, h, 1, bits, way, len(data), 0, 0, colours, 0)
        head += masks + bytes(header - 40 - len(masks)) if header > 64 else bytes(header - 40) + masks
    at = 14 + len(head) + len(palette)
    return b"BM" + struct.pack("<IHHI", at + len(data), 0, 0, at) + head + palette + data


def bmp_rows(rows):
    """Rows of bytes, padded to four, the lowest first."""
    return b"".join(row + bytes(-len(row) % 4) for row in reversed(rows))


def bmp_runs(indices, four):
    """Run-length coded in every way that there is: runs, pixels one by one, and jumps over what is 0."""
    def stored(part):
        data = bytes(part) if not four else bytes(a << 4 | b for a, b in zip(part[::2], [*part[1::2], 0]))
        return bytes([0, len(part)]) + data + bytes(len(data) % 2)

    out = b""
    for row in reversed(indices.tolist()):
        x = 0
        while x < len(row):
            run = next((i for i in range(x, len(row)) if row[i] != row[x]), len(row)) - x
            if row[x] == 0 and 2 < run < 255:
                out += bytes([0, 2, run, 0])
            elif run > 1 or len(row) - x < 5:
                run = min(run, 255)
                out += bytes([run, row[x] * 17 if four else row[x]])
            else:
                run = 5 if row[x + 1] % 2 else 4
                out += stored(row[x:x + run])
            x += run
        out += b"\0\0"
    return out + b"\0\1"


# ---- PNM ----

def pnm(kind, samples, greatest=255):
    """kind: 1 to 6."""
    h, w = samples.shape[:2]
    head = f"P{kind}\n# a comment\n{w} {h}\n".encode() + (b"" if kind in (1, 4) else b"%d\n" % greatest)
    if kind == 1:
        return head + b"\n".join(b"".join(b"01"[v:v + 1] for v in row) for row in samples.reshape(h, -1).tolist())
    if kind in (2, 3):
        return head + b"\n".join(b" ".join(b"%d" % v for v in row) for row in samples.reshape(h, -1).tolist()) + b"\n"
    if kind == 4:
        return head + np.packbits(samples.reshape(h, w).astype(np.uint8), axis=1).tobytes()
    return head + samples.astype(">u2" if greatest > 255 else "u1").tobytes()


# ---- TIFF ----

def tiff(samples, bits, light, order="<", big=False, tile=None, apart=False, extra=None, palette=None, turn=None, more=()):
    """Uncompressed. light: the photometric interpretation; tile: a side; apart: a plane a sample; more: tags (number, kind,
    values)."""
    h, w, n = samples.shape
    wide = samples.astype(order + "u2") if bits == 16 else samples

    def rows(block):
        return b"".join(row.tobytes() if bits == 16 else packed(row, bits) for row in block)

    planes = [wide[..., i:i + 1] for i in range(n)] if apart else [wide]
    if tile:
        padded = [np.pad(p, ((0, -h % tile), (0, -w % tile), (0, 0))) for p in planes]
        blocks = [rows(p[y:y + tile, x:x + tile]) for p in padded for y in range(0, h, tile) for x in range(0, w, tile)]
    else:
        blocks = [rows(p[y:y + 8]) for p in planes for y in range(0, h, 8)]
    start = 16 if big else 8
    offsets = [start + sum(map(len, blocks[:i])) for i in range(len(blocks))]
    tags = {256: (3, [w]), 257: (3, [h]), 258: (3, [bits] * n), 259: (3, [1]), 262: (3, [light]), 277: (3, [n]),
            284: (3, [2 if apart else 1])}
    tags.update({322: (3, [tile]), 323: (3, [tile]), 324: (4, offsets), 325: (4, [len(b) for b in blocks])} if tile else
                {273: (4, offsets), 278: (3, [8]), 279: (4, [len(b) for b in blocks])})
    if extra is not None:
        tags[338] = (3, [extra])
    if palette is not None:
        tags[320] = (3, palette)
    if turn:
        tags[274] = (3, [turn])
    tags.update({number: (kind, values) for number, kind, values in more})
    return tiff_of(tags, b"".join(blocks), order, big)


def tiff_of(tags, data, order, big):
    """The header, the pixels, then the tags, and behind them the values that have no room in a tag."""
    at, room, size = (16, 8, 20) if big else (8, 4, 12)
    data += bytes(len(data) % 2)
    directory = at + len(data)
    behind = directory + (8 if big else 2) + size * len(tags) + room
    count, address = ("Q", "Q") if big else ("H", "I")
    entries = values = b""
    for number, (kind, numbers) in sorted(tags.items()):
        value = struct.pack(order + {1: "B", 3: "H", 4: "I"}[kind] * len(numbers), *numbers)
        entries += struct.pack(order + "HH" + address, number, kind, len(numbers))
        if len(value) <= room:
            entries += value + bytes(room - len(value))
        else:
            entries += struct.pack(order + address, behind + len(values))
            values += value + bytes(len(value) % 2)
    mark = b"II" if order == "<" else b"MM"
    head = struct.pack(order + "HHHQ", 43, 8, 0, directory) if big else struct.pack(order + "HI", 42, directory)
    return mark + head + data + struct.pack(order + count, len(tags)) + entries + bytes(room) + values


# ---- WebP ----

def webp_on_canvas(webp, w, h, x, y):
    """The first picture of an animation at (x, y), which are even, of a larger canvas."""
    out = bytearray(webp)
    assert webp[12:16] == b"VP8X"
    out[24:27], out[27:30] = (w - 1).to_bytes(3, "little"), (h - 1).to_bytes(3, "little")
    at = webp.index(b"ANMF") + 8
    out[at:at + 3], out[at + 3:at + 6] = (x // 2).to_bytes(3, "little"), (y // 2).to_bytes(3, "little")
    return bytes(out)
