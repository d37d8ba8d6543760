// Applies the chosen theme before the page is drawn, and sets `data-scripts`, by which styles know that scripts run.
(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.scripts = "on";
  try {
    var theme = localStorage.getItem("cgk.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (error) {
    // Storage is blocked; the page keeps the system's theme.
  }
})();
