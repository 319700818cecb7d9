// Of the groups of fields that belong to one kind, shows the chosen kind's; without a choice all stay, each under the name of its kind.
// A field is marked * where the chosen kind cannot be proposed without it; one inside a group goes by the kind of its group.
// Why an item is not open to everyone is asked only where its scope is not “public”; what was typed stays.
(() => {
  const show = () => {
    const kind = document.getElementById("id_kind");
    if (!kind) return;
    for (const group of document.querySelectorAll(".disclosure-kind")) {
      group.hidden = kind.value !== "" && !group.classList.contains(`disclosure-kind--${kind.value}`);
    }
  };
  const marks = () => {
    const kind = document.getElementById("id_kind");
    if (!kind || !kind.dataset.required) return;
    const required = JSON.parse(kind.dataset.required);
    for (const name of new Set(Object.values(required).flat())) {
      const label = document.getElementById(`id_${name}-label`) || document.querySelector(`label[for="id_${name}"]`);
      if (!label || label.closest(".disclosure-kind")) continue;
      const mark = label.querySelector(".w-required-mark");
      const wanted = (required[kind.value] || []).includes(name);
      if (mark && !wanted) mark.remove();
      if (!mark && wanted) label.insertAdjacentHTML("beforeend", '<span class="w-required-mark">*</span>');
    }
  };
  const why = () => {
    const scope = document.getElementById("id_scope");
    const reason = document.getElementById("id_withheld_reason");
    const field = reason && reason.closest(".w-panel__wrapper");
    if (scope && field) field.hidden = scope.value === "public" && reason.value.trim() === "";
  };
  const all = () => { show(); marks(); why(); };
  document.addEventListener("change", (event) => ["id_kind", "id_scope"].includes(event.target.id) && all());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
