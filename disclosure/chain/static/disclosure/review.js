/* Smooths the approval sheet; everything works without it. A link in the action bar opens the fold it leads to; the error summary gets the focus. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  const fold = link && document.getElementById(link.dataset.opens);
  if (!fold) return;
  fold.open = true;
  event.preventDefault();
  fold.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
  // the fold in sight, its button above the bar
  const show = () => {
    fold.scrollIntoView({ block: "nearest", behavior: "instant" });
    const bar = document.querySelector(".w-footer");
    const under = fold.querySelector("[type=submit]").getBoundingClientRect().bottom + 8 - (bar ? bar.getBoundingClientRect().top : innerHeight);
    if (under > 0) (fold.closest(".content-wrapper") ?? document.scrollingElement).scrollBy({ top: under, behavior: "instant" });
  };
  show();
  setTimeout(show, 120); // a field that sizes itself to its text does so after it is first shown
});
document.getElementById("refused")?.focus();
