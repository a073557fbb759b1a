// One conversation as it was held: what was found is marked where it stands and explained beside it.

/** With more findings notes are folded, as those of hints always are, but for the one that was asked for. */
const OPEN_NOTES = 12;
/** Utterances of a talk that is drawn whole at once. */
const LONG = 1000;
/** Utterances with notes that are drawn of a longer one at once. */
const NOTED = 100;
/** Utterances drawn around each of them. */
const AROUND = 10;

async function conversationPane(conversation, chosen) {
  const utterances = await transcript(conversation);
  // Notes are numbered in the order in which they stand.
  const found = [...conversation.findings].sort(
    (a, b) => a.utterance - b.utterance || a.start - b.start || a.index - b.index,
  );
  const notes = found.map((finding, index) => ({ finding, number: index + 1, chosen: finding === chosen }));
  const shown = utterances ?? quotedOnly(notes);
  const folded = notes.length > OPEN_NOTES;
  const places = new Map();
  for (const note of notes) {
    const at = note.finding.utterance;
    places.set(at, [...(places.get(at) ?? []), note]);
  }
  const list = el("ol", { class: "talk" });
  const lines = shown.map((utterance, index) => ({ ...utterance, at: utterance.at ?? index }));
  const draw = (line) => {
    const speaker = line.speaker || soleSpeaker(conversation, line.role);
    return drawUtterance({ ...line, speaker }, line.at, places.get(line.at) ?? [], folded);
  };
  list.replaceChildren(...drawTalk(lines, places, draw));
  const missing = sum(conversation.counts) - found.length;
  return el(
    "article",
    { class: "sheet reader" },
    readerHead(conversation),
    arithmetic(conversation, notes),
    !utterances &&
      el("p", { class: "notices" }, t("no-transcript", { file: conversation.file, line: conversation.line })),
    missing > 0 && el("p", { class: "notices" }, t("findings-missing", { n: count(missing) })),
    list,
  );
}

/** Draws the talk; of a very long one what stands around the notes, until all of it is asked for. */
function drawTalk(lines, places, draw) {
  if (lines.length <= LONG) return lines.map(draw);
  const near = new Set(lines.slice(0, AROUND).map(({ at }) => at));
  const noted = [...places.keys()];
  for (const at of [...noted.slice(0, NOTED), ...noted.filter(hasChosen(places))]) {
    for (let by = -AROUND; by <= AROUND; by += 1) near.add(at + by);
  }
  const drawn = [];
  let hidden = 0;
  const gap = () => {
    if (!hidden) return;
    const all = (event) => event.currentTarget.closest("ol").replaceChildren(...lines.map(draw));
    const label = t("talk.hidden", { n: count(hidden) });
    drawn.push(el("li", { class: "gap" }, el("button", { type: "button", class: "quiet", onclick: all }, label)));
    hidden = 0;
  };
  for (const line of lines) {
    if (near.has(line.at)) {
      gap();
      drawn.push(draw(line));
    } else hidden += 1;
  }
  gap();
  return drawn;
}

function hasChosen(places) {
  return (at) => places.get(at).some(({ chosen }) => chosen);
}

/** Who speaks where the utterance does not say: the only agent there is, or the customer. */
function soleSpeaker({ agents, customer }, role) {
  if (role === "customer") return customer;
  return role === "agent" && agents.length === 1 ? agentName(agents[0]) : null;
}

/** Where the talk itself was left out, the utterances that findings quote still stand. */
function quotedOnly(notes) {
  const lines = new Map();
  for (const { finding } of notes) {
    if (!lines.has(finding.utterance)) {
      lines.set(finding.utterance, {
        role: "agent",
        speaker: agentName(finding.agent),
        time: finding.time,
        text: finding.quote,
        at: finding.utterance,
        part: true,
      });
    }
  }
  return [...lines.values()].sort((a, b) => a.at - b.at);
}

