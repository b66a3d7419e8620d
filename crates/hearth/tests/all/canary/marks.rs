//! The marks that are planted, and the table that says who may meet each of them.

use access::Role;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Names, birth dates and contact of a family after adoption.
    Name,
    /// What they told on first contact, and what the duty team noted.
    Said,
    /// What an assessment found.
    Assessment,
    /// What partners were asked and said to an assessment.
    Partner,
    /// What a plan says.
    Plan,
    /// What a manager says should be changed in a plan, or looked at again in an assessment.
    SentBack,
    /// A family's own goal.
    Goal,
    /// Why the level of support changed.
    Level,
    /// The words of an application.
    Application,
    /// Why the Fund decided as it did.
    Decision,
    /// Why a provider declined an order.
    Declined,
    /// What a provider noted of a session.
    Session,
    /// What a provider is asked to find out about a child, and what it reports.
    Specialist,
    /// Why a provider was asked in spite of a conflict of interest.
    SpecialistWhy,
    /// What was queried on an invoice.
    Query,
    /// What was noted of an allocation, and why one was taken back.
    Ledger,
    /// Whom a family agreed that something goes to, and who agreed.
    Consent,
    /// What was noted of a consent.
    ConsentNote,
    /// What was shared to keep somebody safe, and why.
    Exception,
    /// The name of somebody who works for an agency.
    Worker,
    /// The name under which somebody of a family, a provider or the nation signs in.
    Caller,
    /// The address with which anybody signs in.
    SignIn,
    /// What somebody calls a passkey of theirs.
    Passkey,
    /// Names, birth dates and contact before adoption.
    Birth,
    /// A child's name and birth date before adoption.
    BirthChild,
    /// What was written to a birth relative.
    BirthMessage,
    /// Why somebody opened the sealed link.
    Reason,
    /// What was asked to be put right, and what was said to it.
    Correction,
    /// A complaint about data, and what was said to it.
    Complaint,
    /// Who asked for a copy of what is held, by what right, and how it went.
    Copy,
    /// Why a record is held, or was proposed to be destroyed.
    Keeping,
    /// A document: its title, its name, what is in it.
    Document,
    /// What was typed and not sent.
    Draft,
    /// Why a case is sealed.
    Seal,
    /// Why one was opened again.
    Unsealed,
    /// Why somebody used emergency access.
    Emergency,
    /// What the review of it noted.
    Review,
    /// Why somebody acts in a colleague's place.
    Lending,
    /// A colleague who was invited.
    Invited,
    /// Somebody of a family who was invited.
    FamilyInvited,
    /// Where a birth relative was invited.
    BirthInvited,
    /// Somebody of a provider who was invited.
    ProviderInvited,
    /// Where somebody signed in from.
    Place,
    /// Secrets of files, codes and other services.
    Secret,
    /// Who of a family comes to a group, and what helps them to take part.
    Booking,
    /// Who a peer mentor is, and why one was brought together with a family.
    Mentor,
    /// A waiting child's id in the return and day of birth.
    WaitingChild,
    /// What an agency notes when it rates its service, and what is to be done by whom.
    ServiceAudit,
    /// What was said at a board, and what was done about it.
    Board,
    /// What colleagues of one pan-region share and say in the community of practice.
    Community,
    /// What waits for a moderator there, and what moderators wrote about it to its author.
    Moderated,
    /// What an innovation project is, and what was learnt from it.
    Project,
    /// Children who wait, families who are ready, and the words of the links between them.
    Finding,
    /// Sensitive reasons behind what a family offers.
    Sensitive,
    /// What crosses between the two sides by agreement: the names they sign with, and letters that a person checked.
    Letter,
    /// What an adoptive family wishes of contact; a birth relative's wishes are a [`What::BirthMessage`].
    Wish,
    /// What was noted of a contact plan or of a letter that did not come.
    Contact,
    /// What was offered to a birth relative and noted of it, apart from the child's worker.
    Support,
    /// What an adopted adult told, and what was found and shared.
    Adult,
    /// What workers wrote when it got hard: signs, reasons, partners, notes.
    Hard,
    /// What a family is told happens next.
    NextSteps,
    /// What a young person keeps for their workers, and whom a worker had to tell and why.
    Young,
    /// Messages of one member of a family with the team, and what they asked and were answered about a review.
    Thread,
    /// Who was at a review.
    ReviewNote,
    /// Why a worker said how much somebody of a family sees.
    Sight,
    /// A worker's note on a case, and what a manager decided on it.
    CaseNote,
    /// What a family was promised with a note, and told when its case changed hands.
    Promised,
    /// What was talked through in a supervision.
    Supervision,
    /// A complaint about the service, and what whoever complained was told.
    ServiceComplaint,
    /// What was learned from a complaint, and what a worker wrote down for somebody who complained.
    Lesson,
    /// Where a family moves to, and why another agency says that it is not responsible.
    Moved,
    /// What a manager wrote for whoever takes a case over, and what two agencies agreed.
    HandedOver,
    /// Why two records were held to be one person, or two.
    Same,
    /// Who matters to a child, and who said so.
    Tie,
    /// How a young person is prepared for 18, and how their age was known.
    OfAge,
    /// What was written when a provider was chosen: brief, questions, bids, scores, reasons.
    Competition,
    /// A concern about a provider: what its agency knows, what others were told, did and replied.
    Concern,
    /// Why an administrator corrected which agency a council belongs to.
    Corrected,
}

