// Runs before the first paint, so that a chosen theme does not flash. Nothing else is done here.
"use strict";
document.documentElement.dataset.script = "";
try {
  document.documentElement.dataset.theme = localStorage.getItem("theme") || "";
} catch {
  // Storage is switched off: the theme of the system it is.
}
