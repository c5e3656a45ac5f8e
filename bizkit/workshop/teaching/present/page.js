// The demo page. What it shows comes from /api/steps; what it starts, from the other paths under /api.
const $ = (id) => document.getElementById(id);
const meta = (name) => document.querySelector(`meta[name=${name}]`).content;
const CONTEXT = 2; // unchanged lines around what changes

let steps = [];
let now = 0;
let whole = false;
let origin = "";
let running = false;
const chosen = {}; // which run was chosen, until another step has no such run

function make(tag, text = "", attributes = {}, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// ---- the steps and what changes

function show(index) {
  now = Math.max(0, Math.min(index, steps.length - 1));
  const step = steps[now];
  $("title").textContent = now ? `${step.id}${step.bonus ? "★" : ""} ${step.title}` : step.title;
  $("note").textContent = step.note;
  [...$("steps").children].forEach((button, number) => {
    if (number === now) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  });
  history.replaceState(null, "", `#${step.id}`);
  closeVerdict();
  showCode(step);
  showRuns(step);
}

function showCode(step) {
  const stub = now === 0;
  $("whole").setAttribute("aria-pressed", whole && !stub);
  $("whole").disabled = stub;
  $("code").replaceChildren(...step.files.flatMap((file) => {
    if (!file.changed && !whole && !stub) return [];
    const heading = make("h2", file.name);
    if (!file.changed && !stub) heading.append(make("span", " as before"));
    return [heading, linesOf(file, whole || stub)];
  }));
  const first = $("code").querySelector(".added");
  $("code").scrollTop = 0;
  if (first) first.scrollIntoView({ block: whole ? "center" : "nearest" });
}

function linesOf(file, all) {
  const list = make("ul", "", { class: "lines" });
  const rows = all ? file.rows.filter(([kind]) => kind !== "removed") : file.rows;
  const near = (number) => rows.slice(Math.max(0, number - CONTEXT), number + CONTEXT + 1).some(([k]) => k !== "same");
  let folded = 0;
  rows.forEach(([kind, line], number) => {
    const shown = all || near(number);
    if (!shown) folded += 1;
    if (folded && (shown || number === rows.length - 1)) {
      list.append(make("li", `⋯ ${folded} line${folded === 1 ? "" : "s"} as before`, { class: "fold" }));
      folded = 0;
    }
    if (shown) list.append(lineOf(kind, line));
  });
  return list;
}

function lineOf(kind, line) {
  const sign = { added: "+", removed: "−", same: "" }[kind];
  const indent = line.length - line.trimStart().length + 4;
  const made = make("li", line || "\u200b", { class: kind, "data-sign": sign });
  made.style.setProperty("--indent", Math.min(indent, 24));
  if (sign) made.setAttribute("aria-label", `${kind}: ${line}`);
  return made;
}

function scrollCode(lines) {
  const height = $("code").querySelector(".lines li")?.getBoundingClientRect().height ?? 0;
  $("code").scrollBy({ top: lines * Math.min(height, 60) });
}

function showRuns(step) {
  const kept = step.runs.some(({ name }) => name === chosen.name) ? chosen.name : step.runs[0]?.name;
  $("run").disabled = !step.runs.length;
  $("runs").hidden = step.runs.length < 2;
  $("runs").replaceChildren(make("legend", "on"), ...step.runs.map(({ name, words }) => {
    const button = make("input", "", { type: "radio", name: "run", value: name });
    button.checked = name === kept;
    button.addEventListener("change", () => { chosen.name = name; });
    return make("label", "", {}, button, words);
  }));
  $("about-runs").textContent = step.about_runs;
}

function nextRun() {
  const choices = [...$("runs").querySelectorAll("input")];
  if (choices.length < 2) return;
  const next = choices[(choices.findIndex((each) => each.checked) + 1) % choices.length];
  next.checked = true;
  chosen.name = next.value;
}

// ---- what is graded and run

async function ask(path, sent) {
  const headers = { "Content-Type": "application/json", "X-Token": meta("token") };
  try {
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(sent) });
    return await answer.json();
  } catch {
    return { error: "The demo does not answer: it has ended. Start it again in its terminal." };
  }
}

function opened() {
  document.body.classList.toggle("results", !$("verdict").hidden || !$("app").hidden);
}

function closeVerdict() {
  $("verdict").hidden = true;
  opened();
}

async function grade() {
  const step = steps[now];
  $("verdict").hidden = false;
  $("verdict").replaceChildren(make("p", `Grading ${step.id} …`));
  opened();
  $("grade").disabled = true;
  const verdict = await ask("/api/grade", { step: step.id });
  $("grade").disabled = false;
  if (step !== steps[now]) return; // they have gone on
  if (verdict.error) return $("verdict").replaceChildren(make("pre", verdict.error, { class: "trouble" }));
  $("verdict").replaceChildren(make("ul", "", {}, ...verdict.tasks.map(verdictOn)));
}

function verdictOn(task) {
  const passed = task.outcome === "passed";
  const due = steps.findIndex((step) => step.id === task.id) <= now;
  const kind = passed ? "passed" : due ? "failed" : "later";
  const line = make("li", "", { class: kind }, make("strong", task.outcome), ` ${task.id}${task.bonus ? "★" : ""} ${task.title}`);
  // The message whole: open for the task that comes next, a key away for the others.
  if (task.message) {
    const next = task.id === steps[now + 1]?.id || due;
    const more = make("details", "", {}, make("summary", "What the grader says"), make("pre", task.message));
    more.open = next;
    line.append(more);
  }
  return line;
}

