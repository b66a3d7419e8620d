//! Whose each record is: the one place that says which agency, family and provider a
//! record belongs to. A grant for a record begins here.

use kernel::kinds::{
    Account, Application, Assessment, BirthFamily, BirthPerson, Case, Contribution, Document, Enquiry, Goal,
    Invoice, Order, Person, Plan, PlanAction, Session, StatutoryReturn, WaitingChild,
};
use store::{Sql, statements};

use crate::{
    assessing::{FrameworkVersion, OutsideAssessment},
    connections::{
        AdultRequest, BirthSupport, ContactAfter, ContactBefore, ContactPlan, Intermediary, Letter, Veto,
    },
    consent::kinds::{Agreement, Consent, Exception},
    escalations::Escalation,
    finding::{Applicant, FamilyLink, Household, WaitingGroup},
    front_door::{DropIn, DropInBooking, Duty, DutySwap},
    market::{Assessor, Competition, Invitation, Opener},
    members::PersonMerge,
    offers::{Booking, Group, Match, Mentor, Service},
    planning::ActionAsk,
    quality::{Concern, ConcernNotice, ConcernReply},
    rights::{Correction, DataComplaint, Destruction, FamilyFile, SubjectRequest},
    specialists::SpecialistAsk,
    strategy::{AuditAction, AuditRound, BoardMeeting, BoardPoint, Entry, InnovationProject, Topic},
    teamwork::{CaseloadTransfer, FamilyMove, HandoverIn, HandoverOut, ServiceComplaint, Supervision},
};

/// A kind of record that is opened only with a grant.
pub trait Protected: 'static {
    /// The kind's name in the audit log.
    const KIND: &'static str;
    /// Gives agency, family and provider of the record whose id is `$1`, or no row.
    const OWNER: Sql;
    /// For kinds that several organisations read: gives a row where whoever asks may read the record `$1`. `$2` is
    /// their agency or provider, `$3` is 1 for a provider's people, `$4` their account.
    const READERS: Option<Sql> = None;
}

