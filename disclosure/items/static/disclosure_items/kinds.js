// Of the groups of fields that belong to one kind, shows the chosen kind's; without a choice all stay, each under the name of its kind.
(() => {
  const show = () => {
    const kind = document.getElementById("id_kind");
    if (!kind) return;
    for (const group of document.querySelectorAll(".disclosure-kind")) {
      group.hidden = kind.value !== "" && !group.classList.contains(`disclosure-kind--${kind.value}`);
    }
  };
  document.addEventListener("change", (event) => event.target.id === "id_kind" && show());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();
