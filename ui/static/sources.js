// The panel of sources: the passages of one turn at a time, and the way from a citation to its passage and back.
"use strict";

window.fichesSources = (() => {
  const find = (id) => document.getElementById(id);
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const glide = (element, block) => element.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });

  /** Show the passages of one turn, and no panel where it cites none. */
  function show(turn) {
    let any = false;
    for (const evidence of find("evidence").children) {
      evidence.hidden = evidence.dataset.turn !== turn;
      any ||= !evidence.hidden;
    }
    find("panel").hidden = !any;
    if (any) document.body.classList.add("sourced");
  }

  function add(html) {
    if (!html) return;
    find("evidence").insertAdjacentHTML("beforeend", html);
    window.htmx.process(find("evidence").lastElementChild);
  }

  function remove(turn) {
    find("evidence").querySelector(`[data-turn="${CSS.escape(turn)}"]`)?.remove();
  }

  function showPassage(key) {
    const passage = find("passage-" + key);
    if (!passage) return;
    show(passage.closest(".evidence").dataset.turn);
    passage.open = true;
    document.querySelectorAll("#panel .outlined").forEach((other) => other.classList.remove("outlined"));
    passage.classList.add("outlined");
    passage.focus({ preventScroll: true });
    glide(passage, "nearest");
  }

  function backToAnswer(key) {
    const cite = document.querySelector(`.answer [data-cite="${CSS.escape(key)}"]`);
    cite?.focus({ preventScroll: true });
    if (cite) glide(cite, "center");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#desk [data-cite], #desk [data-back]");
    if (!button) return;
    if ("cite" in button.dataset) showPassage(button.dataset.cite);
    else backToAnswer(button.dataset.back);
  });

  return { show, add, remove, glide, clear() { find("evidence").replaceChildren(); show(""); } };
})();
