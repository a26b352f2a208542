"use strict";
// Opens and closes the panels of a small screen, and tells the window which page it shows.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.frame = {
  toggle: function (_clicks) {
    const context = window.dash_clientside.callback_context;
    const by = context.triggered.length ? context.triggered[0].prop_id : "";
    const name = by.startsWith("here") ? "menu" : by.split("-")[0];
    const panel = document.getElementById(name + "-panel");
    const opens = by.endsWith("n_clicks") && !panel.classList.contains("open");
    return ["panel" + (opens ? " open" : ""), String(opens)];
  },
  arrive: function (place) {
    if (!place) return;
    const name = document.querySelector(".map-title");
    document.title = place.title + (name ? " · " + name.textContent : "");
    if (window.dash_clientside.frame.page && window.dash_clientside.frame.page !== place.page) window.scrollTo(0, 0);
    window.dash_clientside.frame.page = place.page;
  },
};
