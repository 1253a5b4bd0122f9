// Sets a chosen theme as early as a page can without waiting for it. Nothing else is done here.
"use strict";
try {
  document.documentElement.dataset.theme = localStorage.getItem("theme") || "";
} catch {
  // Storage is switched off: the theme of the system it is.
}