statements! {
    ENQUIRY = "SELECT agency_id, family_id, NULL FROM enquiry WHERE id = $1";
    CASE = "SELECT agency_id, family_id, NULL FROM support_case WHERE id = $1";
    ASSESSMENT = "SELECT a.agency_id, c.family_id, NULL FROM assessment a JOIN support_case c ON c.id = a.case_id WHERE a.id = $1";
    OUTSIDE_ASSESSMENT = "SELECT o.agency_id, c.family_id, NULL FROM outside_assessment o JOIN support_case c ON c.id = o.case_id WHERE o.id = $1";
    CONTRIBUTION = "SELECT k.agency_id, c.family_id, NULL FROM contribution k JOIN support_case c ON c.id = k.case_id WHERE k.id = $1";
    PLAN = "SELECT p.agency_id, c.family_id, NULL FROM plan p JOIN support_case c ON c.id = p.case_id WHERE p.id = $1";
    PLAN_ACTION = "SELECT p.agency_id, c.family_id, NULL FROM plan_action p JOIN support_case c ON c.id = p.case_id WHERE p.id = $1";
    ACTION_ASK = "SELECT k.agency_id, c.family_id, NULL FROM action_ask k JOIN support_case c ON c.id = k.case_id WHERE k.id = $1";
    SPECIALIST_ASK = "SELECT s.agency_id, c.family_id, s.provider_id FROM specialist_ask s JOIN support_case c ON c.id = s.case_id WHERE s.id = $1";
    GOAL = "SELECT g.agency_id, c.family_id, NULL FROM goal g JOIN support_case c ON c.id = g.case_id WHERE g.id = $1";
    APPLICATION = "SELECT agency_id, family_id, provider_id FROM application WHERE id = $1";
    ORDER = "SELECT agency_id, family_id, provider_id FROM purchase_order WHERE id = $1";
    SESSION = "SELECT o.agency_id, o.family_id, o.provider_id FROM delivery_session s JOIN purchase_order o ON o.id = s.order_id WHERE s.id = $1";
    DOCUMENT = "SELECT d.agency_id, c.family_id, NULL FROM document d JOIN support_case c ON c.id = d.case_id WHERE d.id = $1";
    FAMILY_FILE = "SELECT f.agency_id, c.family_id, NULL FROM family_file f JOIN support_case c ON c.id = f.case_id WHERE f.id = $1";
    INVOICE = "SELECT i.agency_id, o.family_id, i.provider_id FROM invoice i JOIN purchase_order o ON o.id = i.order_id WHERE i.id = $1";
    ACCOUNT = "SELECT agency_id, NULL, NULL FROM account WHERE id = $1 AND agency_id IS NOT NULL";
    PERSON = "SELECT agency_id, family_id, NULL FROM person WHERE id = $1";
    // A pair concerns two households; the room looks at the other one's seal too.
    PERSON_MERGE = "SELECT m.agency_id, p.family_id, NULL FROM person_merge m JOIN person p ON p.id = m.other_id WHERE m.id = $1";
    BIRTH_FAMILY = "SELECT agency_id, NULL, NULL FROM birth_family WHERE id = $1";
    BIRTH_PERSON = "SELECT agency_id, NULL, NULL FROM birth_person WHERE id = $1";
    STATUTORY_RETURN = "SELECT agency_id, NULL, NULL FROM statutory_return WHERE id = $1";
    WAITING_CHILD = "SELECT agency_id, NULL, NULL FROM waiting_child WHERE id = $1";
    CONSENT = "SELECT c.agency_id, s.family_id, NULL FROM consent c JOIN support_case s ON s.id = c.case_id WHERE c.id = $1";
    AGREEMENT = "SELECT agency_id, NULL, NULL FROM sharing_agreement WHERE id = $1";
    EXCEPTION = "SELECT s.agency_id, c.family_id, NULL FROM safeguarding_share s LEFT JOIN support_case c ON c.id = s.case_id WHERE s.id = $1";
    SUBJECT_REQUEST = "SELECT q.agency_id, c.family_id, NULL FROM subject_request q JOIN support_case c ON c.id = q.case_id WHERE q.id = $1";
    CORRECTION = "SELECT agency_id, family_id, NULL FROM correction WHERE id = $1";
    DATA_COMPLAINT = "SELECT agency_id, family_id, NULL FROM data_complaint WHERE id = $1";
    AUDIT_ROUND = "SELECT agency_id, NULL, NULL FROM service_audit_round WHERE id = $1";
    AUDIT_ACTION = "SELECT agency_id, NULL, NULL FROM service_audit_action WHERE id = $1";
    BOARD_MEETING = "SELECT agency_id, NULL, NULL FROM board_meeting WHERE id = $1";
    BOARD_POINT = "SELECT agency_id, NULL, NULL FROM board_point WHERE id = $1";
    INNOVATION_PROJECT = "SELECT agency_id, NULL, NULL FROM innovation_project WHERE id = $1";
    TOPIC = "SELECT agency_id, NULL, NULL FROM community_topic WHERE id = $1";
    TOPIC_READERS = concat!("SELECT 1 FROM community_topic t WHERE t.id = $1 AND (t.opened_by = $4 OR ",
                            crate::shared_with!("t", "$2", "$3"), ")");
    ENTRY = "SELECT agency_id, NULL, NULL FROM community_entry WHERE id = $1";
    // What waits for a moderator, or was taken out, is there for its author alone.
    ENTRY_READERS = concat!("SELECT 1 FROM community_entry e JOIN community_topic t ON t.id = e.topic_id
                             WHERE e.id = $1 AND (e.author_id = $4 OR e.status IN ('shown', 'withdrawn')) AND ",
                            crate::shared_with!("t", "$2", "$3"));
    WAITING_GROUP = "SELECT agency_id, NULL, NULL FROM waiting_group WHERE id = $1";
    HOUSEHOLD = "SELECT agency_id, NULL, NULL FROM adopter_household WHERE id = $1";
    FAMILY_LINK = "SELECT agency_id, NULL, NULL FROM family_link WHERE id = $1";
    APPLICANT = "SELECT agency_id, NULL, NULL FROM adopter_applicant WHERE id = $1";
    DESTRUCTION = "SELECT d.agency_id, c.family_id, NULL FROM destruction d LEFT JOIN support_case c ON c.id = d.record_id WHERE d.id = $1";
    SERVICE = "SELECT agency_id, NULL, NULL FROM service WHERE id = $1";
    GROUP = "SELECT agency_id, NULL, NULL FROM group_series WHERE id = $1";
    BOOKING = "SELECT agency_id, family_id, NULL FROM group_booking WHERE id = $1";
    MENTOR = "SELECT agency_id, NULL, NULL FROM mentor WHERE id = $1";
    MATCH = "SELECT agency_id, family_id, NULL FROM mentor_match WHERE id = $1";
    CONTACT_PLAN = "SELECT agency_id, NULL, NULL FROM contact_plan WHERE id = $1";
    LETTER = "SELECT agency_id, NULL, NULL FROM letter WHERE id = $1";
    CONTACT_AFTER = "SELECT agency_id, family_id, NULL FROM contact_after WHERE id = $1";
    CONTACT_BEFORE = "SELECT agency_id, NULL, NULL FROM contact_before WHERE id = $1";
    BIRTH_SUPPORT = "SELECT agency_id, NULL, NULL FROM birth_support WHERE id = $1";
    ADULT_REQUEST = "SELECT agency_id, NULL, NULL FROM adult_request WHERE id = $1";
    VETO = "SELECT agency_id, NULL, NULL FROM veto WHERE id = $1";
    INTERMEDIARY = "SELECT agency_id, NULL, NULL FROM intermediary WHERE id = $1";
    DROP_IN = "SELECT agency_id, NULL, NULL FROM drop_in WHERE id = $1";
    DROP_IN_BOOKING = "SELECT agency_id, family_id, NULL FROM drop_in_booking WHERE id = $1";
    DUTY = "SELECT agency_id, NULL, NULL FROM duty WHERE id = $1";
    DUTY_SWAP = "SELECT agency_id, NULL, NULL FROM duty_swap WHERE id = $1";
    FRAMEWORK_VERSION = "SELECT agency_id, NULL, NULL FROM framework_version WHERE id = $1";
    ESCALATION = "SELECT agency_id, family_id, NULL FROM escalation WHERE id = $1";
    CASELOAD_TRANSFER = "SELECT agency_id, NULL, NULL FROM caseload_transfer WHERE id = $1";
    FAMILY_MOVE = "SELECT agency_id, family_id, NULL FROM family_move WHERE id = $1";
    HANDOVER_OUT = "SELECT agency_id, family_id, NULL FROM case_handover WHERE id = $1";
    // What came to nothing is not there any more for the other agency; what it took over belongs to its own family's record.
    HANDOVER_IN = "SELECT h.to_agency_id, c.family_id, NULL FROM case_handover h LEFT JOIN support_case c ON c.id = h.new_case_id
                   WHERE h.id = $1 AND h.status NOT IN ('withdrawn', 'stays')";
    SUPERVISION = "SELECT agency_id, NULL, NULL FROM supervision WHERE id = $1";
    COMPETITION = "SELECT agency_id, family_id, NULL FROM competition WHERE id = $1";
    INVITATION = "SELECT c.agency_id, c.family_id, i.provider_id FROM competition_invitation i JOIN competition c ON c.id = i.competition_id WHERE i.id = $1";
    // Of the opener's own agency, which need not be the one that buys, and about no family.
    OPENER = "SELECT agency_id, NULL, NULL FROM competition_opener WHERE id = $1";
    ASSESSOR = "SELECT c.agency_id, c.family_id, NULL FROM competition_assessor a JOIN competition c ON c.id = a.competition_id WHERE a.id = $1";
    // About a provider and no family. Others who are told have a row of their own; the provider comes in once it is told.
    CONCERN = "SELECT agency_id, NULL, NULL FROM quality_concern WHERE id = $1";
    CONCERN_NOTICE = "SELECT agency_id, NULL, NULL FROM quality_concern_notice WHERE id = $1";
    CONCERN_REPLY = "SELECT agency_id, NULL, provider_id FROM quality_concern WHERE id = $1 AND provider_told_at IS NOT NULL";
    SERVICE_COMPLAINT = "SELECT agency_id, family_id, provider_id FROM service_complaint WHERE id = $1";
}

