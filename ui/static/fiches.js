// The view of the fiches: copied addresses, printing, and what a reader has read of a path, which stays in this browser.
"use strict";

(() => {
  const READ = "fiches-read";

  function say(text) {
    const place = document.getElementById("copied");
    if (place) place.textContent = text;
  }

  /** The clipboard of a page that is neither local nor encrypted is closed: a selection is copied instead. */
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(text);
      return;
    }
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("copy");
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("#view [data-copy]");
    if (button) {
      try {
        await copy(new URL(button.dataset.copy, location.origin).href);
        say(button.dataset.copied);
      } catch {
        say(button.dataset.failed);
      }
      button.focus();
    }
    if (event.target.closest?.("[data-print]")) window.print();
    if (event.target.closest?.("[data-forget]")) {
      write([]);
      wake();
    }
  });

  // What was read, by code.

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(READ) ?? "[]");
      return Array.isArray(kept) ? kept.filter((code) => typeof code === "string") : [];
    } catch {
      return [];
    }
  }

  function write(codes) {
    try { localStorage.setItem(READ, JSON.stringify(codes)); } catch { /* a browser that keeps nothing */ }
  }

  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-read]");
    if (!box) return;
    const others = read().filter((code) => code !== box.dataset.read);
    write(box.checked ? [...others, box.dataset.read] : others);
    wake();
  });

  /** Show what needs this script, and tick what was read. */
  function wake() {
    for (const hidden of document.querySelectorAll("#view [data-copy][hidden], #view [data-print][hidden], #view [data-scripted][hidden]")) {
      hidden.hidden = false;
    }
    const done = new Set(read());
    for (const box of document.querySelectorAll("#view [data-read]")) {
      box.checked = done.has(box.dataset.read);
      box.closest("li")?.classList.toggle("done", box.checked);
    }
    for (const count of document.querySelectorAll("#view [data-progress]")) {
      const boxes = [...count.closest(".path").querySelectorAll("[data-read]")];
      const ticked = boxes.filter((box) => box.checked).length;
      count.textContent = count.dataset[ticked > 1 ? "many" : "one"].replace("{}", ticked);
    }
  }

  document.addEventListener("DOMContentLoaded", wake);
  document.addEventListener("htmx:afterSettle", wake);
  document.addEventListener("htmx:historyRestore", wake);
})();
