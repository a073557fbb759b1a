//! Every preset reads its sample as the dialogue that all samples hold (`fixtures/exports/README.md`).

use std::fs;
use std::path::PathBuf;

use huashu_input::{Chunk, Options, Source, presets, role_from_name};
use huashu_model::problem::Level;
use huashu_model::transcript::{Conversation, MessageKind, Role, Time};
use serde::Deserialize;

/// What `expected.toml` says of a sample.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    file: String,
    also: Vec<String>,
    without: Vec<String>,
    times: String,
    conversations: Vec<String>,
    agents: Vec<String>,
    roles: std::collections::BTreeMap<String, String>,
    named: bool,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/exports")
}

fn lacks(expected: &Expected, what: &str) -> bool {
    expected.without.iter().any(|word| word == what)
}

/// One utterance as far as the sample can hold it.
fn shown(conversation: &Conversation<'_>, index: usize, times: &str) -> String {
    let utterance = &conversation.utterances[index];
    let first = conversation.utterances[0].time;
    let time = match utterance.time {
        None => "-".to_owned(),
        Some(_) if times == "none" => "unexpected".to_owned(),
        Some(time) if times == "offsets" => {
            first.and_then(|first| time.since(first)).map_or("?".to_owned(), |millis| (millis / 1000).to_string())
        }
        Some(Time::Clock { millis, precision, .. }) => {
            let text = Time::Clock { millis, offset: 8 * 3600, precision }.to_string();
            text[..if times == "minutes" { 16 } else { 19 }].to_owned()
        }
        Some(time) => format!("{time:?}"),
    };
    format!("{} {time} {}", utterance.role.name(), utterance.text)
}

fn read(path: &std::path::Path, options: &Options) -> Vec<Chunk> {
    huashu_input::read(&Source::path(path), options).collect()
}

