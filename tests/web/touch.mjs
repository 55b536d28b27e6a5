/* Fingers on the page: a tap, one that is held, one that draws, one that turns pages, and two. */
import {Browser, close, equal, facts, holds, idle, say, test} from "./_page.mjs";

const browser = await Browser.open();
const context = await browser.context({viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true, deviceScaleFactor: 2});
const page = await browser.page(context);
const touches = await context.newCDPSession(page);
const read = () => page.evaluate(() => vggscopePage.api.read(0));
const script = () => page.evaluate(() => vggscopePage.api.state());

/* Where fingers are: [[x, y], ...] in CSS pixels; none: all are lifted. */
const fingers = (type, at) => touches.send("Input.dispatchTouchEvent",
                                           {type, touchPoints: at.map(([x, y], id) => ({x, y, id}))});

/* From one place to another, in steps. */
async function drag(from, to, steps = 6) {
    await fingers("touchStart", from);
    for (let i = 1; i <= steps; i++)
        await fingers("touchMove", from.map(([x, y], k) => [x + (to[k][0] - x) * i / steps, y + (to[k][1] - y) * i / steps]));
    await fingers("touchEnd", []);
    await idle(page);
}

async function tap(x, y) {
    await fingers("touchStart", [[x, y]]);
    await fingers("touchEnd", []);
    await idle(page);
}

/* The middle of the first area that says a command, in CSS pixels. */
async function area(command) {
    const found = await page.evaluate(c => vggscopePage.api.area(c), command);
    holds(found, `nothing says ${command}`);
    const [x, y] = JSON.parse(found);
    return [x / 2, y / 2];
}

async function begin(what) {
    await page.evaluate(() => vggscopePage.api.link(""));
    await say(page, what);
}

await test("a tap presses", async () => {
    await begin("until conv2_1");
    await tap(...await area("view layer"));
    equal((await facts(page)).view, "layer", "the screen");
});

await test("a finger that is held is told what lies there, and presses nothing", async () => {
    await begin("until conv2_1; view layer");
    const [x, y] = await area("view neuron");
    await fingers("touchStart", [[x, y]]);
    await page.waitForTimeout(700);
    await fingers("touchEnd", []);
    await idle(page);
    equal((await facts(page)).view, "layer", "the screen");
    holds(await page.evaluate(() => vggscopePage.api.told()), "nothing is told");
    await tap(4, 840);
    holds(!await page.evaluate(() => vggscopePage.api.told()), "it stays");
});

await test("a finger draws on the photo", async () => {
    await begin("until conv1_1; tool brush");
    const photo = await area("draw");
    await drag([photo], [[photo[0] + 60, photo[1] + 30]]);
    holds((await script()).includes("draw "), await script());
});

await test("a finger turns pages", async () => {
    await begin("until conv3_3; view neuron; zoom 2");
    const before = await read();
    await drag([[200, 600]], [[200, 480]]);
    holds(/page (by )?\d/.test(await script()), await script());
});

await test("two that tap are a step back", async () => {
    await begin("until conv2_1");
    const step = (await facts(page)).step;
    await fingers("touchStart", [[150, 400], [250, 400]]);
    await fingers("touchEnd", []);
    await idle(page);
    equal((await facts(page)).step, step - 1, "the step");
});

await test("a pinch makes a panel large, and small again", async () => {
    await begin("until conv3_1");
    const [x, y] = await area("until step");
    await drag([[100, 200], [200, 200]], [[60, 200], [260, 200]]);
    holds((await script()).includes("zoom 1"), await script());
    await drag([[60, 400], [260, 400]], [[120, 400], [190, 400]]);
    holds(!(await script()).includes("zoom"), await script());
});

await test("a pinch brings the network in space nearer", async () => {
    await begin("space on");
    const before = await script();
    await drag([[150, 500], [220, 500]], [[80, 500], [300, 500]]);
    const after = await script(), near = s => +(/space near ([\d.]+)/.exec(s)?.[1] ?? 1);
    holds(near(after) > near(before), `${before} -> ${after}`);
});

await test("no error in the console", () => equal(browser.wrong, [], "errors"));
await browser.close();
close();
