/* Keeps the page for when there is no network, and says the headers that threads need where the server does not. What is
 * kept is exchanged as a whole when files.json names another version. */
"use strict";

const ISOLATED = {"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
                  "Cross-Origin-Resource-Policy": "same-origin"};
const KEPT = "vggscope-";

async function keep() {
    const files = await (await fetch("files.json", {cache: "no-cache"})).json();
    const name = KEPT + files.version;
    if (await caches.has(name)) return;
    const cache = await caches.open(name);
    await cache.addAll(["./", ...files.first]);
    for (const file of files.later) await cache.add(file).catch(() => {}); // is fetched when it is asked for
    for (const other of await caches.keys()) if (other.startsWith(KEPT) && other !== name) await caches.delete(other);
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
    const response = await fetch(request);
    return isolated(response);
}

self.addEventListener("install", event => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
self.addEventListener("message", event => { if (event.data === "look") event.waitUntil(keep().catch(() => {})); });
self.addEventListener("fetch", event => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== location.origin) return;
    event.respondWith(answer(event.request));
});
