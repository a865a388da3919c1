// Each report's text stands at its statement; without scripts the link under it leads there.
"use strict";
for (const box of document.querySelectorAll(".text[data-to]")) {
  const mark = document.getElementById(box.dataset.to);
  if (mark && box.contains(mark)) {
    const above = mark.getBoundingClientRect().top - box.getBoundingClientRect().top;
    box.scrollTop += above - box.clientHeight / 3;
  }
}
// "/" goes to the search box, as in many tools.
document.addEventListener("keydown", (event) => {
  const search = document.querySelector("input[type=search]");
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "/" && search && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
  }
});
