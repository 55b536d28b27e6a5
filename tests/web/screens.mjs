/* Every screen in the page: the facts are those of the program, the picture is its picture. */
import {Browser, close, differs, equal, facts, native, same, say, shot, test} from "./_page.mjs";

const SCRIPTS = {
    network: "", steps: "until conv3_1", answer: "run", layer: "until conv2_2; view layer", neuron: "until conv3_3; view neuron",
    field: "until conv4_1; view field", parameters: "view parameters", compare: "until pool3; view compare",
    slices: "view slices; slice features[2:7]", family: "view family", why: "run; view why", asks: "asks steps 4; view asks", vgg19: "net vgg19; run",
    space: "until conv3_1; space on",
    light: "theme light; until conv1_1", owl: "image owl; until conv2_1",
};
const SIZES = ["1280x720", "390x844", "1024x768"], ONCE = ["vgg19", "light", "owl"]; // which are laid out as others are

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
        if (size !== SIZES[0] && ONCE.includes(name)) continue;
        await test(`${name} ${size}`, async () => {
            await show(page, script);
            if (size === SIZES[0]) same(await facts(page), JSON.parse(native("read", "--json", "--do", script)), "facts");
            const found = await differs(page, shot(script, size));
            equal(found.pixels, 0, `pixels that differ by more than a level: ${JSON.stringify(found)}`);
        });
    }
    await page.close();
}
await test("no error in the console", () => equal(browser.wrong, [], "errors"));
await browser.close();
close();
