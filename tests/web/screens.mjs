/* Every screen in the page: the facts are those of the program, the picture is its picture. */
import {Browser, close, differs, equal, facts, holds, native, same, say, shot, test} from "./_page.mjs";

const SCRIPTS = {
    network: "", steps: "until conv3_1", answer: "run", layer: "until conv2_2; view layer", neuron: "until conv3_3; view neuron",
    field: "until conv4_1; view field", parameters: "view parameters", compare: "until pool3; view compare",
    slices: "view slices; slice features[2:7]", family: "view family", why: "run; view why", vgg19: "net vgg19; run",
    light: "theme light; until conv1_1", owl: "image owl; until conv2_1",
};
const SIZES = ["1280x720", "1024x768"];

/* From the beginning, as a link does. */
async function show(page, script) {
    await page.evaluate(() => vggscopePage.api.link(""));
    await say(page, `theme dark; ${script}`);
}

const browser = await Browser.open();
for (const size of SIZES) {
    const [width, height] = size.split("x").map(Number);
    const page = await browser.page(await browser.context({viewport: {width, height}}));
    for (const [name, script] of Object.entries(SCRIPTS)) {
        await test(`${name} ${size}`, async () => {
            await show(page, script);
            if (size === SIZES[0]) same(await facts(page), JSON.parse(native("read", "--json", "--do", script)), "facts");
            const found = await differs(page, shot(script, size));
            holds(found.most !== undefined && found.pixels <= found.of / 1000, JSON.stringify(found));
            return `${found.pixels} pixels differ, by ${found.most} at most`;
        });
    }
    await page.close();
}
await test("no error in the console", () => equal(browser.wrong, [], "errors"));
await browser.close();
close();
