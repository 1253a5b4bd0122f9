// Everything works without this file. It adds: keys, a mail dropped on the box, suggestions for what is typed, buttons
// that copy, and the switch of themes.
"use strict";

/// What people chose for this browser; the only thing that is ever stored.
const choice = {
  get: (name) => {
    try {
      return localStorage.getItem(name) || "";
    } catch {
      return "";
    }
  },
  set: (name, value) => {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch {
      // Storage is switched off: the choice lasts as long as the page.
    }
  },
};

/// Says something to everybody, screen readers included.
function tell(text) {
  const told = document.getElementById("_told");
  told.textContent = text;
  clearTimeout(tell.waiting);
  tell.waiting = setTimeout(() => (told.textContent = ""), 2500);
}

/// Copies what an element holds. One that names a media type goes out in that type, the plain form beside it.
async function copy(source) {
  const text = source.value || source.textContent;
  const { type } = source.dataset;
  if (!navigator.clipboard) {
    // Without HTTPS, as on many intranets, there is only the old way: what is selected.
    const focused = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    focused.focus({ preventScroll: true });
  } else if (type && window.ClipboardItem) {
    const plain = source.closest(".note").querySelector("textarea").value;
    const forms = [[type, text], ["text/plain", plain]].map(([form, words]) => [form, new Blob([words], { type: form })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(forms))]);
  } else {
    await navigator.clipboard.writeText(text);
  }
  tell(document.body.dataset.copied);
}

/// Brings a page to life. What listens beyond the page itself does so until the next one takes its place.
function start() {
  const box = document.querySelector("form.paste textarea");
  const form = box && box.form;
  const { signal } = (start.page = new AbortController());

  // Keys.
  const keys = document.getElementById("_keys");
  const single = document.getElementById("_single");
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const copyNote = () => {
    const note = document.querySelector(".note textarea");
    if (note) copy(note);
  };
  const actions = {
    // What stands there is selected, so that the next paste takes its place.
    "/": () => {
      if (!box) return document.querySelector(".name").click();
      form.scrollIntoView({ block: "nearest" });
      box.focus({ preventScroll: true });
      box.select();
    },
    "?": () => keys.showModal(),
    c: copyNote,
  };
  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (!action || !single.checked || keys.open || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    action();
  }, { signal });
  single.checked = choice.get("keys") !== "off";
  single.addEventListener("change", () => choice.set("keys", single.checked ? "" : "off"));
  document.getElementById("_show-keys").addEventListener("click", actions["?"]);

  // Themes.
  const theme = document.getElementById("_theme");
  theme.value = choice.get("theme");
  theme.addEventListener("change", () => {
    document.documentElement.dataset.theme = theme.value;
    choice.set("theme", theme.value);
  });

  // The box.
  if (form) {
    const file = form.querySelector("input[type=file]");
    // Enter sends a single line, as in any search box; further lines are pasted, or begun with Shift.
    box.addEventListener("keydown", (event) => {
      const whole = event.ctrlKey || event.metaKey;
      const line = !event.shiftKey && !event.altKey && !event.isComposing && box.value.trim() !== "" && !box.value.includes("\n");
      if (event.key !== "Enter" || !(whole || line)) return;
      event.preventDefault();
      form.requestSubmit();
    });
    // A mail may be dropped anywhere on the page. Words that are dragged to others in the box, or about among them, are the
    // browser's.
    const isOwn = (event) => event.target === box && box.value !== "" && !event.dataTransfer.types.includes("Files");
    for (const name of ["dragover", "dragleave", "drop"]) {
      document.addEventListener(name, (event) => {
        if (isOwn(event)) return;
        event.preventDefault();
        form.classList.toggle("over", name === "dragover");
      }, { signal });
    }
    document.addEventListener("drop", (event) => {
      if (isOwn(event)) return;
      const { files } = event.dataTransfer;
      const text = event.dataTransfer.getData("text/plain");
      if (files.length > 0) {
        file.files = files;
        sendFile();
      } else if (text) {
        box.value = text;
        box.dispatchEvent(new InputEvent("input", { inputType: "insertFromDrop" }));
        form.scrollIntoView({ block: "nearest" });
      }
    }, { signal });
    file.addEventListener("change", sendFile);
    // A report stands before the mail that it returns, so the beginning of a long file is enough.
    function sendFile() {
      const [whole] = file.files;
      if (!whole) return;
      const most = Number(form.dataset.most);
      if (whole.size > most) {
        const kept = new DataTransfer();
        kept.items.add(new File([whole.slice(0, most)], whole.name, { type: whole.type }));
        file.files = kept.files;
      }
      form.requestSubmit();
    }
    // Without a network the browser would show its own page, and the text would be gone.
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      tell(form.dataset.offline);
    });
    if (form.querySelector("#suggestions")) suggest(form, box, signal);
  }

  // What was left open in a filter need not stand in its address.
  for (const filter of document.querySelectorAll("form.filter")) {
    filter.addEventListener("submit", () => {
      for (const choice of filter.querySelectorAll("select")) choice.disabled = choice.value === "";
    });
    window.addEventListener("pageshow", () => filter.querySelectorAll("select").forEach((choice) => (choice.disabled = false)), { signal });
  }

  // In one column the steps come before what else is known: to whoever goes by the keyboard too.
  const column = matchMedia("(max-width: 63.99rem)");
  const inOrder = () => {
    for (const beside of document.querySelectorAll(".failure .beside")) {
      const failure = beside.closest(".failure");
      const steps = failure.querySelector(".first");
      if (column.matches) steps.after(beside);
      else failure.querySelector(".side").append(beside);
    }
  };
  column.addEventListener("change", inOrder, { signal });
  inOrder();

  // Buttons that copy.
  for (const source of document.querySelectorAll(".note textarea, .copied, .cause pre, .prose pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = document.body.dataset.copy;
    button.addEventListener("click", () => copy(source));
    const holder = document.createElement("div");
    holder.className = "copies";
    source.replaceWith(holder);
    holder.append(source, button);
  }

  for (const button of document.querySelectorAll(".copy-note")) button.addEventListener("click", copyNote);

  // A bookmark that can be dragged to the bookmarks bar. Its text stands on the page; here it only becomes a link.
  const bookmark = document.getElementById("_bookmark");
  if (bookmark) {
    const link = document.querySelector("#_drag a");
    link.href = bookmark.value;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      tell(bookmark.dataset.hint);
    });
  }

  // A change of language, an answer to the question, its taking back: the same paste, seen otherwise. It takes the place of the
  // page, so that Back leads to the box; browsers would ask whether to send a form again.
  if (location.pathname.endsWith("/diagnose")) {
    for (const other of document.querySelectorAll("form[method=post]:not(.paste)")) {
      other.addEventListener("submit", async (event) => {
        event.preventDefault();
        const { action } = other;
        const body = new URLSearchParams(new FormData(other, event.submitter));
        const answer = await fetch(action, { method: "POST", body }).catch(() => null);
        if (!answer) return tell(form ? form.dataset.offline : "");
        if (answer.redirected) return location.replace(answer.url);
        replaceBy(await answer.text(), action);
      });
    }
  }
}

