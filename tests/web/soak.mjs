/* soak.mjs [SECONDS [SEED]]: random commands (build/soak/commands print) to the page, 20 seconds of them or as many as are
 * asked for: no error in the console, the page goes on, and what is in use is bounded; in five minutes or more the caches have
 * filled, and it grows no more over the second half. */
import {execFileSync} from "node:child_process";
import {join} from "node:path";
import {Browser, ROOT, close, equal, holds, idle, test} from "./_page.mjs";

const SECONDS = +(process.argv[2] ?? 20), SEED = process.argv[3] ?? "1", SPARE = 64 << 20 /* what the cache of pictures holds */, CHECKS = 10;
const BEGINNING = "black off; freeze off; lesson close; close; net vgg16; weights bundled; image panda; compare vgg16 vgg19; slice none; " +
    "reference none; stack none; clear; reset; lang en; theme dark; textsize 1; photos this; excite off; followed off; view network";
const script = execFileSync(join(ROOT, "build/soak/commands"), ["print", "100000", SEED], {maxBuffer: 1 << 28}).toString().split("\n");

const browser = await Browser.open();
const page = await browser.page(await browser.context());
const used = [0, 0];
let said = 0, understood = 0, heap = 0;

/* What is in use once everything is as in the beginning. */
async function settle(part) {
    await page.evaluate(s => vggscopePage.api.say(s, 1), BEGINNING);
    await idle(page);
    const [bytes, size] = await page.evaluate(() =>
        [vggscopePage.api.memory(), (vggscopePage.module.wasmMemory ?? vggscopePage.module.asm.memory).buffer.byteLength]);
    const half = +(part > 0.5);
    used[half] = Math.max(used[half], bytes);
    heap = size;
    console.log(`${String(said).padStart(6)} commands: ${(bytes / 1e6).toFixed(1)} MB in use, a heap of ${(size / 1e6).toFixed(1)} MB`);
}

await test(`${SECONDS} seconds of random commands`, async () => {
    const began = Date.now(), part = () => (Date.now() - began) / 1000 / SECONDS;
    for (let check = 1; part() < 1;) {
        const command = script[said++], waits = said % 4 === 0;
        understood += await page.evaluate(s => +!vggscopePage.api.say(s, 1), command);
        if (waits) await page.waitForTimeout(100);
        if (part() > check / CHECKS) await settle(part()), check++;
    }
    await settle(1);
    return `${understood} of ${said} were understood`;
});
await test("what is in use is bounded", () => {
    if (SECONDS >= 300) holds(used[1] <= used[0] + SPARE, `${used[0]} bytes in the first half, ${used[1]} in the second`);
    holds(Math.max(...used) < 1.2e9 && heap <= 2 ** 31, `${Math.max(...used)} bytes, in a heap of ${heap}`);
    return `${(used[0] / 1e6).toFixed(1)} MB in the first half, ${(used[1] / 1e6).toFixed(1)} MB in the second`;
});
await test("no error in the console", () => equal(browser.wrong, [], "errors"));
await browser.close();
close();
