// Answers from what /browser has put aside, when the network does not. Stores nothing itself, and never sees a paste.
"use strict";
self.addEventListener("fetch", (event) => {
  const { method, mode, cache, url } = event.request;
  // Whoever puts pages aside wants them from the network, not from what lies there from before.
  if (method !== "GET" || cache === "reload") return;
  event.respondWith(fetch(event.request).catch(async (error) => {
    const kept = await caches.match(url.replace(/\?missing$/, ""), { ignoreVary: true });
    if (kept) return kept;
    if (mode !== "navigate") throw error;
    return Response.redirect(await nearest(new URL(url)));
  }));
});

/// The kept page that comes nearest: without conditions in the address, of the code without its reply; or else the page that
/// says what is kept.
async function nearest({ origin, pathname, searchParams }) {
  const lang = pathname.startsWith("/zh/") ? "/zh" : "";
  const near = [pathname, pathname.replace(/\/$/, ""), pathname.replace(/^((?:\/zh)?\/)C\//, "$1c/"), pathname.replace(/\/c\/\d{3}-/i, "/c/")];
  for (const path of searchParams.has("q") ? [] : near) {
    if (await caches.match(origin + path, { ignoreVary: true })) return origin + path;
  }
  for (const path of [`${lang}/browser`, "/browser", "/zh/browser"]) {
    if (await caches.match(origin + path, { ignoreVary: true })) return `${origin}${path}?missing`;
  }
  return `${origin}/browser?missing`;
}
