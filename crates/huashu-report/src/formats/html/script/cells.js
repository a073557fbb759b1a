// What stands in the cells of the lists.

/** The utterance around the words found; of an absence, the place where it was missed. */
function quoted({ quote, from, to, absence, rule }) {
  if (absence) return el("span", { class: "missed" }, t("missed"), el("span", { class: "soft" }, ` ${quote}`));
  // The words found must be in sight however long the utterance is.
  const start = from > 8 ? from - 6 : 0;
  const mark = el("mark", { class: SEVERITIES[rule.severity] }, quote.slice(from, to));
  return [start ? "…" : "", quote.slice(start, from), mark, quote.slice(to)];
}

function countsCell(counts) {
  const parts = SEVERITIES.map((name, severity) => {
    const classes = `count ${counts[severity] ? name : "none"}`;
    const glyph = el("span", { class: `glyph ${name}`, "aria-hidden": "true" }, GLYPHS[name]);
    return el(
      "span",
      { class: classes },
      glyph,
      count(counts[severity]),
      el("span", { class: "unseen" }, ` ${t(`severity.${name}`)}`),
    );
  });
  return el("span", { class: "counts" }, parts);
}

function scoreCell({ score, passed, fatal }) {
  if (score === null || score === undefined) return "–";
  const classes = passed === false ? "score failed" : "score";
  const words = passed === false ? el("span", { class: "unseen" }, ` ${t("passed.no")}`) : null;
  return el("span", { class: classes, title: fatal.length ? t("fatal") : null }, points(score), words);
}

function outcomeBar({ outcomes }) {
  const names = ["pass", "fail", "not-applicable", "not-checkable"];
  const fills = [
    { class: "fill-pass" },
    { class: "fill-error" },
    { class: "fill-rest" },
    { fill: "url(#hatch-warning)" },
  ];
  const words = names.map((name, index) => `${t(`outcome.${name}`)} ${count(outcomes[index])}`).join(", ");
  return stackedBar(
    outcomes.map((value, index) => ({ value, attributes: fills[index] })),
    sum(outcomes),
    words,
    120,
  );
}

/** Date and minute, without the year that all share. */
function shortTime(time) {
  return time ? time.replace(/^\d{4}-(\d\d-\d\d \d\d:\d\d).*$/, "$1") : "";
}

function ruleById(id) {
  return report.rules.find((rule) => rule.id === id);
}

function agentByKey(key) {
  return report.agents.find((agent) => agent.key === key);
}

/** Which of the conversations with the same id this is, counting from 1; nothing for the only one. */
function place(conversation) {
  const same = byId.get(conversation.id);
  return same.length > 1 ? String(same.indexOf(conversation) + 1) : undefined;
}