/// Puts an answer, which came as a whole page, in the place of this one.
function replaceBy(page, address) {
  const fresh = new DOMParser().parseFromString(page, "text/html");
  start.page.abort();
  history.replaceState(null, "", address);
  document.title = fresh.title;
  document.documentElement.lang = fresh.documentElement.lang;
  document.body.replaceWith(fresh.body);
  start();
  const place = document.getElementById(new URL(address).hash.slice(1));
  if (place) place.scrollIntoView();
  else scrollTo(0, 0);
  document.getElementById("_main").focus({ preventScroll: true });
}

/// Completes what is typed. A text that was pasted or dropped never goes into an address, nor does what is typed after it.
function suggest(form, box, signal) {
  const list = form.querySelector("#suggestions");
  if (!list) return;
  const told = form.querySelector("#_suggested");
  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const byHand = /^(insertText|insertCompositionText|insertLineBreak|delete\w*)$/;
  const address = /@|\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f]*:|\n/i;
  let typed = box.value === "";
  let waiting;
  const hide = () => {
    list.hidden = true;
    list.replaceChildren();
    told.textContent = "";
  };
  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const text = box.value.trim();
    // Keyboards of phones put in whole words, and clipboards of phones whole sentences under the same name.
    const words = /\S\s+\S/.test(event.data || "");
    typed = box.value === "" || (typed && !words && byHand.test(event.inputType));
    if (!typed || text.length < 2 || text.length > 64 || address.test(text)) return hide();
    waiting = setTimeout(async () => {
      const answer = await fetch(`/suggest?lang=${lang}&q=${encodeURIComponent(text)}`).catch(() => null);
      if (!answer || !answer.ok) return hide();
      const [, titles, texts, urls] = await answer.json();
      if (text !== box.value.trim()) return;
      list.replaceChildren(...titles.map((title, place) => suggestion(title, texts[place], urls[place])));
      list.hidden = titles.length === 0;
      told.textContent = list.hidden ? "" : `${titles.length} ${form.dataset.suggested}`;
    }, 120);
  });
  form.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      hide();
      box.focus();
    } else if (event.key === "ArrowDown" && (at >= 0 || box.selectionStart === box.value.length)) {
      event.preventDefault();
      (links[at + 1] || links[0]).focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] || box).focus();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) hide();
  });
  document.addEventListener("pointerdown", (event) => !form.contains(event.target) && hide(), { signal });
  // A page that is kept for Back would come back with the list over an empty box.
  window.addEventListener("pagehide", hide, { signal });
}

function suggestion(title, text, url) {
  const link = document.createElement("a");
  link.href = new URL(url).pathname;
  link.textContent = title;
  if (/\/c\//.test(link.pathname)) {
    const meaning = document.createElement("span");
    meaning.className = "quiet";
    meaning.textContent = ` ${text}`;
    link.append(meaning);
  }
  const item = document.createElement("li");
  item.append(link);
  return item;
}

start();
