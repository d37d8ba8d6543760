// Next runs on a page, computed when it opens, and schedules in the order of their next run.
(function () {
  "use strict";

  function waitText(milliseconds) {
    var minutes = Math.ceil(milliseconds / 60000);
    if (minutes < 60) return "in " + minutes + " min";
    if (minutes < 2880) return "in " + Math.round(minutes / 60) + " h";
    return "in " + Math.round(minutes / 1440) + " d";
  }

  // Fills a cell with the next runs, and returns the time of the first one.
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
    runs.forEach(function (run, position) {
      var time = document.createElement("time"), wait = document.createElement("span");
      time.dateTime = run.toISOString();
      time.title = run.toLocaleString() + " on your clock";
      time.textContent = format.format(run);
      wait.className = "away";
      wait.textContent = waitText(run - now);
      var line = document.createElement("div");
      line.className = position ? "later" : "";
      line.append(time, " ", wait);
      cell.append(line);
    });
    if (!runs.length) cell.textContent = "never";
    return runs.length ? runs[0].getTime() : Infinity;
  }

  var now = Date.now(), rows = [];
  document.querySelectorAll("[data-cron]").forEach(function (cell, position) {
    rows.push({ row: cell.closest("tr"), next: showRuns(cell, now), position: position });
  });
  var body = document.querySelector("[data-sort=next]");
  if (body) {
    rows.sort(function (a, b) { return a.next === b.next ? a.position - b.position : a.next - b.next; });
    rows.forEach(function (entry) { body.append(entry.row); });
    var target = location.hash && document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView({ block: "center" });
  }
})();
