// The page: its address says what is shown, its keys walk through it.

const VIEWS = ["overview", "findings", "conversations", "agents", "rules", "ledger"];
const PRINTED = 35;
/** Names in the address that are no filters. */
const OWN = new Set(["v", "q", "c", "n", "f", "i"]);

let current = null;

/** Returns the address of a state, as `#v=findings&severity=error` or, shorter, `#f=…` and `#c=…`. */
function hashOf({ view, filters = {}, q, c, n, f, item }) {
  const parameters = new URLSearchParams();
  const implied = f ? "findings" : c !== undefined ? "conversations" : "overview";
  if (view && view !== implied) parameters.set("v", view);
  for (const [name, value] of Object.entries(filters)) if (value) parameters.set(name, value);
  for (const [name, value] of Object.entries({ q, i: item, c, n, f })) {
    if (value !== undefined && value !== null && value !== "") parameters.set(name, value);
  }
  return `#${parameters}`;
}

/** Reads the address; what it does not know is passed over. */
function readHash(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const get = (name) => parameters.get(name) ?? undefined;
  const [c, f] = [get("c"), get("f")];
  const asked = get("v");
  const view = VIEWS.includes(asked) ? asked : f ? "findings" : c !== undefined ? "conversations" : "overview";
  const filters = Object.fromEntries([...parameters].filter(([name]) => !OWN.has(name)));
  return { view, filters, q: get("q"), item: get("i"), c, n: get("n"), f };
}

const here = () => readHash(location.hash);

/** Goes somewhere; `silently` leaves no step behind for the button that leads back. */
function go(state, silently = false) {
  const hash = hashOf(state);
  if (hash === location.hash) return;
  if (silently) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  show();
}

function closePane() {
  const state = here();
  const view = built.get(state.view);
  go({ ...state, c: undefined, n: undefined, f: undefined, item: undefined });
  view?.grid.element.focus();
}

let showing = 0;

async function show() {
  const state = here();
  const main = document.getElementById("main");
  const turn = (showing += 1);
  const changed = current?.view !== state.view;
  current = state;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === state.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.body.dataset.view = state.view;
  document.body.classList.remove("reading");
  if (state.view === "overview" || state.view === "ledger") {
    if (changed) (state.view === "overview" ? drawOverview : drawLedger)(main);
    if (changed) main.scrollTop = 0;
    return;
  }
  const view = listView(state.view);
  if (changed) main.replaceChildren(view.element);
  view.filter(state);
  await showPane(view, state, () => turn === showing);
}

/** Opens what the address names beside the list. */
async function showPane(view, state, isCurrent) {
  const finding = state.f ? byFingerprint.get(state.f) : null;
  const conversation = finding?.conversation ?? conversationOf(state);
  if (state.f && !finding)
    return view.openPane(el("p", { class: "sheet" }, t("no-such-finding", { f: state.f })), t("finding"));
  if (state.c !== undefined && !conversation)
    return view.openPane(el("p", { class: "sheet" }, t("no-such-conversation", { c: state.c })), t("conversation"));
  if (conversation) {
    const content = await conversationPane(conversation, finding);
    if (!isCurrent()) return undefined;
    view.openPane(content, t("conversation.named", { id: conversation.id }));
    document.body.classList.add("reading");
    view.grid.selectRow(view.name === "findings" ? finding : conversation);
    if (finding) view.pane.querySelector(".chosen")?.closest(".utterance")?.scrollIntoView({ block: "center" });
    return undefined;
  }
  const row = state.item && (state.view === "rules" ? ruleById(state.item) : agentByKey(state.item));
  if (!row) {
    view.openPane(null);
    return undefined;
  }
  view.openPane(state.view === "rules" ? rulePane(row) : agentPane(row), row.title ?? agentName(row));
  view.grid.selectRow(row);
  return undefined;
}

function conversationOf({ c, n }) {
  return c === undefined ? null : (byId.get(c)?.[Number(n ?? 1) - 1] ?? null);
}