async function run() {
  const step = steps[now];
  const wanted = $("runs").querySelector("input:checked")?.value ?? "";
  $("app").hidden = false;
  opened();
  $("state").textContent = `Starting ${step.id} …`;
  $("run").disabled = true;
  const made = await ask("/api/run", { step: step.id, run: wanted });
  $("run").disabled = false;
  origin = (made.url || "").replace(/\/$/, "");
  running = Boolean(made.running);
  $("stop").disabled = !running;
  $("address").hidden = $("frame").hidden = !origin; // only pages can be framed: a socket or a worker can't
  $("printed").hidden = Boolean(origin);
  $("printed").textContent = made.error || made.printed || "";
  const where = made.address && !origin ? ` on ${made.address}` : "";
  $("state").textContent = running ? `${step.id}: ${made.what}${where}` : `${step.id} is not running.`;
  $("origin").textContent = origin;
  load();
}

async function stop() {
  if (!running) return;
  await ask("/api/stop", {});
  origin = "";
  running = false;
  $("frame").removeAttribute("src");
  $("stop").disabled = true;
  $("app").hidden = true;
  opened();
}

function load() {
  if (!origin) return $("frame").removeAttribute("src");
  const path = $("path").value;
  $("frame").src = origin + (path.startsWith("/") ? path : `/${path}`);
}

// ---- the look

const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (systemDark.matches ? "dark" : "light")) === "dark";

function nameTheme() {
  $("theme").lastChild.textContent = isDark() ? " Light" : " Dark";
}

function tellDeck() {
  const theme = document.documentElement.dataset.theme;
  const root = $("slides").contentDocument?.documentElement;
  if (theme && root) root.dataset.theme = theme;
}

function toggleTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  nameTheme();
  tellDeck();
}

function resize(by) {
  const size = Number(document.documentElement.style.getPropertyValue("--size")) || 1;
  document.documentElement.style.setProperty("--size", Math.min(2, Math.max(1, size + by)).toFixed(1));
}

// ---- the slides

const toggleDeck = () => document.body.classList.toggle("alone");

function otherSide() {
  if (document.activeElement === $("slides")) return $("title").focus();
  document.body.classList.remove("alone");
  $("slides").focus();
}

function deckIsThere() {
  tellDeck();
  $("slides").contentWindow.addEventListener("keydown", (event) => {
    if (isPlain(event) && event.key === "x") { window.focus(); $("slides").blur(); $("title").focus(); }
    else if (isPlain(event) && event.key === "d") { toggleDeck(); window.focus(); $("title").focus(); }
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}

// ---- keys

const isPlain = (event) => !(event.ctrlKey || event.altKey || event.metaKey) && !/^(INPUT|TEXTAREA)$/.test(
  event.target.type === "radio" ? "" : event.target.tagName);

const KEYS = {
  ArrowRight: () => show(now + 1), n: () => show(now + 1), ArrowLeft: () => show(now - 1), p: () => show(now - 1),
  ArrowDown: () => scrollCode(4), ArrowUp: () => scrollCode(-4),
  g: grade, r: run, s: stop, l: nextRun, d: toggleDeck, x: otherSide, t: toggleTheme,
  w: () => { whole = !whole; showCode(steps[now]); }, a: () => $("path").select(),
  c: () => { $("app").hidden = true; closeVerdict(); },
  "+": () => resize(0.1), "=": () => resize(0.1), "-": () => resize(-0.1), "?": () => $("keys").showModal(),
};

addEventListener("keydown", (event) => {
  if (event.target === $("path") && event.key === "Escape") return $("title").focus();
  if (!isPlain(event) || !steps.length || !KEYS[event.key]) return;
  if ($("keys").open) { if (event.key === "?") $("keys").close(); return; }
  if (/^Arrow(Up|Down)$/.test(event.key) && event.target.closest("[tabindex='0'], fieldset")) return; // it scrolls itself
  if (event.repeat && !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  if ((event.key === "g" || event.key === "r") && $(event.key === "g" ? "grade" : "run").disabled) return;
  KEYS[event.key]();
});

// ---- the beginning

for (const [id, react] of Object.entries({ grade, run, stop, theme: toggleTheme, whole: KEYS.w, help: KEYS["?"] })) {
  $(id).addEventListener("click", react);
}
$("address").addEventListener("submit", (event) => { event.preventDefault(); load(); });
systemDark.addEventListener("change", nameTheme);
nameTheme();
if (meta("deck")) {
  $("slides").hidden = false;
  $("slides").addEventListener("load", deckIsThere);
  $("slides").src = meta("deck");
} else $("no-deck").hidden = false;

const found = await (await fetch("/api/steps")).json();
steps = found.steps;
$("steps").replaceChildren(...steps.map(({ id, title, bonus }, number) => {
  const button = make("button", bonus ? `${id}★` : id, { type: "button", title, "aria-label": `${id}${bonus ? ", bonus" : ""}: ${title}` });
  button.addEventListener("click", () => show(number));
  return button;
}));
show(Math.max(0, steps.findIndex(({ id }) => `#${id}` === location.hash)));