/// How far somebody may meet a kind of mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Far {
    /// Nowhere.
    No,
    /// Of their own agency's records.
    Agency,
    /// Of what is theirs: a family's own, a provider's own orders, a birth relative's own.
    Own,
}

/// Who may meet what: what is so today. Words about money stand in a case's timeline, which duty workers and the
/// family read; a finance officer meets a child's name over the orders of a case; who works with a family sees with what
/// address its members sign in; a manager reads in the log why a sealed link was opened. A mark that is met anywhere else
/// fails the test, and so does one that is met by nobody of whom this table says that they may.
pub const TABLE: &str = "
what          duty    social  manager commiss finance provider family  birth   analyst admin   public  young
Name          agency  agency  agency  -       agency  -        own     -       -       -       -       own
Said          agency  agency  agency  -       -       -        -       -       -       -       -
Assessment    agency  agency  agency  -       -       -        -       -       -       -       -
Partner       agency  agency  agency  -       -       -        -       -       -       -       -       -
Plan          agency  agency  agency  -       -       -        own     -       -       -       -       own
SentBack      agency  agency  agency  -       -       -        -       -       -       -       -
Goal          agency  agency  agency  -       -       -        own     -       -       -       -       own
Level         agency  agency  agency  -       -       -        own     -       -       -       -
Application   -       agency  agency  -       agency  -        -       -       -       -       -
Decision      agency  agency  agency  -       agency  -        own     -       -       -       -
Declined      agency  agency  agency  -       agency  own      -       -       -       -       -
Session       -       agency  agency  -       agency  own      -       -       -       -       -
Specialist    -       agency  agency  -       -       own      -       -       -       -       -
SpecialistWhy -       agency  agency  -       -       -        -       -       -       -       -
Query         agency  agency  agency  -       agency  own      -       -       -       -       -
Ledger        -       -       agency  agency  agency  -        -       -       -       -       -
Consent       agency  agency  agency  -       -       -        own     -       -       -       -
ConsentNote   agency  agency  agency  -       -       -        own     -       -       -       -
Exception     agency  agency  agency  -       -       -        -       -       -       -       -
Worker        agency  agency  agency  agency  agency  -        agency  -       -       agency  -       agency
Caller        agency  agency  agency  -       -       own      own     own     own     -       -       own
SignIn        own     agency  agency  own     own     own      own     own     own     agency  -       own
Passkey       own     own     own     own     own     own      own     own     own     own     -
Birth         agency  agency  agency  -       -       -        -       own     -       -       -
BirthChild    agency  agency  agency  -       -       -        -       -       -       -       -
BirthMessage  -       agency  agency  -       -       -        -       own     -       -       -
Reason        -       -       agency  -       -       -        -       -       -       -       -
Correction    agency  agency  agency  -       -       -        own     -       -       -       -
Complaint     -       -       agency  -       -       -        -       -       -       agency  -
Copy          -       agency  agency  -       -       -        -       -       -       -       -
Keeping       -       agency  agency  -       -       -        -       -       -       -       -
Document      agency  agency  agency  -       -       -        -       -       -       -       -
Draft         -       own     -       -       -       -        -       -       -       -       -
Seal          -       -       agency  -       -       -        -       -       -       agency  -
Unsealed      -       -       agency  -       -       -        -       -       -       -       -
Emergency     own     -       agency  -       -       -        -       -       -       agency  -
Review        -       -       agency  -       -       -        -       -       -       agency  -
Lending       -       own     agency  -       -       -        -       -       -       agency  -
Invited       -       -       -       -       -       -        -       -       -       agency  -
FamilyInvited -       agency  agency  -       -       -        -       -       -       -       -
BirthInvited  -       agency  agency  -       -       -        -       -       -       -       -
ProviderInvited -     -       -       agency  -       -        -       -       -       -       -
Place         -       own     -       -       -       -        -       -       -       -       -
Secret        -       -       -       -       -       -        -       -       -       -       -
Mentor        -       agency  agency  -       -       -        -       -       -       -       -
Booking       agency  agency  agency  -       -       -        own     -       -       -       -
WaitingChild  -       agency  agency  -       -       -        -       -       -       -       -
ServiceAudit  -       agency  agency  agency  -       -        -       -       -       agency  -
Project       -       agency  agency  agency  -       -        -       -       -       agency  -
Board         -       agency  agency  agency  -       -        -       -       -       agency  -
Community     agency  agency  agency  agency  agency  -        -       -       -       agency  -
Moderated     -       own     agency  agency  -       -        -       -       -       -       -
Finding       -       agency  agency  -       -       -        -       -       -       -       -
Sensitive     -       -       agency  -       -       -        -       -       -       -       -
Letter        -       agency  agency  -       -       -        own     own     -       -       -
Wish          -       agency  agency  -       -       -        own     -       -       -       -
Contact       -       agency  agency  -       -       -        -       -       -       -       -
Support       agency  -       agency  -       -       -        -       own     -       -       -
Adult         agency  agency  agency  -       -       -        -       -       -       -       -
Hard          agency  agency  agency  -       -       -        -       -       -       -       -       -
NextSteps     agency  agency  agency  -       -       -        own     -       -       -       -       -
Young         -       agency  agency  -       -       -        -       -       -       -       -       own
Thread        agency  agency  agency  -       -       -        own     -       -       -       -       own
ReviewNote    agency  agency  agency  -       -       -        -       -       -       -       -       -
Sight         -       agency  agency  -       -       -        -       -       -       -       -       -
CaseNote      agency  agency  agency  -       -       -        -       -       -       -       -
Promised      agency  agency  agency  -       -       -        own     -       -       -       -
Supervision   -       own     agency  -       -       -        -       -       -       -       -
ServiceComplaint -    -       agency  -       -       -        own     -       -       -       -
Lesson        -       -       agency  -       -       -        -       -       -       -       -
Moved         agency  agency  agency  -       -       -        -       -       -       -       -
HandedOver    -       -       agency  -       -       -        -       -       -       -       -
Same          agency  agency  agency  -       -       -        -       -       -       -       -
Tie           agency  agency  agency  -       -       -        -       -       -       -       -
OfAge         -       agency  agency  -       -       -        -       -       -       -       -
Competition   -       agency  agency  agency  -       own      -       -       -       -       -
Concern       -       agency  agency  agency  -       -        -       -       -       -       -
Corrected     agency  agency  agency  agency  agency  -        -       -       -       agency  -
";