function readerHead(conversation) {
  const { id, file, line, customer, group, channel, time, score, band, passed } = conversation;
  const facts = [
    [t("agent"), agentNames(conversation)],
    [t("role.customer"), customer],
    [t("group"), group],
    [t("channel"), channel],
    [t("time"), time],
    [t("file"), `${file}:${line}`],
  ].filter(([, value]) => value);
  const same = place(conversation);
  const link = hashOf({ c: id, n: same });
  const mark =
    score === null
      ? null
      : el(
          "span",
          { class: passed === false ? "grade failed" : "grade" },
          points(score),
          el(
            "small",
            {},
            [...new Set([band, passed !== null && t(passed ? "passed.yes" : "passed.no")])]
              .filter(Boolean)
              .join(" · "),
          ),
        );
  return el(
    "header",
    { class: "reader-head" },
    el(
      "div",
      {},
      el(
        "h2",
        {},
        t("conversation.named", { id }),
        el("a", { class: "anchor", href: link, title: t("link") }, "#", el("span", { class: "unseen" }, t("link"))),
      ),
      el(
        "dl",
        { class: "facts" },
        facts.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))),
      ),
    ),
    mark,
  );
}

/** What a finding took off the score: points, nothing because its rule counts once, or nothing because it is unsure. */
function taken({ taken: own, rule }) {
  if (rule.fatal) return t("fatal.short");
  if (own === null) return rule.points ? t("taken.none") : "";
  return own ? deduction(own) : t("taken.already");
}

function drawUtterance({ role, speaker, time, text, part }, at, notes, folded) {
  const spoken = notes.filter(({ finding }) => !finding.absence);
  const missed = notes.filter(({ finding }) => finding.absence);
  const body = el(
    "div",
    { class: "said" },
    marked(text, spoken, part),
    missed.map((note) => noteNumber(note, "missing")),
  );
  const meta = el(
    "div",
    { class: "meta" },
    el("span", { class: "who" }, [t(`role.${role}`), speaker].filter(Boolean).join(" ")),
    time && el("span", { class: "clock" }, time),
  );
  const attributes = { class: `utterance ${role}${notes.length ? " noted" : ""}`, id: `u${at + 1}`, value: at + 1 };
  const number = el("span", { class: "number", "aria-hidden": "true" }, at + 1);
  return el(
    "li",
    attributes,
    number,
    el("div", { class: "bubble" }, meta, body),
    notes.length > 0 &&
      el(
        "div",
        { class: "notes" },
        notes.map((note) => drawNote(note, folded)),
      ),
  );
}

/** The text with the words found in it marked; where marks overlap the gravest one shows. */
function marked(text, notes, part) {
  const spans = notes.map((note) => {
    const { start, end, from, to } = note.finding;
    const [first, last] = part ? [from, to] : [start, end];
    return { note, first: Math.min(first, text.length), last: Math.min(last, text.length) };
  });
  const cuts = [...new Set([0, text.length, ...spans.flatMap(({ first, last }) => [first, last])])].sort(
    (a, b) => a - b,
  );
  const pieces = [];
  cuts.forEach((from, index) => {
    const to = cuts[index + 1] ?? from;
    const over = spans.filter(({ first, last }) => first <= from && last >= to && first < last);
    const piece = text.slice(from, to);
    if (piece && over.length) {
      const worst = over.reduce((a, b) => (b.note.finding.rule.severity < a.note.finding.rule.severity ? b : a));
      pieces.push(el("mark", { class: SEVERITIES[worst.note.finding.rule.severity] }, piece));
    } else if (piece) pieces.push(piece);
    for (const { note, last } of spans) if (last === to && to > from) pieces.push(noteNumber(note));
  });
  return pieces;
}

