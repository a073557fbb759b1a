// A list with its filters on the left, what was chosen from it on the right.

const built = new Map();

/** Returns the view called `name`, made when first asked for. */
function listView(name) {
  if (!built.has(name)) built.set(name, makeListView(name, LISTS[name]()));
  return built.get(name);
}

function makeListView(name, list) {
  const view = { name, list, shownFor: null };
  const status = el("p", { class: "status", role: "status", "aria-live": "polite" });
  const search = el("input", {
    type: "search",
    class: "search",
    placeholder: t("search", { list: list.title }),
    "aria-label": t("search", { list: list.title }),
    "aria-keyshortcuts": "/",
  });
  const filters = list.filters.map((filter) => makeFilter(filter, list.rows)).filter(Boolean);
  const reset = el(
    "button",
    { type: "button", class: "quiet", hidden: true, onclick: () => go({ view: name }) },
    t("reset"),
  );
  const bar = el(
    "form",
    {
      class: "filters",
      role: "search",
      "aria-label": t("filter", { list: list.title }),
      onsubmit: (event) => event.preventDefault(),
    },
    search,
    filters.map(({ element }) => element),
    reset,
    status,
  );
  const grid = makeGrid({
    label: list.title,
    columns: list.columns,
    sorted: list.order,
    open: (row) =>
      go({ ...here(), c: undefined, n: undefined, f: undefined, item: undefined, ...list.open(row) }, view.isOpen),
  });
  const pane = el("div", { class: "pane", hidden: true, tabindex: -1 });
  const element = el(
    "div",
    { class: "split" },
    el("section", { class: "list", "aria-label": list.title }, bar, grid.element),
    pane,
  );

  const typed = settle(() => go({ ...here(), q: search.value }, true), 60);
  search.addEventListener("input", typed);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    grid.element.focus();
    grid.select(Math.max(0, grid.selected));
  });
  for (const { select, filter } of filters) {
    select.addEventListener("change", () =>
      go({ ...here(), filters: { ...here().filters, [filter.name]: select.value || undefined } }, true),
    );
  }

  /** Shows the rows that the address asks for. */
  view.filter = ({ filters: wanted, q }) => {
    const asked = JSON.stringify([wanted, q]);
    if (view.shownFor === asked) return;
    const first = view.shownFor === null;
    view.shownFor = asked;
    if (search.value !== (q ?? "")) search.value = q ?? "";
    for (const { select, filter } of filters) select.value = wanted[filter.name] ?? "";
    reset.hidden = !q && !Object.keys(wanted).length;
    const rows = filterRows(list, wanted, q);
    grid.show(rows, first);
    status.textContent =
      rows.length === list.rows.length
        ? t("rows", { n: count(rows.length) })
        : t("rows-of", { n: count(rows.length), all: count(list.rows.length) });
  };
  view.openPane = (content, label) => {
    view.isOpen = Boolean(content);
    pane.hidden = !content;
    element.classList.toggle("open", view.isOpen);
    if (!content) return pane.replaceChildren();
    const close = el(
      "button",
      { type: "button", class: "close", onclick: closePane, "aria-keyshortcuts": "Escape", title: t("close") },
      "✕",
      el("span", { class: "unseen" }, t("close")),
    );
    pane.replaceChildren(el("div", { class: "close-holder" }, close), content);
    pane.setAttribute("aria-label", label);
    pane.setAttribute("role", "region");
    pane.scrollTop = 0;
    return undefined;
  };
  return Object.assign(view, { element, grid, pane, search });
}

function filterRows(list, wanted, q) {
  const tests = [];
  for (const { name, of } of list.filters) {
    const value = wanted[name];
    if (!value) continue;
    tests.push((row) => {
      const own = of(row);
      return Array.isArray(own) ? own.includes(value) : own === value;
    });
  }
  const also = list.also?.(wanted);
  if (also) tests.push(also);
  const words = (q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) {
    tests.push((row) => {
      const text = haystack(row, list.text);
      return words.every((word) => text.includes(word));
    });
  }
  return tests.length ? list.rows.filter((row) => tests.every((test) => test(row))) : list.rows;
}

