// The day at a glance.

const RULES_SHOWN = 12;
const AGENTS_SHOWN = 12;

function drawOverview(main) {
  const { figures, days } = report;
  CHARTS.length = 0;
  const sections = [
    headline(figures),
    notices(),
    el("div", { class: "panels" }, [
      figures.score && scorePanel(figures.score),
      figures.accuracy && accuracyPanel(figures.accuracy),
      rulesPanel(),
      report.agents.length > 0 && agentsPanel(),
      severityPanel(figures),
      hoursPanel(),
      days.length > 1 && daysPanel(days),
      report.groups.length > 1 && groupsPanel(),
    ]),
  ];
  main.replaceChildren(...sections.filter(Boolean));
  drawCharts();
}

let panels = 0;

function panel(title, classes, ...content) {
  panels += 1;
  const id = `panel-${panels}`;
  return el("section", { class: `panel ${classes}`, "aria-labelledby": id }, el("h2", { id }, title), content);
}

function figure(label, value, note, href) {
  const number = href ? el("a", { href, class: "number" }, value) : el("span", { class: "number" }, value);
  return el("div", { class: "figure" }, el("dt", {}, label), el("dd", {}, number, note && el("small", {}, note)));
}

function headline({ conversations: total, utterances, findings: counts, score, outcomes }) {
  const said = sum(utterances);
  const found = sum(counts);
  const agentsSaid = utterances[0];
  const items = [
    figure(
      t("conversations"),
      count(total),
      t("headline.utterances", { n: count(said), agent: count(agentsSaid) }),
      hashOf({ view: "conversations" }),
    ),
  ];
  if (score) {
    const failed = score.failed ?? 0;
    if (score.passRate !== null)
      items.push(
        figure(
          t("pass-rate"),
          percent(score.passRate),
          t("headline.failed", { n: count(failed) }),
          hashOf({ view: "conversations", filters: { passed: "no" } }),
        ),
      );
    const worded = score.passLine === null ? "headline.start" : "headline.line";
    items.push(
      figure(
        t("mean-score"),
        decimal(score.mean),
        t(worded, { line: points(score.passLine), start: points(score.start) }),
      ),
    );
  }
  const severities = SEVERITIES.map((name, severity) =>
    el(
      "a",
      { class: "severity-count", href: hashOf({ view: "findings", filters: { severity: name } }) },
      severityMark(severity),
      " ",
      count(counts[severity]),
      el("span", { class: "unseen" }, t(`severity.${name}`)),
    ),
  );
  const findingsFigure = figure(t("findings"), count(found), null, hashOf({ view: "findings" }));
  findingsFigure.querySelector("dd").append(el("small", { class: "severities" }, severities));
  items.push(findingsFigure);
  if (agentsSaid)
    items.push(figure(t("per-hundred"), decimal((found / agentsSaid) * 100), t("headline.per-hundred")));
  const judged = outcomes[0] + outcomes[1] + outcomes[3];
  if (judged) {
    items.push(
      figure(
        t("not-checkable"),
        percent(outcomes[3] / judged),
        t("headline.not-checkable", { n: count(outcomes[3]) }),
        hashOf({ view: "ledger" }),
      ),
    );
  }
  return el("dl", { class: "headline" }, items);
}

/** What the reader must know before trusting the figures. */
function notices() {
  const { leftOut, problems } = report;
  const lines = [];
  if (problems.length) {
    lines.push([
      t("notice.problems", { n: count(report.figures.problems) }),
      " ",
      el("a", { href: hashOf({ view: "ledger" }) }, t("see-ledger")),
    ]);
  }
  const missing = leftOutLine(leftOut);
  if (missing) lines.push([missing]);
  if (!lines.length) return null;
  return el(
    "div",
    { class: "notices", role: "note" },
    lines.map((line) => el("p", {}, line)),
  );
}

function leftOutLine(leftOut) {
  const parts = ["findings", "conversations", "transcripts"]
    .filter((what) => leftOut[what])
    .map((what) => t(`left-out.${what}`, { n: count(leftOut[what]) }));
  return parts.length ? `${t("left-out")}${parts.join(t("comma"))}${t("left-out.elsewhere")}` : "";
}

function scorePanel({ histogram, bands, passLine, mean }) {
  const columns = histogram.map(([from, to, number]) => ({
    label: from === to ? points(from) : `${points(from)}–${points(to)}`,
    value: number,
    note: t("score-range", { from: points(from), to: points(to) }),
    attributes:
      passLine !== null && to <= passLine && from < passLine ? { fill: "url(#hatch-fail)", class: "" } : {},
    href: hashOf({ view: "conversations", filters: { from: String(from), to: String(to) } }),
  }));
  const at = passLine === null ? -1 : histogram.findIndex(([from, to]) => passLine >= from && passLine <= to);
  const mark = (left, room, top, base) => {
    if (at < 0) return null;
    const [from, to] = histogram[at];
    const x = left + (at + (to > from ? (passLine - from) / (to - from) : 0)) * room;
    const line = svg("line", { x1: x, x2: x, y1: top - 6, y2: base, class: "pass-line" });
    return [
      line,
      svg("text", { x: x - 5, y: top + 2, class: "tick end" }, t("pass-line", { line: points(passLine) })),
    ];
  };
  const chartFigure = columnChart(t("panel.scores"), columns, { values: true, mark, height: 190 });
  const list = el(
    "dl",
    { class: "bands" },
    bands.map(([name, from, number]) =>
      el("div", {}, el("dt", {}, name, el("small", {}, ` ≥ ${points(from)}`)), el("dd", {}, count(number))),
    ),
  );
  return panel(
    t("panel.scores"),
    "half",
    chartFigure,
    bands.length ? list : null,
    el("p", { class: "legend" }, t("legend.scores", { mean: decimal(mean) })),
  );
}

