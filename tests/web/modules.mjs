/* The values that the page computes, every module of the bundled networks, are PyTorch's: with threads and with one. */
import {execFileSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {Browser, close, equal, native, say, test} from "./_page.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));

/* Has the page keep the values of rows, [name, script that selects it], and hands them out in base64. */
const keep = (page, rows) => page.evaluate(async rows => {
    const {api, module} = vggscopePage, out = {};
    const wait = () => new Promise(resolve => setTimeout(resolve, 5));
    for (const [name, script] of rows) {
        const file = `/tmp/${name}.npy`;
        let trouble = api.say(script, 1);
        for (let i = 0; i < 4 || api.busy(); i++) await wait(), api.changed();
        trouble ||= api.say(`save ${file}`, 1);
        if (trouble) throw new Error(`${name}: ${trouble}`);
        const bytes = module.FS.readFile(file), text = [];
        for (let i = 0; i < bytes.length; i += 1 << 15) text.push(String.fromCharCode(...bytes.subarray(i, i + (1 << 15))));
        out[name] = btoa(text.join(""));
    }
    return out;
}, rows);

for (const [kind, isolated] of [["threads", true], ["one", false]]) {
    const browser = await Browser.open({isolated});
    const page = await browser.page(await browser.context({serviceWorkers: isolated ? "allow" : "block"}));
    for (const net of ["vgg16", "vgg19"]) {
        await test(`${net}, ${kind}`, async () => {
            const folder = mkdtempSync(join(tmpdir(), "vggscope-modules-"));
            equal(await page.evaluate(() => vggscopePage.kind), kind, "how it computes");
            await say(page, `net ${net}; image panda; run`);
            const rows = JSON.parse(native("table", "--net", net, "--json")).layers.map(({name}) => {
                const of = name.replace(/^relu(?=[67])/, "fc").replace(/^relu/, "conv");
                return [name, `select ${of}; relu ${/^(conv|fc)/.test(name) ? "before" : "after"}`];
            });
            for (const [name, bytes] of Object.entries(await keep(page, rows))) writeFileSync(join(folder, `${name}.npy`), Buffer.from(bytes, "base64"));
            const said = execFileSync("/usr/bin/python3", [join(HERE, "_torch.py"), net, folder]).toString().trim();
            rmSync(folder, {recursive: true});
            return said;
        });
    }
    await test(`no error in the console, ${kind}`, () => equal(browser.wrong, [], "errors"));
    await browser.close();
}
close();