/** A filter as a menu of the values that occur; none where there is nothing to choose from. */
function makeFilter(filter, rows) {
  const counts = new Map();
  for (const row of rows) {
    const own = filter.of(row);
    for (const value of Array.isArray(own) ? own : [own]) {
      if (value !== null && value !== undefined && value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  if (counts.size < 2) return null;
  const values = filter.order
    ? filter.order.filter((value) => counts.has(value))
    : [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
  const options = values.map((value) =>
    el("option", { value }, `${cut(String(filter.wording(value)), 28)}  ${count(counts.get(value))}`),
  );
  const select = el("select", { "aria-label": filter.label }, el("option", { value: "" }, filter.label), options);
  return { filter, select, element: select };
}

/** What is known of one rule. */
function rulePane(rule) {
  const told = findings.filter((finding) => finding.rule === rule).length;
  const facts = [
    [t("severity"), severityMark(rule.severity, true)],
    [t("class"), t(`class.${rule.class}`)],
    [t("points"), rule.fatal ? t("fatal") : deduction(rule.points)],
    [t("findings"), count(rule.findings)],
    [t("outcome.pass"), count(rule.outcomes[0])],
    [t("outcome.fail"), count(rule.outcomes[1])],
    [t("outcome.not-applicable"), count(rule.outcomes[2])],
    [t("outcome.not-checkable"), count(rule.outcomes[3])],
  ];
  const reasons = rule.reasons.map(([words, number]) => el("li", {}, `${words}${t("colon")}${count(number)}`));
  const parts = [
    el("h2", {}, rule.title || rule.id),
    el("p", { class: "soft" }, el("code", {}, rule.id)),
    el(
      "dl",
      { class: "facts" },
      facts.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))),
    ),
    outcomeBar(rule),
    reasons.length > 0 && [el("h3", {}, t("not-checkable.why")), el("ul", {}, reasons)],
    rule.why && [el("h3", {}, t("why")), el("p", { class: "prose" }, rule.why)],
    rule.sources.length > 0 && [
      el("h3", {}, t("source")),
      el(
        "ul",
        {},
        rule.sources.map((source) => el("li", {}, source)),
      ),
    ],
    rule.suggestions.length > 0 && [el("h3", {}, t("say")), rewordings(rule.suggestions)],
    told > 0 &&
      el(
        "p",
        {},
        el(
          "a",
          { class: "onward", href: hashOf({ view: "findings", filters: { rule: rule.id } }) },
          t("all-findings-of-rule", { n: count(told) }),
        ),
      ),
  ];
  return append(el("article", { class: "sheet" }), parts);
}

/** What is known of one agent: what was found, and where the lowest scores are. */
function agentPane(agent) {
  const own = findings.filter((finding) => finding.agent === agent);
  const byRule = new Map();
  for (const { rule } of own) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const ranked = [...byRule].sort((a, b) => b[1] - a[1]).slice(0, 12);
  const most = ranked[0]?.[1] ?? 1;
  const rows = ranked.map(([rule, number]) => {
    const counts = [0, 0, 0].map((_, severity) => (severity === rule.severity ? number : 0));
    const href = hashOf({ view: "findings", filters: { rule: rule.id, agent: agent.key } });
    return el(
      "tr",
      {},
      el("td", {}, severityMark(rule.severity)),
      el("th", { scope: "row", class: "fill" }, el("a", { href }, rule.title || rule.id)),
      el("td", { class: "drawn" }, severityBar(counts, most, 120)),
      el("td", { class: "number strong" }, count(number)),
    );
  });
  const talks = conversations.filter(({ agents }) => agents.includes(agent));
  const low = talks
    .filter(({ findings: found }) => found.length)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0) || b.findings.length - a.findings.length)
    .slice(0, 10);
  const lines = low.map((conversation) =>
    el(
      "tr",
      {},
      el("td", { class: "number" }, scoreCell(conversation)),
      el(
        "th",
        { scope: "row", class: "fill" },
        el(
          "a",
          {
            href: hashOf({
              view: "conversations",
              filters: { agent: agent.key },
              c: conversation.id,
              n: place(conversation),
            }),
          },
          conversation.id,
        ),
      ),
      el("td", { class: "nowrap" }, countsCell(conversation.counts)),
      el("td", { class: "soft nowrap" }, shortTime(conversation.time)),
    ),
  );
  const facts = [
    report.figures.score && [t("mean-score"), decimal(agent.score ?? NaN)],
    report.figures.score && [t("pass-rate"), percent(agent.passRate ?? NaN)],
    [t("conversations"), count(agent.conversations ?? talks.length)],
    [t("utterances"), count(agent.utterances)],
    [t("per-hundred"), decimal(perHundred(agent))],
    ...(agent.accuracy
      ? ["customer", "business", "compliance"].map((kind) => [t(`accuracy.${kind}`), percent(agent.accuracy[kind])])
      : []),
  ].filter(Boolean);
  const parts = [
    el("h2", {}, agentName(agent)),
    el(
      "dl",
      { class: "facts" },
      facts.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))),
    ),
    rows.length
      ? [el("h3", {}, t("agent.rules")), el("table", { class: "plain" }, el("tbody", {}, rows))]
      : el("p", {}, t("nothing-found")),
    lines.length > 0 && [
      el("h3", {}, report.figures.score ? t("agent.lowest") : t("agent.most")),
      el("table", { class: "plain" }, el("tbody", {}, lines)),
    ],
    own.length > 0 &&
      el(
        "p",
        {},
        el(
          "a",
          { class: "onward", href: hashOf({ view: "findings", filters: { agent: agent.key } }) },
          t("all-findings-of-agent", { n: count(own.length) }),
        ),
      ),
  ];
  return append(el("article", { class: "sheet" }), parts);
}
