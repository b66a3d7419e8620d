//! Every sealed column of the house, for changing the sealing key. A test holds this list
//! against the schema: a column of bytes stands either here or among [`PLAIN`].

use store::Sealed;

/// Table, column, primary key, the id that the seal is bound to, and whether it is sealed
/// anew. An audit line is covered by its own MAC and by the chain, so its sealed bytes never
/// change, and the key that sealed it is kept to read it.
pub const ALL: &[Sealed] = store::sealed! {
    "account", "email", "id", "id", again;
    "account", "name", "id", "id", again;
    "account_security", "totp", "account_id", "account_id", again;
    "action_ask", "answer", "id", "id", again;
    "action_ask", "ask", "id", "id", again;
    "action_ask", "words", "id", "id", again;
    "adopter_applicant", "names", "id", "id", again;
    "adopter_applicant", "reach", "id", "id", again;
    "adopter_applicant", "words", "id", "id", again;
    "adopter_household", "names", "id", "id", again;
    "adopter_household", "reach", "id", "id", again;
    "adult_holder", "name", "id", "id", again;
    "adult_holder", "note", "id", "id", again;
    "adult_request", "closed_why", "id", "id", again;
    "adult_request", "identity_note", "id", "id", again;
    "adult_request", "who", "id", "id", again;
    "adult_share", "left_out", "id", "id", again;
    "adult_share", "what", "id", "id", again;
    "allocation", "note", "id", "id", again;
    "answer", "body", "key", "row_id", again;
    "application", "content", "id", "id", again;
    "application", "decision", "id", "id", again;
    "ask_draft", "fields", "id", "id", again;
    "assessment", "content", "id", "id", again;
    "assessment_signature", "words", "assessment_id", "assessment_id", again;
    "audit_line", "detail", "id", "id", kept;
    "audit_log", "detail", "number", "id", kept;
    "birth_message", "words", "id", "id", again;
    "birth_person", "born", "id", "id", again;
    "birth_person", "contact", "id", "id", again;
    "birth_person", "name", "id", "id", again;
    "board_meeting", "name", "id", "id", again;
    "board_point", "done", "id", "id", again;
    "board_point", "said", "id", "id", again;
    "birth_support", "note", "id", "id", again;
    "birth_support", "service", "id", "id", again;
    "chronology_entry", "content", "id", "id", again;
    "community_entry", "why", "id", "id", again;
    "community_step", "words", "id", "id", again;
    "community_topic", "about", "id", "id", again;
    "community_topic", "closed_why", "id", "id", again;
    "community_topic", "title", "id", "id", again;
    "community_version", "changed", "id", "id", again;
    "community_version", "link", "id", "id", again;
    "community_version", "title", "id", "id", again;
    "community_version", "words", "id", "id", again;
    "competition", "brief", "id", "id", again;
    "competition", "criteria", "id", "id", again;
    "competition", "public_key", "id", "id", again;
    "competition", "why", "id", "id", again;
    "competition", "words", "id", "id", again;
    "competition_assessor", "conflict", "id", "id", again;
    "competition_bid", "encrypted", "id", "id", again;
    "competition_bid", "feedback", "id", "id", again;
    "competition_bid", "opened", "id", "id", again;
    "competition_opener", "locked", "id", "id", again;
    "competition_opener", "public_key", "id", "id", again;
    "competition_opener", "share", "id", "id", again;
    "competition_pass", "share", "id", "id", again;
    "competition_question", "answer", "id", "id", again;
    "competition_question", "question", "id", "id", again;
    "competition_score", "words", "id", "id", again;
    "of_age_step", "note", "id", "id", again;
    "not_same_person", "why", "id", "id", again;
    "person_merge", "decided_why", "id", "id", again;
    "person_merge", "undone_why", "id", "id", again;
    "person_merge", "why", "id", "id", again;
    "membership_change", "reason", "id", "id", again;
    "family_tie", "details", "id", "id", again;
    "own_record", "age_why", "id", "id", again;
    "own_record", "undone_why", "id", "id", again;
    "consent", "given_name", "id", "id", again;
    "consent", "note", "id", "id", again;
    "consent", "recipient_name", "id", "id", again;
    "consent", "withdrawn_why", "id", "id", again;
    "contact_after", "plan", "id", "id", again;
    "contact_after_wish", "words", "id", "id", again;
    "contact_before", "plan", "id", "id", again;
    "contact_before_wish", "words", "id", "id", again;
    "contact_plan", "names", "id", "id", again;
    "contact_terms", "meeting_why", "id", "id", again;
    "contact_terms", "why", "id", "id", again;
    "contribution", "answer", "id", "id", again;
    "contribution", "ask", "id", "id", again;
    "contribution", "draft", "id", "id", again;
    "contribution", "took", "id", "id", again;
    "contribution", "words", "id", "id", again;
    "correction", "decided_why", "id", "id", again;
    "correction", "old_value", "id", "id", again;
    "correction", "wanted", "id", "id", again;
    "correction", "why", "id", "id", again;
    "data_complaint", "acknowledged_how", "id", "id", again;
    "data_complaint", "complainant", "id", "id", again;
    "data_complaint", "outcome_words", "id", "id", again;
    "data_complaint", "words", "id", "id", again;
    "delegation", "reason", "id", "id", again;
    "delivery_session", "note", "id", "id", again;
    "destruction", "decided_why", "id", "id", again;
    "destruction", "reason", "id", "id", again;
    "disclosure", "recipient_name", "id", "id", again;
    "document", "title", "id", "id", again;
    "drop_in_booking", "note", "id", "id", again;
    "drop_in_booking", "told", "id", "id", again;
    "duty_ask", "answer", "id", "id", again;
    "duty_ask", "gave", "id", "id", again;
    "duty_ask", "words", "id", "id", again;
    "education", "content", "case_id", "case_id", again;
    "education_event", "words", "id", "id", again;
    "emergency", "note", "id", "id", again;
    "emergency", "reason", "id", "id", again;
    "enquiry", "details", "id", "id", again;
    "enquiry", "outcome", "id", "id", again;
    "enquiry", "story", "id", "id", again;
    "escalation", "again", "id", "id", again;
    "escalation", "differently", "id", "id", again;
    "escalation", "ended_why", "id", "id", again;
    "escalation", "reason", "id", "id", again;
    "escalation", "stays", "id", "id", again;
    "escalation", "told", "id", "id", again;
    "escalation_ask", "answer", "id", "id", again;
    "escalation_ask", "what", "id", "id", again;
    "escalation_lead", "who", "id", "id", again;
    "escalation_lead", "why", "id", "id", again;
    "escalation_note", "words", "id", "id", again;
    "escalation_party", "organisation", "id", "id", again;
    "escalation_party", "who", "id", "id", again;
    "early_sign", "words", "id", "id", again;
    "early_sign_case", "decided_words", "case_id", "case_id", again;
    "event", "words", "id", "id", again;
    "case_decision", "decision", "id", "id", again;
    "case_decision", "looked_words", "id", "id", again;
    "case_decision", "reason", "id", "id", again;
    "note_promise", "what", "id", "id", again;
    "questionnaire", "content", "id", "id", again;
    "service_complaint", "ack_words", "id", "id", again;
    "service_complaint", "action", "id", "id", again;
    "service_complaint", "answer", "id", "id", again;
    "service_complaint", "complainant", "id", "id", again;
    "service_complaint", "disagreed_why", "id", "id", again;
    "service_complaint", "learned", "id", "id", again;
    "service_complaint", "review_answer", "id", "id", again;
    "service_complaint", "wish", "id", "id", again;
    "service_complaint", "words", "id", "id", again;
    "supervision", "words", "id", "id", again;
    "family_move", "home", "id", "id", again;
    "family_move", "withdrawn_why", "id", "id", again;
    "case_handover", "summary", "id", "id", again;
    "case_handover", "bundle", "id", "id", again;
    "case_handover", "dispute_why", "id", "id", again;
    "case_handover", "proposed_words", "id", "id", again;
    "family_link", "against", "id", "id", again;
    "family_link", "decided_words", "id", "id", again;
    "family_link", "ended_words", "id", "id", again;
    "family_link", "panel_words", "id", "id", again;
    "family_link", "speaks_for", "id", "id", again;
    "form_draft", "fields", "id", "id", again;
    "framework_version", "content", "id", "id", again;
    "framework_version", "words", "id", "id", again;
    "goal", "words", "id", "id", again;
    "goal_wording", "words", "id", "id", again;
    "group_booking", "needs", "id", "id", again;
    "group_booking", "who", "id", "id", again;
    "group_session", "facilitator", "id", "id", again;
    "identity", "born", "id", "id", again;
    "identity", "contact", "id", "id", again;
    "identity", "name", "id", "id", again;
    "identity_link", "other", "id", "id", again;
    "intermediary", "decided", "id", "id", again;
    "intermediary", "facts", "id", "id", again;
    "invitation", "email", "id", "id", again;
    "invitation", "name", "id", "id", again;
    "innovation_project", "name", "id", "id", again;
    "innovation_project", "theory", "id", "id", again;
    "invoice", "query", "id", "id", again;
    "invoice_dispute", "answer", "id", "id", again;
    "invoice_dispute", "words", "id", "id", again;
    "quality_concern", "facts", "id", "id", again;
    "quality_concern", "outcome", "id", "id", again;
    "quality_concern", "reply", "id", "id", again;
    "quality_concern", "shared", "id", "id", again;
    "quality_concern_notice", "did", "id", "id", again;
    "ledger_movement", "reason", "id", "id", again;
    "legal_hold", "lifted_why", "id", "id", again;
    "legal_hold", "reason", "id", "id", again;
    "letter", "checked", "id", "id", again;
    "letter", "words", "id", "id", again;
    "letter_step", "copy", "id", "id", again;
    "letter_step", "words", "id", "id", again;
    "level_change", "reason", "id", "id", again;
    "mentor", "contact", "id", "id", again;
    "mentor", "name", "id", "id", again;
    "mentor", "note", "id", "id", again;
    "mentor_match", "end_reason", "id", "id", again;
    "mentor_match", "reason", "id", "id", again;
    "mentor_supervision", "note", "id", "id", again;
    "message", "body", "id", "id", again;
    "message", "recipient", "id", "id", again;
    "message", "subject", "id", "id", again;
    "other_plan", "content", "id", "id", again;
    "passkey", "credential", "id", "id", again;
    "passkey", "name", "id", "id", again;
    "offer_reason", "words", "id", "id", again;
    "passed_over", "words", "id", "id", again;
    "plan", "content", "id", "id", again;
    "plan_signature", "words", "plan_id", "plan_id", again;
    "project_note", "words", "id", "id", again;
    "purchase_order", "reason", "id", "id", again;
    "return_facts", "facts", "id", "id", again;
    "return_fault", "child", "id", "id", again;
    "safeguarding_share", "reason", "id", "id", again;
    "safeguarding_share", "recipient_name", "id", "id", again;
    "safeguarding_share", "seen_note", "id", "id", again;
    "safeguarding_protocol", "contacts", "id", "id", again;
    "safeguarding_protocol", "first_steps", "id", "id", again;
    "safeguarding_protocol", "out_of_hours", "id", "id", again;
    "safeguarding_protocol", "thresholds", "id", "id", again;
    "screening", "content", "id", "id", again;
    "seal", "end_reason", "id", "id", again;
    "seal", "reason", "id", "id", again;
    "seal_reader", "reason", "id", "id", again;
    "service_audit_action", "owner", "id", "id", again;
    "service_audit_action", "what", "id", "id", again;
    "service_audit_rating", "note", "id", "id", again;
    "session", "id_token", "token", "id", again;
    "session", "place", "token", "id", again;
    "sign_in_step", "data", "token", "id", again;
    "stored_file", "name", "id", "id", again;
    "stored_file", "secret", "id", "id", again;
    "subject_passage", "reason", "id", "id", again;
    "subject_passage", "words", "id", "id", again;
    "subject_request", "asked_by", "id", "id", again;
    "subject_request", "ended_words", "id", "id", again;
    "subject_request", "extended_why", "id", "id", again;
    "subject_request", "proof_note", "id", "id", again;
    "support_case", "order_date", "id", "id", again;
    "family_place", "reason", "account_id", "account_id", again;
    "plan_review", "changed", "id", "id", again;
    "plan_review", "child_said", "id", "id", again;
    "plan_review", "declined_why", "id", "id", again;
    "plan_review", "present", "id", "id", again;
    "family_file", "answer", "id", "id", again;
    "family_file", "title", "id", "id", again;
    "family_file", "words", "id", "id", again;
    "outside_assessment", "content", "id", "id", again;
    "outside_assessment", "words", "id", "id", again;
    "specialist_ask", "answer", "id", "id", again;
    "specialist_ask", "chosen_why", "id", "id", again;
    "specialist_ask", "goals", "id", "id", again;
    "specialist_ask", "recommends", "id", "id", again;
    "specialist_ask", "report", "id", "id", again;
    "plan_review", "why", "id", "id", again;
    "plan_part", "why", "id", "id", again;
    "plan_part", "words", "id", "id", again;
    "thread_message", "words", "id", "id", again;
    "young_words", "told_whom", "id", "id", again;
    "young_words", "told_why", "id", "id", again;
    "young_words", "words", "id", "id", again;
    "waiting_child", "known_as", "id", "id", again;
    "profiled_child", "about", "id", "id", again;
    "waiting_group", "profile", "id", "id", again;
    "veto", "ended_why", "id", "id", again;
    "veto", "terms", "id", "id", again;
    "veto", "who", "id", "id", again;
};

