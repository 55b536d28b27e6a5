/* ort.mjs FOLDER MODEL THREADS: times a pass of onnxruntime for each line on standard input, and answers with
 * {"total": ms}. FOLDER is where npm installed onnxruntime-node; MODEL goes once it is read. */
import {unlinkSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {createInterface} from "node:readline";

const [folder, model, threads] = process.argv.slice(2);
const ort = createRequire(join(folder, "package.json"))("onnxruntime-node");
const session = await ort.InferenceSession.create(model, {executionProviders: ["cpu"], intraOpNumThreads: +threads});
unlinkSync(model);
const image = new ort.Tensor("float32", Float32Array.from({length: 3 * 224 * 224}, () => 2 * Math.random() - 1), [1, 3, 224, 224]);

for await (const line of createInterface({input: process.stdin})) {
    void line;
    const began = performance.now();
    await session.run({[session.inputNames[0]]: image});
    console.log(JSON.stringify({total: performance.now() - began}));
}