/** The number that leads from the words to the note. */
function noteNumber({ finding, number }, kind = "") {
  const words = kind ? `${t("missed")} ${finding.rule.title}` : finding.rule.title;
  const classes = `note-number ${SEVERITIES[finding.rule.severity]} ${kind}`;
  return el(
    "a",
    {
      class: classes,
      href: hashOf({ ...here(), f: finding.fingerprint, c: undefined, n: undefined }),
      title: words,
      "aria-label": t("note", { n: number, words }),
    },
    kind ? `‸${circled(number)}` : circled(number),
  );
}

function drawNote({ finding, number, chosen }, folded) {
  const { rule, message, confidence, grounds, absence, anchor, utterance, fingerprint } = finding;
  const severity = SEVERITIES[rule.severity];
  const summary = el(
    "summary",
    {},
    el("span", { class: `note-index ${severity}`, "aria-hidden": "true" }, circled(number)),
    severityMark(rule.severity),
    el("strong", {}, message),
    el("span", { class: "taken" }, taken(finding)),
  );
  const doubt =
    confidence > 0 ? `${t(`confidence.${CONFIDENCES[confidence]}`)}${grounds ? ` · ${grounds}` : ""}` : null;
  const lines = [
    rule.suggestions.length > 0 && [t("say"), rewordings(rule.suggestions)],
    rule.why && [t("why"), rule.why],
    rule.sources.length > 0 && [t("source"), rule.sources.join(t("semicolon"))],
    absence && [t("searched"), searched(absence)],
    anchor !== null && anchor !== utterance && [t("anchor"), `#${anchor + 1}`],
    doubt && [t("confidence"), doubt],
  ].filter(Boolean);
  const link = el(
    "a",
    { class: "anchor", href: hashOf({ f: fingerprint }), title: t("link") },
    `#${fingerprint.slice(0, 8)}`,
  );
  const about = el(
    "p",
    { class: "about" },
    el("a", { href: hashOf({ view: "rules", item: rule.id }) }, rule.id),
    link,
  );
  const details = el(
    "details",
    { class: `note ${severity}`, id: `f-${fingerprint}`, open: chosen || !(folded || severity === "info") },
    summary,
    el(
      "dl",
      {},
      lines.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, value))),
    ),
    about,
  );
  if (chosen) details.classList.add("chosen");
  return details;
}

/** Wordings can be copied, advice cannot. */
function rewordings(suggestions) {
  return el(
    "ul",
    { class: "rewordings" },
    suggestions.map(([text, applicability]) => {
      if (applicability === "advice") return el("li", { class: "advice" }, text);
      const copy = el(
        "button",
        {
          type: "button",
          class: "copy",
          title: t("copy"),
          "aria-label": t("copy-this", { text }),
          onclick: (event) => copyText(text, event.currentTarget),
        },
        t("copy"),
      );
      return el("li", {}, el("q", {}, text), " ", copy);
    }),
  );
}

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Pages opened from a disk may not reach the clipboard by the new way.
    const box = el("textarea", { class: "unseen" });
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  button.textContent = t("copied");
  setTimeout(() => (button.textContent = t("copy")), 1500);
}

/** Where an absent element was sought, as ranges counted from 1, and what came nearest. */
function searched([places, nearest]) {
  const ranges = [];
  for (const at of places) {
    const last = ranges[ranges.length - 1];
    if (last && last[1] + 1 === at) last[1] = at;
    else ranges.push([at, at]);
  }
  const worded = ranges
    .slice(0, 8)
    .map(([first, last]) => (first === last ? `#${first + 1}` : `#${first + 1}–#${last + 1}`));
  if (ranges.length > 8) worded.push("…");
  const where = places.length
    ? t("searched.places", { places: worded.join(t("list-comma")), n: count(places.length) })
    : t("searched.none");
  if (!nearest) return `${where}${t("semicolon")}${t("nearest.none")}`;
  const [utterance, text, phrase, likeness] = nearest;
  return `${where}${t("semicolon")}${t("nearest", { at: utterance + 1, text, phrase, likeness: percent(likeness) })}`;
}
