//! Every sealed column of the house, for changing the sealing key. A test holds this list
//! against the schema: a column of bytes stands either here or among [`PLAIN`].

use store::Sealed;

/// Table, column, primary key, the id that the seal is bound to, and whether it is sealed
/// anew. An answer lives for a day; an audit line is covered by its own MAC and the chain, so
/// its sealed bytes never change, and the key that sealed it is kept to read it.
pub const ALL: &[Sealed] = store::sealed! {
    "account", "email", "id", "id", again;
    "account", "name", "id", "id", again;
    "answer", "body", "key", "row_id", again;
    "application", "content", "id", "id", again;
    "application", "decision", "id", "id", again;
    "assessment", "content", "id", "id", again;
    "audit_line", "detail", "id", "id", kept;
    "delivery_session", "note", "id", "id", again;
    "document", "title", "id", "id", again;
    "enquiry", "details", "id", "id", again;
    "enquiry", "outcome", "id", "id", again;
    "enquiry", "story", "id", "id", again;
    "event", "words", "id", "id", again;
    "form_draft", "fields", "id", "id", again;
    "goal", "words", "id", "id", again;
    "identity", "born", "id", "id", again;
    "identity", "contact", "id", "id", again;
    "identity", "name", "id", "id", again;
    "invoice", "query", "id", "id", again;
    "ledger_movement", "reason", "id", "id", again;
    "level_change", "reason", "id", "id", again;
    "message", "body", "id", "id", again;
    "message", "recipient", "id", "id", again;
    "message", "subject", "id", "id", again;
    "plan", "content", "id", "id", again;
    "purchase_order", "reason", "id", "id", again;
    "stored_file", "name", "id", "id", again;
    "stored_file", "secret", "id", "id", again;
    "support_case", "order_date", "id", "id", again;
};

/// Columns of bytes that hold no text: MACs, tokens' MACs, chains, and people by id under
/// another ending than `_id` and `_by`.
pub const PLAIN: &[&str] = &[
    "answer.key",
    "answer.request",
    "api_token.token",
    "audit_line.chain",
    "audit_line.mac",
    "one_time_link.token",
    "session.token",
    "stored_file.digest",
];

/// Columns of text that somebody types and that stand unsealed, each with its reason: every
/// other text column holds a code, a date, a reference or a name of an organisation.
pub const PLAIN_WORDS: &[(&str, &str)] = &[
    ("api_token.label", "what an operator calls a machine; told to use no person's name"),
    ("invoice.number", "the provider's own number, unique for the provider; at most 40 characters"),
    ("organisation.note", "about a public body, from published sources"),
];
