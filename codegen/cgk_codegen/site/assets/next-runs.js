// Next runs of a schedule, as the runtime's `cgk_runtime.schedules.due_times` computes them.
// Croner finds local times of the expression; a local time that a daylight-saving change skips is due right after the
// gap, and a repeated one is due once. Schedules that follow the clock run through both.
(function (scope) {
  "use strict";
  var DAY = 86400000, SECOND = 1000, formats = {};

  function offset(zone, instant) {
    if (zone === "UTC") return 0;
    var format = (formats[zone] = formats[zone] || new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
      hour: "numeric", minute: "numeric", second: "numeric",
    }));
    var at = {};
    format.formatToParts(instant).forEach(function (part) { at[part.type] = +part.value; });
    return Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second) - Math.floor(instant / SECOND) * SECOND;
  }

  // The first second of the next offset after `start` and until `end`, or null.
  function nextChange(zone, start, end) {
    for (var before = offset(zone, start); start < end; start = later) {
      var later = Math.min(start + DAY, end);
      if (offset(zone, later) === before) continue;
      for (start = Math.floor(start / SECOND) * SECOND; later - start > SECOND; ) {
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
    var both = fields[2][0] === "*" || fields[4][0] === "*";
    fields[4] = fields[4].replace(/(\w)L\b/gi, "$1#L");
    return new scope.Cron(fields.join(" "), { timezone: "UTC", domAndDow: both, paused: true });
  }

  /** Return the next runs as Dates. `after` is a time in milliseconds; later runs are returned. */
  scope.cgkNextRuns = function (cron, zone, followsClock, after, count) {
    var times = expression(cron), runs = [];
    function following(local) {
      var found = times.nextRun(new Date(local));
      return found === null ? null : found.getTime();
    }
    var now = after, shift = offset(zone, now), local = now + shift;
    while (runs.length < count) {
      var found = following(local);
      if (found === null) break;
      var due = found - shift, change = nextChange(zone, now, due);
      if (change === null) {
        // A local time is repeated if an earlier instant with another offset has it.
        var first = due - DAY, isRepeated = false;
        if (!followsClock) {
          var earlier = offset(zone, first);
          isRepeated = earlier > shift && offset(zone, found - earlier) === earlier && found - earlier < due;
        }
        local = found;
        now = due;
        if (!isRepeated) runs.push(new Date(due));
        continue;
      }
      var before = shift;
      shift = offset(zone, change);
      now = change;
      local = change + shift - SECOND;
      if (shift > before && !followsClock) {
        var skipped = following(change + before - SECOND);
        if (skipped !== null && skipped <= local) {
          runs.push(new Date(change));
          local += SECOND;
        }
      }
    }
    return runs;
  };
})(globalThis);