macro_rules! protected {
    ($($kind:ident = $name:literal, $sql:ident $(, read by $readers:ident)?;)+) => {
        $(impl Protected for $kind {
            const KIND: &'static str = $name;
            const OWNER: Sql = $sql;
            $(const READERS: Option<Sql> = Some($readers);)?
        })+
    };
}

protected! {
    Enquiry = "enquiry", ENQUIRY;
    Case = "case", CASE;
    Assessment = "assessment", ASSESSMENT;
    OutsideAssessment = "outside-assessment", OUTSIDE_ASSESSMENT;
    Contribution = "contribution", CONTRIBUTION;
    Plan = "plan", PLAN;
    PlanAction = "plan-action", PLAN_ACTION;
    ActionAsk = "action-ask", ACTION_ASK;
    SpecialistAsk = "specialist-ask", SPECIALIST_ASK;
    Goal = "goal", GOAL;
    Application = "application", APPLICATION;
    Order = "order", ORDER;
    Session = "session", SESSION;
    Account = "account", ACCOUNT;
    Invoice = "invoice", INVOICE;
    Document = "document", DOCUMENT;
    FamilyFile = "family-file", FAMILY_FILE;
    Consent = "consent", CONSENT;
    Agreement = "sharing-agreement", AGREEMENT;
    Exception = "safeguarding-share", EXCEPTION;
    SubjectRequest = "subject-request", SUBJECT_REQUEST;
    Correction = "correction", CORRECTION;
    DataComplaint = "data-complaint", DATA_COMPLAINT;
    Destruction = "destruction", DESTRUCTION;
    AuditRound = "service-audit-round", AUDIT_ROUND;
    AuditAction = "service-audit-action", AUDIT_ACTION;
    BoardMeeting = "board-meeting", BOARD_MEETING;
    BoardPoint = "board-point", BOARD_POINT;
    InnovationProject = "innovation-project", INNOVATION_PROJECT;
    Topic = "community-topic", TOPIC, read by TOPIC_READERS;
    Entry = "community-entry", ENTRY, read by ENTRY_READERS;
    WaitingGroup = "waiting-group", WAITING_GROUP;
    Household = "adopter-household", HOUSEHOLD;
    FamilyLink = "family-link", FAMILY_LINK;
    Applicant = "adopter-applicant", APPLICANT;
    Person = "person", PERSON;
    PersonMerge = "person-merge", PERSON_MERGE;
    BirthFamily = "birth-family", BIRTH_FAMILY;
    BirthPerson = "birth-person", BIRTH_PERSON;
    FrameworkVersion = "framework-version", FRAMEWORK_VERSION;
    Service = "directory-entry", SERVICE;
    Group = "group", GROUP;
    Booking = "group-booking", BOOKING;
    Mentor = "mentor", MENTOR;
    Match = "mentor-match", MATCH;
    StatutoryReturn = "statutory-return", STATUTORY_RETURN;
    WaitingChild = "waiting-child", WAITING_CHILD;
    ContactPlan = "contact-plan", CONTACT_PLAN;
    Letter = "letter", LETTER;
    ContactAfter = "contact-after", CONTACT_AFTER;
    ContactBefore = "contact-before", CONTACT_BEFORE;
    BirthSupport = "birth-support", BIRTH_SUPPORT;
    AdultRequest = "adult-request", ADULT_REQUEST;
    Veto = "veto", VETO;
    Intermediary = "intermediary", INTERMEDIARY;
    DropIn = "drop-in", DROP_IN;
    DropInBooking = "drop-in-booking", DROP_IN_BOOKING;
    Duty = "duty", DUTY;
    DutySwap = "duty-swap", DUTY_SWAP;
    Escalation = "escalation", ESCALATION;
    CaseloadTransfer = "caseload-transfer", CASELOAD_TRANSFER;
    FamilyMove = "family-move", FAMILY_MOVE;
    HandoverOut = "handover-out", HANDOVER_OUT;
    HandoverIn = "handover-in", HANDOVER_IN;
    Supervision = "supervision", SUPERVISION;
    ServiceComplaint = "service-complaint", SERVICE_COMPLAINT;
    Concern = "quality-concern", CONCERN;
    ConcernNotice = "quality-concern-notice", CONCERN_NOTICE;
    ConcernReply = "quality-concern-reply", CONCERN_REPLY;
    Competition = "competition", COMPETITION;
    Invitation = "competition-invitation", INVITATION;
    Opener = "competition-opener", OPENER;
    Assessor = "competition-assessor", ASSESSOR;
}
