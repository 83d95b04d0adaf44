// The conversation in the browser: what the server sends is HTML that it has escaped; what is typed here is text.
"use strict";

window.fiches = (() => {
  const find = (id) => document.getElementById(id);
  const kept = window.fichesKept;
  const sources = window.fichesSources;
  const body = document.body;
  let ready = false;
  let waiting = null; // the turn that is being answered: {id, question, narrowing, ending}

  const box = () => find("question-text");
  const turnOf = (element) => element.closest(".turn");
  const say = (sentence) => { find("heard").textContent = ""; find("heard").textContent = sentence; };

  // A question: it stands in the log at once, then its answer takes its place.

  function name() {
    const letters = crypto.getRandomValues(new Uint8Array(8));
    return Array.from(letters, (letter) => letter.toString(16).padStart(2, "0")).join("");
  }

  /** Ask; false where an answer is being made already. */
  function ask(question, narrowing = chosen()) {
    if (waiting || !ready) return false;
    waiting = { id: name(), question, narrowing, ending: new AbortController() };
    find("log").querySelectorAll(".lost").forEach((line) => line.remove());
    find("log").append(pending(waiting));
    body.classList.add("talking");
    setBusy(true);
    sources.glide(find("log").lastElementChild, "nearest");
    listen(waiting);
    return true;
  }

  /** Send a question and take what comes, a line of JSON each time; a stream that ends before the answer is a server that is gone. */
  async function listen(turn) {
    const asked = { turn: turn.id, question: turn.question, earlier: kept.questions, narrowing: turn.narrowing };
    let full = false;
    try {
      const response = await fetch("/vue/question/reponse", {
        method: "POST",
        headers: { "Content-Type": "application/json", "HX-Request": "true" },
        body: JSON.stringify(asked),
        signal: turn.ending.signal,
      });
      const login = response.headers.get("HX-Redirect");
      if (login) return location.assign(login);
      full = response.status === 429;
      if (response.ok) await lines(response.body, take);
    } catch { /* told below */ }
    if (waiting === turn) lost(full);
  }

  async function lines(body, each) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ;) {
      const { value, done } = await reader.read();
      if (done) return;
      const whole = (rest + value).split("\n");
      rest = whole.pop();
      whole.forEach((line) => each(JSON.parse(line)));
    }
  }

  function pending({ id, question }) {
    const turn = document.createElement("article");
    turn.className = "turn pending";
    turn.dataset.turn = id;
    const asked = document.createElement("h2");
    asked.className = "asked";
    asked.textContent = question;
    const wait = document.createElement("p");
    wait.className = "searching";
    wait.textContent = find("log").dataset.searching;
    const asking = document.createElement("div");
    asking.className = "asked-box";
    asking.append(asked);
    if (question.trim()) turn.append(asking);
    turn.append(wait);
    return turn;
  }

  function setBusy(busy) {
    const focused = document.activeElement;
    find("send").hidden = busy;
    find("stop").hidden = !busy;
    if (focused === find("send") || focused === find("stop")) box().focus({ preventScroll: true });
    if (!busy) {
      waiting = null;
      find("log").removeAttribute("aria-busy");
    }
  }

  const waitingTurn = () => find("log").querySelector(".turn.pending");

  /** Take what the server sends for the question that waits: sentences released so far, or the turn as it stays. */
  function take(arrival) {
    if (!arrival || !waiting || arrival.id !== waiting.id) return;
    if (arrival.turn) settle(arrival);
    else release(arrival.released);
  }

  function release(sentences) {
    let written = waitingTurn().querySelector(".released");
    if (!written) {
      written = document.createElement("div");
      written.className = "answer released";
      waitingTurn().querySelector(".searching").before(written);
      find("log").setAttribute("aria-busy", "true"); // read out once, when it is whole
    }
    written.innerHTML = sentences;
  }

  function settle({ turn, evidence, text, kept: data }) {
    const { id, question, narrowing } = waiting;
    kept.add({ id, question, narrowing, turn, evidence, text, kept: data });
    waitingTurn().remove();
    const article = addTurn(turn);
    sources.add(evidence);
    sources.show(id);
    setBusy(false);
    sources.glide(article, article.offsetHeight > window.innerHeight - 220 ? "start" : "nearest"); // a long answer is read from its question
  }

  function addTurn(html) {
    find("log").insertAdjacentHTML("beforeend", html);
    const article = find("log").lastElementChild;
    window.htmx.process(article);
    return article;
  }

  function stop() {
    if (!waiting) return;
    const { id, question, narrowing, ending } = waiting;
    const article = waitingTurn();
    article.classList.remove("pending");
    article.querySelectorAll(".searching").forEach((line) => line.remove());
    article.append(find("stopped-template").content.cloneNode(true));
    kept.add({ id, question, narrowing, turn: article.outerHTML, evidence: "", text: "", kept: null });
    setBusy(false);
    ending.abort(); // spares the server the rest
  }

  /** Say that the server is gone; the question stays, and comes back to the box. */
  function lost(full) {
    if (!waiting) return;
    const { question } = waiting;
    waitingTurn()?.remove();
    const line = document.createElement("p");
    line.className = "lost";
    line.textContent = full ? find("log").dataset.busy : find("log").dataset.lost;
    find("log").append(line);
    if (!box().value) box().value = question;
    setBusy(false);
  }

  function fresh() {
    const gone = waiting;
    if (gone) setBusy(false);
    gone?.ending.abort();
    kept.clear();
    find("log").replaceChildren();
    sources.clear();
    body.classList.remove("talking", "sourced");
    box().focus();
  }

  // A turn asked again: it goes, with those after it.

  function askAgain(article, question, narrowing) {
    if (waiting) stop();
    for (const gone of [...find("log").children].slice([...find("log").children].indexOf(article))) {
      if (gone.dataset.turn) sources.remove(gone.dataset.turn);
      gone.remove();
    }
    kept.cut(article.dataset.turn);
    box().focus({ preventScroll: true });
    ask(question, narrowing);
  }

  function edit(article) {
    if (article.querySelector("form.edit")) return;
    const form = find("edit-template").content.firstElementChild.cloneNode(true);
    const typed = form.querySelector("textarea");
    typed.value = kept.find(article.dataset.turn)?.question ?? "";
    form.querySelector(".edit-note").hidden = article === find("log").lastElementChild;
    article.querySelector(".asked-box")?.setAttribute("hidden", "");
    article.prepend(form);
    typed.focus();
    typed.select();
  }

  function cancelEdit(form) {
    const article = turnOf(form);
    article.querySelector(".asked-box")?.removeAttribute("hidden");
    form.remove();
    article.querySelector("[data-edit]")?.focus();
  }

  // The filters: the server draws them, for it knows what there is to choose from.

  function chosen() {
    const form = find("filters");
    if (!form) return kept.narrowing;
    return Object.fromEntries([...new FormData(form)].map(([field, value]) => [field, value.trim()]).filter(([, value]) => value));
  }

  async function drawFilters(narrowing, unfolded = false) {
    const focused = document.activeElement?.id;
    kept.narrow(narrowing);
    const query = new URLSearchParams(narrowing);
    if (unfolded) query.set("ouvert", "1");
    const drawn = await fragment("/vue/question/filtres?" + query);
    if (drawn === null) return;
    find("narrowing").innerHTML = drawn;
    if (focused?.startsWith("filter-")) find(focused)?.focus({ preventScroll: true });
  }

  async function fragment(address) {
    try {
      return await (await fetch(address, { headers: { "HX-Request": "true" } })).text();
    } catch {
      return null; // the next question tells that the server is gone
    }
  }

  function dropFilter(field) {
    const left = field === "*" ? {} : Object.fromEntries(Object.entries(chosen()).filter(([one]) => one !== field));
    drawFilters(left, find("narrowing").querySelector("details.narrow")?.open);
    box().focus({ preventScroll: true });
  }

  // The beginning: what this tab has kept, then what the address asks.

  function begin() {
    find("log").setAttribute("aria-live", "off");
    for (const { turn, evidence } of kept.turns) {
      addTurn(turn);
      sources.add(evidence);
    }
    const last = kept.turns.at(-1);
    if (last) {
      body.classList.add("talking");
      sources.show(last.id);
      if (body.dataset.view === "question") find("log").lastElementChild.scrollIntoView({ block: "nearest" });
    }
    setTimeout(() => find("log").setAttribute("aria-live", "polite"), 500);
    const asked = new URLSearchParams(location.search);
    const question = location.pathname === "/" ? asked.get("question") : null;
    asked.delete("question");
    const narrowing = question ? Object.fromEntries([...asked].filter(([, value]) => value)) : kept.narrowing;
    drawFilters(narrowing);
    fragment("/vue/question/exemples").then((drawn) => { if (drawn) find("examples-box").innerHTML = drawn; });
    if (!question) return;
    history.replaceState(history.state, "", "/"); // a page loaded again does not ask again
    ask(question, narrowing);
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.("#desk " + selector);
    let button;
    if ((button = on("[data-ask]"))) ask(button.dataset.ask);
    else if ((button = on("[data-edit]"))) edit(turnOf(button));
    else if ((button = on("[data-cancel]"))) cancelEdit(button.closest("form"));
    else if ((button = on("[data-retry]"))) {
      const { question, narrowing } = kept.find(turnOf(button).dataset.turn);
      askAgain(turnOf(button), question, narrowing);
    } else if ((button = on("[data-reword]"))) {
      box().value = kept.find(turnOf(button).dataset.turn).question;
      box().focus();
      box().select();
    } else if ((button = on("[data-unfiltered]"))) {
      drawFilters({});
      ask(kept.find(turnOf(button).dataset.turn).question, {});
    } else if ((button = on("[data-drop]"))) dropFilter(button.dataset.drop);
    else if (on("[data-stop]")) stop();
    else if (on("[data-new]")) fresh();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id === "composer") {
      event.preventDefault();
      const typed = box().value;
      if (ask(typed)) box().value = "";
    } else if (form.matches("form.edit")) {
      event.preventDefault();
      const article = turnOf(form);
      askAgain(article, form.querySelector("textarea").value, kept.find(article.dataset.turn)?.narrowing ?? {});
    } else if (form.id === "filters") event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && field.matches?.("#question-text, form.edit textarea")) {
      event.preventDefault();
      field.form.requestSubmit();
    }
    if (event.key === "Escape" && field.closest?.("form.edit")) cancelEdit(field.closest("form.edit"));
  });

  document.addEventListener("change", (event) => {
    if (event.target.form?.id === "filters") drawFilters(chosen(), true);
  });

  // What htmx changed in a turn, an opinion given, is kept with it.
  document.addEventListener("htmx:afterSettle", (event) => {
    const article = event.detail.elt?.closest?.("#log .turn");
    if (article) kept.update(article.dataset.turn, { turn: article.outerHTML });
  });

  return {
    say,
    ready(element) { window.htmx.process(element); ready = true; begin(); },
  };
})();
