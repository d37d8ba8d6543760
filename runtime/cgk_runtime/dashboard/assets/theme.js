// Runs before the page is drawn: the chosen theme, and a mark that scripts run.
(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.scripts = "on";
  try {
    var theme = localStorage.getItem("cgk.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (error) {
    // Storage is blocked: the system's theme is used.
  }
})();
