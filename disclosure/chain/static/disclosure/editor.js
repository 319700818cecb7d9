/* In the editor of an item a submit and the automatic save never run beside each other: Wagtail sends both, and a new item would be there twice.
   A submit waits for the save under way; once it has gone, no further save starts. */
(() => {
  const PATIENCE = 60000; // ms; then the submit goes all the same
  let saving = false;
  let held = null;
  let gone = false;
  const ours = (form) => form.querySelector && form.querySelector('button[name="action-propose"]');
  const go = () => {
    saving = false;
    if (!held) return;
    const { form, name, timer } = held;
    held = null;
    clearTimeout(timer);
    form.requestSubmit(name ? form.querySelector(`button[name="${name}"]`) : undefined);
  };
  document.addEventListener("w-autosave:save", (event) => {
    if (held || gone) event.preventDefault();
    else saving = true;
  }, true);
  // The automatic save was refused because the item is in the chain: a further save is not offered as “overwrite”, the dialog says what holds it.
  let holds = "";
  document.addEventListener("w-autosave:error", (event) => { if (event.detail?.type === "locked") holds = event.detail.text; });
  document.addEventListener("w-autosave:success", () => { holds = ""; });
  window.addEventListener("click", (event) => {
    const button = event.target.closest?.('[data-edit-form] button[type="submit"], [data-edit-form] button[data-workflow-action-name]');
    const dialog = document.getElementById("w-save-confirmation-dialog");
    if (!holds || !button || !dialog) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    document.getElementById("title-text-w-save-confirmation-dialog").textContent = holds;
    document.getElementById("subtitle-w-save-confirmation-dialog").textContent = "";
    dialog.querySelector('[data-w-dialog-target="confirm"]')?.remove();
    dialog.dispatchEvent(new Event("w-dialog:show"));
  }, true);
  for (const end of ["w-autosave:success", "w-autosave:error"]) document.addEventListener(end, go);
  window.addEventListener("pageshow", () => { gone = false; }); // back from the next page by the browser's own button
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!ours(form)) return;
    if (!saving) { gone = true; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    held = held || { form, name: event.submitter?.name || "", timer: setTimeout(go, PATIENCE) };
  }, true);
})();
