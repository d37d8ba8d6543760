// Live pages: a stream announces changes, and the page fetches its live part again.
(function () {
  "use strict";
  var root = document.documentElement.dataset.root;
  var live = document.querySelector("[data-live]");
  var state = document.querySelector(".live");
  var pause = document.querySelector("#pause");
  var filters = document.querySelector("#filters");
  var paused = false, stream = null, channel = null, loading = false, again = false, timer = 0;

  function show(name, text) {
    state.dataset.state = name;
    state.textContent = text;
  }

  // Replaces the live part; keeps what is checked or open, and the focus, of elements with an id.
  function replace(html) {
    var checked = [], opened = [], focused = document.activeElement && document.activeElement.id;
    live.querySelectorAll("input:checked[id]").forEach(function (input) { checked.push(input.id); });
    live.querySelectorAll("details[open][id]").forEach(function (details) { opened.push(details.id); });
    live.innerHTML = html;
    document.getElementById("restarted").textContent = document.getElementById("restarted-now").textContent;
    checked.forEach(function (id) { var input = document.getElementById(id); if (input) input.checked = true; });
    opened.forEach(function (id) { var details = document.getElementById(id); if (details) details.open = true; });
    var target = focused && document.getElementById(focused);
    if (target && live.contains(target)) target.focus({ preventScroll: true });
  }

  function refresh(always) {
    if (!live || (paused && always !== true)) return;
    if (loading) { again = true; return; }
    loading = true;
    var startedAt = performance.now();
    fetch(location.href, { headers: { "X-Part": "live" }, credentials: "same-origin" })
      .then(function (response) {
        if (response.status === 503) location.reload(); // the worker has ended; the page that replaces this one shows the reason
        if (!response.ok) throw new Error("status " + response.status);
        return response.text();
      })
      .then(replace)
      .catch(function () { show("lost", "reconnecting"); })
      .then(function () {
        // Loading takes a quarter of the time at most, which spares a busy server.
        setTimeout(function () {
          loading = false;
          if (again) { again = false; refresh(always); }
        }, 3 * (performance.now() - startedAt));
      });
  }

  // A browser opens six connections to one server at most, so all tabs share the stream of the one that holds the lock.
  function receive(name) {
    if (name === "ask") {
      if (stream && stream.readyState === EventSource.OPEN) channel.postMessage("live");
      return;
    }
    if (paused) return;
    show(name, name === "live" ? "live" : "reconnecting");
    if (!document.hidden) refresh();
  }

  function broadcast(name) {
    channel.postMessage(name);
    receive(name);
  }

  function openStream() {
    stream = new EventSource(root + "/live");
    stream.onopen = stream.onmessage = function () { broadcast("live"); };
    stream.onerror = function () {
      broadcast("lost");
      if (stream.readyState === EventSource.CLOSED) setTimeout(openStream, 1000);
    };
  }

  if (live) {
    channel = new BroadcastChannel("cgk-live");
    channel.onmessage = function (event) { receive(event.data); };
    channel.postMessage("ask");
    navigator.locks.request("cgk-live", function () {
      openStream();
      return new Promise(function () {}); // holds the lock until this tab is closed
    });
  } else {
    state.hidden = true;
  }
  document.addEventListener("visibilitychange", function () { if (!document.hidden) refresh(); });
  if (pause) pause.addEventListener("click", function () {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Resume" : "Pause";
    if (paused) show("paused", "paused"); else receive("live");
  });

  if (filters) {
    var apply = function () {
      var fields = new URLSearchParams(new FormData(filters));
      Array.from(fields.keys()).forEach(function (name) { if (!fields.get(name)) fields.delete(name); });
      history.replaceState(null, "", fields.toString() ? root + "/?" + fields : root + "/");
      refresh(true);
    };
    filters.addEventListener("submit", function (event) { event.preventDefault(); apply(); });
    filters.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(apply, 200); });
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
    if (changed.id === "file") {
      changed.files[0].text().then(function (text) { document.getElementById("records").value = text; });
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) event.target.form.requestSubmit();
  });

  setInterval(function () {
    document.querySelectorAll("time[data-at]").forEach(function (time) {
      var since = Math.round(Date.now() / 1000 - time.dataset.at), seconds = Math.abs(since);
      var unit = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]].find(function (candidate) {
        return seconds >= candidate[0] || candidate[0] === 1;
      });
      var text = Math.floor(seconds / unit[0]) + " " + unit[1];
      time.textContent = since < 0 ? "in " + text : text + " ago";
    });
  }, 5000);
})();
