// The data of the page: packed blocks in, plain objects out.

let report = null;
let conversations = [];
let findings = [];
let byFingerprint = new Map();
/** Conversations by id; ids may come again in other files. */
let byId = new Map();

async function unpack(block) {
  const text = block.textContent.trim();
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** Unpacks all blocks of a name. */
function blocks(name) {
  return Promise.all([...document.querySelectorAll(`script[data-block="${name}"]`)].map(unpack));
}

/** Reads all but the transcripts, which are unpacked when a conversation is opened. */
async function loadReport() {
  const names = ["report", "conversations", "findings"];
  const [[main], [conversationRows], findingRows] = await Promise.all(names.map(blocks));
  report = main;
  labels = main.labels;
  language = main.run.language;
  conversations = conversationRows.map(readConversation);
  findings = findingRows.flat().map(readFinding);
  for (const conversation of conversations) {
    const same = byId.get(conversation.id);
    if (same) same.push(conversation);
    else byId.set(conversation.id, [conversation]);
  }
  for (const finding of findings) {
    finding.conversation.findings.push(finding);
    if (!byFingerprint.has(finding.fingerprint)) byFingerprint.set(finding.fingerprint, finding);
  }
}

function readConversation(row, index) {
  const [id, file, line, agents, customer, group, channel, time, ...rest] = row;
  const [score, band, passed, fatal, deductions, additions, groups, unjudged, utterances, counts] = rest;
  const rule = (number) => report.rules[number];
  return {
    index,
    id,
    file: report.run.files[file] ?? "",
    line,
    agents: agents.map((agent) => report.agents[agent]),
    customer,
    group,
    channel,
    time,
    score,
    band,
    passed,
    fatal: fatal.map(rule),
    deductions: deductions.map(([number, each, times, taken, capped]) => ({
      rule: rule(number),
      each,
      times,
      taken,
      capped,
    })),
    additions: additions.map(([number, added]) => ({ rule: rule(number), added })),
    groups: groups.map(([name, weight, kept]) => ({ name, weight, kept })),
    unjudged: unjudged.map(rule),
    utterances,
    counts,
    findings: [],
  };
}

function readFinding(row, index) {
  const [rule, conversation, agent, utterance, time, start, end, quote, from, to, ...rest] = row;
  const [message, taken, confidence, grounds, absence, anchor, fingerprint] = rest;
  const info = report.rules[rule];
  return {
    index,
    rule: info,
    conversation: conversations[conversation],
    agent: report.agents[agent] ?? null,
    utterance,
    time,
    start,
    end,
    quote,
    from,
    to,
    message: message || info.title || info.id,
    taken,
    confidence,
    grounds,
    absence,
    anchor,
    fingerprint,
  };
}

const unpackedTranscripts = new Map();

/** Returns the utterances of a conversation, or `null` where they were left out. */
async function transcript(conversation) {
  for (const chunk of document.querySelectorAll('script[data-block="transcripts"]')) {
    const first = Number(chunk.dataset.first);
    const last = Number(chunk.dataset.last);
    if (conversation.index < first || conversation.index > last) continue;
    if (!unpackedTranscripts.has(chunk)) unpackedTranscripts.set(chunk, await unpack(chunk));
    const row = unpackedTranscripts.get(chunk)[conversation.index - first];
    return row ? row.map(readUtterance) : null;
  }
  return null;
}

function readUtterance([role, speaker, time, text]) {
  return { role: ROLES[role], speaker, time, text };
}

/** How an agent is called: name and number where there are both. */
function agentName(agent) {
  if (!agent) return "";
  return agent.name && agent.name !== agent.id ? `${agent.name} ${agent.id}`.trim() : agent.id || agent.name;
}

function agentNames(conversation) {
  return conversation.agents.map(agentName).join(language === "zh" ? "、" : ", ");
}

/** The gravest severity among counts of errors, warnings and hints; `null` where there is none. */
function gravest(counts) {
  const severity = counts.findIndex((number) => number > 0);
  return severity < 0 ? null : severity;
}

/** What a search looks through, made when first asked for. */
function haystack(item, parts) {
  item.haystack ??= parts(item).filter(Boolean).join("\n").toLowerCase();
  return item.haystack;
}
