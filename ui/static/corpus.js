// How much of what is sent has left: the browser knows, the server does not yet.
"use strict";

(() => {
  document.addEventListener("htmx:xhr:progress", (event) => {
    const line = event.target.closest?.("[data-upload]")?.querySelector(".sending");
    if (!line || !event.detail.lengthComputable) return;
    line.hidden = false;
    line.querySelector("progress").value = event.detail.loaded / event.detail.total;
  });
})();
