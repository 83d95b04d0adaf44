// Views in the browser: which is on show, where the focus goes, what is said while one waits. htmx fetches them; nothing is drawn here.
"use strict";

(() => {
  const find = (id) => document.getElementById(id);
  const ASK = "question";
  const hasChat = () => document.querySelector("gradio-app") !== null;

  // Light or dark: what the reader chose here, else what the machine says.

  const THEME = "fiches-theme";
  const stored = () => { try { return localStorage.getItem(THEME); } catch { return null; } };
  const applied = stored();
  if (applied === "light" || applied === "dark") document.documentElement.dataset.theme = applied;

  function switchTheme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem(THEME, root.dataset.theme); } catch { /* a browser that keeps nothing */ }
  }

  // Which view is on show.

  function show(name) {
    document.body.dataset.view = name;
    for (const link of document.querySelectorAll(".page-header nav a")) {
      if (link.dataset.view === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  function showChat() {
    find("view").replaceChildren();
    show(ASK);
    document.title = document.querySelector(".brand-name").textContent;
  }

  /** The heading of the view takes the focus, unless the reader is busy in a field that the view kept. */
  function settle() {
    const view = find("view").querySelector(".view");
    if (!view) return;
    show(view.dataset.view);
    const named = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const wanted = named ?? view.querySelector("[data-land]");
    if (wanted) {
      wanted.tabIndex = -1;
      wanted.focus({ preventScroll: true });
      requestAnimationFrame(() => wanted.scrollIntoView({ block: "center" })); // after htmx, which shows the top of what it swapped
    } else if (!find("view").contains(document.activeElement)) {
      view.querySelector("h1")?.focus({ preventScroll: true });
    }
  }

  // Before htmx's own listener, which would fetch the whole page of the conversation and lose it.
  window.addEventListener("popstate", (event) => {
    if (location.pathname !== "/") return;
    event.stopImmediatePropagation();
    if (hasChat()) showChat();
    else location.reload();
  });

  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest?.("[data-theme-switch]")) switchTheme();
    if (target.closest?.("[data-close]") && find("drawer")?.contains(target)) find("drawer").close();
    if (target === find("drawer") || target.closest?.("#drawer [data-leaves]")) find("drawer").close(); // beside the drawer, or on to another view
    const skip = target.closest?.(".skip");
    if (skip) {
      event.preventDefault();
      const heading = [...document.querySelectorAll("h1")].find((one) => one.offsetParent !== null);
      heading?.focus();
    }
    const link = target.closest?.(`a[href="/"][data-view="${ASK}"]`);
    if (link && hasChat() && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      if (document.body.dataset.view === ASK) return;
      history.pushState({ htmx: true }, "", "/");
      showChat();
      document.querySelector("#question textarea")?.focus();
    }
  });

  // A filter that changes asks again by itself: forms marked data-live need no button.
  let typing = 0;
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-live]");
    if (!form) return;
    clearTimeout(typing);
    typing = setTimeout(() => form.requestSubmit(), event.target.matches("select, [type=checkbox], [type=radio], [type=date]") ? 0 : 350);
  });

  // While one waits, and when nothing comes.

  let waiting = 0;
  let requests = 0;
  document.addEventListener("htmx:beforeRequest", () => {
    requests += 1;
    clearTimeout(waiting);
    waiting = setTimeout(() => { find("wait").textContent = find("wait").dataset.waiting; }, 400);
  });
  document.addEventListener("htmx:afterRequest", () => {
    requests -= 1;
    if (requests > 0) return;
    clearTimeout(waiting);
    find("wait").textContent = "";
  });
  document.addEventListener("htmx:sendError", (event) => {
    const line = document.createElement("p");
    line.className = "told";
    line.setAttribute("role", "alert");
    line.textContent = find("view").dataset.lost;
    const place = event.detail.target?.isConnected ? event.detail.target : find("view");
    place.querySelector(":scope > .told")?.remove();
    place.prepend(line);
  });
  // An error of ours is a sentence to be read where the answer would stand.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const type = event.detail.xhr.getResponseHeader("content-type") ?? "";
    if (event.detail.xhr.status >= 400 && type.startsWith("text/html")) event.detail.shouldSwap = true;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target === find("view")) settle();
    if (event.detail.target === find("drawer-body") && !find("drawer").open) {
      find("drawer").showModal();
      find("drawer").querySelector("h2, p")?.focus();
    }
  });
  document.addEventListener("htmx:historyRestore", settle);
  document.addEventListener("DOMContentLoaded", settle);

  // Who leaves takes their conversation along, over plain HTTP too, where browsers do not heed Clear-Site-Data.
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== "/deconnexion") return;
    try { sessionStorage.clear(); } catch { /* a browser that keeps nothing */ }
  });

  // Gradio names the language of the browser; the page is in French whatever that is.
  const inFrench = () => { if (document.documentElement.lang !== "fr") document.documentElement.lang = "fr"; };
  new MutationObserver(inFrench).observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
})();
