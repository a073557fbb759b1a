// How the score of one conversation came about, a line for each rule, in a person's words.

/** The lines lead to the notes of their findings; the numbers at their ends add up to the score. */
function arithmetic(conversation, notes) {
  const { score, passed, fatal, additions, groups, unjudged } = conversation;
  const scored = report.figures.score;
  if (!scored || score === null) return null;
  const rows = [
    groups.length ? null : plainLine(t("sum.start"), null, points(scored.start)),
    deductionLines(conversation, notes, groups.length > 0),
    groups.length > 0 && groupLines(groups, scored.start),
    additions.map(({ rule, added }) => ruleLine(rule, notes, t("sum.kept"), `+${points(added)}`)),
    fatal.map((rule) => ruleLine(rule, notes, t("sum.fatal"), t("fatal.short"))),
    otherwise(conversation, scored.start),
  ];
  const verdict = [t("sum.line", { line: points(scored.passLine) }), t(passed ? "passed.yes" : "passed.no")].join(
    " · ",
  );
  rows.push(plainLine(t("sum.score"), passed === null ? null : verdict, points(score), "total"));
  const names = unjudged.slice(0, 12).map((rule) => rule.title || rule.id);
  const legend = [t("sum.unjudged", { n: count(unjudged.length) }), names.join(t("list-comma"))];
  const table = append(el("tbody"), rows);
  return el(
    "section",
    { class: "arithmetic", "aria-label": t("sum") },
    el("h3", {}, t("sum")),
    el("table", { class: "plain" }, table),
    unjudged.length > 0 && el("p", { class: "legend" }, legend),
  );
}

function plainLine(label, how, value, classes = null) {
  const name = el("th", { scope: "row" }, label, how && el("small", {}, how));
  return el("tr", { class: classes }, el("td"), name, el("td", { class: "number" }, value));
}

function ruleLine(rule, notes, how, value, classes = null) {
  const leads = notes.filter(({ finding }) => finding.rule === rule).slice(0, 12);
  const link = el("a", { href: hashOf({ view: "rules", item: rule.id }) }, rule.title || rule.id);
  const numbers = leads.map((note) => noteNumber(note));
  const name = el("th", { scope: "row" }, link, " ", numbers, el("small", {}, how));
  return el(
    "tr",
    { class: classes },
    el("td", {}, severityMark(rule.severity)),
    name,
    el("td", { class: "number" }, value),
  );
}

/** What was taken off; within groups it counts by the share of its group, and so stands aside from the sum. */
function deductionLines({ deductions }, notes, grouped) {
  return deductions.map(({ rule, each, times, taken, capped }) => {
    const found = notes.filter(({ finding }) => finding.rule === rule && finding.taken !== null).length;
    const once = times === 1 && found > 1;
    const how = t(once ? "sum.once" : "sum.hits", { n: count(once ? found : times), each: points(each) });
    const most = capped ? t("sum.capped", { most: points(taken) }) : "";
    return ruleLine(rule, notes, how + most, deduction(taken), grouped ? "aside" : null);
  });
}

/** What each group brings in; those of which no rule applied leave their share to the others. */
function groupLines(groups, start) {
  const whole = sum(groups.map(({ weight, kept }) => (kept === null ? 0 : weight)));
  return groups.map(({ name, weight, kept }) => {
    const label = t("sum.group", { name, weight: points(weight) });
    if (kept === null) return plainLine(label, t("sum.group-idle"), "–");
    return plainLine(
      label,
      t("sum.group-kept", { share: percent(kept) }),
      `+${points((start * weight * kept) / whole)}`,
    );
  });
}

/** Says why the lines do not add up, where they do not. */
function otherwise({ score, fatal, deductions, additions, groups }, start) {
  const lost = sum(deductions.map(({ taken }) => taken));
  const added = sum(additions.map(({ added: own }) => own));
  if (groups.length || fatal.length || Math.abs(start - lost + added - score) < 0.01) return null;
  return plainLine(t(start - lost + added < score ? "sum.floor" : "sum.scaled"), null, "");
}