function drawChrome() {
  const { run } = report;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  const numbers = {
    findings: findings.length,
    conversations: conversations.length,
    agents: report.agents.length,
    rules: report.rules.length,
  };
  const links = VIEWS.map((view) =>
    el(
      "a",
      { href: hashOf({ view }), "data-view": view },
      t(`view.${view}`),
      view in numbers && el("small", {}, count(numbers[view])),
    ),
  );
  const help = el(
    "details",
    { class: "keys" },
    el("summary", { "aria-label": t("keys") }, "?"),
    el(
      "dl",
      {},
      ["jk", "enter", "slash", "escape", "digits"].map((key) =>
        el("div", {}, el("dt", {}, el("kbd", {}, t(`key.${key}`))), el("dd", {}, t(`key.${key}.does`))),
      ),
    ),
  );
  document.getElementById("run").replaceChildren(`${run.rulebook} · huashu ${run.version}`);
  document.querySelector("nav").replaceChildren(...links);
  document
    .getElementById("tools")
    .replaceChildren(
      el("button", { type: "button", class: "quiet", onclick: () => window.print() }, t("print")),
      help,
    );
  window.addEventListener("hashchange", show);
  window.addEventListener("popstate", show);
  window.addEventListener("resize", settle(drawCharts, 120));
  window.addEventListener("beforeprint", () =>
    document.querySelectorAll(".reader details").forEach((note) => (note.open = true)),
  );
  document.addEventListener("keydown", onKey);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest?.("input, select, textarea");
  const view = built.get(here().view);
  if (event.key === "Escape") {
    if (field) field.blur();
    else if (view?.isOpen) closePane();
    return;
  }
  if (field) return;
  const digit = Number(event.key);
  if (event.key === "/" && view) view.search.focus();
  else if ((event.key === "j" || event.key === "k") && view) view.grid.step(event.key === "j" ? 1 : -1);
  else if (digit >= 1 && digit <= VIEWS.length) go({ view: VIEWS[digit - 1] });
  else return;
  event.preventDefault();
}

/** The first rows of each table, for paper. */
function drawPrinted() {
  const lists = ["agents", "rules", "conversations", "findings"].map((name) => ({ name, ...LISTS[name]() }));
  const sections = lists.map(({ name, title, rows, order, columns }) => {
    const column = columns.find(({ key }) => key === order?.key);
    let ranked = column ? sortRows(rows, column.value, order.descending) : rows;
    if (name === "findings")
      ranked = [...rows].sort((a, b) => a.rule.severity - b.rule.severity || a.index - b.index);
    if (name === "rules") ranked = ranked.filter((rule) => rule.findings || rule.outcomes[3]);
    const first = ranked.slice(0, PRINTED);
    if (!first.length) return null;
    const head = el(
      "tr",
      {},
      columns.map((part) => el("th", { scope: "col", class: part.number ? "number" : null }, part.label)),
    );
    const body = first.map((row) =>
      el(
        "tr",
        {},
        columns.map((part) => el("td", { class: part.number ? "number" : null }, part.cell(row))),
      ),
    );
    const note =
      ranked.length > PRINTED
        ? t("printed.first", { n: count(PRINTED), all: count(ranked.length) })
        : t("rows", { n: count(ranked.length) });
    return el(
      "section",
      {},
      el("h2", {}, title, el("small", {}, ` ${note}`)),
      el("table", { class: "plain" }, el("thead", {}, head), el("tbody", {}, body)),
    );
  });
  document.getElementById("printed").replaceChildren(...sections.filter(Boolean));
}

async function begin() {
  try {
    await loadReport();
  } catch (error) {
    // The figures written without scripts stay in place.
    document.getElementById("unreadable").hidden = false;
    console.error(error);
    return;
  }
  document.getElementById("figures").remove();
  document.body.classList.add("ready");
  drawChrome();
  await show();
  setTimeout(drawPrinted, 0);
}

begin();
