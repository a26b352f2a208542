"use strict";
// Draws each picture when it comes near the screen, all of them before printing, and marks the chapter being read.
(function () {
  const store = JSON.parse(document.getElementById("drawings").textContent);
  const template = store.template;
  const drawn = new Set();
  const plots = Array.from(document.querySelectorAll(".plot"));
  const settings = { displayModeBar: false, responsive: true, displaylogo: false };

  function draw(element) {
    if (drawn.has(element)) return;
    drawn.add(element);
    const figure = store.figures[element.dataset.figure];
    const layout = Object.assign({}, figure.layout, { template: template });
    window.Plotly.newPlot(element, figure.data, layout, settings);
    element.classList.add("drawn");
  }

  function fit() {
    plots.forEach(function (element) {
      if (drawn.has(element)) window.Plotly.Plots.resize(element);
    });
  }

  const near = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          draw(entry.target);
        }
      });
    },
    { rootMargin: "800px 0px" }
  );
  plots.forEach(function (element) { near.observe(element); });

  window.addEventListener("beforeprint", function () {
    plots.forEach(draw);
    fit();
  });
  window.addEventListener("afterprint", fit);
  const paper = window.matchMedia("print");
  paper.addEventListener("change", function () {
    plots.forEach(draw);
    fit();
  });

  const links = new Map();
  document.querySelectorAll(".contents a").forEach(function (link) {
    links.set(link.getAttribute("href").slice(1), link);
  });
  const reading = new IntersectionObserver(
    function (entries) {
      entries.forEach(function (entry) {
        const link = links.get(entry.target.id);
        if (!link || !entry.isIntersecting) return;
        links.forEach(function (other) { other.removeAttribute("aria-current"); });
        link.setAttribute("aria-current", "true");
      });
    },
    { rootMargin: "-10% 0px -80% 0px" }
  );
  document.querySelectorAll("main > section").forEach(function (section) { reading.observe(section); });

  const menu = document.querySelector(".contents details");
  if (menu && window.matchMedia("(min-width: 1100px)").matches) menu.open = true;
})();
