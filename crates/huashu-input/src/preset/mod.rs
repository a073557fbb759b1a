//! Presets: how a tool's export is to be read, as data.
//!
//! A preset is a TOML file under `presets/`, or `[input]` of a user's `huashu.toml`, with the same keys; `docs/presets.md`
//! teaches them by example. In short:
//!
//! - `beside = true`: such a file stands beside exports and holds no conversations;
//! - `[recognize]`: `keys` that an export must have (paths of JSON, names of columns; `a|b`: one of them) and `not-keys`
//!   it must not, `values` (a path and what it must look like), `lines` that a text must have, `names` of which one
//!   must speak, `preamble` where other lines may stand before the first message. In JSON the keys may stand anywhere,
//!   wrapped in `data`, a list or a string, as long as they stand together: where they stand are the records, and all
//!   paths begin there;
//! - `[conversation]`: `at` where conversations lie; or `by`, what messages have in common that belong together
//!   (`@customer`: the customer among sender and receivers; `"a + b"`: both); `idle = "30m"` and `cut = "new-customer"`
//!   cut further; `of-two`: of two speakers who answer each other the unknown one is the other party; `id`,
//!   `channel`, `group`, `agent-id`, `agent-name`, `customer-id`, `customer-name`, `handed-over`, `bot`;
//! - `[message]`: `at` (one list or several, which are put in order of time), `text`, `time`, `time-format`, `offset`,
//!   `role`, `sender-id`, `receiver-id`, `name`, `agent-id`, `agent-name`, `id`, `kind`, `recalls`, and what is yes or no:
//!   `bot`, `system`, `auto`, `private`, `recalled`, `leave-out`; or `turns`, where one record holds a question and its
//!   answer: of each its `role` and `text`;
//! - `[participants]`: `at`, `id`, `role`, `name`, where messages name their speaker by number;
//! - `[roles]`: what values, patterns (`"wm*"`) and all others (`"*"`) stand for;
//! - `[lines]`: shapes of the lines of a text ([`pattern`]): `message`, `header`, `before-header`, `speaker`, `system`,
//!   `date`, `conversation`, `skip`; `voice`, a `speaker` that a mark makes certain; `ends-at-blank` where a blank line
//!   ends what was said, `markup` where it has the tags of subtitles.
//!
//! Without `message.at` the records are messages: those of one list belong together unless `by` says otherwise, and `^`
//! begins at what holds that list.
//!
//! A field is a [`path`], a table (`path`, `is`, `not`, `unit`, `html = true`, `roles`), or a list of these, of which the
//! first that says something counts. Among the `roles` of a field `"*"` stands for every value that is there, and
//! `"unknown"` keeps a value from being taken for a common word. What a preset does not say is not guessed: such
//! messages have no known role, no time.

pub(crate) mod choose;
pub(crate) mod cut;
pub(crate) mod extract;
pub(crate) mod path;
pub(crate) mod pattern;
pub(crate) mod recognize;
pub(crate) mod registry;
pub(crate) mod rules;
pub(crate) mod subtitle;
pub(crate) mod written;
