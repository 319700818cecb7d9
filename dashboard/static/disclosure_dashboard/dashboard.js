// Draws the figures that the page brings as JSON, each beside its table. Without this script the tables say everything.
(function () {
  "use strict";
  var config = { displayModeBar: false, responsive: false, scrollZoom: false };
  // Rows of a table are as high as their words: what is drawn for a row stands in its middle.
  function beside(cell, figure) {
    var top = cell.getBoundingClientRect().top, rows = [], row = cell.parentElement;
    for (var n = 0; n < cell.rowSpan && row; n += 1, row = row.nextElementSibling) rows.push(row.getBoundingClientRect());
    var least = Math.min.apply(null, rows.map(function (each) { return each.height; }));
    function middle(n) { return rows[n].top + rows[n].height / 2 - top; }
    figure.data.forEach(function (trace) {
      trace.y = trace.y.map(middle);
      if (trace.type === "bar") trace.width = trace.y.map(function () { return least * 0.6; });
    });
    (figure.layout.shapes || []).forEach(function (shape) {
      var n = Math.round((shape.y0 + shape.y1) / 2);
      shape.y0 = middle(n) - least * 0.35;
      shape.y1 = middle(n) + least * 0.35;
    });
    figure.layout.height = cell.clientHeight;
    figure.layout.yaxis.range = [cell.clientHeight, 0];
  }
  function draw(place) {
    var source = document.getElementById(place.dataset.figure);
    if (!source || !window.Plotly) return;
    var figure = JSON.parse(source.textContent);
    var cell = place.closest("td");
    if (cell) beside(cell, figure);
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
