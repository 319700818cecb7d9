/* Gongkai · boot.js: gives ALTCHA its worker and hides the plain question once the proof is there. Nothing depends on this file. */
import "./altcha.min.js";
const here = new URL(".", import.meta.url);
const ways = globalThis.$altcha;
if (ways && ways.algorithms) ways.algorithms.set("PBKDF2/SHA-256", () => new Worker(new URL("pbkdf2.js", here)));
for (const place of document.querySelectorAll("[data-challenge]")) {
  const { challenge, ...words } = place.dataset;
  if (ways && ways.i18n) ways.i18n.set("page", words);
  const widget = document.createElement("altcha-widget");
  widget.setAttribute("challenge", challenge);
  widget.setAttribute("auto", "onload");
  widget.setAttribute("language", "page");
  widget.setAttribute("name", "altcha_widget");
  const kept = document.querySelector("input[name=altcha]");
  const question = document.querySelector("[data-question]");
  widget.addEventListener("statechange", (event) => {
    if (event.detail && event.detail.state === "verified" && event.detail.payload) {
      kept.value = event.detail.payload;
      if (question) question.hidden = true;
    }
  });
  place.append(widget);
  place.hidden = false;
}
