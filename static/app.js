// Everything works without this file. It adds: "/" goes to the box, a mail dropped on it is read, commands and notes
// are copied with one click, Ctrl+Enter sends, and short typed texts are completed.
"use strict";
const box = document.getElementById("text");
const form = box && box.form;

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && box && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
  }
});

if (form) {
  const file = form.querySelector("input[type=file]");
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
    });
  }
  form.addEventListener("drop", (event) => {
    const { files } = event.dataTransfer;
    if (files.length > 0) {
      file.files = files;
      form.requestSubmit();
    } else {
      box.value = event.dataTransfer.getData("text/plain");
    }
  });
  file.addEventListener("change", () => {
    if (file.files.length > 0) form.requestSubmit();
  });
  suggest();
}

function suggest() {
  const list = document.getElementById("suggestions");
  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  let waiting;
  const hide = () => {
    list.hidden = true;
    list.replaceChildren();
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = box.value.trim();
    // What looks like a paste never goes into an address.
    if (typed.length < 2 || typed.length > 64 || /[@\n]|\d+\.\d+\.\d+\.\d+/.test(typed)) return hide();
    waiting = setTimeout(async () => {
      const answer = await fetch(`/suggest?lang=${lang}&q=${encodeURIComponent(typed)}`);
      const [asked, titles, texts, urls] = await answer.json();
      if (asked !== box.value.trim()) return;
      list.replaceChildren(
        ...titles.map((title, place) => {
          const link = document.createElement("a");
          link.href = new URL(urls[place]).pathname;
          const code = /^[-\dx]/.test(title);
          link.textContent = code ? `${title} ${texts[place]}` : title;
          const item = document.createElement("li");
          item.append(link);
          return item;
        }),
      );
      list.hidden = titles.length === 0;
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
}

const labels = document.body.dataset;
for (const source of document.querySelectorAll(".note textarea, .copied, .cause pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = labels.copy;
  button.addEventListener("click", async () => {
    await clip(source);
    button.textContent = labels.copied;
    setTimeout(() => (button.textContent = labels.copy), 1500);
  });
  const holder = document.createElement("div");
  holder.className = "copies";
  source.replaceWith(holder);
  holder.append(source, button);
}

// A note in HTML goes out as formatted text, its plain form beside it.
function clip(source) {
  const text = source.value || source.textContent;
  const { type } = source.dataset;
  if (!type || !window.ClipboardItem) return navigator.clipboard.writeText(text);
  const plain = source.closest(".note").querySelector("textarea").value;
  const forms = [[type, text], ["text/plain", plain]].map(([type, text]) => [type, new Blob([text], { type })]);
  return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(forms))]);
}
