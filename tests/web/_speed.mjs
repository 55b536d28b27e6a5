/* _speed.mjs: how long the page takes, medians of five, with the load of the machine beside them; no test, for a busy machine
 * is slow. VGGSCOPE_TEST_DATA names the folder of the full VGG-19. */
import {loadavg} from "node:os";
import {join} from "node:path";
import {Browser, facts, idle, ready, say} from "./_page.mjs";

const median = list => list.sort((a, b) => a - b)[list.length >> 1];
const say_row = (what, ms, asked) =>
    console.log(`${what.padEnd(52)} ${ms.toFixed(0).padStart(6)} ms   asked ${String(asked ?? "-").padStart(4)}   load ${loadavg()[0].toFixed(1)}`);

/* From the beginning of the page to its first picture. */
const watch = context => context.addInitScript(() => {
    const put = CanvasRenderingContext2D.prototype.putImageData;
    CanvasRenderingContext2D.prototype.putImageData = function (...words) {
        self.firstPicture ??= performance.now();
        return put.apply(this, words);
    };
});
const first = page => page.evaluate(() => self.firstPicture);

async function beginnings(browser) {
    const cold = [], warm = [];
    for (let i = 0; i < 5; i++) {
        const context = await browser.context();
        await watch(context);
        const page = await browser.page(context);
        cold.push(await first(page));
        await page.evaluate(() => navigator.serviceWorker.ready);
        await page.waitForTimeout(1000);
        await page.reload();
        await ready(page);
        warm.push(await first(page));
        await context.close();
    }
    say_row("first picture, cold", median(cold), 2000);
    say_row("first picture, warm", median(warm), 700);
}

/* A forward pass, without what is drawn meanwhile: the best of Compare's race, for the network and the other one. */
async function passes(page) {
    await say(page, "run; view compare; race");
    const found = await facts(page);
    return [found.left.ms, found.right.ms];
}

/* From another photo, which is decoded and prepared first, to the answers, with the frames between. */
const answers = page => page.evaluate(async () => {
    const api = vggscopePage.api, photos = ["owl", "panda", "lemur", "horse", "dog"], list = [];
    for (const photo of [...photos, ...photos]) {
        api.say("reset", 1);
        const began = performance.now();
        api.say(`image ${photo}; run`, 1);
        await new Promise(resolve => setTimeout(resolve, 0));
        while (api.busy()) await new Promise(resolve => { const c = new MessageChannel(); c.port1.onmessage = resolve; c.port2.postMessage(0); });
        list.push(performance.now() - began);
    }
    return list.slice(photos.length);
});

/* What 99 of 100 frames take at most while layers are computed and the pointer moves. */
async function frames(page) {
    await page.evaluate(() => vggscopePage.api.say("view network", 1));
    const times = [];
    for (let i = 0; i < 40; i++) {
        await page.evaluate(i => vggscopePage.api.say(`reset; image ${i % 2 ? "owl" : "panda"}; run`, 1), i);
        for (let k = 0; k < 4; k++) await page.mouse.move(100 + 20 * i, 150 + 60 * k);
        times.push(...JSON.parse(await page.evaluate(() => vggscopePage.api.times())).slice(-6));
    }
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];
}

for (const isolated of [true, false]) {
    const browser = await Browser.open({isolated}), kind = isolated ? "threads" : "one thread";
    if (isolated) await beginnings(browser);
    const page = await browser.page(await browser.context({serviceWorkers: "block"}));
    await say(page, "net vgg19; run; net vgg16; run");
    const [vgg16, vgg19] = await passes(page);
    say_row(`a pass of the bundled VGG-16, ${kind}`, vgg16, isolated ? 35 : 60);
    say_row(`a pass of the bundled VGG-19, ${kind}`, vgg19, isolated ? 35 : 60);
    await say(page, "view network");
    say_row(`from another photo to the answers, ${kind}`, median(await answers(page)));
    if (isolated) say_row("99 of 100 frames while layers are computed, at most", await frames(page), 33);
    if (isolated && process.env.VGGSCOPE_TEST_DATA) {
        const file = "vgg19-imagenet-u8.safetensors";
        await page.setInputFiles("#file", join(process.env.VGGSCOPE_TEST_DATA, file));
        await page.waitForFunction(name => vggscopePage.api.state().includes(name), file, {timeout: 120000});
        await say(page, "run");
        await idle(page);
        say_row("the full VGG-19, one byte, to the answers", median(await answers(page)), 1500);
        say_row("99 of 100 frames while it is computed, at most", await frames(page), 33);
    }
    await browser.close();
}