function accuracyPanel(accuracy) {
  const kinds = ["customer", "business", "compliance"];
  const worst = Math.max(...kinds.map((kind) => 1 - accuracy[kind]), 0.0001);
  const rows = kinds.map((kind) => {
    const share = 1 - accuracy[kind];
    const label = t("accuracy.failed", { share: percent(share) });
    const bar = stackedBar([{ value: share, attributes: { class: "fill-error" } }], worst, label, 120);
    const href = hashOf({ view: "findings", filters: { class: kind } });
    return el(
      "tr",
      {},
      el("th", { scope: "row", class: "fill" }, el("a", { href }, t(`accuracy.${kind}`))),
      el("td", { class: "number strong" }, percent(accuracy[kind])),
      el("td", { class: "drawn" }, bar),
      el("td", { class: "number soft" }, percent(share)),
    );
  });
  rows.push(
    el(
      "tr",
      {},
      el(
        "th",
        { scope: "row" },
        el("a", { href: hashOf({ view: "findings", filters: { class: "minor" } }) }, t("accuracy.minor")),
      ),
      el(
        "td",
        { class: "number strong" },
        format(accuracy.minor, { maximumFractionDigits: 2, minimumFractionDigits: 2 }),
      ),
      el("td", { class: "soft", colspan: 2 }, t("accuracy.minor-unit")),
    ),
  );
  const head = el(
    "tr",
    {},
    [t("class"), t("accuracy"), t("accuracy.share"), ""].map((label, index) =>
      el(label ? "th" : "td", { scope: label ? "col" : null, class: index === 1 ? "number" : null }, label),
    ),
  );
  return panel(
    t("panel.accuracy"),
    "half",
    el("table", { class: "plain" }, el("thead", {}, head), el("tbody", {}, rows)),
    el("p", { class: "legend" }, t("legend.accuracy")),
  );
}

function severityPanel({ findings: counts, outcomes }) {
  const total = sum(counts);
  const rows = SEVERITIES.map((name, severity) => {
    const bar = severityBar(
      counts.map((value, at) => (at === severity ? value : 0)),
      Math.max(...counts, 1),
      160,
    );
    const link = el(
      "a",
      { href: hashOf({ view: "findings", filters: { severity: name } }) },
      severityMark(severity, true),
    );
    return el(
      "tr",
      {},
      el("th", { scope: "row", class: "fill" }, link),
      el("td", { class: "drawn" }, bar),
      el("td", { class: "number strong" }, count(counts[severity])),
      el("td", { class: "number soft" }, total ? percent(counts[severity] / total) : "–"),
    );
  });
  const table = el(
    "table",
    { class: "plain" },
    el("caption", { class: "unseen" }, t("panel.severities")),
    el("tbody", {}, rows),
  );
  const names = ["pass", "fail", "not-applicable", "not-checkable"];
  const list = el(
    "dl",
    { class: "bands" },
    names.map((name, index) =>
      el("div", {}, el("dt", {}, t(`outcome.${name}`)), el("dd", {}, count(outcomes[index]))),
    ),
  );
  return panel(
    t("panel.severities"),
    "half",
    table,
    list,
    el("p", { class: "legend" }, t("legend.outcomes", { n: count(report.rules.length) })),
  );
}

function rulesPanel() {
  const found = report.rules.filter((rule) => rule.findings).sort((a, b) => b.findings - a.findings);
  const most = found[0]?.findings ?? 1;
  const rows = found.slice(0, RULES_SHOWN).map((rule) => {
    const counts = [0, 0, 0].map((_, severity) => (severity === rule.severity ? rule.findings : 0));
    const link = el("a", { href: hashOf({ view: "rules", item: rule.id }), title: rule.id }, rule.title || rule.id);
    const share = rule.outcomes[1] / (rule.outcomes[0] + rule.outcomes[1] || 1);
    return el(
      "tr",
      {},
      el("td", {}, severityMark(rule.severity)),
      el("th", { scope: "row", class: "fill" }, link),
      el("td", { class: "drawn" }, severityBar(counts, most, 140)),
      el("td", { class: "number strong" }, count(rule.findings)),
      el("td", { class: "number soft", title: t("fail-share.long") }, percent(share)),
    );
  });
  const head = el(
    "tr",
    {},
    el("th", { scope: "col", class: "slim" }, el("span", { class: "unseen" }, t("severity"))),
    el("th", { scope: "col" }, t("rule")),
    el("td", {}),
    el("th", { scope: "col", class: "number" }, t("findings")),
    el("th", { scope: "col", class: "number", title: t("fail-share.long") }, t("fail-share")),
  );
  const rest = found.length - RULES_SHOWN;
  const more = el(
    "p",
    { class: "legend" },
    rest > 0
      ? el("a", { href: hashOf({ view: "rules" }) }, t("more-rules", { n: count(rest) }))
      : t("clean-rules", { n: count(report.rules.length - found.length) }),
  );
  if (!rows.length) return panel(t("panel.rules"), "half", el("p", {}, t("nothing-found")));
  return panel(
    t("panel.rules"),
    "half",
    el("table", { class: "plain" }, el("thead", {}, head), el("tbody", {}, rows)),
    more,
  );
}

