// Search, filters, tabs, copy buttons and the theme. A classic script, because modules and fetch fail on file://.
(function () {
  "use strict";
  var root = document.documentElement, up = document.body.dataset.up || "";
  function one(query, within) { return (within || document).querySelector(query); }
  function all(query, within) { return Array.from((within || document).querySelectorAll(query)); }
  function recall(key) { try { return localStorage.getItem("cgk." + key); } catch (error) { return null; } }
  function keep(key, value) { try { localStorage.setItem("cgk." + key, value); } catch (error) { /* blocked */ } }
  function announce(text) { one("#status").textContent = text; }

  one("#theme").addEventListener("click", function () {
    var isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    keep("theme", root.dataset.theme);
    announce(root.dataset.theme + " theme");
  });
  var contents = one(".side details");
  if (matchMedia("(max-width: 900px)").matches) contents.open = false;

  // Search. The index is loaded on first use, because it is large for a large catalog.
  var box = one("#search"), list = one("#results"), loaded = null, entries = [], texts = [], at = -1;

  function load(then) {
    loaded = loaded || new Promise(function (resolve) {
      var script = document.createElement("script");
      script.src = up + "assets/search.js";
      script.onload = function () {
        entries = window.CGK_SEARCH;
        texts = entries.map(function (entry) {
          return { name: entry[0].toLowerCase(), all: entry.slice(0, 4).join("\n").toLowerCase() };
        });
        resolve();
      };
      document.head.append(script);
    });
    loaded.then(then);
  }

  /** Return the positions of entries that have all words, best first: names before fields and descriptions. */
  function find(words) {
    var found = [];
    for (var position = 0; position < texts.length; position++) {
      var text = texts[position], score = 0;
      for (var word of words) {
        var start = text.name.indexOf(word);
        if (start === 0) score += 100;
        else if (start > 0) score += text.name[start - 1] === "." ? 60 : 30;
        else if (text.all.includes(word)) score += 5;
        else { score = -1; break; }
      }
      if (score >= 0) found.push([score - text.name.length / 100, position]);
    }
    return found.sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; }).map(function (pair) { return pair[1]; });
  }
  window.cgkSearch = { load: load, find: find };

  function words() { return box.value.toLowerCase().split(/\s+/).filter(Boolean); }

  function marked(element, text, wanted) {
    var low = text.toLowerCase(), start = -1, length = 0;
    wanted.forEach(function (word) {
      var place = low.indexOf(word);
      if (place >= 0 && (start < 0 || place < start)) { start = place; length = word.length; }
    });
    if (start < 0) { element.textContent = text; return; }
    var mark = document.createElement("mark");
    mark.textContent = text.slice(start, start + length);
    element.append(text.slice(0, start), mark, text.slice(start + length));
  }

  function option(entry, number, wanted) {
    var link = document.createElement("a"), name = document.createElement("b"), about = document.createElement("span");
    link.href = up + (entry[4] || "events/" + encodeURIComponent(entry[0]) + ".html");
    link.id = "result-" + number;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", number === 0);
    link.tabIndex = -1;
    marked(name, entry[0], wanted);
    var fields = entry[2].split(" ").filter(function (field) {
      return wanted.some(function (word) { return field.toLowerCase().includes(word); });
    });
    marked(about, (fields.join(", ") || entry[3]) + "  ·  " + entry[1], wanted);
    link.append(name, about);
    return link;
  }

  function close() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function show() {
    var wanted = words(), found = find(wanted);
    list.replaceChildren();
    if (!wanted.length) { close(); announce(""); return; }
    found.slice(0, 12).forEach(function (position, number) { list.append(option(entries[position], number, wanted)); });
    if (!found.length) {
      var none = document.createElement("p");
      none.textContent = "Nothing has all of these words.";
      none.setAttribute("role", "option"); // a listbox must not have other children
      none.setAttribute("aria-disabled", "true");
      list.append(none);
    }
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    select(found.length ? 0 : -1);
    announce(found.length + " found");
  }

  function select(number) {
    var options = all("a", list);
    at = options.length ? (number + options.length) % options.length : -1;
    options.forEach(function (each, position) { each.setAttribute("aria-selected", position === at); });
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else {
      box.setAttribute("aria-activedescendant", "result-" + at);
      options[at].scrollIntoView({ block: "nearest" });
    }
  }

  box.addEventListener("focus", function () { load(function () {}); });
  box.addEventListener("input", function () { load(show); });
  box.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) load(show); else select(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && at >= 0 && !list.hidden) {
      event.preventDefault();
      location.href = one("#result-" + at).href;
    } else if (event.key === "Escape") {
      box.value = "";
      close();
      box.blur();
    }
  });
  // A click on a result blurs the box first.
  box.addEventListener("blur", function () {
    setTimeout(function () { if (document.activeElement !== box) close(); }, 150);
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "/") { event.preventDefault(); box.focus(); box.select(); }
    var link = event.key === "[" ? one("a[rel=prev]") : event.key === "]" ? one("a[rel=next]") : null;
    if (link) location.href = link.href;
  });

  // Filters of the index. The fragment holds them: a filtered list can be linked to.
  var form = one("#filters");
  if (form) {
    var controls = all("[data-filter]", form);
    var groups = all(".group").map(function (group) { return { element: group, rows: all(".row", group) }; });
    var apply = function () {
      var shown = 0, active = controls.filter(function (each) { return each.type === "checkbox" ? each.checked : each.value; });
      groups.forEach(function (group) {
        var some = 0;
        group.rows.forEach(function (row) {
          row.hidden = !active.every(function (each) {
            var value = row.dataset[each.dataset.filter];
            return each.type === "checkbox" ? value === "1" : value === each.value;
          });
          some += row.hidden ? 0 : 1;
        });
        group.element.hidden = some === 0;
        shown += some;
      });
      one("#shown").textContent = shown + (shown === 1 ? " event" : " events");
      return active;
    };
    var read = function () {
      var hadFilters = apply().length > 0;
      // A fragment without "=" is the id of a group or empty: no filters.
      var given = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
      controls.forEach(function (each) {
        var value = given.get(each.dataset.filter) || "";
        if (each.type === "checkbox") each.checked = value === "1"; else each.value = value;
      });
      apply();
      // The browser could not scroll to a group while a filter hid it.
      var target = one(".group:target");
      if (hadFilters && target) target.scrollIntoView();
    };
    form.addEventListener("change", function () {
      var pairs = apply().map(function (each) {
        return each.dataset.filter + "=" + (each.type === "checkbox" ? "1" : encodeURIComponent(each.value));
      });
      history.replaceState(null, "", pairs.length ? "#" + pairs.join("&") : location.pathname);
    });
    addEventListener("hashchange", read);
    read();
  }

  // Tabs. The chosen language holds for all pages.
  all("[role=tablist]").forEach(function (tablist) {
    var tabs = all("[role=tab]", tablist);
    function panel(tab) { return "#" + tab.getAttribute("aria-controls"); }
    function choose(tab) {
      tabs.forEach(function (each) {
        var isChosen = each === tab;
        each.setAttribute("aria-selected", isChosen);
        each.tabIndex = isChosen ? 0 : -1;
        one(panel(each)).classList.toggle("chosen", isChosen);
      });
    }
    tabs.forEach(function (tab, number) {
      tab.addEventListener("click", function () { choose(tab); keep("tab", tab.dataset.key); history.replaceState(null, "", panel(tab)); });
      tab.addEventListener("keydown", function (event) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        var next = tabs[(number + step + tabs.length) % tabs.length];
        event.preventDefault();
        next.focus();
        next.click();
      });
    });
    function follow() {
      var linked = tabs.find(function (tab) { return panel(tab) === location.hash; });
      if (linked) { choose(linked); one(panel(linked)).scrollIntoView({ block: "nearest" }); }
      return linked;
    }
    var kept = tabs.find(function (tab) { return tab.dataset.key === recall("tab"); });
    if (!follow() && kept) choose(kept);
    addEventListener("hashchange", follow);
  });

  function copied(button) {
    var text = button.textContent;
    button.textContent = "Copied";
    announce("Copied");
    setTimeout(function () { button.textContent = text; }, 1200);
  }

  all("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () {
      var panel = button.closest(".card") && one("pre.chosen", button.closest(".card"));
      var text = button.dataset.copy || panel.textContent;
      if (navigator.clipboard) {
        navigator.clipboard.writeText(text).then(function () { copied(button); }, function () { announce("Not copied"); });
        return;
      }
      // Pages of plain HTTP have no clipboard.
      var area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      copied(button);
    });
  });
})();