/// Columns of bytes that hold no text: MACs, tokens' MACs, chains, and people by id under
/// another ending than `_id` and `_by`.
pub const PLAIN: &[&str] = &[
    "account_reset.token",
    "action_ask.code",
    "allocation.corrects",
    "answer.key",
    "answer.request",
    "api_token.token",
    "ask_draft.token",
    "audit_checkpoint.chain",
    "audit_checkpoint.lines",
    "audit_checkpoint.mac",
    "audit_checkpoint.signature",
    "audit_head.chain",
    "audit_head.mac",
    "audit_head.public_key",
    "audit_lease.holder",
    "audit_line.mac",
    "audit_log.mac",
    "contact_after.finder",
    "contact_before.finder",
    "contribution.code",
    "email_taken.message",
    "goal.step_of",
    "identity_link.finder",
    "invitation.token",
    "known_device.token",
    "one_time_link.token",
    "questionnaire.replaces",
    "passkey.finder",
    "recovery_code.code",
    "service_complaint.complained_of",
    "session.agent",
    "session.token",
    "sign_in_step.token",
    "spent_token.token",
    "stored_file.digest",
];

/// Columns of text that somebody types and that stand unsealed, each with its reason: every
/// other text column holds a code, a date, a reference or a name of an organisation.
pub const PLAIN_WORDS: &[(&str, &str)] = &[
    ("api_token.label", "what an operator calls a machine; told to use no person's name"),
    ("invoice.number", "the provider's own number, unique for the provider; at most 40 characters"),
    ("organisation.note", "about a public body, from published sources"),
    ("team.name", "what an agency calls one of its teams"),
];
