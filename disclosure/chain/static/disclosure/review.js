/* Smooths the approval sheet; everything works without it. A link in the action bar opens the fold it leads to; the error summary gets the focus. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  const fold = link && document.getElementById(link.dataset.opens);
  if (!fold) return;
  fold.open = true;
  event.preventDefault();
  fold.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
  // its button above the bar; a fold that is higher than the room between begins at the top
  const bar = document.querySelector(".w-footer")?.offsetHeight ?? 0;
  fold.style.scrollMarginBottom = `${bar + 16}px`;
  fold.scrollIntoView({ block: fold.offsetHeight > innerHeight - bar - 80 ? "start" : "nearest" });
});
document.getElementById("refused")?.focus();
