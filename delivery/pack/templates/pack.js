"use strict";
// One chapter at a time, figures that tell where they come from, and keys; without it the whole page is shown.
(function () {
  const chapters = Array.from(document.querySelectorAll(".chapter"));
  const panel = document.getElementById("panel");
  const links = Array.from(document.querySelectorAll(".tabs a"));
  const words = [["of", "Penyebut"], ["interval", "Rentang"], ["asOf", "Data per"], ["value", "Angka penuh"]];
  const states = {
    moved: "Dilindungi: dapat bergeser paling banyak 3; 1 sampai 4 menjadi 0 atau 5.",
    hidden: "Dilindungi: tidak ditampilkan.", missing: "Daftarnya tidak ada: bukan nol.",
  };
  let current = 0;
  let chosen = null;

  function show(at, focus) {
    current = Math.max(0, Math.min(chapters.length - 1, at));
    const chapter = chapters[current];
    chapters.forEach((each, number) => each.classList.toggle("here", number === current));
    const tab = chapter.classList.contains("agenda") ? chapter.id : "daftar-isi";
    links.forEach((link) => {
      const here = link.hash === "#" + tab;
      if (here) { link.setAttribute("aria-current", "page"); link.scrollIntoView({ block: "nearest", inline: "center" }); }
      else link.removeAttribute("aria-current");
    });
    forget();
    document.title = chapter.querySelector("h2").textContent + " · " + document.querySelector("h1").textContent;
    window.scrollTo(0, 0);
    if (focus) document.getElementById("isi").focus({ preventScroll: true });
  }

  function go(at) { history.pushState(null, "", "#" + chapters[Math.max(0, Math.min(chapters.length - 1, at))].id); show(at, true); }

  function fromAddress() {
    const at = chapters.findIndex((each) => "#" + each.id === location.hash);
    show(at < 0 ? 0 : at, false);
  }

  function line(name, text, code) {
    const row = document.createElement("p");
    const label = document.createElement("b");
    const value = document.createElement(code ? "code" : "span");
    label.textContent = name + " ";
    value.textContent = text;
    row.append(label, value);
    panel.append(row);
  }

  function forget() {
    if (chosen) chosen.classList.remove("chosen");
    chosen = null;
    panel.hidden = true;
  }

  function choose(figure) {
    forget();
    chosen = figure;
    figure.classList.add("chosen");
    panel.replaceChildren();
    words.forEach(([key, name]) => { if (figure.dataset[key]) line(name, figure.dataset[key], false); });
    Object.keys(states).forEach((state) => { if (figure.classList.contains(state)) line("Tanda", states[state], false); });
    if (figure.dataset.trace) line("Kode telusur", figure.dataset.trace, true);
    panel.hidden = !panel.children.length;
    figure.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function within(table, key) {
    const figures = Array.from(table.querySelectorAll(".n[data-trace], .n[data-of], .n.missing"));
    if (!figures.length) return;
    const at = figures.indexOf(chosen);
    const row = (figure) => figure.closest("tr");
    if (key === "ArrowRight" || key === "ArrowLeft") {
      choose(figures[Math.max(0, Math.min(figures.length - 1, at + (key === "ArrowRight" ? 1 : -1)))]);
      return;
    }
    const cell = chosen && table.contains(chosen) ? chosen.closest("td, th").cellIndex : 0;
    const rows = Array.from(table.querySelectorAll("tbody tr"));
    let next = at < 0 ? -1 : rows.indexOf(row(chosen));
    for (next += key === "ArrowDown" ? 1 : -1; next >= 0 && next < rows.length; next += key === "ArrowDown" ? 1 : -1) {
      const found = (rows[next].cells[cell] || rows[next]).querySelector(".n") || rows[next].querySelector(".n");
      if (found) { choose(found); return; }
    }
  }

  function onwards(step) {
    const figures = Array.from(chapters[current].querySelectorAll(".n[data-trace], .n[data-of], .n.missing"));
    const at = figures.indexOf(chosen);
    if (figures.length) choose(figures[(at + step + figures.length + (at < 0 && step < 0 ? 1 : 0)) % figures.length]);
  }

  document.addEventListener("click", (event) => {
    const figure = event.target.closest(".n");
    if (figure && !figure.closest("a")) choose(figure);
    else if (!event.target.closest("#panel")) forget();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const table = event.target.closest ? event.target.closest(".scroll") : null;
    if (table && event.key.startsWith("Arrow")) { event.preventDefault(); within(table, event.key); return; }
    if (event.key === "ArrowRight" || event.key === "PageDown") { event.preventDefault(); go(current + 1); }
    else if (event.key === "ArrowLeft" || event.key === "PageUp") { event.preventDefault(); go(current - 1); }
    else if (event.key === "Home") go(0);
    else if (event.key === "t" || event.key === "T") onwards(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") forget();
    else if (event.key === "s" || event.key === "S") document.body.classList.toggle("paged");
  });
  window.addEventListener("hashchange", fromAddress);
  window.addEventListener("popstate", fromAddress);
  document.body.classList.add("paged");
  fromAddress();
})();
