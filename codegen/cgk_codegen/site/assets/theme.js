// Applies the chosen theme before the page is drawn. The mark `data-scripts` lets styles show what needs scripts.
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
