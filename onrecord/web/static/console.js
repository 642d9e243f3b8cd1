// Small comforts on pages that work without them: local times, the live wire, previews, keys.
"use strict";

const $ = (selector, inside = document) => inside.querySelector(selector);
const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];

// Times in the reader's zone; the exact one, with its zone, stands in the title once somebody points at it.
const two = (number) => String(number).padStart(2, "0");
const kept = {};
const format = (name, options) => (kept[name] ??= new Intl.DateTimeFormat(undefined, options)); // making one is slow
function localise(inside) {
  const today = new Date();
  for (const time of $$("time[datetime]", inside)) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime()) || !time.dateTime.includes("T")) continue;
    const clock = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
    const year = moment.getFullYear() === today.getFullYear() ? "" : ` ${moment.getFullYear()}`;
    const day = () => format("day", { day: "numeric", month: "short" }).format(moment);
    time.textContent = moment.toDateString() === today.toDateString() ? clock : `${day()}${year} ${clock}`;
  }
}
function exactly(event) {
  const time = event.target.closest?.("time[datetime]");
  if (!time || time.dataset.exact || !time.dateTime.includes("T")) return;
  time.dataset.exact = "";
  time.title = format("exact", { dateStyle: "full", timeStyle: "long" }).format(new Date(time.dateTime));
}

// On a phone the rows of a table stand as blocks; each value then carries the name of its column.
function stack(table) {
  const names = $$("thead th", table).map((th) => th.textContent.trim());
  if (!names.length) return;
  for (const row of $$("tbody tr", table)) for (const [place, cell] of [...row.cells].entries()) cell.dataset.label = names[place] || "";
  table.classList.add("stacked");
}

// The wire: new lines appear at the top; for a reader who has scrolled they wait behind a button.
function follow(list) {
  const state = $("#live-state"), holder = $("#live-more"), button = $("button", holder), waiting = [];
  const say = (on, words) => { state.className = `state ${on ? "on" : "off"}`; state.textContent = words; };
  const show = () => {
    $("#nothing-yet")?.remove();
    for (const fragment of waiting.splice(0)) {
      const line = document.createRange().createContextualFragment(fragment).firstElementChild;
      if (!line || document.getElementById(line.id)) continue;
      localise(line);
      line.classList.add("arrived");
      list.prepend(line);
    }
    holder.hidden = true;
  };
  button.addEventListener("click", () => { show(); scrollTo({ top: 0 }); });
  const source = new EventSource(list.dataset.live);
  source.addEventListener("open", () => say(true, "Live"));
  source.addEventListener("error", () => say(false, "Reconnecting…"));
  source.addEventListener("line", (event) => {
    waiting.push(event.data);
    if (scrollY < 80 && !document.hidden && !list.contains(document.activeElement)) { show(); return; }
    button.textContent = waiting.length === 1 ? "1 new statement" : `${waiting.length} new statements`;
    holder.hidden = false;
  });
  source.addEventListener("repeat", (event) => {
    const repeat = JSON.parse(event.data);
    for (const count of $$("[data-carried]")) if (count.dataset.carried === repeat.claim) count.textContent = repeat.carried;
  });
  addEventListener("pagehide", () => source.close());
}

// A preview is asked for while a form is filled in, at most one at a time.
function preview(form, pane) {
  let timer, asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    pane.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: asked.signal, headers: { "x-requested-with": "fetch" } });
      const fragment = document.createRange().createContextualFragment(await answer.text());
      pane.replaceChildren(fragment);
      localise(pane);
      pane.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name === "AbortError") return;
      pane.removeAttribute("aria-busy");
      pane.textContent = "The preview is not available just now; saving works without it.";
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
  ask();
}

// Keys: j and k walk the list, Enter opens, / searches, ? helps.
function keys() {
  const help = $("#keys");
  const lines = () => $$("#lines > li");
  let at = -1;
  const go = (to) => {
    const all = lines();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, to));
    for (const [index, line] of all.entries()) line.toggleAttribute("data-here", index === at);
    const link = $("a.open", all[at]) || $("a", all[at]);
    link?.focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "/" && $("input[type=search]")) { event.preventDefault(); $("input[type=search]").focus(); }
    else if (event.key === "?" && help) help.showModal();
  });
}

document.addEventListener("DOMContentLoaded", () => {
  localise(document);
  $$(".scroll > table").forEach(stack);
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, exactly);
  keys();
  const list = $("#lines[data-live]");
  if (list && "EventSource" in window) follow(list);
  const form = $("form[data-preview]");
  if (form) preview(form, $("#preview"));
  $("#theme")?.addEventListener("click", () => {
    const root = document.documentElement, now = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`; // the server writes it into each page
  });
  for (const field of $$("form[data-auto] select, form[data-auto] input[type=date]")) field.addEventListener("change", () => field.form.requestSubmit());
  for (const form of $$("form[data-confirm]")) form.addEventListener("submit", (event) => { const chosen = $$("input[type=checkbox]:checked", form).length;
    if (!confirm(form.dataset.confirm.replace("{n}", chosen))) event.preventDefault();
  });
  for (const range of $$("input[type=range]")) {
    const shown = document.getElementById(`${range.id}-shown`);
    const show = () => { if (shown) shown.textContent = range.value; };
    range.addEventListener("input", show);
    show();
  }
  const again = $("[data-reload]");
  if (again) setTimeout(() => location.reload(), Number(again.dataset.reload));
  for (const field of $$("input[name=timezone]")) if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
});
