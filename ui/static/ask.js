// The conversation and its sources, in the browser: what the server sends is HTML that it has escaped; what is typed here is text.
"use strict";

window.fiches = (() => {
  const find = (id) => document.getElementById(id);
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const glide = (element, block) => element.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });

  const api = { server: null };
  let opener = null; // the button that opened the fiche on show

  // A turn: what is asked stands there at once, then the answer takes its place.

  /** Show the question while it is answered; false where one is being answered already. */
  api.begin = (question) => {
    const log = find("log");
    if (log.querySelector(".pending")) return false;
    const turn = document.createElement("article");
    turn.className = "turn pending";
    const asked = document.createElement("h2");
    asked.className = "asked";
    asked.textContent = question;
    const wait = document.createElement("p");
    wait.className = "searching";
    wait.textContent = log.dataset.searching;
    if (question.trim()) turn.append(asked);
    turn.append(wait);
    log.append(turn);
    document.body.classList.add("talking");
    glide(turn, "nearest");
    watch(turn);
    return true;
  };

  /** Ask the server whether it is still there for as long as it owes an answer: Gradio would wait without a word. */
  async function watch(turn) {
    for (;;) {
      await new Promise((resume) => setTimeout(resume, 3000));
      if (!turn.isConnected) return;
      try {
        await fetch("/static/tokens.css", { method: "HEAD", cache: "no-store" });
      } catch {
        if (turn.isConnected) api.lost();
        return;
      }
    }
  }

  /** Put an answer in the place of the question that waits for it, and its passages in the panel. */
  api.take = (arrival) => {
    if (!arrival || !arrival.turn) return;
    drop(".pending, .lost");
    document.body.classList.add("talking");
    find("log").insertAdjacentHTML("beforeend", arrival.turn);
    window.htmx?.process(find("log").lastElementChild); // the form that transmits the question
    if (arrival.evidence) find("evidence").insertAdjacentHTML("beforeend", arrival.evidence);
    showEvidence(arrival.id);
    const turn = find("log").lastElementChild;
    glide(turn, turn.offsetHeight > window.innerHeight - 200 ? "start" : "nearest"); // a long answer is read from its question
  };

  /** Say that the server is gone; the question stays, and what was typed is still in the box. */
  api.lost = () => {
    for (const turn of find("log").querySelectorAll(".pending")) {
      turn.classList.remove("pending");
      turn.querySelector(".searching").remove();
    }
    drop(".lost");
    const line = document.createElement("p");
    line.className = "lost";
    line.textContent = find("log").dataset.lost;
    find("log").append(line);
  };

  api.clear = () => {
    for (const id of ["log", "evidence", "fiche"]) find(id).replaceChildren();
    showEvidence("");
    document.body.classList.remove("talking", "sourced");
    document.querySelector("#question textarea")?.focus();
  };

  const drop = (selector) => find("log").querySelectorAll(selector).forEach((element) => element.remove());

  // The panel.

  /** Show the passages of one turn, and no panel where it cites none. */
  function showEvidence(turn) {
    let any = false;
    for (const evidence of find("evidence").children) {
      evidence.hidden = evidence.dataset.turn !== turn;
      any ||= !evidence.hidden;
    }
    close();
    find("panel").hidden = !any;
    if (any) document.body.classList.add("sourced");
    return any;
  }

  function showPassage(key) {
    const passage = find("passage-" + key);
    if (!passage) return;
    showEvidence(passage.closest(".evidence").dataset.turn);
    passage.open = true;
    outline(passage);
    passage.focus({ preventScroll: true });
    glide(passage, "nearest");
  }

  function outline(element) {
    document.querySelectorAll("#panel .outlined").forEach((other) => other.classList.remove("outlined"));
    element.classList.add("outlined");
  }

  async function open(button) {
    const { code, version, source, start, end } = button.dataset;
    button.disabled = true;
    let page;
    try {
      page = await api.server.open_fiche({ code, version: version ? Number(version) : null, source, start: Number(start), end: Number(end) });
    } catch {
      api.lost();
      return;
    } finally {
      button.disabled = false;
    }
    opener = button;
    find("fiche").innerHTML = page;
    find("evidence").hidden = true;
    find("opened").hidden = false;
    const mark = find("fiche").querySelector("mark");
    const line = mark?.closest("li, p, h3, h4") ?? find("fiche").firstElementChild;
    line.tabIndex = -1;
    line.classList.add("outlined");
    line.focus({ preventScroll: true });
    line.scrollIntoView({ behavior: "auto", block: "center" });
  }

  function close() {
    find("opened").hidden = true;
    find("evidence").hidden = false;
    find("fiche").replaceChildren();
  }

  function closeAndReturn() {
    close();
    opener?.focus({ preventScroll: true });
    if (opener) glide(opener.closest(".passage"), "nearest");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-cite], [data-open], [data-close], [data-back]");
    if (!button) return;
    if ("cite" in button.dataset) showPassage(button.dataset.cite);
    else if ("open" in button.dataset) open(button);
    else if ("close" in button.dataset) closeAndReturn();
    else {
      const cite = document.querySelector(`[data-cite="${CSS.escape(button.dataset.back)}"]`);
      cite?.focus({ preventScroll: true });
      if (cite) glide(cite, "center");
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && find("opened") && !find("opened").hidden) closeAndReturn();
  });

  return api;
})();
