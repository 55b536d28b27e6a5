/* The first and the last card of every lesson in the page: its facts are those of the program. */
import {readdirSync} from "node:fs";
import {join} from "node:path";
import {Browser, ROOT, close, equal, facts, native, same, say, test} from "./_page.mjs";

const browser = await Browser.open();
const page = await browser.page(await browser.context());
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
        }
        await page.evaluate(() => vggscopePage.api.say("lesson close", 1));
        return `${cards} cards`;
    });
}
await test("no error in the console", () => equal(browser.wrong, [], "errors"));
await browser.close();
close();
