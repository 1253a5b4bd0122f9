// Answers from what /browser has put aside, when the network does not. Stores nothing itself, and never sees a paste.
"use strict";
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  // What is asked in the address of the start page has no answer without the server.
  if (method !== "GET" || new URL(url).searchParams.has("q")) return;
  const kept = () => caches.match(url, { ignoreSearch: true, ignoreVary: true });
  event.respondWith(fetch(event.request).catch(async (error) => (await kept()) || Promise.reject(error)));
});
