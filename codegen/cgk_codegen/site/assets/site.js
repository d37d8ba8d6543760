// Search, filters, tabs, copy buttons and the theme. A classic script, because modules and fetch fail on file://.
(function () {
  "use strict";
  var MAX_RESULTS = 12;
  var root = document.documentElement, siteRoot = document.body.dataset.siteRoot || ""; // path to the site's top folder
  function queryOne(selector, within) { return (within || document).querySelector(selector); }
  function queryAll(selector, within) { return Array.from((within || document).querySelectorAll(selector)); }
  function readSetting(key) {
    try { return localStorage.getItem("cgk." + key); } catch (error) { return null; } // storage is blocked
  }
  function saveSetting(key, value) {
    try { localStorage.setItem("cgk." + key, value); } catch (error) { /* storage is blocked */ }
  }
  function announce(text) { queryOne("#status").textContent = text; }

  queryOne("#theme").addEventListener("click", function () {
    var isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    saveSetting("theme", root.dataset.theme);
    announce(root.dataset.theme + " theme");
  });
  var contents = queryOne(".side details");
  if (matchMedia("(max-width: 900px)").matches) contents.open = false;

  // Search. The index is loaded on first use, because it is large for a large catalog.
  var box = queryOne("#search"), list = queryOne("#results"), selected = -1;
  // An entry is [name, description, names of fields, other words, address]; events have no address.
  var loaded = null, entries = [], texts = [];

  /** Loads the index unless it is loaded, and then calls a function. */
  function load(callback) {
    loaded = loaded || new Promise(function (resolve) {
      var script = document.createElement("script");
      script.src = siteRoot + "assets/search.js";
      script.onload = function () {
        entries = window.CGK_SEARCH;
        texts = entries.map(function (entry) {
          return { name: entry[0].toLowerCase(), allWords: entry.slice(0, 4).join("\n").toLowerCase() };
        });
        resolve();
      };
      document.head.append(script);
    });
    loaded.then(callback);
  }

  /** Returns the positions of entries that have all words, best first: names before fields and descriptions. */
  function find(words) {
    var matches = [];
    for (var position = 0; position < texts.length; position++) {
      var text = texts[position], score = 0;
      for (var word of words) {
        var start = text.name.indexOf(word);
        if (start === 0) score += 100;
        else if (start > 0) score += text.name[start - 1] === "." ? 60 : 30;
        else if (text.allWords.includes(word)) score += 5;
        else { score = -1; break; }
      }
      if (score >= 0) matches.push({ score: score - text.name.length / 100, position: position });
    }
    matches.sort(function (a, b) { return b.score - a.score || a.position - b.position; });
    return matches.map(function (match) { return match.position; });
  }
  window.cgkSearch = { load: load, find: find };  // for measurements

  function searchWords() { return box.value.toLowerCase().split(/\s+/).filter(Boolean); }

  /** Appends text to an element, with a mark around the first of the words that it contains. */
  function appendMarked(element, text, words) {
    var lowerText = text.toLowerCase(), start = -1, length = 0;
    words.forEach(function (word) {
      var index = lowerText.indexOf(word);
      if (index >= 0 && (start < 0 || index < start)) { start = index; length = word.length; }
    });
    if (start < 0) { element.textContent = text; return; }
    var mark = document.createElement("mark");
    mark.textContent = text.slice(start, start + length);
    element.append(text.slice(0, start), mark, text.slice(start + length));
  }

  function createOption(entry, index, words) {
    var name = entry[0], description = entry[1], fieldNames = entry[2], otherWords = entry[3], address = entry[4];
    var link = document.createElement("a"), title = document.createElement("b"), details = document.createElement("span");
    link.href = siteRoot + (address || "events/" + encodeURIComponent(name) + ".html");
    link.id = "result-" + index;
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", index === 0);
    link.tabIndex = -1;
    appendMarked(title, name, words);
    var foundFields = fieldNames.split(" ").filter(function (field) {
      return words.some(function (word) { return field.toLowerCase().includes(word); });
    });
    appendMarked(details, (foundFields.join(", ") || otherWords) + "  ·  " + description, words);
    link.append(title, details);
    return link;
  }

  function closeResults() {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function showResults() {
    var words = searchWords(), positions = find(words);
    list.replaceChildren();
    if (!words.length) { closeResults(); announce(""); return; }
    positions.slice(0, MAX_RESULTS).forEach(function (position, index) {
      list.append(createOption(entries[position], index, words));
    });
    if (!positions.length) {
      var noResults = document.createElement("p");
      noResults.textContent = "Nothing has all of these words.";
      noResults.setAttribute("role", "option"); // a listbox must not have other children
      noResults.setAttribute("aria-disabled", "true");
      list.append(noResults);
    }
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    select(positions.length ? 0 : -1);
    announce(positions.length + " found");
  }

  /** Selects a result; an index outside of the list continues at its other end. */
  function select(index) {
    var options = queryAll("a", list);
    selected = options.length ? (index + options.length) % options.length : -1;
    options.forEach(function (option, position) { option.setAttribute("aria-selected", position === selected); });
    if (selected < 0) box.removeAttribute("aria-activedescendant");
    else {
      box.setAttribute("aria-activedescendant", "result-" + selected);
      options[selected].scrollIntoView({ block: "nearest" });
    }
  }

  box.addEventListener("focus", function () { load(function () {}); });
  box.addEventListener("input", function () { load(showResults); });
  box.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) load(showResults); else select(selected + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && selected >= 0 && !list.hidden) {
      event.preventDefault();
      location.href = queryOne("#result-" + selected).href;
    } else if (event.key === "Escape") {
      box.value = "";
      closeResults();
      box.blur();
    }
  });
  // Close the results later, because a click on a result blurs the box first.
  box.addEventListener("blur", function () {
    setTimeout(function () { if (document.activeElement !== box) closeResults(); }, 150);
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "/") { event.preventDefault(); box.focus(); box.select(); }
    var link = event.key === "[" ? queryOne("a[rel=prev]") : event.key === "]" ? queryOne("a[rel=next]") : null;
    if (link) location.href = link.href;
  });

  // Filters of the list of events. The fragment of the address holds them, so that a filtered list has a link.
  var form = queryOne("#filters");
  if (form) {
    var controls = queryAll("[data-filter]", form);
    var groups = queryAll(".group").map(function (group) { return { element: group, rows: queryAll(".row", group) }; });
    // Shows the rows that pass all filters, and returns the controls of these filters.
    var applyFilters = function () {
      var active = controls.filter(function (control) {
        return control.type === "checkbox" ? control.checked : control.value;
      });
      var shown = 0;
      groups.forEach(function (group) {
        var shownOfGroup = 0;
        group.rows.forEach(function (row) {
          row.hidden = !active.every(function (control) {
            var value = row.dataset[control.dataset.filter];
            return control.type === "checkbox" ? value === "1" : value === control.value;
          });
          if (!row.hidden) shownOfGroup++;
        });
        group.element.hidden = shownOfGroup === 0;
        shown += shownOfGroup;
      });
      queryOne("#shown").textContent = shown + (shown === 1 ? " event" : " events");
      return active;
    };
    var readFragment = function () {
      var hadFilters = applyFilters().length > 0;
      // A fragment without "=" is empty or the id of a group, and has no filters.
      var filters = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
      controls.forEach(function (control) {
        var value = filters.get(control.dataset.filter) || "";
        if (control.type === "checkbox") control.checked = value === "1"; else control.value = value;
      });
      applyFilters();
      // The browser could not scroll to a group while a filter hid it.
      var target = queryOne(".group:target");
      if (hadFilters && target) target.scrollIntoView();
    };
    form.addEventListener("change", function () {
      var pairs = applyFilters().map(function (control) {
        return control.dataset.filter + "=" + (control.type === "checkbox" ? "1" : encodeURIComponent(control.value));
      });
      history.replaceState(null, "", pairs.length ? "#" + pairs.join("&") : location.pathname);
    });
    addEventListener("hashchange", readFragment);
    readFragment();
  }

  // Tabs. The chosen language is remembered for all pages.
  queryAll("[role=tablist]").forEach(function (tablist) {
    var tabs = queryAll("[role=tab]", tablist);
    function panelSelector(tab) { return "#" + tab.getAttribute("aria-controls"); }
    function choose(tab) {
      tabs.forEach(function (other) {
        var isChosen = other === tab;
        other.setAttribute("aria-selected", isChosen);
        other.tabIndex = isChosen ? 0 : -1;
        queryOne(panelSelector(other)).classList.toggle("chosen", isChosen);
      });
    }
    tabs.forEach(function (tab, index) {
      tab.addEventListener("click", function () {
        choose(tab);
        saveSetting("tab", tab.dataset.key);
        history.replaceState(null, "", panelSelector(tab));
      });
      tab.addEventListener("keydown", function (event) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        var next = tabs[(index + step + tabs.length) % tabs.length];
        event.preventDefault();
        next.focus();
        next.click();
      });
    });
    function chooseLinkedTab() {
      var linked = tabs.find(function (tab) { return panelSelector(tab) === location.hash; });
      if (linked) { choose(linked); queryOne(panelSelector(linked)).scrollIntoView({ block: "nearest" }); }
      return linked;
    }
    var saved = tabs.find(function (tab) { return tab.dataset.key === readSetting("tab"); });
    if (!chooseLinkedTab() && saved) choose(saved);
    addEventListener("hashchange", chooseLinkedTab);
  });

  function reportCopied(button) {
    var text = button.textContent;
    button.textContent = "Copied";
    announce("Copied");
    setTimeout(function () { button.textContent = text; }, 1200);
  }

  queryAll("[data-copy]").forEach(function (button) {
    button.addEventListener("click", function () {
      var panel = button.closest(".card") && queryOne("pre.chosen", button.closest(".card"));
      var text = button.dataset.copy || panel.textContent;
      if (navigator.clipboard) {
        navigator.clipboard.writeText(text).then(function () { reportCopied(button); }, function () { announce("Not copied"); });
        return;
      }
      // Pages without HTTPS have no clipboard API.
      var area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      reportCopied(button);
    });
  });
})();
