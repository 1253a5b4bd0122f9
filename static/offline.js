// Puts every article and code of one language aside in the browser, for days without a network. Only who presses the button
// has it done.
"use strict";
const keep = document.getElementById("_keep");
const drop = document.getElementById("_drop");
const state = document.getElementById("_kept");
const texts = keep.dataset;
/// Caches of this language; each run has one of its own, which counts once it is complete.
const NAME = `kept-${document.documentElement.lang}-`;
const UNFINISHED = "unfinished-";
/// Pages asked for at once, and after how many it is told how far it is.
const SIDE_BY_SIDE = 6;
const STEP = 100;

const say = (text, n) => (state.textContent = text.replace("{n}", n));
const fresh = async (url) => {
  const answer = await fetch(url, { cache: "reload" });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
};
const named = async (begins) => (await caches.keys()).filter((name) => name.startsWith(begins));

/// Everything that the lists link to, and what pages are made with.
async function addresses() {
  const lists = texts.lists.split(" ");
  const found = new Set([...lists, location.pathname].map((path) => new URL(path, location.href).href));
  found.add(document.querySelector(".name").href);
  for (const list of lists) {
    const page = new DOMParser().parseFromString(await (await fresh(list)).text(), "text/html");
    // A link with a type leads to another form of a page.
    for (const link of page.querySelectorAll("main a[href]:not([type])")) {
      const url = new URL(link.getAttribute("href"), location.href);
      if (url.origin === location.origin) found.add(url.origin + url.pathname);
    }
  }
  for (const part of document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")) found.add(part.src || part.href);
  return [...found];
}

/// Fetches all of it. What lay there before goes only when all of the new is there.
async function renew() {
  await navigator.serviceWorker.register("/worker.js");
  const waiting = await addresses();
  const name = NAME + Date.now();
  const cache = await caches.open(UNFINISHED + name);
  let done = 0;
  let failed;
  const one = async () => {
    for (let url; !failed && (url = waiting.pop()); ) {
      try {
        await cache.put(url, await fresh(url));
      } catch (error) {
        failed = error;
      }
      done += 1;
      if (!failed && done % STEP === 0) say(texts.keeping, done);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
  if (!failed) {
    const complete = await caches.open(name);
    for (const request of await cache.keys()) await complete.put(request, await cache.match(request));
    for (const old of await named(NAME)) if (old !== name) await caches.delete(old);
  }
  for (const old of await named(UNFINISHED)) await caches.delete(old);
  if (failed) throw failed;
}

let busy = false;
keep.addEventListener("click", async () => {
  if (busy) return;
  busy = true;
  say(texts.keeping, 0);
  try {
    await renew();
    await show();
  } catch {
    await show();
    say(texts.failed);
  }
  busy = false;
});

drop.addEventListener("click", async () => {
  for (const name of [...(await named("kept-")), ...(await named(UNFINISHED))]) await caches.delete(name);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  keep.focus();
  await show();
  say(texts.dropped);
});

async function show() {
  const [name] = await named(NAME);
  const count = name ? (await (await caches.open(name)).keys()).length : 0;
  drop.hidden = (await named("kept-")).length === 0;
  say(count ? texts.kept : "", count);
}

// Browsers have neither without HTTPS, except on the machine itself.
if (navigator.serviceWorker && window.caches) {
  show().then(() => {
    if (location.search !== "?missing") return;
    say(texts.missing);
    state.scrollIntoView({ block: "center" });
  });
} else {
  keep.disabled = true;
  say(texts.insecure);
}
