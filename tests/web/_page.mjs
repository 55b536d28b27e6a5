/* What the tests of the page share: its server, the browser, the native program, and the count of tests. */
import {execFileSync, spawn} from "node:child_process";
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const PROGRAM = join(ROOT, "build/vggscope"), NODE = join(ROOT, "build/node");
const HOME = mkdtempSync(join(tmpdir(), "vggscope-web-"));
process.on("exit", () => rmSync(HOME, {recursive: true, force: true}));

/* What drives the browser, installed where it is not yet. */
async function playwright() {
    const there = join(NODE, "node_modules/playwright-core/index.mjs");
    if (!existsSync(there)) {
        mkdirSync(NODE, {recursive: true});
        execFileSync("npm", ["install", "--prefix", NODE, "--no-audit", "--no-fund", "--silent", "playwright-core"]);
    }
    return (await import(there)).chromium;
}

/* A server of build/web: its own, or one that says no headers, as most do. */
async function serve(isolated) {
    const server = isolated ? spawn(join(ROOT, "build/web/serve"), ["0"])
        : spawn("python3", ["-u", "-m", "http.server", "-d", join(ROOT, "build/web"), "0"]);
    const port = await new Promise((resolve, reject) => {
        server.stdout.on("data", data => { const found = /(?:localhost:|port )(\d+)/.exec(data); if (found) resolve(found[1]); });
        server.on("exit", () => reject(new Error("the server ended")));
    });
    return {url: `http://localhost:${port}/`, close: () => server.kill()};
}

/* By the kernels whose sums are those of the page's, to the bit. */
export function native(...words) {
    return execFileSync(PROGRAM, words, {env: {PATH: process.env.PATH, HOME, LANG: "C.UTF-8", VGGSCOPE_ISA: "portable"}, maxBuffer: 1 << 28});
}

/* The program's own PNG of a script, in base64. */
export function shot(script, size) {
    const file = join(HOME, "shot.png");
    native("shot", "--do", script, "--size", size, "--out", file);
    return readFileSync(file, "base64");
}

export class Browser {
    static async open({isolated = true, flags = []} = {}) {
        const self = new Browser();
        self.server = await serve(isolated);
        self.chromium = await (await playwright()).launch({executablePath: "/usr/bin/chromium", args: ["--no-sandbox", ...flags]});
        self.wrong = [];
        return self;
    }

    async context(options = {}) {
        return this.chromium.newContext({viewport: {width: 1280, height: 720}, locale: "en-US", colorScheme: "dark", ...options});
    }

    /* A page that shows its first picture. */
    async page(context, address = "?embed") {
        const page = await context.newPage();
        page.on("console", m => { if (m.type() === "error") this.wrong.push(m.text()); });
        page.on("pageerror", e => this.wrong.push(e.message));
        await page.goto(this.server.url + address);
        await ready(page);
        return page;
    }

    async close() {
        await this.chromium.close();
        this.server.close();
    }
}

export const ready = page => page.waitForFunction(() => document.documentElement.dataset.ready, null, {timeout: 60000});

/* Says a script as the user, and waits until all is computed and shown. */
export async function say(page, script) {
    const trouble = await page.evaluate(s => vggscopePage.api.say(s, 1), script);
    if (trouble) throw new Error(`${script}: ${trouble}`);
    await idle(page);
}

/* Nothing is computed, nothing is under way, and no frame is due. */
export async function idle(page) {
    await page.waitForFunction(() => {
        const api = vggscopePage.api;
        api.changed();
        const sleep = api.turn();
        return !api.busy() && (sleep < 0 || sleep > 200) && !document.getElementById("progress").classList.contains("on");
    }, null, {timeout: 120000, polling: 50});
}

export const facts = async page => JSON.parse(await page.evaluate(() => vggscopePage.api.read(1)));

/* How many pixels of the screen differ from a picture by more than a level, and the largest difference. */
export const differs = (page, png) => page.evaluate(async png => {
    const bytes = Uint8Array.from(atob(png), c => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], {type: "image/png"})), canvas = document.getElementById("screen");
    if (bitmap.width !== canvas.width || bitmap.height !== canvas.height)
        return {size: [canvas.width, canvas.height, bitmap.width, bitmap.height]};
    const other = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    other.drawImage(bitmap, 0, 0);
    const a = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    const b = other.getImageData(0, 0, canvas.width, canvas.height).data;
    let pixels = 0, most = 0;
    for (let i = 0; i < a.length; i += 4) {
        const d = Math.max(Math.abs(a[i] - b[i]), Math.abs(a[i + 1] - b[i + 1]), Math.abs(a[i + 2] - b[i + 2]));
        pixels += d > 1;
        most = Math.max(most, d);
    }
    return {pixels, most, of: a.length / 4};
}, png);

/* ---- the count ---- */

const count = {passed: 0, failed: 0};

export async function test(name, body) {
    try {
        const more = await body();
        count.passed++;
        console.log(`ok   ${name}${more ? `: ${more}` : ""}`);
    } catch (error) {
        count.failed++;
        console.log(`FAIL ${name}: ${error.stack}`);
    }
}

export function equal(a, b, what) {
    const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
    if (x !== y) throw new Error(`${what}: ${x.slice(0, 2000)} is not ${y.slice(0, 2000)}`);
}

export function holds(truth, what) {
    if (!truth) throw new Error(what);
}

/* Numbers that agree to a thousandth; all else has to be the same. */
export function same(a, b, where) {
    if (typeof a === "number" && typeof b === "number")
        return holds(Math.abs(a - b) <= 1e-3 * Math.max(1, Math.abs(a), Math.abs(b)), `${where}: ${a} is not ${b}`);
    if (a && b && typeof a === "object" && typeof b === "object") {
        equal(Object.keys(a), Object.keys(b), where);
        for (const key of Object.keys(a)) if (!/(^|_)ms$/.test(key)) same(a[key], b[key], `${where}.${key}`);
        return;
    }
    equal(a, b, where);
}

export function close() {
    console.log(`${count.passed} passed, ${count.failed} failed, 0 skipped`);
    process.exitCode = count.failed ? 1 : 0;
}
