// What is taken away from a conversation: an answer copied, a link copied, the whole of it as a file.
"use strict";

(() => {
  const log = () => document.getElementById("log");
  const kept = window.fichesKept;

  /** Copy; a page that is not served over TLS has no clipboard of its own, and the browser's older way serves. */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = document.createElement("textarea");
      field.value = text;
      field.setAttribute("readonly", "");
      field.className = "unseen";
      document.body.append(field);
      field.select();
      const copied = document.execCommand("copy");
      field.remove();
      return copied;
    }
  }

  /** Say in the button itself, and to screen readers, what has been done. */
  function told(button, sentence) {
    const label = button.dataset.label ?? button.textContent;
    button.dataset.label = label;
    button.textContent = sentence;
    window.fiches.say(sentence);
    setTimeout(() => { button.textContent = label; }, 2500);
  }

  async function exportAs(button) {
    const form = button.dataset.export;
    const turns = kept.turns.map((turn) => turn.kept).filter(Boolean);
    button.disabled = true;
    try {
      const response = await fetch("/vue/question/export?forme=" + form, {
        method: "POST",
        headers: { "Content-Type": "application/json", "HX-Request": "true" },
        body: JSON.stringify({ turns }),
      });
      if (!response.ok) throw new Error(String(response.status));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await response.blob());
      link.download = "conversation." + form;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    } catch {
      told(button, log().dataset.exportFailed);
    } finally {
      button.disabled = false;
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("#desk :is([data-copy], [data-link], [data-export])");
    if (!button) return;
    const said = log().dataset;
    if ("copy" in button.dataset) {
      const text = kept.find(button.closest(".turn").dataset.turn)?.text ?? "";
      told(button, (await copy(text)) ? said.copied : said.notCopied);
    } else if ("link" in button.dataset) {
      told(button, (await copy(new URL(button.dataset.link, location.origin).href)) ? said.copiedLink : said.notCopied);
    } else exportAs(button);
  });
})();
