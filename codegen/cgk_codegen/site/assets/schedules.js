// Shows the next runs on a page when it opens, and sorts the schedules by their next run.
(function () {
  "use strict";

  function waitText(milliseconds) {
    var minutes = Math.ceil(milliseconds / 60000);
    if (minutes < 60) return "in " + minutes + " min";
    if (minutes < 2 * 1440) return "in " + Math.round(minutes / 60) + " h";
    return "in " + Math.round(minutes / 1440) + " d";
  }

  // Fills a cell with its schedule's next runs. Returns the time of the first run, Infinity if there is none.
  function showRuns(cell, now) {
    var zone = cell.dataset.zone, runs;
    try {
      runs = cgkNextRuns(cell.dataset.cron, zone, cell.dataset.follows === "1", now, +cell.dataset.count || 1);
    } catch (error) {
      cell.textContent = "unknown to this browser";
      return Infinity;
    }
    var format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
    });
    cell.replaceChildren();
    runs.forEach(function (run, index) {
      var time = document.createElement("time"), wait = document.createElement("span");
      time.dateTime = run.toISOString();
      time.title = run.toLocaleString() + " on your clock";
      time.textContent = format.format(run);
      wait.className = "away";
      wait.textContent = waitText(run - now);
      var line = document.createElement("div");
      line.className = index > 0 ? "later" : "";
      line.append(time, " ", wait);
      cell.append(line);
    });
    if (!runs.length) cell.textContent = "never";
    return runs.length ? runs[0].getTime() : Infinity;
  }

  var now = Date.now(), rows = [];
  document.querySelectorAll("[data-cron]").forEach(function (cell, index) {
    rows.push({ element: cell.closest("tr"), nextRun: showRuns(cell, now), index: index });
  });
  var body = document.querySelector("[data-sort=next]");
  if (body) {
    rows.sort(function (a, b) { return a.nextRun === b.nextRun ? a.index - b.index : a.nextRun - b.nextRun; });
    rows.forEach(function (row) { body.append(row.element); });
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView({ block: "center" });
  }
})();
