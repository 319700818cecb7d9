/* Gongkai · apply.js: shows what is published already while the application is typed. Nothing depends on this file. */
const text = document.getElementById("id_description");
const place = document.querySelector("[data-suggest]");
if (text && place) {
  let waiting;
  let last = "";
  const show = (items) => {
    place.replaceChildren();
    if (!items.length) return;
    const said = document.createElement("p");
    said.className = "hint";
    said.textContent = place.dataset.words;
    const list = document.createElement("ul");
    list.className = "plain-list";
    for (const item of items) {
      const row = document.createElement("li");
      const link = document.createElement("a");
      link.href = item.url;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = item.title;
      const found = document.createElement("button");
      found.className = "link";
      found.setAttribute("form", "found");
      found.name = "page";
      found.value = item.id;
      found.textContent = place.dataset.found;
      const number = document.createElement("span");
      number.className = "keep";
      number.textContent = item.number;
      row.append(link, "　", number, "　", found);
      list.append(row);
    }
    place.append(said, list);
  };
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const words = text.value.trim().slice(0, 200);
      if (words === last || words.length < 4) return;
      last = words;
      const answer = await fetch(`${place.dataset.suggest}?q=${encodeURIComponent(words)}`);
      if (answer.ok && words === last) show((await answer.json()).items);
    }, 400);
  });
}
