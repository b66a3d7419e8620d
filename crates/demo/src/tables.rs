//! The tables that the demo fills, with the columns as their rooms write them.

use access::{accounts, audit, consent, emergency, members, seals, teams, walls};
use casework::{
    assessment, birth_families, cases, front_door, messages, people, plan, promises, reviews, timeline,
    young_people,
};
use commissioning::{delivery, invoices, orders, providers};
use connections::{
    adopted_adults, birth_support,
    contact_plans::{faces, wire},
    intermediaries, letterbox,
};
use coordination::{checking_in, duties, early_signs, education, escalation, life_stages};
use family_finding::{adopters, matching};
use funding::{allocations, applications, ledger, limits};
use offers::early_support;
use outcomes::goals;

use crate::{figures, rows::Table};

macro_rules! tables {
    ($($name:ident = $table:literal, $columns:expr, [$($hidden:literal),*];)+) => {
        $(pub const $name: &Table = &Table { name: $table, columns: $columns, hidden: &[$($hidden),*] };)+
        #[cfg(test)]
        pub const ALL: &[&Table] = &[$($name),+];
    };
}

tables! {
    ACCOUNT = "account", accounts::COLUMNS, ["email_key", "email", "name"];
    FAMILY_PLACE = "family_place", members::COLUMNS, ["reason"];
    MESSAGE_THREAD = "message_thread", messages::store::COLUMNS, [];
    FAMILY_TIE = "family_tie", casework::family_picture::store::COLUMNS, ["details"];
    PERSON_MERGE = "person_merge", people::same::store::COLUMNS, ["why"];
    OF_AGE_STEP = "of_age_step", casework::of_age::store::COLUMNS, ["note"];
    PLAN_REVIEW = "plan_review", reviews::store::COLUMNS, ["why", "present", "changed", "child_said", "declined_why"];
    THREAD_MESSAGE = "thread_message", messages::store::MESSAGE_COLUMNS, ["words"];
    YOUNG_WORDS = "young_words", young_people::store::COLUMNS, ["words"];
    ADOPTER_HOUSEHOLD = "adopter_household", adopters::store::COLUMNS, ["names", "reach"];
    ADULT_HOLDER = "adult_holder", adopted_adults::store::HOLDER_COLUMNS, ["name", "note"];
    ADULT_REQUEST = "adult_request", adopted_adults::store::COLUMNS, ["who", "identity_note", "closed_why"];
    ADULT_SHARE = "adult_share", adopted_adults::store::SHARE_COLUMNS, ["what", "left_out"];
    ALLOCATION = "allocation", allocations::store::COLUMNS, ["note"];
    APPLICATION = "application", applications::store::COLUMNS, ["content", "decision"];
    ASSESSED_NEED = "assessed_need", assessment::store::NEED_COLUMNS, [];
    ASSESSMENT_SIGNATURE = "assessment_signature", casework::assessment::signatures::COLUMNS, ["words"];
    ASSESSMENT = "assessment", assessment::store::COLUMNS, ["content"];
    AUDIT_LINE = "audit_line", audit::COLUMNS, ["detail", "mac"];
    BIRTH_ACCOUNT = "birth_account", walls::ACCOUNT_COLUMNS, [];
    BIRTH_FAMILY = "birth_family", birth_families::store::FAMILY_COLUMNS, [];
    BIRTH_KEY = "birth_key", birth_families::store::KEY_COLUMNS, [];
    BIRTH_MESSAGE = "birth_message", birth_families::store::MESSAGE_COLUMNS, ["words"];
    BIRTH_PERSON = "birth_person", birth_families::store::PERSON_COLUMNS, ["name", "born", "contact"];
    BIRTH_SUPPORT = "birth_support", birth_support::store::COLUMNS, ["service", "note"];
    CASE = "support_case", cases::store::COLUMNS, ["order_date"];
    CHECKING_IN = "checking_in", checking_in::store::COLUMNS, [];
    CHECK_IN = "check_in", checking_in::store::HELD_COLUMNS, [];
    COORDINATOR_CHANGE = "coordinator_change", plan::store::HAND_OFF_COLUMNS, [];
    LIFE_EVENT = "life_event", life_stages::store::EVENT_COLUMNS, [];
    STAGE_OFFER = "stage_offer", life_stages::store::COLUMNS, [];
    CHILD_LIMIT = "child_limit", limits::store::COLUMNS, [];
    CONSENT = "consent", consent::store::COLUMNS, ["recipient_name", "given_name", "note", "withdrawn_why"];
    CONTRIBUTION = "contribution", casework::contributions::store::COLUMNS, ["ask", "answer", "words", "took"];
    CONTACT_AFTER = "contact_after", faces::after::COLUMNS, ["finder", "plan"];
    CONTACT_AFTER_WISH = "contact_after_wish", faces::after::WISH_COLUMNS, ["words"];
    CONTACT_BEFORE = "contact_before", faces::before::COLUMNS, ["finder", "plan"];
    CONTACT_BEFORE_WISH = "contact_before_wish", faces::before::WISH_COLUMNS, ["words"];
    CONTACT_PLAN = "contact_plan", wire::PLAN_COLUMNS, ["names"];
    CONTACT_TERMS = "contact_terms", wire::TERMS_COLUMNS, ["meeting_why", "why"];
    DROP_IN = "drop_in", casework::drop_in::store::COLUMNS, [];
    DROP_IN_BOOKING = "drop_in_booking", casework::drop_in::store::bookings::COLUMNS, ["told", "note"];
    DROP_IN_SLOT = "drop_in_slot", casework::drop_in::store::SLOT_COLUMNS, [];
    DUTY = "duty", casework::rota::store::COLUMNS, [];
    OUT_OF_HOURS_CARD = "out_of_hours_card", casework::out_of_hours::store::COLUMNS, [];
    EARLY_SUPPORT_PART = "early_support_part", early_support::store::PART_COLUMNS, [];
    CHRONOLOGY_ENTRY = "chronology_entry", casework::chronology::store::COLUMNS, ["content"];
    SCREENING = "screening", casework::screening::store::COLUMNS, ["content"];
    QUESTIONNAIRE = "questionnaire", outcomes::questionnaires::store::COLUMNS, ["content"];
    OTHER_PLAN = "other_plan", casework::other_plans::store::COLUMNS, ["content"];
    EDUCATION = "education", education::store::COLUMNS, ["content"];
    EDUCATION_EVENT = "education_event", education::store::EVENT_COLUMNS, ["words"];
    DUTY_ASK = "duty_ask", duties::store::COLUMNS, ["words", "answer", "gave"];
    EARLY_SIGN = "early_sign", early_signs::store::SIGN_COLUMNS, ["words"];
    EARLY_SIGN_CASE = "early_sign_case", early_signs::store::PROMPT_COLUMNS, ["decided_words"];
    ESCALATION = "escalation", escalation::store::COLUMNS, ["reason", "told", "ended_why", "stays", "again", "differently"];
    ESCALATION_ASK = "escalation_ask", escalation::store::ASK_COLUMNS, ["what", "answer"];
    ESCALATION_LEAD = "escalation_lead", escalation::store::LEAD_COLUMNS, ["who", "why"];
    ESCALATION_PARTY = "escalation_party", escalation::store::PARTY_COLUMNS, ["organisation", "who"];
    EMERGENCY = "emergency", emergency::COLUMNS, ["reason"];
    ENQUIRY = "enquiry", front_door::store::COLUMNS, ["details", "story", "outcome"];
    ENQUIRY_KEY = "enquiry_key", front_door::store::KEY_COLUMNS, [];
    EVENT = "event", timeline::COLUMNS, ["words"];
    FAMILY = "family", people::store::FAMILY_COLUMNS, [];
    FIGURE = "figure", figures::COLUMNS, [];
    GOAL = "goal", goals::store::GOAL_COLUMNS, ["words"];
    IDENTITY = "identity", people::store::IDENTITY_COLUMNS, ["name", "born", "contact"];
    IDENTITY_LINK = "identity_link", walls::LINK_COLUMNS, ["finder", "other"];
    IDENTITY_KEY = "identity_key", people::store::KEY_COLUMNS, [];
    INTERMEDIARY = "intermediary", intermediaries::store::COLUMNS, ["facts", "born_key", "decided"];
    INVOICE = "invoice", invoices::store::COLUMNS, ["query"];
    INVOICE_LINE = "invoice_line", invoices::store::LINE_COLUMNS, [];
    LEDGER_ACCOUNT = "ledger_account", ledger::store::ACCOUNT_COLUMNS, [];
    LEDGER_LINE = "ledger_line", ledger::store::LINE_COLUMNS, [];
    LEDGER_MOVEMENT = "ledger_movement", ledger::store::MOVEMENT_COLUMNS, ["reason"];
    LETTER = "letter", letterbox::store::COLUMNS, ["words", "checked"];
    LETTER_STEP = "letter_step", letterbox::store::STEP_COLUMNS, ["words", "copy"];
    LEVEL_CHANGE = "level_change", cases::levels::COLUMNS, ["reason"];
    ORDER = "purchase_order", orders::store::COLUMNS, ["reason"];
    ORGANISATION = "organisation", "id, kind, code, name, region, note", [];
    PERSON = "person", people::store::PERSON_COLUMNS, [];
    PLAN = "plan", plan::store::COLUMNS, ["content"];
    PLAN_ACTION = "plan_action", plan::store::ACTION_COLUMNS, [];
    PLAN_SIGNATURE = "plan_signature", plan::signatures::COLUMNS, ["words"];
    PLAN_WRITER = "plan_writer", plan::signatures::WRITER_COLUMNS, [];
    PRICE = "provider_price", providers::store::PRICE_COLUMNS, [];
    PROFILED_CHILD = "profiled_child", matching::store::CHILD_COLUMNS, ["about"];
    PROMISE = "promise", promises::COLUMNS, [];
    PROVIDER = "provider", providers::store::COLUMNS, [];
    PROVIDER_VETTING = "provider_vetting", providers::store::VETTING_COLUMNS, [];
    RATING = "rating", goals::store::RATING_COLUMNS, [];
    SEAL = "seal", seals::COLUMNS, ["reason"];
    SEAL_READER = "seal_reader", seals::READER_COLUMNS, ["reason"];
    SESSION = "delivery_session", delivery::store::COLUMNS, ["note"];
    TEAM = "team", teams::COLUMNS, [];
    ABSENCE = "absence", access::absences::COLUMNS, [];
    CASE_DECISION = "case_decision", teamwork::supervision::store::DECISION_COLUMNS, ["decision", "reason"];
    SERVICE_COMPLAINT = "service_complaint", teamwork::complaints::store::COLUMNS,
        ["complainant", "words", "wish", "ack_words", "answer", "disagreed_why", "review_answer", "learned", "action"];
    CASE_HANDOVER = "case_handover", teamwork::moves::store::COLUMNS, ["summary", "bundle", "dispute_why", "proposed_words"];
    CASE_PLACING = "case_placing", teamwork::moves::store::PLACING_COLUMNS, [];
    FAMILY_MOVE = "family_move", teamwork::moves::store::MOVE_COLUMNS, ["home"];
    SUPERVISION = "supervision", teamwork::supervision::store::COLUMNS, ["words"];
    TEAM_MEMBER = "team_member", teams::MEMBER_COLUMNS, [];
    VETO = "veto", intermediaries::store::VETO_COLUMNS, ["who", "born_key", "terms", "ended_why"];
    WAITING_GROUP = "waiting_group", matching::store::COLUMNS, ["profile"];
}
