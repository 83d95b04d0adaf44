// The conversation as this tab of the browser keeps it, until the tab is closed or a new conversation is begun. The server keeps none.
"use strict";

window.fichesKept = (() => {
  const KEY = "fiches-conversation";
  let turns = []; // {id, question, narrowing, turn, evidence, text, kept}: HTML that the server has escaped, and data to export
  let narrowing = {};

  function load() {
    try {
      const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
      turns = Array.isArray(stored.turns) ? stored.turns : [];
      narrowing = stored.narrowing ?? {};
    } catch {
      turns = []; // a browser that keeps nothing
    }
  }

  /** Where a long conversation does not fit, its oldest turns are forgotten: they stay on the page until it is left. */
  function save() {
    if (!turns.length && !Object.keys(narrowing).length) {
      try { sessionStorage.removeItem(KEY); } catch { /* a browser that keeps nothing */ }
      return;
    }
    for (let from = 0; from <= turns.length; from += 1) {
      try {
        sessionStorage.setItem(KEY, JSON.stringify({ turns: turns.slice(from), narrowing }));
        return;
      } catch { /* too much: without one more */ }
    }
  }

  load();
  return {
    get turns() { return turns; },
    get narrowing() { return narrowing; },
    /** The questions that the next one may lean on: those that came to an answer. */
    get questions() { return turns.filter((turn) => turn.kept && turn.kept.status !== "failed").map((turn) => turn.question).slice(-20); },
    find: (id) => turns.find((turn) => turn.id === id),
    add(turn) { turns.push(turn); setTimeout(save); }, // once the turn is on show
    /** Forget a turn and those after it. */
    cut(id) {
      const index = turns.findIndex((turn) => turn.id === id);
      if (index >= 0) turns = turns.slice(0, index);
      save();
    },
    update(id, change) {
      const turn = turns.find((one) => one.id === id);
      if (turn) Object.assign(turn, change);
      save();
    },
    narrow(chosen) { narrowing = chosen; save(); },
    clear() { turns = []; save(); },
  };
})();
