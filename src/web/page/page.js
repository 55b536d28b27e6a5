/* The page around the program: fetches it, hands it what the browser says, and shows what it draws. Its other half is
 * src/web/library.js; what the program answers to stands in src/web/window.c and main.c (page_...). */
"use strict";

const HOME = "/home/web_user", OWN = `${HOME}/.local/share/vggscope`, PHOTOS = `${HOME}/Pictures`;
const KEPT = [`${HOME}/.config/vggscope/settings.json`, `${HOME}/.local/state/vggscope/state.json`];
const SMALL = 4 << 20; // bytes; what is larger is read once it is asked for
const embed = new URLSearchParams(location.search).has("embed");
const kind = self.crossOriginIsolated && typeof SharedArrayBuffer === "function" ? "threads" : "one";
const element = id => document.getElementById(id);
const LOADING = navigator.language.startsWith("zh") ? "正在加载" : "Loading"; // while there are no texts yet
const screen_ = element("screen"), typed = element("typing"), context = screen_.getContext("2d", {alpha: false});

/* ---- files: those of the program that come later, and the user's, which IndexedDB keeps ---- */

const later = new Map();   // by path: {url, size, have, there}
const users = new Map();   // by path: Blob
let shown, whenShown = new Promise(resolve => { shown = resolve; });

/* What has to be there before the first picture, in bytes. */
const first = {have: 0, size: 0};

function count(response) {
    first.size += +response.headers.get("Content-Length");
    return response.body.pipeThrough(new TransformStream({transform(part, out) {
        first.have += part.length;
        const percent = first.size ? ` ${Math.min(100, Math.floor(100 * first.have / first.size))} %` : "";
        say_state(`${LOADING} …${percent}`, PROGRESS);
        out.enqueue(part);
    }}));
}

async function gunzip(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    return new Response(count(response).pipeThrough(new DecompressionStream("gzip")));
}

async function core() {
    const bytes = new Uint8Array(await (await gunzip("core.bin")).arrayBuffer());
    const n = parseInt(new TextDecoder().decode(bytes.subarray(0, 8)), 16);
    return {index: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + n))), bytes: bytes.subarray(8 + n)};
}

const store = {
    open() {
        this.opened ??= new Promise((resolve, reject) => {
            const request = indexedDB.open("vggscope", 1);
            request.onupgradeneeded = () => request.result.createObjectStore("files");
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
        });
        return this.opened;
    },
    async all() {
        const objects = (await this.open()).transaction("files").objectStore("files");
        const both = await Promise.all([objects.getAllKeys(), objects.getAll()].map(request =>
            new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); })));
        return both[0].map((path, i) => [path, both[1][i]]);
    },
    async put(path, blob) {
        const objects = (await this.open()).transaction("files", "readwrite").objectStore("files");
        return new Promise((resolve, reject) => {
            const request = objects.put(blob, path);
            request.onsuccess = resolve;
            request.onerror = () => reject(request.error);
        });
    },
};

function write(path, bytes) {
    module.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    module.FS.writeFile(path, bytes);
}

/* A file whose bytes are elsewhere: it has a name and a size. */
function placeholder(path, size) {
    write(path, new Uint8Array(0));
    module.FS.lookupPath(path).node.usedBytes = size;
}

