/* The page as a page: sizes, keys and pointers, links, what is kept, no network, one thread. */
import {readFileSync, readdirSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {Browser, ROOT, close, equal, facts, holds, idle, native, ready, say, test} from "./_page.mjs";

const browser = await Browser.open();
const read = page => page.evaluate(() => vggscopePage.api.read(0));
const news = page => page.evaluate(() => vggscopePage.api.news());
const layer_of = async page => (await facts(page)).layer;

await test("the program, its fonts and the first photo are under 3 MB", () => {
    const files = JSON.parse(readFileSync(join(ROOT, "build/web/files.json"))).first;
    for (const kind of ["one", "threads"]) {
        const bytes = files.filter(name => !name.startsWith(kind === "one" ? "threads" : "one"))
            .reduce((sum, name) => sum + gzipSync(readFileSync(join(ROOT, "build/web", name)), {level: 9}).length, 0);
        holds(bytes < 3e6, `${kind}: ${bytes} bytes`);
    }
});

const context = await browser.context();
let page = await browser.page(context, "");

await test("the weights come after the first picture, and a step waits for them", async () => {
    const other = await browser.context();
    let go, held = new Promise(resolve => { go = resolve; });
    await other.route("**/vgg16-slim.safetensors", async route => { await held; await route.continue(); });
    const waits = await browser.page(other);
    await waits.evaluate(() => vggscopePage.api.say("step", 1));
    await waits.waitForTimeout(500);
    holds(await waits.evaluate(() => vggscopePage.api.busy()), "it is computed without weights");
    go();
    await idle(waits);
    equal(await read(waits), native("read", "--do", "step").toString(), "the facts");
    await other.close();
});

await test("keys are the program's, and the browser's stay its own", async () => {
    await idle(page);
    await page.keyboard.press("Space");
    await page.keyboard.press("3");
    await idle(page);
    equal((await facts(page)).view, "neuron", "the screen");
    await page.keyboard.press("PageUp");
    await page.keyboard.press("1");
    await idle(page);
    const taken = await page.evaluate(() => ["F5", "F12", "Tab", "t"].map(key => {
        const e = new KeyboardEvent("keydown", {key, code: key === "t" ? "KeyT" : key, ctrlKey: key === "t", cancelable: true,
                                                bubbles: true});
        document.getElementById("screen").dispatchEvent(e);
        return e.defaultPrevented;
    }));
    equal(taken, [false, false, false, false], "what was taken");
    await say(page, "grey");
    holds(await page.evaluate(() => vggscopePage.api.state().includes("grey")), "a photo in grey");
    await page.keyboard.press("Control+z");
    holds(!await page.evaluate(() => vggscopePage.api.state().includes("grey")), "Control+Z takes it back");
    const named = await page.evaluate(() => {
        const {module, api} = vggscopePage, lines = [];
        Object.defineProperty(module.page, "printed", {set: line => lines.push(line), configurable: true});
        api.say("keys", 1);
        delete module.page.printed;
        return lines.join("\n");
    });
    holds(named.includes("Ctrl+S") && named.includes("PgDn") && !/F5|F11|F12|Ctrl\+Q|Tab/.test(named), named);
});

await test("a command is typed", async () => {
    await page.locator("#screen").focus();
    await page.keyboard.press("/");
    await page.keyboard.type("conv4_2");
    await page.keyboard.press("Enter");
    await idle(page);
    holds((await read(page)).includes("conv4_2"), await read(page));
});

await test("a click, a tap, the wheel", async () => {
    await page.evaluate(() => vggscopePage.api.link(""));
    await idle(page);
    await page.mouse.click(410, 22); // the tab Layer
    await idle(page);
    equal((await facts(page)).view, "layer", "the screen");
});

await test("buttons are reached by Tab and named", async () => {
    await page.locator("#screen").focus();
    await page.keyboard.press("Tab");
    equal(await page.evaluate(() => document.activeElement.id), "back", "the first");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await idle(page);
    holds((await read(page)).includes("step 1 of 22"), await read(page));
});

await test("a button that a mouse presses leaves the keys to the screen; in a lesson it turns the card", async () => {
    await say(page, "lesson one-step 1");
    const {step} = await facts(page);
    await page.click("#step");
    equal(await page.evaluate(() => document.activeElement.id), "screen", "what has the focus");
    await idle(page);
    const after = await facts(page);
    equal([after.card, after.step], [2, step], "the card, and the step");
    await page.click("#back");
    await idle(page);
    equal((await facts(page)).card, 1, "the card before it");
    await say(page, "lesson close");
    await page.click("#lessons");
    for (const key of ["Home", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await idle(page);
    holds((await facts(page)).lesson, "no lesson is open");
    await say(page, "lesson close; reset; step");
});

await test("the page is as light as the program, also before that is there", async () => {
    const other = await browser.context({serviceWorkers: "block"}), own = await browser.page(other, "");
    const background = () => own.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await background();
    await say(own, "theme light");
    const light = await background();
    holds(light !== dark, `${light} in the light theme`);
    let go, held = new Promise(resolve => { go = resolve; });
    await other.route("**/core.bin", async route => { await held; await route.continue(); });
    await own.reload({waitUntil: "commit"});
    await own.waitForFunction(() => document.getElementById("state")?.textContent.startsWith("Loading …"));
    equal(await background(), light, "while it loads");
    holds(await own.locator("#step").isDisabled(), "a button looks ready");
    equal(await own.evaluate(() => getComputedStyle(document.getElementById("screen")).opacity), "0", "the black screen");
    go();
    await ready(own);
    await idle(own);
    equal([await own.textContent("#state"), await own.locator("#step").isDisabled()], ["", false], "then");
    await other.close();
});

await test("what is shown is read aloud", async () => {
    await page.waitForFunction(() => document.getElementById("facts").textContent.includes("step 1 of 22"), null, {timeout: 10000});
    equal(await page.getAttribute("#facts", "aria-live"), "polite", "aria-live");
});

await test("what lies over the screen is read aloud, and what a walk is at", async () => {
    const heard = words => page.waitForFunction(words => document.getElementById("facts").textContent.includes(words), words);
    await page.locator("#screen").focus();
    await page.keyboard.press("F3");
    await heard("Open: all lessons; line ");
    const line = +/line (\d+)/.exec(await read(page))[1];
    await page.keyboard.press("ArrowDown");
    await heard(`Open: all lessons; line ${line + 1} of `);
    await page.keyboard.press("Escape");
    await page.keyboard.press("F1");
    await heard("Open: this help.");
    await page.keyboard.press("Escape");
    await page.keyboard.press("F8");
    const told = await page.waitForFunction(() => vggscopePage.api.told(1), null, {timeout: 20000}); // with the next frame
    await heard(await told.jsonValue());
    await page.keyboard.press("Escape");
    equal(await page.getAttribute("#screen", "role"), "application", "the screen's role");
    holds(await page.getAttribute("#bar", "aria-label"), "the bar has no name");
});

await test("a link leads to the same picture", async () => {
    await say(page, "net vgg19; step 8; view field; select conv3_2");
    const before = await read(page), script = await page.evaluate(() => vggscopePage.api.state());
    const other = await browser.page(context, `?embed#do=${encodeURIComponent(script).replace(/%20/g, "+")}`);
    await idle(other);
    equal(await read(other), before, "the facts");
    holds(await other.locator("#bar").isHidden(), "the bar is there");
    await other.close();
});

await test("a link opens a lesson at a card", async () => {
    const other = await browser.page(context, "?embed#do=lesson+receptive-field+4");
    await idle(other);
    equal((await facts(other)).card, 4, "the card");
    equal(await other.evaluate(() => vggscopePage.api.address(0)), "#do=lesson+receptive-field+4", "the way back");
    await other.close();
});

const HOSTILE = ["save x.png", "shot x.png", "step 999999999999999", "quit", "weights get vgg16", "copy state", "<img src=x onerror=alert(1)>",
                 "lang zh", "lesson list", "lesson ../one-step", "lesson /lessons/en/one-step.md", "image ../../etc/passwd", "%", "view network; state", "freeze on"];
await test("a link can do no more than a lesson", async () => {
    for (const script of HOSTILE) {
        const other = await browser.page(context, `?embed#do=${script === "%" ? "%" : encodeURIComponent(script)}`);
        await idle(other);
        equal((await facts(other)).step, 0, script);
        equal(await other.evaluate(() => document.querySelectorAll("img").length), 0, script);
        equal(await other.evaluate(() => vggscopePage.api.language()), "en", script);
        await other.close();
    }
});

await test("another page says commands and gets facts", async () => {
    const other = await context.newPage();
    await other.goto(browser.server.url + "manifest.webmanifest");
    const [answer, opened] = await other.evaluate(url => new Promise(resolve => {
        const frame = document.createElement("iframe"), answers = [];
        frame.src = url + "?embed";
        addEventListener("message", e => {
            if (e.data.vggscope === "ready") frame.contentWindow.postMessage({vggscope: "say", script: "step 2", id: 7}, "*");
            if (e.data.vggscope !== "facts") return;
            answers.push(e.data);
            if (answers.length === 2) resolve(answers);
            else frame.contentWindow.postMessage({vggscope: "say", script: "lesson one-step 2", id: 8}, "*");
        });
        document.documentElement.append(frame);
    }), browser.server.url);
    equal([answer.id, answer.trouble, answer.facts.step], [7, "", 2], "the answer");
    equal([opened.id, opened.trouble, opened.facts.card], [8, "", 2], "a lesson, as by a link");
    await other.close();
});

await test("a photo and a lesson's place are there after a reload", async () => {
    await page.setInputFiles("#file", join(ROOT, "assets/photos/owl.jpg"));
    await page.waitForFunction(() => vggscopePage.api.read(0).includes("owl"), null, {timeout: 20000});
    await idle(page);
    await say(page, "lesson receptive-field 3");
    await page.waitForTimeout(1500);
    await page.reload();
    await ready(page);
    await idle(page);
    const state = await page.evaluate(() =>
        JSON.parse(vggscopePage.module.FS.readFile("/home/web_user/.local/state/vggscope/state.json", {encoding: "utf8"})));
    equal(state.lessons["receptive-field"], 3, "the card");
    await page.evaluate(() => vggscopePage.api.say("image /home/web_user/Pictures/owl.jpg", 1));
    await idle(page);
    equal(await news(page), "", "the photo");
});

await test("a link for others has no file of one's own, and says so", async () => {
    await say(page, "lesson close; image /home/web_user/Pictures/owl.jpg; step 2; view layer");
    await page.evaluate(() => { navigator.clipboard.writeText = words => (window.copied = words, Promise.resolve()); });
    await page.click("#link");
    await page.waitForFunction(() => document.getElementById("state").textContent.includes("Files of your own are not in it"));
    const copied = await page.evaluate(() => window.copied);
    holds(copied.includes("view+layer") && !copied.includes("owl"), copied);
    holds(decodeURIComponent(page.url()).includes("/home/web_user/Pictures/owl.jpg"), page.url());
    await page.evaluate(() => history.replaceState(null, "", location.pathname));
    await say(page, "view network; reset");
});

await test("what cannot be opened is named as its owner knows it", async () => {
    await page.setInputFiles("#file", {name: "no photo.jpg", mimeType: "image/jpeg", buffer: Buffer.from([0xFF, 0xD8, 0xFF, 0xE0, 0])});
    await page.waitForFunction(() => vggscopePage.api.news());
    holds((await news(page)).startsWith("no photo.jpg "), await news(page));
    await say(page, "step");
});

await test("weights stay", async () => {
    const name = "own-vgg16.safetensors";
    await page.setInputFiles("#file", {name, mimeType: "application/octet-stream",
                                       buffer: readFileSync(join(ROOT, "weights/vgg16-slim.safetensors"))});
    await page.waitForFunction(name => vggscopePage.api.read(1).includes(name) || vggscopePage.api.state().includes(name), name);
    await page.reload();
    await ready(page);
    await idle(page);
    await page.evaluate(name => vggscopePage.api.say(`weights /home/web_user/.local/share/vggscope/${name}`, 1), name);
    await page.waitForFunction(name => vggscopePage.api.state().includes(name), name, {timeout: 30000});
    await say(page, "step");
});

await test("a picture is saved as a download", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.evaluate(() => vggscopePage.api.say("shot x.png", 1))]);
    equal(download.suggestedFilename(), "x.png", "its name");
    await idle(page);
    await page.waitForFunction(() => document.getElementById("facts").textContent === "Saved: Downloads/x.png");
});

