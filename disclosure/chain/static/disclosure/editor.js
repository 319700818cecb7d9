/* In the editor of an item: a submit waits for the automatic save that is under way. Wagtail sends both, and a new item would be there twice. */
(() => {
  const PATIENCE = 5000; // ms; then the submit goes all the same
  let saving = false;
  let held = null;
  const go = () => {
    saving = false;
    if (!held) return;
    const { form, name, timer } = held;
    held = null;
    clearTimeout(timer);
    form.requestSubmit(name ? form.querySelector(`button[name="${name}"]`) : undefined);
  };
  document.addEventListener("w-autosave:save", () => { saving = true; });
  for (const end of ["w-autosave:success", "w-autosave:error"]) document.addEventListener(end, go);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!saving || !form.querySelector('button[name="action-propose"]')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = held || { form, name: event.submitter?.name || "", timer: setTimeout(go, PATIENCE) };
  }, true);
})();
