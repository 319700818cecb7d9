// Draws the figures that the page brings as JSON, each beside its table. Without this script the tables say everything.
(function () {
  "use strict";
  var config = { displayModeBar: false, responsive: false, scrollZoom: false };
  function draw(place) {
    var source = document.getElementById(place.dataset.figure);
    if (!source || !window.Plotly) return;
    var figure = JSON.parse(source.textContent);
    var cell = place.closest("td");
    if (cell) figure.layout.height = cell.clientHeight;
    figure.layout.width = place.clientWidth;
    window.Plotly.newPlot(place, figure.data, figure.layout, config).then(function () { place.dataset.done = "1"; });
  }
  function all() {
    var places = document.querySelectorAll("[data-figure]");
    // First all old ones go: a drawn chart keeps its cell as wide as it is.
    places.forEach(function (place) { if (window.Plotly && place.dataset.done) { window.Plotly.purge(place); delete place.dataset.done; } });
    places.forEach(draw);
  }
  var waiting;
  window.addEventListener("resize", function () { clearTimeout(waiting); waiting = setTimeout(all, 200); });
  if (document.readyState === "complete") all(); else window.addEventListener("load", all);
})();