await test("a GIF of the steps is saved as a download", async () => {
    await say(page, "net vgg16; until conv1_2; view network");
    const [download] = await Promise.all([page.waitForEvent("download", {timeout: 120000}),
                                          page.evaluate(() => vggscopePage.api.say("save steps.gif steps", 1))]);
    equal(readFileSync(await download.path()).subarray(0, 6).toString(), "GIF89a", "its first bytes");
    await say(page, "reset");
});

await test("Chinese comes when it is asked for", async () => {
    await say(page, "lang zh");
    await page.waitForFunction(() => document.getElementById("back").textContent === "后退", null, {timeout: 20000});
    await say(page, "lang en");
    await page.waitForTimeout(1500); // until that is kept
});

await test("without a network it opens after the first visit", async () => {
    await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
        const names = await caches.keys();
        if (!names.length) throw new Error("nothing is kept");
    });
    await page.waitForFunction(async later => {
        const all = await Promise.all(later.map(name => caches.match(name)));
        return all.every(Boolean);
    }, readdirSync(join(ROOT, "build/web/files")).map(name => `files/${name}`), {timeout: 60000, polling: 500});
    browser.server.close();
    await page.reload();
    await ready(page);
    await page.waitForFunction(() => vggscopePage.module.FS.stat("/assets/photos/chelsea.jpg").size > 0);
    await idle(page);
    await say(page, "net vgg19; image chelsea; run");
    equal(await read(page), native("read", "--do", "net vgg19; image chelsea; run").toString(), "the facts");
    equal(await page.evaluate(() => vggscopePage.kind), "threads", "how it computes");
});

await test("no error in the console", () => equal(browser.wrong, [], "errors"));
await browser.close();

await test("where the page is not isolated, one thread computes between frames", async () => {
    const plain = await Browser.open({isolated: false});
    const alone = await plain.page(await plain.context({serviceWorkers: "block"}));
    equal(await alone.evaluate(() => vggscopePage.kind), "one", "how it computes");
    await say(alone, "run; view layer; select conv3_2");
    equal(await read(alone), native("read", "--do", "run; view layer; select conv3_2").toString(), "the facts");
    await say(alone, "net vgg19; run; net vgg16; run; view compare; race"); // a round of which takes longer than a turn
    holds((await facts(alone)).left.ms > 0, "the race ends");
    const again = await plain.page(await plain.context());
    await again.evaluate(() => new Promise(resolve => {
        if (navigator.serviceWorker.controller) resolve();
        else navigator.serviceWorker.addEventListener("controllerchange", resolve);
    }));
    await again.reload();
    await ready(again);
    equal(await again.evaluate(() => vggscopePage.kind), "threads", "how it computes on the second visit");
    equal(plain.wrong, [], "errors");
    await plain.close();
});
close();
