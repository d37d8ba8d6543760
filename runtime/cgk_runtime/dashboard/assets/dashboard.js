// Live pages: a stream announces changes, and the page fetches its live part again.
(function () {
  "use strict";
  var root = document.documentElement.dataset.root;
  var livePart = document.querySelector("[data-live]");
  var stateLabel = document.querySelector(".live");
  var pauseButton = document.querySelector("#pause");
  var filters = document.querySelector("#filters");
  var isPaused = false;
  var stream = null;
  var channel = null;
  var isLoading = false;
  var hasChangedWhileLoading = false;
  var filterTimer = 0;

  function showState(name, text) {
    stateLabel.dataset.state = name;
    stateLabel.textContent = text;
  }

  // Replaces the live part. Elements with an id stay checked or open and keep the focus.
  function replaceLivePart(html) {
    var checked = livePart.querySelectorAll("input:checked[id]");
    var opened = livePart.querySelectorAll("details[open][id]");
    var focusedId = document.activeElement && document.activeElement.id;
    livePart.innerHTML = html;
    document.getElementById("restarted").textContent = document.getElementById("restarted-now").textContent;
    checked.forEach(function (old) {
      var input = document.getElementById(old.id);
      if (input) input.checked = true;
    });
    opened.forEach(function (old) {
      var details = document.getElementById(old.id);
      if (details) details.open = true;
    });
    var focused = focusedId && document.getElementById(focusedId);
    if (focused && livePart.contains(focused)) focused.focus({ preventScroll: true });
  }

  // Loads the live part again. While updates are paused, it does so only with `evenIfPaused`.
  function refresh(evenIfPaused) {
    if (!livePart || (isPaused && !evenIfPaused)) return;
    if (isLoading) {
      hasChangedWhileLoading = true;
      return;
    }
    isLoading = true;
    var startedAt = performance.now();
    fetch(location.href, { headers: { "X-Part": "live" }, credentials: "same-origin" })
      .then(function (response) {
        // The worker has ended; the page that replaces this one shows the reason.
        if (response.status === 503) location.reload();
        if (!response.ok) throw new Error("status " + response.status);
        return response.text();
      })
      .then(replaceLivePart)
      .catch(function () { showState("lost", "reconnecting"); })
      .then(function () {
        // The pause is three times as long as the load, so a busy server spends at most a quarter of its time on it.
        setTimeout(function () {
          isLoading = false;
          if (hasChangedWhileLoading) {
            hasChangedWhileLoading = false;
            refresh(evenIfPaused);
          }
        }, 3 * (performance.now() - startedAt));
      });
  }

  // A browser opens at most six connections to one server, so all tabs share one stream: the tab that holds the lock
  // opens it and sends messages to the others. "live": connected, or runs have changed. "lost": the connection is lost.
  // "ask": a new tab asks for the state.
  function receive(message) {
    if (message === "ask") {
      if (stream && stream.readyState === EventSource.OPEN) channel.postMessage("live");
      return;
    }
    if (isPaused) return;
    showState(message, message === "live" ? "live" : "reconnecting");
    if (!document.hidden) refresh(false);
  }

  function broadcast(message) {
    channel.postMessage(message);
    receive(message);
  }

  function openStream() {
    stream = new EventSource(root + "/live");
    stream.onopen = stream.onmessage = function () { broadcast("live"); };
    stream.onerror = function () {
      broadcast("lost");
      if (stream.readyState === EventSource.CLOSED) setTimeout(openStream, 1000);
    };
  }

  if (livePart) {
    channel = new BroadcastChannel("cgk-live");
    channel.onmessage = function (event) { receive(event.data); };
    channel.postMessage("ask");
    navigator.locks.request("cgk-live", function () {
      openStream();
      return new Promise(function () {}); // holds the lock until this tab is closed
    });
  } else {
    stateLabel.hidden = true;
  }
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) refresh(false);
  });
  if (pauseButton) {
    pauseButton.addEventListener("click", function () {
      isPaused = !isPaused;
      pauseButton.setAttribute("aria-pressed", String(isPaused));
      pauseButton.textContent = isPaused ? "Resume" : "Pause";
      if (isPaused) showState("paused", "paused"); else receive("live");
    });
  }

  if (filters) {
    var applyFilters = function () {
      var fields = new URLSearchParams(new FormData(filters));
      Array.from(fields.keys()).forEach(function (name) { if (!fields.get(name)) fields.delete(name); });
      history.replaceState(null, "", fields.toString() ? root + "/?" + fields : root + "/");
      refresh(true);
    };
    filters.addEventListener("submit", function (event) {
      event.preventDefault();
      applyFilters();
    });
    filters.addEventListener("input", function () {
      clearTimeout(filterTimer);
      filterTimer = setTimeout(applyFilters, 200);
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) return;
    navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(function () {
      button.textContent = "Copied";
      setTimeout(function () { button.textContent = "Copy"; }, 1200);
    });
  });
  document.addEventListener("change", function (event) {
    var changed = event.target;
    if (changed.id === "all") {
      document.querySelectorAll(".runs tbody input").forEach(function (box) { box.checked = changed.checked; });
    }
    if (changed.dataset.go) location.href = changed.dataset.go + encodeURIComponent(changed.value);
    if (changed.id === "file" && changed.files.length) {
      changed.files[0].text().then(function (text) { document.getElementById("records").value = text; });
    }
  });
  document.addEventListener("keydown", function (event) {
    var isShortcut = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (isShortcut && event.target.form) event.target.form.requestSubmit();
  });

  // Updates the ages of runs, in the format of the server's template filter `age`.
  var units = [{ name: "d", seconds: 86400 }, { name: "h", seconds: 3600 }, { name: "min", seconds: 60 }];
  setInterval(function () {
    document.querySelectorAll("time[data-at]").forEach(function (time) {
      var since = Math.round(Date.now() / 1000 - time.dataset.at), age = Math.abs(since);
      var unit = units.find(function (candidate) { return age >= candidate.seconds; }) || { name: "s", seconds: 1 };
      var text = Math.floor(age / unit.seconds) + " " + unit.name;
      time.textContent = since < 0 ? "in " + text : text + " ago";
    });
  }, 5000);
})();
