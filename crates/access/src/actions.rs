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
    ViewDropIns = "drop-in.view", "See drop-in sessions, who booked, and the day list.";
    PublishDropIns = "drop-in.publish", "Publish drop-in sessions, and call one off.";
    BookDropIns = "drop-in.book", "Book a time at a drop-in, move it or cancel it.";
    HoldDropIns = "drop-in.hold", "Note who came to a drop-in, and what was said.";
    ViewOutOfHours = "out-of-hours.view", "See the cards that say who answers out of hours, with their versions.";
    KeepOutOfHours = "out-of-hours.keep", "Write the cards that say who answers out of hours.";
    ViewGuides = "childrens-guide.view", "See the texts of the Children's Guide, and which children were not given it yet.";
    KeepGuides = "childrens-guide.keep", "Write versions of the Children's Guide.";
    GiveGuide = "childrens-guide.give", "Record that the Children's Guide was given to a child.";
    ReadOwnGuide = "childrens-guide.own", "Read the Children's Guide on one's own page, and say so.";
    ViewRota = "duty-rota.view", "See who is on duty when.";
    KeepRota = "duty-rota.keep", "Put people on duty, and take them off.";
    SwapDuty = "duty-rota.swap", "Ask a colleague to take one's duty, and answer when asked.";
    SearchPeople = "person.search", "Look for people by name, birth date or postcode.";
    ViewFamilyPicture = "family-picture.view", "See who lives or lived with the child of a case, and who matters to them.";
    RecordFamilyTies = "family-picture.record", "Record who matters to the child of a case, since when, and who said so.";
    ProposeMerge = "person.same", "Compare two records, and propose that they are one person or record that they are two.";
    DecideMerge = "person.same-decide", "Decide whether two records are one person, and undo that.";
    ListCases = "case.list", "See an agency's cases.";
    ViewCase = "case.view", "Open a case and its timeline.";
    StepCase = "case.step", "Change the level of support, the coordinator, or close a case.";
    ListPromises = "promise.list", "See what was promised and by when.";
    ViewAssessment = "assessment.view", "Read an assessment of need.";
    EditAssessment = "assessment.edit", "Write an assessment of need.";
    SignAssessment = "assessment.sign", "Sign an assessment of need that somebody else wrote, or send it back.";
    ViewContribution = "contribution.view", "See what partners were asked to say to an assessment, and what they said.";
    AskContribution = "contribution.ask", "Ask partners to contribute to an assessment, and say what was taken from it.";
    GiveContribution = "contribution.give", "Contribute to an assessment with a link, without an account.";
    ViewPlan = "plan.view", "Read a support plan.";
    EditPlan = "plan.edit", "Write a support plan.";
    AnswerAction = "plan.answer-action", "Say what became of an action of a plan with a link, without an account.";
    WriteOwnPart = "family-part.own", "Write what one wants in the plan of one's own family, and read what became of it.";
    ViewFamilyPart = "family-part.view", "Read what families want in their plans.";
    AnswerFamilyPart = "family-part.answer", "Write down what a family wants in its plan, and say what became of it.";
    SignPlan = "plan.sign", "Sign a support plan that somebody else wrote, or send it back.";
    EditGoals = "goal.edit", "Set a family's goals.";
    RateGoals = "goal.rate", "Rate a goal from 0 to 10.";
    ViewQuestionnaires = "questionnaire.view", "See what measures gave for a case over time; a family sees what its parents answered.";
    RecordQuestionnaires = "questionnaire.record", "Enter and correct questionnaires that were filled in on paper or in a session.";
    ListMeasures = "measure.list", "See the measures: what each is for, its limits, its licence and its sources.";
    DraftApplication = "application.draft", "Draft and send an application to the Fund.";
    ViewApplication = "application.view", "Open an application.";
    ListApplications = "application.list", "See an agency's applications.";
    DecideApplication = "application.decide", "Record the Fund's decision.";
    ViewLedger = "ledger.view", "See the ledger.";
    RecordAllocation = "allocation.record", "Record the agency's allocation of a year from its grant letter.";
    ListProviders = "provider.list", "See the list of approved providers and their prices.";
    ManageProviders = "provider.manage", "Put providers on the list with vetting facts and prices, approve and suspend them.";
    ViewSpecialist = "specialist.view", "See specialist assessments that providers are asked for, and their reports.";
    AskSpecialist = "specialist.ask", "Ask a provider for a specialist assessment, share names for it, and enter its report.";
    AnswerSpecialist = "specialist.answer", "Take a specialist assessment, and hand in its report.";
    BriefCompetition = "competition.brief", "Ask for a provider to be chosen for a case: by competition, direct award or the family's choice.";
    ViewCompetitions = "competition.view", "See how providers are chosen for an agency's cases.";
    RunCompetition = "competition.run", "Run a competition: terms, invitations, answers, moderation and award.";
    OpenBids = "competition.open", "Open sealed bids with one's own passphrase, where one is named for it.";
    AssessBids = "competition.assess", "Score opened bids, where one is named for it.";
    MakeBids = "bid.make", "See invitations to bid, ask about them, and bid; say what there is room for.";
    PlaceOrder = "order.place", "Order sessions from a provider.";
    ViewOrder = "order.view", "Open an order and its sessions.";
    ListOrders = "order.list", "See orders.";
    AnswerOrder = "order.answer", "Accept or decline an order.";
    RecordSession = "session.record", "Record a session as held or missed.";
    SendInvoice = "invoice.send", "Send an invoice.";
    ViewInvoice = "invoice.view", "Open an invoice.";
    ListInvoices = "invoice.list", "See invoices.";
    PayInvoice = "invoice.pay", "Pay an invoice that matches, or query it.";
    RaiseConcern = "concern.raise", "Raise a concern about a provider.";
    ViewConcerns = "concern.view", "See concerns about providers that one's agency raised or was told of.";
    ShareConcern = "concern.share", "Share a concern about a provider with the agencies that need to know, and close it.";
    AnswerConcern = "concern.answer", "Say that one's agency knows of a concern about a provider, and what it did.";
    ReplyToConcern = "concern.reply", "Read concerns that one's organisation was told of, and reply.";
    SeePaymentFigures = "invoice.figures", "See how one's agency keeps to the 30 days in which invoices are paid.";
    SeeAgencyFigures = "figures.agency", "See the agency's figures.";
    SeeNationFigures = "figures.nation", "See the protected figures of every agency.";
    SeeRegionFigures = "figures.region", "See the protected figures of the agencies of one's own pan-region.";
    SeePublished = "published.view", "See published statistics.";
    SendFile = "file.send", "Send a document to the worker of one's own case, and see what became of it.";
    ViewDocument = "document.view", "See and download the documents of a case.";
    AddDocument = "document.add", "Add a document to a case, or replace one.";
    ReleaseDocument = "document.release", "Make a link with which a family fetches a document once.";
    CollectDocument = "document.collect", "Fetch a released document with its link.";
    KeepDraft = "draft.keep", "Keep one's own unsent forms.";
    ViewAudit = "audit.view", "See who looked at what.";
    ViewOwnLooks = "audit.own", "See who has looked at one's own record.";
    ManageAccounts = "account.manage", "Invite people and end their access.";
    InviteFamily = "account.invite-family", "Invite a family member from their case, and end their access.";
    InviteBirthRelative = "account.invite-birth-relative", "Invite a birth relative to pages of their own, and end their access.";
    InviteProvider = "account.invite-provider", "Invite somebody of a provider that one's agency works with, and end their access.";
    OwnAccount = "account.own", "Look after how one signs in oneself.";
    ViewPermissions = "permission.view", "See the table of permissions.";
    ManageSeals = "seal.manage", "Seal a case, and say who may see it.";
    UseEmergencyAccess = "emergency.use", "Ask for emergency access to one record, with a reason.";
    ReviewEmergencyAccess = "emergency.review", "Review emergency access afterwards.";
    Delegate = "delegation.manage", "Let a colleague act in one's place until a date.";
    ManageTeams = "team.manage", "Make teams and say who is in them.";
    ManageTokens = "token.manage", "Make and end keys for the API.";
    ListBirthFamilies = "birth.list", "See an agency's birth families.";
    SearchBirthPeople = "birth.search", "Look for birth relatives and children as they were before adoption.";
    ViewBirthRecord = "birth.view", "Open a birth family's record.";
    RecordBirthFamily = "birth.record", "Record birth relatives and correct how to reach them.";
    WriteToBirthRelative = "birth.write", "Write a message to a birth relative.";
    ViewOwnBirthRecord = "birth.own", "A birth relative sees their own contact details and messages.";
    OpenIdentityLink = "identity.link.open", "Open the sealed link between the identities before and after adoption, with a reason.";
    MakeIdentityLink = "identity.link.make", "Make or undo that link, with a reason.";
    ListContact = "contact.list", "See an agency's contact plans and the letters on their way, without anybody's name.";
    ViewContact = "contact.view", "Open one side of a contact plan from that side's own record.";
    RecordContact = "contact.record", "Make a contact plan, and change its terms and one side's wishes.";
    CheckLetters = "letterbox.check", "Receive, check, return and pass on letters as the coordinator of their plan.";
    UseLetterbox = "letterbox.own", "Read and write letters from one's own pages.";
    ViewBirthSupport = "birth-support.view", "See which birth parents were offered independent support.";
    RecordBirthSupport = "birth-support.record", "Offer independent support to a birth parent and record the answer.";
    AnswerBirthSupport = "birth-support.own", "A birth relative answers the offer of independent support.";
    ListAdults = "adult.list", "See adults' requests for records, intermediary cases, vetoes and wishes.";
    HandleAdults = "adult.handle", "Work on an adult's request for records or for contact.";
    ShareAdultRecords = "adult.share", "Share a record with an adopted adult.";
    RecordVetoes = "veto.record", "Record, change or withdraw a veto or a wish about contact.";
    ViewOrganisations = "organisation.view", "See councils, agencies and regions.";
    CorrectMembership = "organisation.correct", "Correct which agency a council belongs to, from a day on.";
    ViewConsent = "consent.view", "See what a family agreed to and what was shared.";
    RecordConsent = "consent.record", "Ask for consent and record the answer.";
    SeeOwnPage = "family.own", "See one's own first page: who one's worker is, and what was promised.";
    OwnYoungRecord = "young.own", "A young person rates their goals, and says what they want to say, on pages of their own.";
    PrepareAdulthood = "of-age.prepare", "Prepare with a young person what changes at 18, and invite them to their own record.";
    HoldOwnRecord = "own-record.hold", "An adult says who may read their own record, and asks for support in their own name.";
    SeeSharedRecord = "own-record.see", "See what an adult of one's family lets one see of their own record.";
    SeeYoungWords = "young.view", "Read what a young person wrote for their workers.";
    WriteMessages = "message.own", "Write to one's coordinator and read the answers.";
    AnswerMessages = "message.answer", "Read and answer what families and young people write.";
    AskReview = "review.ask", "Ask for a review of one's plan.";
    ListReviews = "review.list", "See which reviews of plans are due, late and held.";
    HoldReview = "review.hold", "Record a review of a plan, or decline one with a reason.";
    WithdrawConsent = "consent.withdraw", "Answer what was asked, or withdraw a consent.";
    ViewSharing = "sharing.view", "See sharing agreements.";
    ManageSharing = "sharing.manage", "Record and end sharing agreements.";
    ShareToSafeguard = "sharing.safeguard", "Share without consent or agreement, to keep somebody safe.";
    ReviewExceptions = "sharing.review", "See and answer for what was shared to keep somebody safe.";
    ViewRetention = "retention.view", "See how long records are kept and which are due for review.";
    ProposeDestruction = "retention.propose", "Propose that a record whose time is over is destroyed.";
    ApproveDestruction = "retention.approve", "Approve and carry out a destruction that somebody else proposed.";
    HoldRecord = "retention.hold", "Hold a record against destruction, or lift the hold.";
    HandleSubjectAccess = "subject-access.handle", "Record and prepare a request for a copy of a record.";
    ReleaseSubjectAccess = "subject-access.release", "Release the copy of a record that somebody else prepared.";
    AskCorrection = "correction.ask", "Ask for something wrong in the record to be put right.";
    DecideCorrection = "correction.decide", "Decide on a request to put something right.";
    MakeDataComplaint = "data-complaint.make", "Complain about how data is used, or record such a complaint.";
    ImportStatutoryReturn = "statutory-return.import", "Take in a statutory return (SSDA903) of children looked after.";
    ViewStatutoryReturns = "statutory-return.view", "See the returns that were taken in and what their rules found.";
    SeePipeline = "pipeline.view", "See how many children wait for adoption at each step, and how long.";
    ListWaitingChildren = "child.list", "See the list of children on the way to adoption.";
    ViewWaitingChild = "child.view", "Open the record of a child on the way to adoption.";
    ViewMatching = "matching.view", "See children who wait, what ready families can offer, suggestions, and links.";
    EditMatching = "matching.edit", "Record children who wait, and pass a suggestion over with a reason.";
    MakeLink = "link.make", "Make a link between children and a family, and take it from step to step.";
    DecideLink = "link.decide", "Record the agency decision maker's decision on a link that somebody else made.";
    ViewAdopters = "adopter.view", "See one's own agency's approved families with their names.";
    EditAdopters = "adopter.edit", "Record approved families and what they can offer.";
    SeeSensitiveReasons = "adopter.sensitive", "Read and record the sensitive reasons behind what a family offers.";
    ManageRecruitment = "recruitment.manage", "Record people who want to adopt, and take them through the stages to approval.";
    HandleDataComplaints = "data-complaint.handle", "Acknowledge and answer complaints about data.";
    KeepDirectory = "directory.keep", "Add, change, check and withdraw entries of the directory of services.";
    ViewGroups = "group.view", "See the agency's groups and workshops, who booked and who waits.";
    ManageGroups = "group.manage", "Plan groups and workshops, offer places to other agencies, take attendance.";
    BookGroups = "group.book", "Book a place in a group, join a waiting list, cancel.";
    KeepMentors = "mentor.keep", "Keep the list of peer mentors, their checks and their supervision.";
    MatchMentors = "mentor.match", "Match a peer mentor with a family, and end it.";
    ViewCoreOffers = "core-offer.view", "See which core offers each regional agency has.";
    StateCoreOffers = "core-offer.state", "State how one's agency stands on a core offer.";
    ViewEarlySupport = "early-support.view", "See the early support of new families, and what each family has had of it.";
    RecordEarlySupport = "early-support.record", "Note what a family has had of the early support, and ask for more.";
    AnswerEarlySupport = "early-support.answer", "Say what came of the call to a family that asked for more.";
    StateEarlySupport = "early-support.state", "Say how the agency gives each part of the early support.";
    ViewRhythm = "rhythm.view", "See a family's support over the years, and what lies ahead of it.";
    ListOffersAhead = "offer-ahead.list", "See which offers fall due at the stages of families' lives.";
    MakeOffersAhead = "offer-ahead.make", "Offer support ahead of a stage, and say what came of the call.";
    AnswerOffers = "offer-ahead.answer", "Say whether an offer made ahead is taken up.";
    RecordLifeEvents = "life-event.record", "Note an event in a family's life, or take it back.";
    ListCheckIns = "check-in.list", "See which families are to be checked in with, and when.";
    HoldCheckIns = "check-in.hold", "Note that somebody checked in with a family.";
    ChooseCheckIns = "check-in.choose", "Choose how often somebody checks in with a family, or never.";
    ViewEscalation = "escalation.view", "See where it got hard for a family, who leads and what was asked of partners.";
    WorkEscalation = "escalation.work", "Open an escalation, name its lead, ask partners, tell the family, step down and learn.";
    ReadNextSteps = "escalation.told", "Read what happens next when it got hard.";
    RecordSign = "early-sign.record", "Record a tipping point or another early sign on a case.";
    ViewSigns = "early-sign.view", "See which cases somebody should look at, and why.";
    SettleSigns = "early-sign.settle", "Say what was decided about a case that gathered early signs.";
    ViewProtocol = "safeguarding-protocol.view", "Read what to do first, and whom to call, when a child may be at risk.";
    KeepProtocol = "safeguarding-protocol.keep", "Write the safeguarding protocols of the agency and its councils.";
    ViewServiceAudit = "service-audit.view", "Read how the agency rates its own service, and what it does about it.";
    RateServiceAudit = "service-audit.rate", "Rate the service, set actions, and share a finished round.";
    CompareServiceAudits = "service-audit.compare", "Compare the finished rounds that agencies share.";
    SimulateCapacity = "capacity.simulate", "Try how many staff clear a waiting list, and by when.";
    BuildReturn = "return.build", "Make the agency's quarterly return, without personal data.";
    ReceiveReturn = "return.receive", "Take in agencies' returns, and say by which key each is known.";
    ViewReturns = "return.view", "See agencies' returns together.";
    ViewProjects = "project.view", "Read innovation projects: how they should work, what is measured, what was learnt.";
    RecordProjects = "project.record", "Write innovation projects.";
    ViewWorkforce = "workforce.view", "See caseloads and skills in the agency, and where skills are missing.";
    RecordWorkforce = "workforce.record", "Record who has which skill.";
    ViewBoards = "board.view", "Read what was said at boards with partners, and what was done.";
    ReadCommunity = "community.read", "Read the community of practice: topics, shared documents and posts.";
    WriteCommunity = "community.write", "Write posts and share documents in the community of practice.";
    KeepTopics = "community.keep", "Open, close and open again topics of the community of practice.";
    ViewTeam = "team.view", "See the caseloads, the timeliness and the alarms of one's agency, and open each to its rows.";
    WeighCases = "caseload.weigh", "Set what a case weighs in the agency, and how much each worker can carry.";
    MoveCaseload = "caseload.move", "Hand the cases of a worker to others in one step, and take that back within a day.";
    CoverAbsence = "absence.cover", "Say who is away, who answers meanwhile, and what they may do.";
    ReadSupervision = "supervision.read", "Read one's own supervision: as the worker, the manager, or the manager's own line.";
    WriteSupervision = "supervision.write", "Write down the supervision of a worker.";
    ViewDecisions = "decision.view", "Read what managers decided on a case, and why.";
    DecideCase = "case.decide", "Record a decision on a case, with its reason and the day on which it is looked at again.";
    WriteNote = "note.write", "Write a note on a case, and promise something with it.";
    MakeComplaint = "complaint.make", "Complain about the service or disagree with a decision, or record that somebody does.";
    HandleComplaints = "complaint.handle", "Acknowledge, answer and review complaints about the service.";
    RecordMove = "move.record", "Record that a family moves to another council's area, and see who is responsible on which day.";
    OfferHandover = "handover.offer", "Hand a case to the agency that becomes responsible, take that back, and settle a dispute about it.";
    AnswerHandover = "handover.answer", "Take over a case that another agency hands over, or say why one is not responsible.";
    SeeOwnMove = "move.own", "Read who looks after one's support from which day on, when one moves.";
    SeeComplaintFigures = "complaint.figures", "See how many complaints came in which month, with small numbers protected.";
    ModerateCommunity = "community.moderate", "Moderate what others write in topics that one's own agency opened.";
    RecordBoards = "board.record", "Record meetings, what was said and what was done.";
    ViewFramework = "framework.view", "See the assessment framework, and what one's agency adds to it.";
    EditFramework = "framework.edit", "Write what one's agency adds to the assessment framework.";
    ApproveFramework = "framework.approve", "Approve what somebody else added to the assessment framework.";
    ViewEducation = "education.view", "See a child's schooling, and which service is bound to meet each need.";
    RecordEducation = "education.record", "Record a child's schooling and the time spent on advocacy.";
    RecordDuty = "duty.record", "Record which service is bound to meet a need, and what became of asking it.";
    SeeDuties = "duty.totals", "See what other services were asked for, refused and left to adoption support.";
}