#[test]
fn every_preset_reads_its_sample() {
    let plain = Options::default();
    let dialogue = read(&folder().join("dialogue.jsonl"), &plain);
    let dialogue: Vec<Conversation<'_>> =
        dialogue.iter().flat_map(|chunk| chunk.parse(&plain).conversations).collect();
    let mut wrong = Vec::new();
    for preset in presets() {
        if let Err(error) = check(preset.name(), &dialogue) {
            wrong.push(format!("{}: {error}", preset.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(name: &str, dialogue: &[Conversation<'_>]) -> Result<(), String> {
    let place = folder().join(name);
    let text =
        fs::read_to_string(place.join("expected.toml")).map_err(|error| format!("expected.toml: {error}"))?;
    let expected: Expected = toml::from_str(&text).map_err(|error| error.to_string())?;
    let mut untold = Options::default();
    if expected.named {
        untold.preset = huashu_input::preset_from_name(name);
    }
    let mut options = untold.clone();
    for (value, role) in &expected.roles {
        options.roles.set(value, role_from_name(role).ok_or("no such role")?);
    }
    for file in std::iter::once(&expected.file).chain(&expected.also) {
        let path = place.join(file);
        sample(name, &path, &options, &expected, dialogue).map_err(|error| format!("{file}: {error}"))?;
        if !expected.roles.is_empty() {
            nobody_is_guessed(&path, &untold, dialogue).map_err(|error| format!("{file}: {error}"))?;
        }
    }
    Ok(())
}

/// Before the user says who is who, nobody has another's part.
fn nobody_is_guessed(
    path: &std::path::Path,
    untold: &Options,
    dialogue: &[Conversation<'_>],
) -> Result<(), String> {
    let said: Vec<_> = dialogue.iter().flat_map(|conversation| &conversation.utterances).collect();
    for chunk in read(path, untold) {
        for conversation in chunk.parse(untold).conversations {
            for utterance in &conversation.utterances {
                let wanted = said.iter().find(|wanted| wanted.text == utterance.text);
                let may_be = |role| role == Role::Unknown || wanted.is_none_or(|wanted| wanted.role == role);
                if !may_be(utterance.role) {
                    return Err(format!("untold, {:?} says {}", utterance.role, utterance.text));
                }
            }
        }
    }
    Ok(())
}

fn sample(
    name: &str,
    path: &std::path::Path,
    options: &Options,
    expected: &Expected,
    dialogue: &[Conversation<'_>],
) -> Result<(), String> {
    let chunks = read(path, options);
    let (mut found, mut remarks, mut rows) = (Vec::new(), Vec::new(), 0);
    for chunk in &chunks {
        let parsed = chunk.parse(options);
        let errors: Vec<_> = parsed.problems.iter().filter(|problem| problem.level == Level::Error).collect();
        if !errors.is_empty() {
            return Err(format!("{errors:?}"));
        }
        rows += parsed.records;
        remarks.extend(parsed.remarks);
        found.extend(parsed.conversations);
    }
    let recognised = remarks.iter().any(|remark| remark.en.contains(&format!("(preset {name})")));
    if !expected.named && !recognised {
        return Err(format!("not recognised; remarks: {remarks:?}"));
    }
    if rows == 0 {
        return Err("no record is counted".to_owned());
    }
    compare(expected, dialogue, &found)
}

fn compare(expected: &Expected, dialogue: &[Conversation<'_>], found: &[Conversation<'_>]) -> Result<(), String> {
    let wanted = &dialogue[..2 - usize::from(lacks(expected, "second")) - usize::from(lacks(expected, "first"))];
    if found.len() != wanted.len() {
        return Err(format!("{} conversations instead of {}", found.len(), wanted.len()));
    }
    for (index, (wanted, found)) in wanted.iter().zip(found).enumerate() {
        let kept = |role: Role| {
            !(role == Role::Bot && lacks(expected, "bot") || role == Role::System && lacks(expected, "system"))
        };
        let wanted_lines: Vec<String> = (0..wanted.utterances.len())
            .filter(|at| kept(wanted.utterances[*at].role))
            .map(|at| {
                let line = shown(wanted, at, &expected.times)
                    .replace(if expected.times == "none" { "unexpected" } else { "\0" }, "-");
                match line.split_once(' ').filter(|_| lacks(expected, "roles")) {
                    Some((_, rest)) => format!("unknown {rest}"),
                    None => line,
                }
            })
            .collect();
        let found_lines: Vec<String> = (0..found.utterances.len())
            // Events without words may stand between the messages.
            .filter(|at| found.utterances[*at].kind == MessageKind::Text || !found.utterances[*at].text.is_empty())
            .map(|at| shown(found, at, &expected.times))
            .collect();
        if wanted_lines != found_lines {
            return Err(format!("conversation {index}:\nexpected {wanted_lines:#?}\nfound {found_lines:#?}"));
        }
        if let Some(id) = expected.conversations.get(index)
            && found.id.as_deref() != Some(id)
        {
            return Err(format!("conversation {index} is called {:?}", found.id));
        }
        let agents = (0..found.utterances.len()).filter(|at| found.utterances[*at].role == Role::Agent);
        for at in agents {
            if let Some(agent) = expected.agents.get(index)
                && found.agent_of(at) != Some(agent)
            {
                return Err(format!("conversation {index}: the agent is {:?}", found.agent_of(at)));
            }
        }
    }
    Ok(())
}

#[test]
fn every_folder_belongs_to_a_preset() {
    for entry in fs::read_dir(folder()).expect("the folder is there") {
        let entry = entry.expect("an entry");
        if entry.path().is_dir() {
            let name = entry.file_name().to_string_lossy().into_owned();
            assert!(huashu_input::preset_from_name(&name).is_some(), "fixtures/exports/{name} has no preset");
        }
    }
}

#[test]
fn canonical_logs_are_no_tools_export() {
    let options = Options::default();
    let chunks = read(&folder().join("dialogue.jsonl"), &options);
    assert!(chunks.iter().all(|chunk| chunk.parse(&options).remarks.is_empty()));
}

#[test]
fn logs_in_common_shapes_are_no_tools_export() {
    let logs = [
        "2026-11-20 10:00:00 周小姐\n在吗\n\n2026-11-20 10:00:10 客服小麦\n您好\n",
        "客服小麦 2026-11-20 10:00:00\n您好\n周小姐 2026-11-20 10:00:10\n在吗\n",
        "[2026-11-20 10:00:00] 客服小麦: 您好\n[2026-11-20 10:00:10] 客户: 在吗\n",
        "2026-11-20 10:00:00 - 客服小麦: 您好\n2026-11-20 10:00:10 - 客户: 在吗\n",
        "10:00\t客服\t您好\n10:01\t客户\t在吗\n",
        "客服: 价格:5元\n客户: 我们约在10:00\n",
    ];
    let options = Options::default();
    for log in logs {
        let source = Source::memory("log.txt", log.as_bytes().to_vec());
        let chunks: Vec<Chunk> = huashu_input::read(&source, &options).collect();
        let remarks: Vec<_> = chunks.iter().flat_map(|chunk| chunk.parse(&options).remarks).collect();
        assert!(!remarks.iter().any(|remark| remark.en.contains("(preset ")), "{log}{remarks:?}");
    }
}

/// What a sample reads to: conversations with their names, roles, times and texts.
fn said(source: &Source, options: &Options) -> Vec<String> {
    let chunks: Vec<Chunk> = huashu_input::read(source, options).collect();
    let mut said = Vec::new();
    for chunk in &chunks {
        for conversation in chunk.parse(options).conversations {
            let lines = (0..conversation.utterances.len()).map(|at| shown(&conversation, at, "seconds"));
            said.push(format!("{:?}", conversation.id));
            said.extend(lines);
        }
    }
    said
}

/// Exports come as an answer of an interface, as what it holds, as a list, or a value a line.
#[test]
fn json_reads_the_same_however_it_is_wrapped() {
    let mut tried = 0;
    for preset in presets() {
        let place = folder().join(preset.name());
        let expected = fs::read_to_string(place.join("expected.toml")).expect("expected.toml");
        let expected: Expected = toml::from_str(&expected).expect("expected.toml");
        let text = fs::read_to_string(place.join(&expected.file)).unwrap_or_default();
        let values: Vec<serde_json::Value> =
            serde_json::Deserializer::from_str(&text).into_iter().collect::<Result<_, _>>().unwrap_or_default();
        if values.is_empty() || expected.named {
            continue;
        }
        let mut options = Options::default();
        for (value, role) in &expected.roles {
            options.roles.set(value, role_from_name(role).expect("a role"));
        }
        let wanted = said(&Source::path(place.join(&expected.file)), &options);
        // Lists of users hold no conversations.
        if wanted.is_empty() {
            continue;
        }
        tried += 1;
        let whole = if let [one] = &values[..] { one.clone() } else { serde_json::Value::Array(values) };
        let wrapped = [
            serde_json::json!({ "code": 0, "data": whole }),
            serde_json::json!({ "result": { "count": 1, "items": [{ "export": whole }] } }),
        ];
        for value in wrapped {
            let source = Source::memory("export.json", value.to_string());
            assert_eq!(said(&source, &options), wanted, "{}", preset.name());
        }
    }
    assert!(tried > 1);
}

/// A kind of speaker never seen before is nobody's part.
#[test]
fn new_kinds_of_speakers_are_unknown() {
    let cases = [
        ("chatwoot", r#""type": "user""#),
        ("freshchat", r#""actor_type": "agent""#),
        ("hubspot", r#""A-"#),
        ("intercom", r#""type": "admin""#),
        ("livechat", r#""type": "agent""#),
        ("zendesk-comments", r#""role": "agent""#),
        ("zhichi", r#""sender_type": 2"#),
    ];
    let options = Options::default();
    for (name, agent) in cases {
        let place = folder().join(name);
        let expected = fs::read_to_string(place.join("expected.toml")).expect("expected.toml");
        let expected: Expected = toml::from_str(&expected).expect("expected.toml");
        let text = fs::read_to_string(place.join(&expected.file)).expect("a sample");
        let (key, _) = agent.split_once(':').unwrap_or_default();
        let new = if key.is_empty() { "\"Q-".to_owned() } else { format!("{key}: \"never-seen\"") };
        assert!(text.contains(agent), "{name}");
        let source = Source::memory(&expected.file, text.replace(agent, &new));
        let said = said(&source, &options);
        assert!(
            said.iter().any(|line| line.starts_with("unknown ") && line.ends_with("你投诉好了")),
            "{name}: {said:#?}"
        );
        assert!(!said.iter().any(|line| line.starts_with("agent ")), "{name}: {said:#?}");
    }
}