/* Bytes at once, for a small file that is asked for before it has come. */
function fetchNow(url) {
    const request = new XMLHttpRequest();
    request.open("GET", url, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    try {
        request.send();
    } catch {
        return null; // there is no network
    }
    return request.status === 200 ? Uint8Array.from(request.responseText, c => c.charCodeAt(0) & 0xFF) : null;
}

async function into(stream, at, size, what) {
    const reader = stream.getReader();
    let have = 0;
    for (;;) {
        const {done, value} = await reader.read();
        if (done) break;
        if (have + value.length > size) throw new Error(`${what}: it is longer than ${size} bytes`);
        new Uint8Array((module.wasmMemory ?? module.asm.memory).buffer).set(value, at + have);
        have += value.length;
        progress(what, have, size);
    }
    if (have !== size) throw new Error(`${what}: ${have} of ${size} bytes`);
}

/* Tries until it is there: a network may be lost for a while. */
async function patiently(what, attempt) {
    for (let wait = 1000; ; wait = Math.min(2 * wait, 30000)) {
        try {
            return await attempt();
        } catch (error) {
            progress(what, 0, 0);
            say_state(`${what}: ${error.message}`, PROGRESS);
            await new Promise(resolve => setTimeout(resolve, wait));
        }
    }
}

async function readUsers(path) {
    const blob = users.get(path), at = api.room(path, blob.size);
    if (!at) return say_state(text("page.memory").replace("{0}", base(path)));
    await into(blob.stream(), at, blob.size, base(path));
    api.whole(-1);
    api.drop(path);
    after();
}

const plain = path => decodeURIComponent(new URL(path.replace(/[%?#]/g, encodeURIComponent), "file:///").pathname); // "/program/../weights" is "/weights"
const base = path => path.slice(path.lastIndexOf("/") + 1);

async function fetchFont(path, entry) {
    await whenShown;
    await patiently(base(path), async () => {
        const response = await fetch(entry.url);
        if (!response.ok) throw new Error(response.status);
        write(path, new Uint8Array(await response.arrayBuffer()));
    });
    entry.there = true;
    api.fontCame();
}

/* ---- the camera ---- */

const camera = {
    asked: 0, stream: null, video: document.createElement("video"), device: "", fresh: false, several: false,
    canvas: document.createElement("canvas"),

    async start(number, after) {
        const MOST = 640, asked = ++this.asked; // pixels
        await null; // the program is in the midst of something
        try {
            if (!navigator.mediaDevices?.getUserMedia) return api.cameraFailed("insecure", "");
            const video = {width: {ideal: MOST}, height: {ideal: MOST * 3 / 4}};
            if (after || number >= 0) video.deviceId = {exact: await this.pick(number, after)};
            else if (this.device) video.deviceId = {ideal: this.device};
            else video.facingMode = {ideal: "environment"};
            const stream = await navigator.mediaDevices.getUserMedia({video, audio: false});
            if (asked !== this.asked) return stream.getTracks().forEach(track => track.stop());
            await this.show(stream, asked);
        } catch (error) {
            if (asked === this.asked) api.cameraFailed(error.name, "");
        }
        turnSoon();
    },
    async devices() { return (await navigator.mediaDevices.enumerateDevices()).filter(device => device.kind === "videoinput"); },
    async pick(number, after) {
        const all = await this.devices(), at = all.findIndex(device => device.deviceId === this.device);
        const found = all[after ? (at + 1) % all.length : number];
        if (!found) throw new DOMException("", "NotFoundError");
        return found.deviceId;
    },
    async show(stream, asked) {
        const [track] = stream.getVideoTracks(), {video} = this;
        this.stream = stream;
        this.device = track.getSettings().deviceId ?? "";
        this.several = (await this.devices()).length > 1;
        track.addEventListener("ended", () => { if (asked === this.asked) this.stop(), api.cameraFailed("ended", track.label), turnSoon(); });
        video.muted = video.playsInline = true;
        video.srcObject = stream;
        await video.play();
        api.cameraOpen(track.label);
        const later = video.requestVideoFrameCallback ? f => video.requestVideoFrameCallback(f) : f => setTimeout(f, 33);
        const came = () => {
            if (asked !== this.asked) return;
            this.fresh = true;
            api.cameraCame();
            later(came);
        };
        later(came);
    },
    /* The newest picture, no larger than is needed. */
    look() {
        const MOST = 512, {videoWidth: w, videoHeight: h} = this.video; // the network looks at 256
        if (!this.fresh || !w) return null;
        const scale = Math.min(1, MOST / Math.min(w, h)), size = [Math.round(w * scale), Math.round(h * scale)];
        this.fresh = false;
        if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) [this.canvas.width, this.canvas.height] = size;
        this.context ??= this.canvas.getContext("2d", {alpha: false, willReadFrequently: true});
        this.context.drawImage(this.video, 0, 0, ...size);
        return size;
    },
    pixels() { return this.context.getImageData(0, 0, this.canvas.width, this.canvas.height).data; },
    stop() {
        this.asked++;
        this.fresh = false;
        this.stream?.getTracks().forEach(track => track.stop());
        this.stream = this.video.srcObject = null;
    },
};

/* ---- what the program asks of the browser ---- */

const page = {
    camera,
    file(asked) {
        const path = plain(asked), entry = later.get(path);
        if (entry && !entry.there) {
            if (entry.have) return entry.size; // it comes while it is used
            if (path.startsWith("/fonts/")) {
                if (!entry.asked) entry.asked = fetchFont(path, entry);
                return 0;
            }
            const bytes = fetchNow(entry.url);
            if (bytes) write(path, bytes);
            entry.there = !!bytes;
        }
        if (!users.has(path)) return -1;
        readUsers(path).catch(error => say_state(error.message));
        return 0;
    },
    async stream(asked, number, at) {
        const path = plain(asked), entry = later.get(path);
        await whenShown;
        await patiently(base(path), async () => {
            const response = await fetch(entry.url);
            if (!response.ok) throw new Error(response.status);
            await into(response.body, at, entry.size, base(path));
        });
        api.whole(number);
        turnSoon();
    },
    show(image, x, y) {
        context.putImageData(image, x, y);
        document.documentElement.dataset.shown = "";
        shown();
    },
    turnSoon() { turnSoon(); },
    wake() {
        changed = true;
        turnSoon();
    },
    cursor(name) { screen_.style.cursor = name; },
    fullScreen(on) {
        const is = !!document.fullscreenElement;
        if (on < 0 ? !is : on && !is) document.documentElement.requestFullscreen?.().catch(() => {});
        else if (is) document.exitFullscreen();
    },
    keeps(key) { return BROWSERS.test(key) || TO_BUTTONS.test(key); },
    copy(words) { copy(words, ""); },
    async paste(words) {
        try {
            if (words) return api.text(await navigator.clipboard.readText());
            for (const item of await navigator.clipboard.read()) {
                const type = item.types.find(type => type.startsWith("image/"));
                if (type) return await take(new File([await item.getType(type)], `pasted.${type.slice(6)}`, {type}));
            }
            api.noPhoto(await navigator.clipboard.readText());
        } catch (error) {
            say_state(error.message);
        }
    },
    typing(on) { type_into(on ? "text" : ""); },
    download(path) {
        const a = document.createElement("a");
        a.href = URL.createObjectURL(new Blob([module.FS.readFile(path)]));
        a.download = base(path);
        a.click();
        setTimeout(() => URL.revokeObjectURL(a.href), 60000);
    },
};

/* ---- turns ---- */

let module, api, changed = false, due = 0, timer = 0, stopped = false;

function turnSoon() {
    if (due || stopped || !api) return;
    due = requestAnimationFrame(turn);
}

function turn() {
    due = 0;
    clearTimeout(timer);
    if (changed) {
        changed = false;
        api.changed();
    }
    const sleep = api.turn();
    if (typing === "numeric" && !api.asksNumber(-1, -1)) type_into("");
    dress(api.light() ? "light" : "dark");
    if (sleep >= 0) {
        if (sleep < 12) turnSoon();
        else timer = setTimeout(turnSoon, sleep - 4);
    }
    after();
}

/* What a camera sees is another thing each time: it is read now and then, and at once when it begins and ends. */
let read_at = 0, lived = 0;
function read_aloud() {
    const EVERY = 5000, live = api.live();
    element("camera").setAttribute("aria-pressed", live ? "true" : "false");
    element("camera_next").hidden = !live || !camera.several;
    if (live && lived && !api.news() && performance.now() - read_at < EVERY) return;
    const facts = api.told(touch?.doing !== "told") || api.news() || api.read(0);
    lived = live;
    read_at = performance.now();
    if (element("facts").textContent !== facts) element("facts").textContent = facts;
}

/* Some time after something happened: what is read aloud, and what is kept. */
let afterwards = 0;
function after() {
    afterwards ||= setTimeout(() => {
        afterwards = 0;
        read_aloud();
        document.documentElement.lang = api.language();
        name_buttons();
        keep();
    }, 400);
}

const written = new Map();
function keep() {
    for (const path of KEPT) {
        const there = module.FS.analyzePath(path);
        if (!there.exists || written.get(path) === +there.object.timestamp) continue;
        written.set(path, +there.object.timestamp);
        store.put(path, new Blob([module.FS.readFile(path)])).catch(() => {});
    }
}

/* ---- words around the screen ---- */

const text = name => api?.string(name) ?? "";

/* Progress never takes the place of anything else, a note goes after a while, trouble stays until it is pressed or
 * something new is said. */
const PROGRESS = "progress", NOTE = "note", TROUBLE = "trouble";
let note_ends = 0;
function say_state(words, kind = TROUBLE) {
    const SHOWN = 6000, state = element("state"); // milliseconds
    if (kind === PROGRESS && words && state.textContent && state.dataset.kind !== PROGRESS) return;
    clearTimeout(note_ends);
    state.textContent = words;
    state.dataset.kind = words && kind;
    if (words && kind === NOTE) note_ends = setTimeout(say_state, SHOWN, "");
}
element("state").addEventListener("click", () => { if (!String(getSelection())) say_state(""); });

/* To the clipboard; where the browser refuses that, to be copied from what is said. */
async function copy(words, done) {
    try {
        await navigator.clipboard.writeText(words);
        if (done) say_state(done, NOTE);
    } catch {
        say_state(text("page.copy").replace("{0}", () => words));
    }
}

function name_buttons() {
    for (const id of ["back", "step", "lessons", "open", "camera", "camera_next", "link", "full"]) {
        const words = text(`page.${id}`);
        if (words && element(id).textContent !== words) element(id).textContent = words;
    }
    for (const id of ["screen", "bar"]) element(id).setAttribute("aria-label", text(`page.${id}`));
}

const coming = new Map();
function progress(what, have, size) {
    if (have < size) coming.set(what, have / size);
    else coming.delete(what);
    const parts = [...coming.values()], bar = element("progress");
    bar.classList.toggle("on", parts.length > 0);
    bar.firstElementChild.style.width = `${100 * Math.min(1, ...parts)}%`;
    const one = ([name, part]) => text("page.loading").replace("{0}", name).replace("{1}", Math.floor(100 * part));
    if (parts.length) say_state([...coming].map(one).join(", "), PROGRESS);
    else if (element("state").dataset.kind === PROGRESS) say_state("");
}

/* ---- what is typed, and keys ---- */

let typing = ""; // the kind of keyboard that it takes: "text", "numeric"; "": nothing is typed

/* Where keys go. A field has a phone show its keyboard. */
const rest = () => (typing ? typed : screen_).focus({preventScroll: true});

function type_into(kind) {
    const was = document.activeElement === typed;
    typing = kind;
    typed.value = "";
    typed.inputMode = kind || "none";
    typed.setAttribute("aria-label", text(kind === "numeric" ? "page.number" : "page.command"));
    if (kind || was) rest();
}

function type(words) {
    if (typing !== "numeric") return api.text(words);
    for (const digit of words) api.key(digit, 1, 0), api.key(digit, 0, 0);
}

const NAMES = {" ": "space", ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", PageUp: "pageup",
               PageDown: "pagedown", Enter: "return", Escape: "escape", Backspace: "backspace", Delete: "delete", Home: "home",
               End: "end", Insert: "insert", Tab: "tab"};
const US = {Minus: "-", Equal: "=", BracketLeft: "[", BracketRight: "]", Backslash: "\\", Semicolon: ";", Quote: "'", Comma: ",",
            Period: ".", Slash: "/", Backquote: "`"};
/* The browser's own: they are never taken from it. */
const BROWSERS = /^(f5|f6|f11|f12|ctrl\+(shift\+)?([a-bd-rt-uw-y0-9+\-=]|tab|f4|pageup|pagedown)|alt\+.*|ctrl\+alt\+(tab|delete))$/;
const TO_BUTTONS = /^(shift\+)?tab$/;

const us = code => /^Key[A-Z]$/.test(code) ? code[3].toLowerCase() : /^Digit\d$/.test(code) ? code[5] : US[code] ?? "";

function key_names(e) {
    const altgr = e.getModifierState("AltGraph"), ctrl = (e.ctrlKey || e.metaKey) && !altgr, alt = e.altKey && !altgr;
    const before = (ctrl ? "ctrl+" : "") + (alt ? "alt+" : "");
    const name = NAMES[e.key] ?? (/^F\d+$/.test(e.key) ? e.key.toLowerCase() : "");
    if (name) return [before + (e.shiftKey ? "shift+" : "") + name];
    if ([...e.key].length !== 1) return [];
    const letter = c => c.toLowerCase() !== c.toUpperCase();
    const with_shift = c => before + (e.shiftKey && letter(c) ? "shift+" : "") + c.toLowerCase();
    const names = [with_shift(e.key)];
    if (us(e.code) && !e.shiftKey) names.push(with_shift(us(e.code)));
    return [...new Set(names)];
}

function press(e) {
    if (e.type === "keydown") used = false;
    if (!api || e.isComposing || e.key === "Process") return;
    const names = key_names(e);
    if (!names.length || BROWSERS.test(names[0]) || /^ctrl\+[cvx]$/.test(names[0])) return;
    if (TO_BUTTONS.test(names[0]) && typing !== "text") return;
    if (api.key(names.join("\n"), e.type === "keydown" ? 1 : 0, e.repeat ? 1 : 0)) {
        used = true;
        e.preventDefault();
    } else if (e.type === "keydown" && typing && e.target !== typed && [...e.key].length === 1 && !e.ctrlKey && !e.metaKey) {
        type(e.key);
    }
}
let used = false;

for (const target of [screen_, typed]) {
    target.addEventListener("keydown", press);
    target.addEventListener("keyup", press);
}
document.addEventListener("keydown", e => { if (e.target === document.body) press(e); });
typed.addEventListener("input", e => {
    if (e.isComposing) return;
    if (typed.value && !used) type(typed.value);
    typed.value = "";
});
typed.addEventListener("compositionend", () => {
    if (typed.value) type(typed.value);
    typed.value = "";
});
document.addEventListener("paste", e => {
    if (!api) return;
    e.preventDefault();
    const words = e.clipboardData.getData("text/plain");
    if (typing && words) api.text(words);
    else if (e.clipboardData.files.length) take_all(e.clipboardData.files);
    else if (!typing) api.noPhoto(words);
});

/* ---- the pointer: a mouse, a pen, fingers ---- */

const MOVE = 0, DOWN = 1, UP = 2, WHEEL = 3, LEAVE = 4;
const fingers = new Map();
let pinch = 0, pinched = false;

function at(e) {
    const r = screen_.getBoundingClientRect();
    return [(e.clientX - r.left) * screen_.width / r.width, (e.clientY - r.top) * screen_.height / r.height];
}

function mouse(kind, e, button = 0, wheel_x = 0, wheel_y = 0) {
    const [x, y] = at(e);
    api?.mouse(kind, x, y, button, e.detail || 1, wheel_x, wheel_y, (e.shiftKey ? 1 : 0) | (e.ctrlKey || e.metaKey ? 2 : 0) | (e.altKey ? 4 : 0));
}

const spread = () => far(...fingers.values());

/* One finger taps, or is held for the words about what lies there, or draws where something is drawn or turned, or else
 * turns cards, pages and layers. A second one ends that: both are a pinch, or, lifted without one, a step back. */
const HELD = 500 /* ms */, TREMBLES = 8, SWIPE = 48 /* CSS pixels */;
let touch = null;

const far = (a, b) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

function first_finger(e) {
    mouse(LEAVE, e); // what the last one was told
    touch = {start: e, doing: "", x: 0, y: 0};
    touch.timer = setTimeout(() => {
        touch.doing = "told";
        mouse(MOVE, {clientX: e.clientX + 2, clientY: e.clientY});
        mouse(MOVE, e);
        after();
    }, HELD);
}

function second_finger(e) {
    clearTimeout(touch.timer);
    if (touch.doing === "draws") mouse(UP, [...fingers.values()][0], 1);
    touch.doing = "two";
    pinch = spread();
    pinched = false;
    e.preventDefault();
}

function one_moves(e) {
    const {start} = touch;
    if (!touch.doing && far(start, e) > TREMBLES) {
        clearTimeout(touch.timer);
        const sideways = Math.abs(e.clientX - start.clientX) > Math.abs(e.clientY - start.clientY);
        touch.doing = api?.grips(...at(start)) ? "draws" : sideways && api?.leaf(...at(start), 0) ? "leafs" : "swipes";
        if (touch.doing === "draws") mouse(MOVE, start), mouse(DOWN, start, 1);
    }
    if (touch.doing === "draws" || touch.doing === "told") mouse(MOVE, e);
    if (touch.doing !== "swipes") return;
    const x = Math.trunc((start.clientX - e.clientX) / SWIPE), y = Math.trunc((e.clientY - start.clientY) / SWIPE);
    if (x !== touch.x || y !== touch.y) mouse(WHEEL, e, 0, x - touch.x, y - touch.y);
    touch.x = x, touch.y = y;
}

function two_move() {
    const now = spread(), notches = Math.trunc(Math.log(now / pinch) / Math.log(1.2));
    const [a, b] = [...fingers.values()];
    if (!notches) return;
    pinched = true;
    pinch = now;
    api?.pinch(...at({clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2}), notches);
}

screen_.addEventListener("pointerdown", e => {
    if (e.pointerType === "touch") fingers.set(e.pointerId, e);
    try { screen_.setPointerCapture(e.pointerId); } catch { /* it is gone already */ }
    rest();
    if (e.pointerType !== "touch") mouse(MOVE, e), mouse(DOWN, e, e.button + 1);
    else if (fingers.size === 1) first_finger(e);
    else if (fingers.size === 2) second_finger(e);
});
screen_.addEventListener("pointermove", e => {
    if (e.pointerType !== "touch") return mouse(MOVE, e);
    if (!fingers.has(e.pointerId)) return;
    fingers.set(e.pointerId, e);
    if (fingers.size === 1) one_moves(e);
    else if (fingers.size === 2) two_move();
});
function lift(e) {
    if (e.pointerType !== "touch") return mouse(UP, e, e.button + 1);
    if (!fingers.delete(e.pointerId)) return;
    clearTimeout(touch.timer);
    const ends = e.type === "pointerup", {doing} = touch;
    if (fingers.size === 1 && doing === "two" && !pinched && ends) api?.say("back", 1);
    if (fingers.size) return;
    if (!doing && ends) mouse(MOVE, e), mouse(DOWN, e, 1), mouse(UP, e, 1);
    if (!doing && ends && api?.asksNumber(...at(e))) type_into("numeric");
    const left = touch.start.clientX - e.clientX;
    if (doing === "leafs" && ends && Math.abs(left) >= SWIPE) api.leaf(...at(touch.start), Math.sign(left));
    if (doing === "draws") mouse(UP, e, 1);
    if (doing !== "told") mouse(LEAVE, e);
}
screen_.addEventListener("pointerup", lift);
screen_.addEventListener("pointercancel", lift);
screen_.addEventListener("pointerleave", e => { if (e.pointerType !== "touch") mouse(LEAVE, e); });
screen_.addEventListener("mousedown", e => e.preventDefault()); // which would take the focus to where nothing is typed
screen_.addEventListener("contextmenu", e => e.preventDefault());
screen_.addEventListener("wheel", e => {
    if (e.ctrlKey) return; // the browser's zoom
    const notch = [100, 3, 1][e.deltaMode];
    mouse(WHEEL, e, 0, e.deltaX / notch, -e.deltaY / notch);
    e.preventDefault();
}, {passive: false});

/* ---- files of the user's ---- */

const BROWSER_READS = /\.(webp|avif|heic|heif|tiff?|svg)$/i;

/* As a PNG, where it is a picture that the browser can read, and the program cannot. */
async function readable(file) {
    if (!BROWSER_READS.test(file.name) && !/^image\/(webp|avif|hei[cf]|tiff)/.test(file.type)) return file;
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return file;
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const blob = await canvas.convertToBlob({type: "image/png"});
    return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".png", {type: "image/png"});
}

const is_weights = file => /\.(pth|pt|safetensors|onnx|h5|keras|net)$/i.test(file.name) || file.size > 64 << 20;

async function take(given) {
    const file = await readable(given);
    const name = file.name.replace(/[^\p{L}\p{N}._ -]/gu, "_").slice(-120) || "file";
    const path = `${is_weights(file) ? OWN : PHOTOS}/${name}`;
    await store.put(path, file).catch(error => say_state(error.message));
    if (file.size > SMALL) {
        placeholder(path, file.size);
        users.set(path, file);
        return readUsers(path);
    }
    users.delete(path);
    write(path, new Uint8Array(await file.arrayBuffer()));
    api.drop(path);
    after();
}

async function take_all(files) {
    for (const file of files) await take(file).catch(error => say_state(`${file.name}: ${error.message}`));
}

document.addEventListener("dragover", e => e.preventDefault());
document.addEventListener("drop", e => {
    e.preventDefault();
    if (api && e.dataTransfer.files.length) take_all(e.dataTransfer.files);
});

/* ---- links, other pages ---- */

function follow_link() {
    const found = /^#do=(.*)$/.exec(location.hash);
    if (!found) return;
    let script;
    try {
        script = decodeURIComponent(found[1].replace(/\+/g, " "));
    } catch {
        return say_state("#do=: ?");
    }
    say_state(api.link(script));
    after();
}

/* What is copied is for others, who have none of the user's files; the page's own address is for this browser, which has. */
function make_link() {
    history.replaceState(null, "", api.address(0));
    const link = new URL(api.address(1), location).href;
    copy(link, text(link === location.href ? "page.linked" : "page.linked_without"));
}

/* {vggscope: "say", script} and {vggscope: "read"}: the answer has the facts, and what went wrong. It comes once all is
 * computed; at once where something is wrong, and after a while with the facts as they are where no end is in sight. */
addEventListener("message", e => {
    const wish = e.data;
    if (!api || !e.source || e.source === window || typeof wish !== "object" || !wish || !wish.vggscope) return;
    const trouble = wish.vggscope === "say" ? api.say(String(wish.script), 0) : "";
    const facts = () => e.source.postMessage({vggscope: "facts", id: wish.id, trouble, facts: JSON.parse(api.read(1) || "null")},
                                             {targetOrigin: e.origin === "null" ? "*" : e.origin});
    const PATIENCE = 10000, end = performance.now() + (trouble ? 0 : PATIENCE);
    const wait = () => api.busy() && performance.now() < end ? setTimeout(wait, 20) : facts();
    wait();
});

/* ---- the beginning ---- */

function size() {
    const r = screen_.getBoundingClientRect(), scale = devicePixelRatio || 1;
    return [Math.max(1, Math.round(r.width * scale)), Math.max(1, Math.round(r.height * scale))];
}

function resize() {
    const [w, h] = size();
    if (screen_.width === w && screen_.height === h) return;
    screen_.width = w;
    screen_.height = h;
    api?.size(w, h);
    if (api) turn(); // no frame without a picture
}

async function compile() {
    const response = await gunzip(`${kind}.bin`);
    return WebAssembly.compileStreaming(new Response(response.body, {headers: {"Content-Type": "application/wasm"}}));
}

function lay_out({index, bytes}, kept) {
    for (const {path, size, at, have, url} of index) {
        write(path, bytes.subarray(at, at + have));
        if (url) later.set(path, {url, size, have, there: false});
    }
    module.FS.mkdirTree("/program");
    module.FS.mkdirTree(PHOTOS);
    module.FS.mkdirTree(`${HOME}/Documents`);
    for (const [path, blob] of kept) {
        if (blob instanceof Uint8Array) {
            write(path, blob);
        } else {
            placeholder(path, blob.size);
            users.set(path, blob);
        }
    }
    for (const path of KEPT) if (module.FS.analyzePath(path).exists) written.set(path, +module.FS.lookupPath(path).node.timestamp);
}

async function kept_files() {
    const files = await store.all().catch(() => []);
    return Promise.all(files.map(async ([path, blob]) => [path, blob.size > SMALL ? blob : new Uint8Array(await blob.arrayBuffer())]));
}

function script(url) {
    return new Promise((resolve, reject) => {
        const s = document.createElement("script");
        s.src = url;
        s.onload = resolve;
        s.onerror = () => reject(new Error(url));
        document.head.append(s);
    });
}

function functions() {
    const w = (name, result, ...args) => module.cwrap(name, result, args);
    return {
        turn: w("page_turn", "number"), changed: w("page_changed", null), size: w("page_size", null, "number", "number"),
        key: w("page_key", "number", "string", "number", "number"), text: w("page_text", "number", "string"),
        mouse: w("page_mouse", null, ...Array(8).fill("number")), grips: w("page_grips", "number", "number", "number"),
        leaf: w("page_leaf", "number", "number", "number", "number"), asksNumber: w("page_asks_number", "number", "number", "number"),
        light: w("page_light", "number"),
        pinch: w("page_pinch", null, "number", "number", "number"), drop: w("page_drop", null, "string"),
        noPhoto: w("page_no_photo", null, "string"), fontCame: w("page_font_came", null), say: w("page_say", "string", "string", "number"),
        read: w("page_read", "string", "number"), news: w("page_news", "string"), busy: w("page_busy", "number"),
        live: w("page_live", "number"), cameraOpen: w("page_camera_open", null, "string"), cameraCame: w("page_camera_came", null),
        cameraFailed: w("page_camera_failed", null, "string", "string"),
        told: w("page_told", "string", "number"), area: w("page_area", "string", "string"), memory: w("page_memory", "number"),
        string: w("page_string", "string", "string"), language: w("page_language", "string"), times: w("page_times", "string"),
        state: w("page_state", "string"), address: w("page_address", "string", "number"), link: w("page_link", "string", "string"), room: w("page_room", "number", "string", "number"), whole: w("page_whole", null, "number"),
    };
}

const system_theme = () => matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";

/* The page as the program is, also before that is there. */
function dress(theme) {
    const {dataset} = document.documentElement;
    if (dataset.theme === theme) return;
    dataset.theme = theme;
    if (api) localStorage.shown = theme;
}

/* The language of the system, and its theme unless another one has been chosen. */
function surroundings() {
    const [language, country] = navigator.language.split("-");
    module.ENV.LANG = `${language}${country ? `_${country}` : ""}.UTF-8`;
    module.ENV.HOME = HOME;
    const theme = system_theme();
    const settings = module.FS.analyzePath(KEPT[0]).exists ? module.FS.readFile(KEPT[0], {encoding: "utf8"}) : "";
    const chosen = settings && !settings.includes(`"theme": "${localStorage.theme}"`);
    if (chosen) return "";
    localStorage.theme = theme;
    return `theme ${theme}`;
}

async function begin() {
    element("bar").hidden = embed;
    dress(localStorage.shown ?? system_theme());
    say_state(`${LOADING} …`, PROGRESS);
    resize();
    const ready = await Promise.all([core(), kept_files(), compile(), script(`${kind}.js`)]);
    module = {
        page, noInitialRun: true, instantiateWasm(imports, received) {
            WebAssembly.instantiate(ready[2], imports).then(instance => received(instance, ready[2])).catch(fail);
            return {};
        },
        print: words => { page.printed = words; },
        printErr: words => console.warn(words),
        onAbort: what => fail(new Error(what)),
        preRun: [instance => {
            module = instance;
            lay_out(ready[0], ready[1]);
            module.arguments.push(...size().map(String), surroundings());
        }],
        arguments: [],
    };
    module = await vggscope(module);
    api = functions();
    const failed = module.callMain(module.arguments);
    if (failed) return fail(new Error("vggscope"));
    new ResizeObserver(resize).observe(screen_);
    resize();
    api.size(screen_.width, screen_.height);
    turn();
    say_state("");
    for (const button of element("bar").querySelectorAll("button")) button.disabled = false;
    rest();
    follow_link();
    addEventListener("hashchange", follow_link);
    document.addEventListener("visibilitychange", keep);
    document.documentElement.dataset.ready = kind;
    if (window.parent !== window) window.parent.postMessage({vggscope: "ready"}, "*");
    fetch_photos();
    navigator.serviceWorker?.register("service.js").then(() => navigator.serviceWorker.ready)
        .then(worker => worker.active.postMessage("look")).catch(() => {});
    navigator.storage?.persist?.().catch(() => {});
}

/* The small files that come later, one after another, so that nobody has to wait for one: at once what is kept here, the
 * rest a while after the first picture. */
async function fetch_photos() {
    const PATIENCE = 3000;
    const small = [...later].filter(([path, entry]) => !entry.have && !path.startsWith("/fonts/"));
    const all = async from => {
        for (const [path, entry] of small) {
            const response = entry.there ? null : await from(entry.url).catch(() => null);
            const bytes = response?.ok ? new Uint8Array(await response.arrayBuffer()) : null;
            if (!bytes || entry.there) continue;
            write(path, bytes);
            entry.there = true;
        }
    };
    await whenShown;
    if (self.caches) await all(url => caches.match(url));
    await new Promise(resolve => setTimeout(resolve, PATIENCE));
    await all(url => fetch(url));
}

function fail(error) {
    stopped = true;
    element("bar").hidden = false;
    say_state(`vggscope: ${error.message}`);
    console.error(error);
}

element("bar").addEventListener("click", e => {
    const {command, key} = e.target.dataset;
    if (!api || e.target.tagName !== "BUTTON") return;
    if (e.detail) rest(), mouse(LEAVE, e); // a pointer: keys stay the screen's, and what was told goes
    if (command) api.say(command, 1);
    else if (key) api.key(key, 1, 0), api.key(key, 0, 0);
    else if (e.target.id === "open") element("file").click();
    else if (e.target.id === "link") make_link();
    else if (e.target.id === "full") page.fullScreen(-1);
    turnSoon();
});
element("file").addEventListener("change", e => take_all([...e.target.files]).then(() => { e.target.value = ""; }));
document.addEventListener("fullscreenchange", () => { element("bar").hidden = embed || !!document.fullscreenElement; });

window.vggscopePage = {get api() { return api; }, get module() { return module; }, kind};
begin().catch(fail);