/// One mark.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The text, in small letters.
    pub text: String,
    /// What it stands for.
    pub what: What,
    /// Whose agency's record holds it.
    pub agency: char,
    /// Whose own it is: a family, a provider's orders, a birth relative, an account.
    pub own: String,
}

impl What {
    /// Whether it belongs to a family after adoption.
    pub fn is_after(self) -> bool {
        matches!(self, What::Name | What::Plan | What::Goal | What::Level | What::Wish)
    }

    /// Whether it belongs to people before adoption.
    pub fn is_before(self) -> bool {
        matches!(
            self,
            What::Birth
                | What::BirthChild
                | What::BirthMessage
                | What::BirthInvited
                | What::WaitingChild
                | What::Support
        )
    }
}

/// The column of the table for a role; a birth relative has one of their own.
fn column(role: Option<Role>, birth: bool) -> usize {
    1 + match role {
        Some(Role::DutyWorker) => 0,
        Some(Role::SocialWorker) => 1,
        Some(Role::TeamManager) => 2,
        Some(Role::Commissioner) => 3,
        Some(Role::FinanceOfficer) => 4,
        Some(Role::Provider) => 5,
        Some(Role::FamilyMember) if birth => 7,
        Some(Role::FamilyMember) => 6,
        Some(Role::NationalAnalyst) => 8,
        Some(Role::Administrator) => 9,
        None => 10,
        Some(Role::YoungPerson) => 11,
    }
}

/// How far somebody of this role may meet this.
pub fn far(what: What, role: Option<Role>, birth: bool) -> Far {
    let name = format!("{what:?}");
    let line = TABLE.lines().find(|l| l.split_whitespace().next() == Some(&name));
    let cells: Vec<&str> = line.unwrap_or_else(|| panic!("{name} has no line")).split_whitespace().collect();
    // A line that leaves the last column out says nothing of a young person, who meets nothing of it.
    match cells.get(column(role, birth)).copied().unwrap_or("-") {
        "-" => Far::No,
        "agency" => Far::Agency,
        "own" => Far::Own,
        other => panic!("{other} in the line of {name}"),
    }
}
