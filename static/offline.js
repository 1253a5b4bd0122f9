// Puts every article and code aside in the browser, for days without a network. Only who presses the button has it done.
"use strict";
const keep = document.getElementById("_keep");
const drop = document.getElementById("_drop");
const state = document.getElementById("_kept");
const NAME = "kept";
/// Pages asked for at once.
const SIDE_BY_SIDE = 6;

const say = (text, n) => (state.textContent = text.replace("{n}", n));
const parsed = async (url) => new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");

/// Everything that a list links to, in this language, and what pages are made with.
async function addresses() {
  const { lists } = keep.dataset;
  const found = new Set([...lists.split(" "), location.pathname].map((path) => new URL(path, location.href).href));
  found.add(document.querySelector(".name").href);
  for (const list of lists.split(" ")) {
    for (const link of (await parsed(list)).querySelectorAll("main a[href]")) {
      const url = new URL(link.getAttribute("href"), location.href);
      if (url.origin === location.origin) found.add(url.origin + url.pathname);
    }
  }
  for (const part of document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")) found.add(part.src || part.href);
  return [...found];
}

keep.addEventListener("click", async () => {
  keep.disabled = true;
  try {
    await navigator.serviceWorker.register("/worker.js");
    const waiting = await addresses();
    const cache = await caches.open(NAME);
    let done = 0;
    const one = async () => {
      for (let url; (url = waiting.pop()); ) {
        await cache.add(url);
        done += 1;
        say(keep.dataset.keeping, done);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
    await show();
  } catch {
    say(keep.dataset.failed);
  }
  keep.disabled = false;
});

drop.addEventListener("click", async () => {
  await caches.delete(NAME);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  await show();
});

async function show() {
  const count = (await caches.has(NAME)) ? (await (await caches.open(NAME)).keys()).length : 0;
  drop.hidden = count === 0;
  say(count ? keep.dataset.kept : "", count);
}

// Browsers have neither without HTTPS, except on the machine itself.
if (navigator.serviceWorker && window.caches) {
  keep.hidden = false;
  show();
} else {
  say(keep.dataset.insecure);
}
