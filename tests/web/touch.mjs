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

/* The middle of the field that a number is typed into, found by looking for it. */
const field = () => page.evaluate(() => {
    const {api} = vggscopePage, canvas = document.getElementById("screen"), found = [];
    for (let y = 0; y < canvas.height; y += 4)
        for (let x = 0; x < canvas.width; x += 4) if (api.asksNumber(x, y)) found.push([x, y]);
    return [0, 1].map(i => found.reduce((sum, place) => sum + place[i], 0) / found.length / 2);
});

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
    holds(await page.evaluate(() => vggscopePage.api.told(0)), "nothing is told");
    await tap(4, 840);
    holds(!await page.evaluate(() => vggscopePage.api.told(0)), "it stays");
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

const focused = () => page.evaluate(() => [document.activeElement.id, document.getElementById("typing").inputMode]);

await test("a tap on the field of a number has a keyboard for it, until it is answered", async () => {
    await begin("lesson pooling 5");
    await tap(...await field());
    equal(await focused(), ["typing", "numeric"], "what has the focus");
    await page.keyboard.insertText("3x2"); // as a phone's keyboard does
    await page.keyboard.press("Enter");
    await idle(page);
    equal((await facts(page)).question.answer, 32, "the answer");
    equal((await focused())[0], "screen", "what has the focus then");
});

await test("a tap beside the field leaves the keyboard where it is", async () => {
    await begin("lesson pooling 5");
    const [x, y] = await field();
    await tap(x, y - 100);
    equal((await focused())[0], "screen", "what has the focus");
});

await test("a tap into the command line leaves its keyboard", async () => {
    await begin("command");
    await tap(195, await page.evaluate(() => document.getElementById("screen").clientHeight) - 100);
    equal(await focused(), ["typing", "text"], "what has the focus");
    await say(page, "close");
    equal((await focused())[0], "screen", "what has the focus then");
});

await test("a swipe on a card turns the card, and nothing behind it", async () => {
    await begin("lesson pooling 5");
    const {view, layer} = await facts(page), [x, y] = await field();
    await drag([[x + 80, y - 100]], [[x - 60, y - 100]]);
    equal((await facts(page)).card, 6, "the card");
    await drag([[x - 60, y - 100]], [[x + 80, y - 100]]);
    const {card, view: same_view, layer: same_layer} = await facts(page);
    equal([card, same_view, same_layer], [5, view, layer], "the card before it");
});

await test("a swipe turns the pages of the help", async () => {
    await begin("help");
    await drag([[300, 400]], [[100, 400]]);
    holds((await script()).includes("page 2"), await script());
    await drag([[100, 400]], [[300, 400]]);
    holds(!(await script()).includes("page 2"), await script());
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

await test("all buttons of a phone's page are in sight, and large enough for a finger", async () => {
    const whole = await browser.page(context, "");
    const wrong = await whole.evaluate(() => [...document.querySelectorAll("#bar button:not([hidden])")].filter(button => {
        const r = button.getBoundingClientRect();
        return r.height < 40 || r.left < 0 || r.right > innerWidth || r.bottom > innerHeight;
    }).map(button => button.id));
    equal(wrong, [], "those that are not");
    await whole.evaluate(() => {
        const state = document.getElementById("state");
        navigator.clipboard.writeText = () => Promise.resolve();
        window.said = [];
        new MutationObserver(() => {
            const {left, right, width, height} = state.getBoundingClientRect();
            window.said.push({at: performance.now(), words: state.textContent, left, right, width, height});
        }).observe(state, {childList: true});
    });
    await whole.tap("#link");
    await whole.evaluate(() => vggscopePage.api.say("net vgg19", 1)); // whose progress does not take its place
    const note = await whole.waitForFunction(() => {
        const at = said.findIndex(({words}) => words === "The link to this picture is on the clipboard");
        return at >= 0 && at + 1 < said.length && {...said[at], lasted: said[at + 1].at - said[at].at};
    });
    const {left, right, width, height, lasted} = await note.jsonValue();
    holds(left >= 0 && right <= 390 && width > 200 && height > 20, JSON.stringify({left, right, width, height}));
    holds(lasted > 5000, `it is gone after ${lasted} ms`);
    await whole.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error("no")); });
    await whole.tap("#link");
    await whole.waitForFunction(() => document.getElementById("state").textContent.includes(location.href));
    await whole.tap("#state");
    equal(await whole.textContent("#state"), "", "what is said once it is pressed");
    await whole.close();
});

await test("no error in the console", () => equal(browser.wrong, [], "errors"));
await browser.close();
close();
