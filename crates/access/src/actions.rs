//! Everything that can be done, as types: a grant names its action, so a grant to list
//! cases cannot be passed where a grant to change a plan is meant.

/// Something that can be done. Its name stands in `data/permissions.csv`.
pub trait Action: Send + Sync + 'static {
    /// The name in the permission table and in the audit log.
    const NAME: &'static str;
}

macro_rules! actions {
    ($($name:ident = $text:literal, $doc:literal;)+) => {
        $(
            #[doc = $doc]
            #[derive(Debug)]
            pub enum $name {}
            impl Action for $name { const NAME: &'static str = $text; }
        )+
        /// The names of all actions.
        pub const ALL_NAMES: &[&str] = &[$($text),+];

        /// What an action is, in plain words; its name when there is no such action.
        pub fn about(name: &str) -> &str {
            match name {
                $($text => $doc,)+
                other => other,
            }
        }
    };
}

actions! {
    SubmitEnquiry = "enquiry.submit", "Write to the service from the public form.";
    RecordEnquiry = "enquiry.record", "Record a call, an email or a referral.";
    ListEnquiries = "enquiry.list", "See the duty queue.";
    ViewEnquiry = "enquiry.view", "Open an enquiry.";
    TriageEnquiry = "enquiry.triage", "Advise, signpost, allocate or close an enquiry.";
    SearchPeople = "person.search", "Look for people by name, birth date or postcode.";
    ListCases = "case.list", "See an agency's cases.";
    ViewCase = "case.view", "Open a case and its timeline.";
    StepCase = "case.step", "Change the level of support, the coordinator, or close a case.";
    ListPromises = "promise.list", "See what was promised and by when.";
    ViewAssessment = "assessment.view", "Read an assessment of need.";
    EditAssessment = "assessment.edit", "Write an assessment of need.";
    ViewPlan = "plan.view", "Read a support plan.";
    EditPlan = "plan.edit", "Write a support plan.";
    EditGoals = "goal.edit", "Set a family's goals.";
    RateGoals = "goal.rate", "Rate a goal from 0 to 10.";
    DraftApplication = "application.draft", "Draft and send an application to the Fund.";
    ViewApplication = "application.view", "Open an application.";
    ListApplications = "application.list", "See an agency's applications.";
    DecideApplication = "application.decide", "Record the Fund's decision.";
    ViewLedger = "ledger.view", "See the ledger.";
    ListProviders = "provider.list", "See the list of approved providers and their prices.";
    PlaceOrder = "order.place", "Order sessions from a provider.";
    ViewOrder = "order.view", "Open an order and its sessions.";
    ListOrders = "order.list", "See orders.";
    AnswerOrder = "order.answer", "Accept or decline an order.";
    RecordSession = "session.record", "Record a session as held or missed.";
    SendInvoice = "invoice.send", "Send an invoice.";
    ViewInvoice = "invoice.view", "Open an invoice.";
    ListInvoices = "invoice.list", "See invoices.";
    PayInvoice = "invoice.pay", "Pay an invoice that matches, or query it.";
    SeeAgencyFigures = "figures.agency", "See the agency's figures.";
    SeeNationFigures = "figures.nation", "See the protected figures of every agency.";
    SeePublished = "published.view", "See published statistics.";
    ViewAudit = "audit.view", "See who looked at what.";
    ManageAccounts = "account.manage", "Invite people and end their access.";
    ViewPermissions = "permission.view", "See the table of permissions.";
    ManageSeals = "seal.manage", "Seal a case, and say who may see it.";
    UseEmergencyAccess = "emergency.use", "Ask for emergency access to one record, with a reason.";
    ReviewEmergencyAccess = "emergency.review", "Review emergency access afterwards.";
    Delegate = "delegation.manage", "Let a colleague act in one's place until a date.";
    ManageTokens = "token.manage", "Make and end keys for the API.";
    ViewOrganisations = "organisation.view", "See councils, agencies and regions.";
}
