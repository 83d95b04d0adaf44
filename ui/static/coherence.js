// The pictures of the view of findings: htmx knows no links within an SVG, and a name that is looked at shows its own links.
"use strict";

(() => {
  /** Follow a link of a picture as its twin in HTML would be: in the drawer, or as a view. */
  function follow(link) {
    const view = document.getElementById("view");
    const twin = document.createElement("a");
    twin.href = link.getAttribute("href");
    twin.hidden = true;
    if (link.hasAttribute("data-drawer")) {
      twin.setAttribute("hx-get", twin.getAttribute("href"));
      twin.setAttribute("hx-target", "#drawer-body");
      twin.setAttribute("hx-swap", "innerHTML");
      twin.setAttribute("hx-push-url", "false");
    }
    view.append(twin);
    window.htmx.process(twin);
    twin.click();
    if (link.hasAttribute("data-drawer")) twin.remove();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".picture a.way");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || !window.htmx) return;
    event.preventDefault();
    follow(link);
  });

  function narrow(target) {
    const picture = target.closest?.(".picture");
    if (!picture) return;
    const node = target.closest("[data-node]")?.dataset.node;
    for (const link of picture.querySelectorAll("[data-ends]")) link.classList.toggle("lit", node !== undefined && link.dataset.ends.split(" ").includes(node));
    picture.classList.toggle("narrowed", picture.querySelector(".lit") !== null);
  }
  document.addEventListener("mouseover", (event) => narrow(event.target));
  document.addEventListener("focusin", (event) => narrow(event.target));
})();
