// Next runs of a schedule, as the runtime's `cgk_runtime.schedules.due_times` computes them.
// Croner finds the local times of an expression. If a daylight-saving change skips a local time, the run is due right
// after the gap; if the change repeats it, the run is due once. A schedule that follows the clock has no run for a
// skipped time, and two runs for a repeated one.
(function (scope) {
  "use strict";
  var DAY = 86400000, SECOND = 1000, formats = {};

  // Returns the offset of a zone from UTC at an instant, both in milliseconds.
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

  // Returns the first second after `start` and until `end` with another offset, or null if the offset does not change.
  function nextChange(zone, start, end) {
    var oldOffset = offset(zone, start);
    while (start < end) {
      var later = Math.min(start + DAY, end);
      if (offset(zone, later) === oldOffset) {
        start = later;
        continue;
      }
      // The change is between `start` and `later`: halve the interval until one second remains.
      start = Math.floor(start / SECOND) * SECOND;
      while (later - start > SECOND) {
        var middle = start + Math.floor((later - start) / SECOND / 2) * SECOND;
        if (offset(zone, middle) === oldOffset) start = middle; else later = middle;
      }
      return later;
    }
    return null;
  }

  // Returns an expression of cron as croner reads it.
  function parseCron(cron) {
    var fields = cron.trim().split(/\s+/);
    // A day field that begins with a star must match together with the other one.
    var mustMatchBoth = fields[2][0] === "*" || fields[4][0] === "*";
    fields[4] = fields[4].replace(/(\w)L\b/gi, "$1#L"); // croner's form of a month's last weekday
    return new scope.Cron(fields.join(" "), { timezone: "UTC", domAndDow: mustMatchBoth, paused: true });
  }

  /** Returns the next runs as Dates: the first `count` ones that are later than `after`, a time in milliseconds. */
  scope.cgkNextRuns = function (cron, zone, followsClock, after, count) {
    var localTimes = parseCron(cron), runs = [];
    function nextLocalTime(local) {
      var next = localTimes.nextRun(new Date(local));
      return next === null ? null : next.getTime();
    }
    // `local` is the local time at the instant `now`, shown as if it were UTC.
    var now = after, currentOffset = offset(zone, now), local = now + currentOffset;
    while (runs.length < count) {
      var next = nextLocalTime(local);
      if (next === null) break;
      var due = next - currentOffset, change = nextChange(zone, now, due);
      if (change === null) {
        // A local time is repeated if an earlier instant with another offset has it.
        var isRepeated = false;
        if (!followsClock) {
          var earlierOffset = offset(zone, due - DAY), earlierDue = next - earlierOffset;
          isRepeated = earlierOffset > currentOffset && offset(zone, earlierDue) === earlierOffset && earlierDue < due;
        }
        local = next;
        now = due;
        if (!isRepeated) runs.push(new Date(due));
        continue;
      }
      // The offset changes before the run is due: search again from the change, which is included.
      var oldOffset = currentOffset;
      currentOffset = offset(zone, change);
      now = change;
      local = change + currentOffset - SECOND;
      if (currentOffset > oldOffset && !followsClock) {
        var skipped = nextLocalTime(change + oldOffset - SECOND);
        if (skipped !== null && skipped <= local) {
          runs.push(new Date(change));
          local += SECOND;
        }
      }
    }
    return runs;
  };
})(globalThis);
