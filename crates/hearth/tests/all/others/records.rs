//! The kinds of record that paths name, how one of each is found, and what is not tried as somebody else's.

/// The kinds of record that a path can name, by the word before the id (or the id's own name), and how to
/// find one of a family's, or any where it belongs to no family.
pub const KINDS: &[(&str, &str)] = &[
    ("enquiries", "SELECT id FROM enquiry WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("cases", "SELECT id FROM support_case WHERE family_id = $1 ORDER BY id LIMIT 1"),
    (
        "assessments",
        "SELECT a.id FROM assessment a JOIN support_case c ON c.id = a.case_id WHERE c.family_id = $1 ORDER BY a.id LIMIT 1",
    ),
    (
        "contributions",
        "SELECT k.id FROM contribution k JOIN support_case c ON c.id = k.case_id WHERE c.family_id = $1 ORDER BY k.id LIMIT 1",
    ),
    (
        "plans",
        "SELECT p.id FROM plan p JOIN support_case c ON c.id = p.case_id WHERE c.family_id = $1 ORDER BY p.id LIMIT 1",
    ),
    (
        "actions",
        "SELECT a.id FROM plan_action a JOIN support_case c ON c.id = a.case_id WHERE c.family_id = $1 ORDER BY a.id LIMIT 1",
    ),
    (
        "goals",
        "SELECT g.id FROM goal g JOIN support_case c ON c.id = g.case_id WHERE c.family_id = $1 ORDER BY g.id LIMIT 1",
    ),
    ("applications", "SELECT id FROM application WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("orders", "SELECT id FROM purchase_order WHERE family_id = $1 ORDER BY id LIMIT 1"),
    (
        "sessions",
        "SELECT s.id FROM delivery_session s JOIN purchase_order o ON o.id = s.order_id WHERE o.family_id = $1 ORDER BY s.id LIMIT 1",
    ),
    (
        "invoices",
        "SELECT i.id FROM invoice i JOIN purchase_order o ON o.id = i.order_id WHERE o.family_id = $1 ORDER BY i.id LIMIT 1",
    ),
    ("people", "SELECT id FROM person WHERE family_id = $1 ORDER BY id LIMIT 1"),
    (
        "consents",
        "SELECT k.id FROM consent k JOIN support_case c ON c.id = k.case_id WHERE c.family_id = $1 ORDER BY k.id LIMIT 1",
    ),
    (
        "exceptions",
        "SELECT s.id FROM safeguarding_share s JOIN support_case c ON c.id = s.case_id WHERE c.family_id = $1 ORDER BY s.id LIMIT 1",
    ),
    ("sealed", "SELECT id FROM seal WHERE family_id = $1 AND ended_at IS NULL"),
    ("emergency", "SELECT id FROM emergency WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("delegations", "SELECT id FROM delegation WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    (
        "tokens",
        "SELECT substr(token, 1, 16) FROM api_token WHERE $1 IS NOT NULL AND made_by IS NOT NULL LIMIT 1",
    ),
    ("agreements", "SELECT id FROM sharing_agreement WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("birth-families", "SELECT id FROM birth_family WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("children", "SELECT id FROM waiting_child WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("returns", "SELECT id FROM statutory_return WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("birth-people", "SELECT id FROM birth_person WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("contact-plans", "SELECT id FROM contact_plan WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("letters", "SELECT id FROM letter WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("letterbox", "SELECT id FROM contact_after WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("birth-support", "SELECT id FROM birth_support WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("vetoes", "SELECT id FROM veto WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("intermediaries", "SELECT id FROM intermediary WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("adults", "SELECT id FROM adult_request WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("invitations", "SELECT id FROM invitation WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("allocations", "SELECT id FROM allocation WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("data-complaints", "SELECT id FROM data_complaint WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("corrections", "SELECT id FROM correction WHERE family_id = $1 ORDER BY id LIMIT 1"),
    (
        "subject-access",
        "SELECT q.id FROM subject_request q JOIN support_case c ON c.id = q.case_id WHERE c.family_id = $1 ORDER BY q.id LIMIT 1",
    ),
    (
        "passages",
        "SELECT p.id FROM subject_passage p JOIN subject_request q ON q.id = p.request_id JOIN support_case c ON c.id = q.case_id WHERE c.family_id = $1 ORDER BY p.id LIMIT 1",
    ),
    (
        "destructions",
        "SELECT d.id FROM destruction d JOIN support_case c ON c.id = d.record_id WHERE c.family_id = $1 ORDER BY d.id LIMIT 1",
    ),
    (
        "documents",
        "SELECT d.id FROM document d JOIN support_case c ON c.id = d.case_id WHERE c.family_id = $1 ORDER BY d.id LIMIT 1",
    ),
    ("teams", "SELECT id FROM team WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("members", "SELECT id FROM team_member WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("passkeys", "SELECT id FROM passkey WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("services", "SELECT id FROM service WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("groups", "SELECT id FROM group_series WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("group-sessions", "SELECT id FROM group_session WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("bookings", "SELECT id FROM group_booking WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("mentors", "SELECT id FROM mentor WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("mentor-matches", "SELECT id FROM mentor_match WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("service-audit", "SELECT id FROM service_audit_round WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("service-audits", "SELECT id FROM service_audit_round WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("projects", "SELECT id FROM innovation_project WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("boards", "SELECT id FROM board_meeting WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    // Of the demo's agency and its pan-region alone: nobody who asks here works in it.
    (
        "topics",
        "SELECT id FROM community_topic WHERE $1 IS NOT NULL AND audience = 'region' ORDER BY id LIMIT 1",
    ),
    (
        "entries",
        "SELECT e.id FROM community_entry e JOIN community_topic t ON t.id = e.topic_id
         WHERE $1 IS NOT NULL AND t.audience = 'region' AND e.kind = 'post' ORDER BY e.id LIMIT 1",
    ),
    ("board-points", "SELECT id FROM board_point WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("audit-actions", "SELECT id FROM service_audit_action WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("matching", "SELECT id FROM waiting_group WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("adopters", "SELECT id FROM adopter_household WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("recruitment", "SELECT id FROM adopter_applicant WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("links", "SELECT id FROM family_link WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
    ("escalations", "SELECT id FROM escalation WHERE family_id = $1 ORDER BY id LIMIT 1"),
    ("accounts", "SELECT account_id FROM seal_reader WHERE $1 IS NOT NULL ORDER BY id LIMIT 1"),
];

/// Kinds of which the small demo has none for this family.
pub const MADE_LATER: &[&str] = &[
    "service-audit",
    "service-audits",
    "audit-actions",
    "boards",
    "projects",
    "board-points",
    "consents",
    "exceptions",
    "agreements",
    "birth-families",
    "birth-people",
    "children",
    "returns",
    "contact-plans",
    "letters",
    "letterbox",
    "birth-support",
    "adults",
    "vetoes",
    "intermediaries",
    "invitations",
    "allocations",
    "data-complaints",
    "corrections",
    "subject-access",
    "passages",
    "destructions",
    "documents",
    "services",
    "groups",
    "group-sessions",
    "bookings",
    "mentors",
    "mentor-matches",
    "matching",
    "adopters",
    "links",
    "recruitment",
    "escalations",
];

/// Words before an id that is of another kind than they say.
pub const OTHER_WORDS: &[(&str, &str)] =
    &[("consent", "consents"), ("sharing", "agreements"), ("case", "cases"), ("enquiry", "enquiries")];

/// Parts of a path that name no record, or one that is open to everybody.
pub const WORDS: &[(&str, &str)] = &[
    ("part", "needs"),
    ("rater", "parent"),
    ("provider", "county"),
    ("secret", "nothing"),
    ("code", "881"),
    ("element", "1"),
    ("quarter", "2026-27-Q2"),
    ("providers", super::NOTHING),
    // A group is there for every family of the agencies that have places in it.
    ("event", super::NOTHING),
];

/// What belongs to the agency and to no family, and is its people's own: tried from other agencies alone.
pub const OF_THE_AGENCY: &[&str] = &[
    "/tokens",
    "/delegations",
    "/teams",
    "/contact-plans",
    "/letters",
    "/adults",
    "/vetoes",
    "/intermediaries",
    "/accounts",
    "/sharing",
    "/agreements",
    "/birth-",
    "/allocations",
    "/services",
    "/groups",
    "/group-sessions",
    "/mentors",
    "/children",
    "/service-audit",
    "/audit-actions",
    "/board",
    "/community",
    "/projects",
    "/matching",
    "/adopters",
    "/links",
    "/recruitment",
];
