// The lists of the report: what their columns are, what they are filtered by.

const outcomeShare = (rule) => {
  const judged = rule.outcomes[0] + rule.outcomes[1];
  return judged ? rule.outcomes[1] / judged : NaN;
};

/** A filter that offers the values there are, the commonest first unless `order` says otherwise. */
function choices(name, label, of, wording = (value) => value, order = null) {
  return { name, label, of, wording, order };
}

const LISTS = {
  findings: () => ({
    title: t("findings"),
    rows: findings,
    order: { key: "severity", descending: false },
    key: (finding) => finding.fingerprint,
    text: ({ rule, conversation, agent, message, quote, fingerprint }) => [rule.id, rule.title, message, quote, conversation.id, agentName(agent), fingerprint],
    open: (finding) => ({ f: finding.fingerprint }),
    filters: [
      choices("severity", t("severity"), ({ rule }) => SEVERITIES[rule.severity], (name) => t(`severity.${name}`), SEVERITIES),
      choices("rule", t("rule"), ({ rule }) => rule.id, (id) => ruleById(id)?.title || id),
      choices("agent", t("agent"), ({ agent }) => agent?.key, (key) => agentName(agentByKey(key))),
      choices("class", t("class"), ({ rule }) => rule.class, (name) => t(`class.${name}`), ["customer", "business", "compliance", "minor"]),
      choices("confidence", t("confidence"), ({ confidence }) => CONFIDENCES[confidence], (name) => t(`confidence.${name}`), CONFIDENCES),
      choices("group", t("group"), ({ conversation }) => conversation.group),
      choices("file", t("file"), ({ conversation }) => conversation.file),
    ],
    columns: [
      { key: "severity", label: "", title: t("severity"), width: "28px", value: ({ rule }) => rule.severity, cell: ({ rule }) => severityMark(rule.severity) },
      { key: "rule", label: t("rule"), width: "minmax(120px, 1.1fr)", value: ({ rule }) => rule.title, cell: ({ rule, message }) => el("span", { title: `${rule.id}\n${message}` }, rule.title || rule.id) },
      { key: "said", label: t("said"), width: "minmax(160px, 2fr)", value: (finding) => finding.quote, cell: quoted },
      { key: "points", label: t("points"), width: "56px", number: true, value: (finding) => (finding.rule.fatal ? 1e6 : finding.taken), cell: taken, extra: 2 },
      { key: "conversation", label: t("conversation"), width: "minmax(70px, .7fr)", value: ({ conversation }) => conversation.id, cell: ({ conversation, utterance }) => [conversation.id, el("small", {}, ` #${utterance + 1}`)], extra: 2 },
      { key: "agent", label: t("agent"), width: "minmax(60px, .6fr)", value: ({ agent }) => agentName(agent), cell: ({ agent }) => agentName(agent), extra: 1 },
      { key: "confidence", label: t("confidence"), width: "72px", value: ({ confidence }) => confidence, cell: ({ confidence }) => t(`confidence.${CONFIDENCES[confidence]}`), extra: 1, soft: true },
      { key: "time", label: t("time"), width: "132px", value: ({ time }) => time, cell: ({ time }) => shortTime(time), extra: 1, soft: true },
    ],
  }),
  conversations: () => ({
    title: t("conversations"),
    rows: conversations,
    order: report.figures.score ? { key: "score", descending: false } : { key: "findings", descending: true },
    key: (conversation) => conversation.index,
    text: (conversation) => [conversation.id, agentNames(conversation), conversation.group, conversation.channel, conversation.file],
    open: (conversation) => ({ c: conversation.id, n: place(conversation) }),
    filters: [
      choices("passed", t("result"), ({ passed }) => (passed === null ? null : passed ? "yes" : "no"), (name) => t(`passed.${name}`), ["no", "yes"]),
      choices("band", t("band"), ({ band }) => band),
      choices("agent", t("agent"), ({ agents }) => agents.map(({ key }) => key), (key) => agentName(agentByKey(key))),
      choices("group", t("group"), ({ group }) => group),
      choices("channel", t("channel"), ({ channel }) => channel),
      choices("file", t("file"), ({ file }) => file),
    ],
    /** A range of scores, as the chart of scores links to. */
    also: ({ from, to }) => (from === undefined || to === undefined ? null : ({ score }) => score >= Number(from) && (score < Number(to) || from === to)),
    columns: [
      { key: "score", label: t("score"), width: "62px", number: true, value: ({ score }) => score, cell: scoreCell },
      { key: "id", label: t("conversation"), width: "minmax(90px, 1.2fr)", value: ({ id }) => id, cell: ({ id }) => id },
      { key: "agents", label: t("agent"), width: "minmax(80px, 1fr)", value: agentNames, cell: agentNames, extra: 2 },
      { key: "findings", label: t("findings"), width: "132px", number: true, value: ({ counts }) => counts[0] * 1e6 + counts[1] * 1e3 + counts[2], cell: ({ counts }) => countsCell(counts) },
      { key: "utterances", label: t("utterances"), width: "64px", number: true, value: ({ utterances }) => utterances, cell: ({ utterances }) => count(utterances), extra: 1 },
      { key: "group", label: t("group"), width: "minmax(60px, .8fr)", value: ({ group }) => group, cell: ({ group }) => group ?? "", extra: 1, soft: true },
      { key: "time", label: t("time"), width: "132px", value: ({ time }) => time, cell: ({ time }) => shortTime(time), extra: 1, soft: true },
    ],
  }),
  agents: () => ({
    title: t("agents"),
    rows: report.agents,
    order: report.figures.score ? { key: "score", descending: false } : { key: "findings", descending: true },
    key: (agent) => agent.key,
    text: (agent) => [agent.id, agent.name],
    open: (agent) => ({ item: agent.key }),
    filters: [],
    columns: [
      { key: "name", label: t("agent"), width: "minmax(100px, 1.4fr)", value: agentName, cell: agentName },
      { key: "score", label: t("mean-score"), width: "80px", number: true, value: ({ score }) => score, cell: ({ score }) => decimal(score ?? NaN) },
      { key: "pass", label: t("pass-rate"), width: "80px", number: true, value: ({ passRate }) => passRate, cell: ({ passRate }) => percent(passRate ?? NaN), extra: 2 },
      { key: "conversations", label: t("conversations"), width: "84px", number: true, value: ({ conversations: talks }) => talks, cell: ({ conversations: talks }) => count(talks ?? 0), extra: 2 },
      { key: "utterances", label: t("utterances"), width: "84px", number: true, value: ({ utterances }) => utterances, cell: ({ utterances }) => count(utterances), extra: 1 },
      { key: "findings", label: t("findings"), width: "132px", number: true, value: (agent) => sum(agent.findings), cell: (agent) => countsCell(agent.findings) },
      { key: "rate", label: t("per-hundred"), width: "92px", number: true, value: perHundred, cell: (agent) => decimal(perHundred(agent)), extra: 1 },
      { key: "customer", label: t("class.customer"), width: "84px", number: true, extra: 1, soft: true, value: ({ accuracy }) => accuracy?.customer, cell: ({ accuracy }) => percent(accuracy?.customer ?? NaN) },
      { key: "compliance", label: t("class.compliance"), width: "84px", number: true, extra: 1, soft: true, value: ({ accuracy }) => accuracy?.compliance, cell: ({ accuracy }) => percent(accuracy?.compliance ?? NaN) },
    ],
  }),
  rules: () => ({
    title: t("rules"),
    rows: report.rules,
    order: { key: "findings", descending: true },
    key: (rule) => rule.id,
    text: (rule) => [rule.id, rule.title, rule.why, rule.sources.join(" ")],
    open: (rule) => ({ item: rule.id }),
    filters: [
      choices("severity", t("severity"), ({ severity }) => SEVERITIES[severity], (name) => t(`severity.${name}`), SEVERITIES),
      choices("class", t("class"), (rule) => rule.class, (name) => t(`class.${name}`), ["customer", "business", "compliance", "minor"]),
    ],
    columns: [
      { key: "severity", label: "", title: t("severity"), width: "28px", value: ({ severity }) => severity, cell: ({ severity }) => severityMark(severity) },
      { key: "title", label: t("rule"), width: "minmax(140px, 2fr)", value: ({ title }) => title, cell: ({ title, id }) => el("span", { title: id }, title || id) },
      { key: "id", label: t("identifier"), width: "minmax(120px, 1fr)", value: ({ id }) => id, cell: ({ id }) => el("code", {}, id), extra: 1, soft: true },
      { key: "class", label: t("class"), width: "96px", value: (rule) => rule.class, cell: (rule) => t(`class.${rule.class}`), extra: 1, soft: true },
      { key: "points", label: t("points"), width: "56px", number: true, value: (rule) => (rule.fatal ? 1e6 : rule.points), cell: (rule) => (rule.fatal ? t("fatal.short") : deduction(rule.points)), extra: 2 },
      { key: "findings", label: t("findings"), width: "72px", number: true, value: ({ findings: number }) => number, cell: ({ findings: number }) => count(number) },
      { key: "share", label: t("fail-share"), title: t("fail-share.long"), width: "72px", number: true, value: outcomeShare, cell: (rule) => percent(outcomeShare(rule)) },
      { key: "outcomes", label: t("outcomes"), width: "136px", cell: outcomeBar, extra: 1 },
      { key: "unjudged", label: t("not-checkable"), width: "84px", number: true, value: ({ outcomes }) => outcomes[3], cell: ({ outcomes }) => count(outcomes[3]), extra: 1 },
    ],
  }),
};

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
    return el("span", { class: classes }, glyph, count(counts[severity]), el("span", { class: "unseen" }, ` ${t(`severity.${name}`)}`));
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
  const fills = [{ class: "fill-pass" }, { class: "fill-error" }, { class: "fill-rest" }, { fill: "url(#hatch-warning)" }];
  const words = names.map((name, index) => `${t(`outcome.${name}`)} ${count(outcomes[index])}`).join(", ");
  return stackedBar(outcomes.map((value, index) => ({ value, attributes: fills[index] })), sum(outcomes), words, 120);
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
