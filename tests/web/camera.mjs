/* The camera in the page: Chromium's own, which plays a film. What it sees is answered as the program answers the same
 * film; how many pictures a second that are is printed, and never judged. */
import {execFileSync} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Browser, ROOT, close, equal, facts, holds, idle, native, say, test} from "./_page.mjs";

const FOLDER = mkdtempSync(join(tmpdir(), "vggscope-camera-"));
process.on("exit", () => rmSync(FOLDER, {recursive: true, force: true}));
const PHOTOS = ["panda", "owl", "jaguar"];

/* Photos as Pillow's YCbCr, in YUV4MPEG2 of 640 x 480, each for a second. */
const FILM = `
import sys
import numpy as np
from PIL import Image
with open(sys.argv[1], "wb") as film:
    film.write(b"YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg\\n")
    for path in sys.argv[2:]:
        photo = np.asarray(Image.open(path).convert("RGB").resize((640, 480)), np.float64)
        r, g, b = photo[..., 0], photo[..., 1], photo[..., 2]
        y = 16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255
        u = 128 + (-37.797 * r - 74.203 * g + 112 * b) / 255
        v = 128 + (112 * r - 93.786 * g - 18.214 * b) / 255
        half = [c.reshape(240, 2, 320, 2).mean((1, 3)) for c in (u, v)]
        frame = b"FRAME\\n" + b"".join(np.rint(c).astype(np.uint8).tobytes() for c in (y, *half))
        for _ in range(30):
            film.write(frame)
`;

function film(name, photos) {
    const path = join(FOLDER, name);
    execFileSync("/usr/bin/python3", ["-c", FILM, path, ...photos.map(photo => join(ROOT, `assets/photos/${photo}.jpg`))]);
    return path;
}

/* The first answer and its share of what a film shows first. */
function answer_natively(photo) {
    const path = film(`${photo}.y4m`, [photo]);
    return JSON.parse(native("read", "--json", "--do", `camera ${path}; run`)).top[0];
}

const WANTED = PHOTOS.map(answer_natively), WHOLE = film("film.y4m", PHOTOS);
const CAMERA = ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${WHOLE}`];
const watched = page => page.evaluate(() => { const read = JSON.parse(vggscopePage.api.read(1)); return {...read.camera, top: read.top?.[0]}; });
const until = (page, condition) => page.waitForFunction(condition, null, {timeout: 120000, polling: 20});

const browser = await Browser.open({flags: CAMERA});
const context = await browser.context({permissions: ["camera"]});
const page = await browser.page(context, "");

await test("it sees what the program sees on the same film", async () => {
    await say(page, "run");
    await page.locator("#camera").click();
    await until(page, () => JSON.parse(vggscopePage.api.read(1)).camera?.pictures > 1);
    await until(page, () => document.getElementById("camera").getAttribute("aria-pressed") === "true");
    const seen = new Set(), begun = Date.now();
    let most = 0;
    while (seen.size < PHOTOS.length && Date.now() - begun < 120000) {
        const {top} = await watched(page), at = WANTED.findIndex(wanted => wanted.class === top?.class);
        await page.waitForTimeout(100);
        if (!top) continue;
        holds(at >= 0, `it sees ${top.label}, ${top.p}`);
        if (Math.abs(top.p - WANTED[at].p) > 0.03) continue; // the browser's film may go over from one photo to the next
        most = Math.max(most, Math.abs(top.p - WANTED[at].p));
        seen.add(at);
    }
    equal(seen.size, PHOTOS.length, "the photos that were seen");
    return `${WANTED.map(wanted => `${wanted.label} ${(100 * wanted.p).toFixed(2)} %`).join(", ")}, within ${(100 * most).toFixed(2)} %`;
});

await test("pictures a second", async () => {
    const rates = [];
    for (const script of ["view network; select conv3_1", "view layer; select conv3_1"]) {
        await page.evaluate(s => vggscopePage.api.say(s, 1), script);
        await page.waitForTimeout(1000);
        const before = await watched(page), begun = Date.now();
        await page.waitForTimeout(6000);
        rates.push(`${((await watched(page)).pictures - before.pictures) / ((Date.now() - begun) / 1000)}`.slice(0, 4));
    }
    return `Network ${rates[0]}, Layer ${rates[1]}`;
});

await test("Space holds it and goes on as with a photo", async () => {
    await page.evaluate(() => vggscopePage.api.say("reset; view network", 1));
    await page.locator("#screen").focus();
    await page.keyboard.press("Space");
    await idle(page);
    holds(!(await facts(page)).camera, "it is live");
    equal(await page.evaluate(() => vggscopePage.api.live()), 0, "live");
    equal((await facts(page)).image, "camera", "the photo");
    const value = (await facts(page)).value;
    await page.keyboard.press("Space");
    await idle(page);
    equal((await facts(page)).step, 1, "the step");
    await page.keyboard.press("PageUp");
    await idle(page);
    equal((await facts(page)).value, value, "what is held");
    await page.keyboard.press("Shift+C");
    await until(page, () => JSON.parse(vggscopePage.api.read(1)).camera?.pictures > 1);
    await page.keyboard.press("Shift+C");
    await idle(page);
    equal(await page.evaluate(() => vggscopePage.api.live()), 0, "live");
});

await test("no link and no other page switches it on", async () => {
    const other = await browser.page(context, `?embed#do=${encodeURIComponent("camera on")}`);
    await idle(other);
    equal(await other.evaluate(() => vggscopePage.api.live()), 0, "by a link");
    const said = await other.evaluate(() => vggscopePage.api.say("camera on", 0));
    holds(said.includes("lesson"), said);
    equal(await other.evaluate(() => vggscopePage.api.live()), 0, "by another page");
    const state = await page.evaluate(() => vggscopePage.api.state());
    holds(!state.includes("camera"), state);
    await other.close();
});

await test("a camera that is refused, or gone, says so", async () => {
    const refused = await browser.context({permissions: []}), other = await browser.page(refused, "");
    const before = (await facts(other)).image;
    await other.evaluate(() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError")); });
    await other.locator("#camera").click();
    await until(other, () => vggscopePage.api.news().includes("allow"));
    equal((await facts(other)).image, before, "the photo");
    equal(await other.evaluate(() => vggscopePage.api.live()), 0, "live");
    await refused.close();
    await page.evaluate(() => vggscopePage.api.say("camera on", 1));
    await until(page, () => JSON.parse(vggscopePage.api.read(1)).camera?.pictures > 1);
    await page.evaluate(() => vggscopePage.module.page.camera.stream.getVideoTracks()[0].dispatchEvent(new Event("ended")));
    await until(page, () => vggscopePage.api.news().includes("gone"));
    equal((await facts(page)).image, "camera", "what it showed last");
});

await test("with one thread", async () => {
    const alone = await Browser.open({isolated: false, flags: CAMERA});
    const other = await alone.page(await alone.context({permissions: ["camera"], serviceWorkers: "block"}), "");
    equal(await other.evaluate(() => vggscopePage.kind), "one", "the kind");
    await say(other, "run");
    await other.locator("#camera").click();
    await until(other, () => JSON.parse(vggscopePage.api.read(1)).camera?.pictures > 3);
    const before = await watched(other), begun = Date.now();
    await other.waitForTimeout(6000);
    const rate = ((await watched(other)).pictures - before.pictures) / ((Date.now() - begun) / 1000);
    await alone.close();
    return `${rate.toFixed(1)} pictures a second`;
});

await test("the console has no error", () => equal(browser.wrong, [], "errors"));
await browser.close();
close();
