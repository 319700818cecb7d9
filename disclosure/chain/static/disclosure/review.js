/* Smooths the approval sheet; everything works without it. A link in the action bar opens the fold it leads to; the error summary gets the focus. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  const fold = link && document.getElementById(link.dataset.opens);
  if (!fold) return;
  fold.open = true;
  event.preventDefault();
  fold.scrollIntoView({ block: "center" });
  fold.querySelector("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
});
document.getElementById("refused")?.focus();