/** A table of agents or groups: the lowest scores, or the most findings where nothing is scored. */
function partiesTable(parties, view, nameOf, heading) {
  const scored = parties.some(({ score }) => score !== null && score !== undefined);
  const worth = (party) => (scored ? (party.score ?? Infinity) : -perHundred(party));
  const order = [...parties].sort((a, b) => worth(a) - worth(b)).slice(0, AGENTS_SHOWN);
  const line = report.figures.score?.passLine ?? NaN;
  const low = Math.max(
    0,
    Math.floor(Math.min(...order.map(({ score }) => score ?? Infinity), (line || 100) - 5) / 10) * 10,
  );
  const most = Math.max(...order.map((party) => sum(party.findings)), 1);
  const rows = order.map((party) => {
    const link = el("a", { href: view(party) }, nameOf(party));
    const drawn = scored
      ? dotPlot(party.score, low, report.figures.score.start, line, `${t("mean-score")} ${decimal(party.score)}`)
      : severityBar(party.findings, most, 120);
    const last = scored ? decimal(party.score) : decimal(perHundred(party));
    const share = scored ? percent(party.passRate) : count(sum(party.findings));
    return el(
      "tr",
      {},
      el("th", { scope: "row", class: "fill" }, link),
      el("td", { class: "number soft" }, count(party.conversations ?? 0)),
      el("td", { class: "drawn" }, drawn),
      el("td", { class: "number strong" }, last),
      el("td", { class: "number soft" }, share),
    );
  });
  const heads = [
    heading,
    t("conversations"),
    "",
    scored ? t("mean-score") : t("per-hundred"),
    scored ? t("pass-rate") : t("findings"),
  ];
  const head = el(
    "tr",
    {},
    heads.map((label, index) =>
      el(label ? "th" : "td", { scope: label ? "col" : null, class: index && label ? "number" : null }, label),
    ),
  );
  return el("table", { class: "plain" }, el("thead", {}, head), el("tbody", {}, rows));
}

function perHundred({ findings: counts, utterances }) {
  return utterances ? (sum(counts) / utterances) * 100 : 0;
}

function agentsPanel() {
  const table = partiesTable(
    report.agents,
    (agent) => hashOf({ view: "agents", item: agent.key }),
    agentName,
    t("agent"),
  );
  const rest = report.agents.length - AGENTS_SHOWN;
  const more =
    rest > 0 &&
    el(
      "p",
      { class: "legend" },
      el("a", { href: hashOf({ view: "agents" }) }, t("more-agents", { n: count(rest) })),
    );
  const note = report.figures.score ? t("legend.agents") : null;
  return panel(t("panel.agents"), "half", table, note && el("p", { class: "legend" }, note), more);
}

function groupsPanel() {
  const view = (group) => hashOf({ view: "conversations", filters: { group: group.name } });
  return panel(
    t("panel.groups"),
    "half",
    partiesTable(report.groups, view, ({ name }) => name, t("group")),
  );
}

function hoursPanel() {
  const { hours } = report;
  if (!hours.some(([said]) => said)) return null;
  const place = (hour, value) => ({ label: String(hour), note: t("hour", { from: hour, to: hour + 1 }), value });
  const volume = columnChart(
    t("hours.volume"),
    hours.map(([said], hour) => place(hour, said)),
    { height: 110, step: 3, left: 54 },
  );
  const rate = columnChart(
    t("hours.rate"),
    hours.map(([said, found], hour) => place(hour, said ? (found / said) * 100 : null)),
    { height: 110, step: 3, left: 54, shown: points },
  );
  return panel(
    t("panel.hours"),
    "half",
    el("h3", {}, t("hours.volume")),
    volume,
    el("h3", {}, t("hours.rate")),
    rate,
  );
}

function daysPanel(days) {
  const scores = days.map(({ date, score }) => ({ label: date, value: score }));
  const scored = scores.some(({ value }) => Number.isFinite(value));
  const found = days.map(({ date, conversations: talks, findings: number }) => ({
    label: date,
    value: talks ? number / talks : null,
  }));
  return panel(
    t("panel.days"),
    "half",
    scored && [
      el("h3", {}, t("mean-score")),
      lineChart(t("mean-score"), scores, { high: report.figures.score.start }),
    ],
    el("h3", {}, t("days.rate")),
    lineChart(t("days.rate"), found, { low: 0 }),
  );
}
