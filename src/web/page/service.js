/* Keeps the page for when there is no network, and says the headers that threads need where the server does not. What is
 * kept is exchanged as a whole when files.json names another version. */
"use strict";

const ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
                  "Cross-Origin-Resource-Policy": "same-origin"};
const KEPT = "vggscope-";

const fresh = url => new Request(url, {cache: "no-cache"});

/* What the first picture needs, whole or not at all; the cache, and what may be fetched besides. */
async function keep() {
    const files = await (await fetch(fresh("files.json"))).json(), name = KEPT + files.version;
    const known = await caches.has(name), cache = await caches.open(name);
    if (!known) await cache.addAll(["./", ...files.first].map(fresh)).catch(error => caches.delete(name).then(() => { throw error; }));
    for (const other of await caches.keys()) if (other.startsWith(KEPT) && other !== name) await caches.delete(other);
    return {cache, later: files.later};
}

/* The rest, so that there is all without a network; as it is asked for where somebody pays for each byte. */
async function keep_all() {
    const {cache, later} = await keep();
    if (navigator.connection?.saveData) return;
    for (const file of later) if (!await cache.match(file)) await cache.add(fresh(file)).catch(() => {});
}

function isolated(response) {
    if (response.type === "opaque" || response.status === 0) return response;
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(ISOLATED)) headers.set(name, value);
    return new Response(response.body, {status: response.status, statusText: response.statusText, headers});
}

async function answer(request) {
    const kept = await caches.match(request, {ignoreSearch: true});
    if (kept) return isolated(kept);
    const response = await fetch(request), name = (await caches.keys()).find(name => name.startsWith(KEPT));
    if (name && response.ok && /\/files\/[^/]*$/.test(request.url)) (await caches.open(name)).put(request, response.clone());
    return isolated(response);
}

self.addEventListener("install", event => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("message", event => { if (event.data === "look") event.waitUntil(keep_all().catch(() => {})); });
self.addEventListener("fetch", event => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== location.origin) return;
    event.respondWith(answer(event.request));
});
