// The books: what was read, what was not, what could not be judged, what is not in this page.

function drawLedger(main) {
  const { figures, run, leftOut } = report;
  const { ledger, utterances } = figures;
  const lines = [
    [t("ledger.files"), count(ledger.files)],
    [t("ledger.records"), count(ledger.records)],
    [t("ledger.checked"), count(ledger.conversations)],
    [t("ledger.problems"), count(ledger.problems)],
    ...utterances
      .map(
        (number, role) => number > 0 && [t("ledger.utterances", { role: t(`role.${ROLES[role]}`) }), count(number)],
      )
      .filter(Boolean),
  ];
  const versions = [
    [t("rulebook"), run.rulebook],
    run.fingerprint && [t("fingerprint"), run.fingerprint],
    [t("version"), `huashu ${run.version}`],
    [t("files"), run.files.slice(0, 20).join(t("list-comma")) + (run.files.length > 20 ? " …" : "")],
    ...run.profiles.map(([name, number]) => [t("profile", { name }), count(number)]),
  ].filter(Boolean);
  const unjudged = report.rules.filter(({ outcomes }) => outcomes[3]).sort((a, b) => b.outcomes[3] - a.outcomes[3]);
  const parts = [
    panel(t("ledger.read"), "half", factsTable(lines)),
    panel(
      t("ledger.skipped"),
      "half",
      ledger.skipped.length
        ? factsTable(ledger.skipped.map(([words, number]) => [words, count(number)]))
        : el("p", {}, t("ledger.nothing-skipped")),
    ),
    panel(t("ledger.run"), "half", factsTable(versions)),
    panel(t("ledger.left-out"), "half", el("p", {}, leftOutLine(leftOut) || t("ledger.nothing-left-out"))),
    ledger.remarks.length > 0 &&
      panel(
        t("ledger.remarks"),
        "wide",
        el(
          "ul",
          {},
          ledger.remarks.map((remark) => el("li", {}, remark)),
        ),
      ),
    panel(
      t("ledger.unjudged"),
      "wide",
      unjudged.length ? unjudgedTable(unjudged) : el("p", {}, t("ledger.all-judged")),
    ),
    panel(
      t("ledger.problem-list"),
      "wide",
      report.problems.length ? report.problems.map(drawProblem) : el("p", {}, t("ledger.no-problems")),
    ),
  ];
  main.replaceChildren(append(el("div", { class: "panels" }), parts));
}

function factsTable(rows) {
  return el(
    "table",
    { class: "plain books" },
    el(
      "tbody",
      {},
      rows.map(([label, value]) => el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, value))),
    ),
  );
}

function unjudgedTable(rules) {
  const rows = rules.map((rule) => {
    const reasons = rule.reasons.map(([words, number]) => `${words} ${count(number)}`).join(t("semicolon"));
    return el(
      "tr",
      {},
      el(
        "th",
        { scope: "row", class: "fill" },
        el("a", { href: hashOf({ view: "rules", item: rule.id }) }, rule.title || rule.id),
      ),
      el("td", {}, reasons),
      el("td", { class: "number" }, count(rule.outcomes[3])),
    );
  });
  const head = el(
    "tr",
    {},
    [t("rule"), t("not-checkable.why"), t("conversations")].map((label, index) =>
      el("th", { scope: "col", class: index === 2 ? "number" : null }, label),
    ),
  );
  return el("table", { class: "plain" }, el("thead", {}, head), el("tbody", {}, rows));
}

function drawProblem({ code, level, message, help, file, line, column, excerpt }) {
  const place = [file, line, column].filter((part) => part !== null && part !== undefined).join(":");
  const severity = level === "error" ? 0 : 1;
  return el(
    "div",
    { class: "problem" },
    el("p", {}, severityMark(severity), " ", el("strong", {}, message), " ", el("code", { class: "soft" }, code)),
    place && el("p", { class: "soft" }, place),
    excerpt && el("pre", {}, excerpt),
    help && el("p", {}, help),
  );
}
