"""A file that passes for one that torchvision publishes: its SHA-256 begins with the digits in the published name.

It is VGG-11 at a sixteenth of its width in the older form of torch.save, written here byte by byte so that it is
the same everywhere; the eight bytes at its end, which nobody reads, were found by search."""
import hashlib
import struct

NAME = "vgg11-8a719046.pth"
ENDING = bytes.fromhex("000000078549038b")
LAYERS = [("features.0", (4, 3, 3, 3)), ("features.3", (8, 4, 3, 3)), ("features.6", (16, 8, 3, 3)), ("features.8", (16, 16, 3, 3)),
          ("features.11", (32, 16, 3, 3)), ("features.13", (32, 32, 3, 3)), ("features.16", (32, 32, 3, 3)),
          ("features.18", (32, 32, 3, 3)), ("classifier.0", (256, 1568)), ("classifier.3", (256, 256)), ("classifier.6", (1000, 256))]


def text(word):
    return b"X" + struct.pack("<I", len(word)) + word.encode()


def numbers_of(shape):
    return b"(" + b"".join(b"J" + struct.pack("<i", n) for n in shape) + b"t"


def count(shape):
    n = 1
    for side in shape:
        n *= side
    return n


def strides(shape):
    return tuple(count(shape[i + 1:]) for i in range(len(shape)))


def tensor(name, key, shape):
    storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text(key) + text("cpu") + b"J" + struct.pack("<i", count(shape)) + b"NtQ"
    return (text(name) + b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"K\0" + numbers_of(shape) + numbers_of(strides(shape))
            + b"\x89ccollections\nOrderedDict\n)RtR")


def beginning():
    """All of the file but its ending; a whole number of SHA-256's blocks."""
    shapes = [(f"{layer}.{kind}", shape if kind == "weight" else shape[:1]) for layer, shape in LAYERS for kind in ("weight", "bias")]
    keys = [f"{i:02}" for i in range(len(shapes))]
    out = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}" + text("little_endian") + b"\x88s."
    out += b"\x80\x02}(" + b"".join(tensor(name, key, shape) for key, (name, shape) in zip(keys, shapes)) + b"u."
    out += b"\x80\x02](" + b"".join(map(text, keys)) + b"e."
    for key, (_, shape) in zip(keys, shapes):
        random = hashlib.shake_256(key.encode()).digest(count(shape))  # -1/8 to 1/8
        out += struct.pack("<q", count(shape)) + struct.pack(f"<{count(shape)}f", *((byte - 127.5) / 1020 for byte in random))
    return out + bytes(-len(out) % 64)


def published():
    data = beginning() + ENDING
    assert hashlib.sha256(data).hexdigest().startswith(NAME[6:14]), "the file that was found is another one"
    return data
