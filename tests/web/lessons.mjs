/* The first and the last card of every lesson in the page: its facts are those of the program, and at three sizes its
 * picture is. */
import {readdirSync} from "node:fs";
import {join} from "node:path";
import {Browser, ROOT, close, differs, equal, facts, idle, native, same, say, shot, test} from "./_page.mjs";

const SIZES = ["1280x720", "390x844", "1024x768"];
const browser = await Browser.open();
const page = await browser.page(await browser.context());

async function check_picture(script, size) {
    const [width, height] = size.split("x").map(Number);
    await page.setViewportSize({width, height});
    await page.waitForFunction(w => document.getElementById("screen").width === w, width);
    await idle(page);
    const found = await differs(page, shot(script, size));
    equal(found.pixels, 0, `${script}, ${size}: pixels that differ by more than a level: ${JSON.stringify(found)}`);
}

for (const file of readdirSync(join(ROOT, "lessons/en")).filter(name => name.endsWith(".md"))) {
    const name = file.slice(0, -3);
    await test(name, async () => {
        let cards = 1;
        for (const card of [1, "last"]) {
            const script = `lesson ${name} ${card === "last" ? cards : card}`;
            await say(page, script);
            const found = await facts(page);
            cards = found.cards;
            same(found, JSON.parse(native("read", "--json", "--do", script)), script);
            for (const size of SIZES) await check_picture(script, size);
        }
        await page.evaluate(() => vggscopePage.api.say("lesson close", 1));
        return `${cards} cards`;
    });
}
await test("no error in the console", () => equal(browser.wrong, [], "errors"));
await browser.close();
close();
