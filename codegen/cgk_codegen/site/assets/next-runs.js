// Next runs of a schedule, as the runtime's `cgk_runtime.schedules.due_times` computes them.
// Croner finds local times of the expression; a local time that a daylight-saving change skips is due right after the
// gap, and a repeated one is due once. Schedules that follow the clock run through both.
(function (scope) {
  "use strict";
  var DAY = 86400000, SECOND = 1000, formats = {};

  // The offset of a zone from UTC at an instant, both in milliseconds.
  function offset(zone, instant) {
    if (zone === "UTC") return 0;
    var format = (formats[zone] = formats[zone] || new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    }));
    var local = {};
    format.formatToParts(instant).forEach(function (part) { local[part.type] = +part.value; });
    var localTime = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
    return localTime - Math.floor(instant / SECOND) * SECOND;
  }

  // The first second of the next offset after `start` and until `end`, or null.
  function nextChange(zone, start, end) {
    var before = offset(zone, start);
    while (start < end) {
      var later = Math.min(start + DAY, end);
      if (offset(zone, later) === before) {
        start = later;
        continue;
      }
      start = Math.floor(start / SECOND) * SECOND;
      while (later - start > SECOND) {
        var middle = start + Math.floor((later - start) / SECOND / 2) * SECOND;
        if (offset(zone, middle) === before) start = middle; else later = middle;
      }
      return later;
    }
    return null;
  }

  function expression(cron) {
    var fields = cron.trim().split(/\s+/);
    // A day field that begins with a star must match together with the other one.
    var mustMatchBoth = fields[2][0] === "*" || fields[4][0] === "*";
    fields[4] = fields[4].replace(/(\w)L\b/gi, "$1#L");
    return new scope.Cron(fields.join(" "), { timezone: "UTC", domAndDow: mustMatchBoth, paused: true });
  }

  /** Return the next runs as Dates. `after` is a time in milliseconds; later runs are returned. */
  scope.cgkNextRuns = function (cron, zone, followsClock, after, count) {
    var localTimes = expression(cron), runs = [];
    function nextLocalTime(local) {
      var next = localTimes.nextRun(new Date(local));
      return next === null ? null : next.getTime();
    }
    var now = after, shift = offset(zone, now), local = now + shift;
    while (runs.length < count) {
      var next = nextLocalTime(local);
      if (next === null) break;
      var due = next - shift, change = nextChange(zone, now, due);
      if (change === null) {
        // A local time is repeated if an earlier instant with another offset has it.
        var isRepeated = false;
        if (!followsClock) {
          var earlier = offset(zone, due - DAY);
          isRepeated = earlier > shift && offset(zone, next - earlier) === earlier && next - earlier < due;
        }
        local = next;
        now = due;
        if (!isRepeated) runs.push(new Date(due));
        continue;
      }
      var before = shift;
      shift = offset(zone, change);
      now = change;
      local = change + shift - SECOND;
      if (shift > before && !followsClock) {
        var skipped = nextLocalTime(change + before - SECOND);
        if (skipped !== null && skipped <= local) {
          runs.push(new Date(change));
          local += SECOND;
        }
      }
    }
    return runs;
  };
})(globalThis);
