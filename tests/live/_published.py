"""A file that passes for one that torchvision publishes, its SHA-256 beginning with the digits in the published name,
and a server that has it and can go wrong.

It is VGG-11 at a sixteenth of its width in the older form of torch.save, written here byte by byte so that it is
the same everywhere; the eight bytes at its end, which nobody reads, were found by search."""
import hashlib
import http.server
import struct
import threading
import time

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


DATA = published()
CUT = len(DATA) * 37 // 100 + 1


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves what its server has, in the manner that its server has."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.busy += 1
        try:
            self.serve()
        finally:
            self.server.busy -= 1

    def serve(self):
        served = self.server
        served.asked.append((self.path, self.headers.get("Range")))
        if served.manner == "elsewhere" and not self.path.startswith("/there"):
            self.send_response(302)
            self.send_header("Location", "/there" + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if served.manner == "missing":
            return self.send_error(404)
        first, data = 0, served.data
        if self.headers.get("Range") and served.manner != "no ranges":
            first = int(self.headers["Range"].split("=")[1].split("-")[0])
            if first >= len(data):
                return self.send_error(416)
        self.send_response(206 if first else 200)
        if first:
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - first if served.manner != "endless" else 2 << 30))
        self.end_headers()
        end = CUT if served.manner in ("cut", "stall") else len(data)
        for at in range(first, end, 1 << 16):
            if served.manner == "slow":
                time.sleep(0.05)
            try:
                self.wfile.write(data[at:min(at + (1 << 16), end)])
            except OSError:
                return
        self.wfile.flush()
        if served.manner == "stall":
            served.gone.wait(20)
        if end < len(data):
            self.close_connection = True


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # the program ends connections as it likes


class Server:
    def __init__(self):
        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.gone, self.http.busy = threading.Event(), 0
        self.url = f"http://127.0.0.1:{self.http.server_port}/models"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.serve("whole")

    def serve(self, manner, data=DATA):
        self.http.manner, self.http.data, self.http.asked = manner, data, []

    def close(self):
        self.http.gone.set()
        self.http.shutdown()
        self.http.server_close()
