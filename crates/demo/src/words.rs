//! Sentences for made-up records: short, plain, and about nobody.

use casework::{
    assessment::model::{Formulation, Said, Sureness},
    plan::model::OwnerKind,
};
use kernel::Need;

/// What a parent writes who asks for help.
pub const STORIES: &[&str] = &[
    "Bedtimes have become a battle and nobody sleeps. We would like to talk to somebody who understands adoption.",
    "School has rung four times this month. Our child says they hate it and will not go in on Mondays.",
    "Since the move to Year 7 everything is harder. There is shouting most evenings and things get broken.",
    "Questions about the birth family have started and we do not know how to answer them well.",
    "We were told about the Fund by another family. We had therapy two years ago and it helped. Can we ask again?",
    "Our child has started to hit out when told no. We are frightened of getting it wrong.",
    "We think there may have been drinking in the pregnancy. The GP said to ask you about an assessment.",
    "A message came from a birth relative through a game. Our child has been quiet and tearful since.",
    "We are exhausted. We love our child very much and we are running out of ideas.",
    "Friends are the hardest part. Parties end in tears and there are no invitations any more.",
    "My grandchild lives with me under a special guardianship order. Contact visits leave them upset for days.",
    "Noise, labels in clothes and crowded places are too much. The school thinks it is behaviour. We do not.",
];

/// What a professional or adult writes.
pub const OTHER_STORIES: &[&str] = &[
    "I was adopted as a baby and would like to know how to see my records.",
    "I teach a child whose parents may be glad of some support. They know that I am writing.",
    "We have moved here from another county and would like to know what is offered.",
    "I would like to know whether my letter reached my son's family.",
    "Could you send us the dates of the next parenting course?",
    "We only have a question about who pays for therapy.",
];

/// Why the duty team did what it did.
pub const WHY_ALLOCATE: &[&str] = &[
    "Needs have grown beyond advice; the family agrees to an assessment.",
    "Asked for therapy through the Fund, which needs an assessment of need.",
    "School and home both struggle; an assessment will show where to begin.",
];
/// Why an enquiry was signposted.
pub const WHY_SIGNPOST: &[&str] = &[
    "A local group fits best and can start next week.",
    "The question is for another service, which we rang first.",
];
/// Where to.
pub const SIGNPOSTS: &[&str] = &[
    "Adoptive parents' group",
    "Records and access team",
    "School's designated teacher",
    "Kinship carers' group",
];
/// Why advice was enough.
pub const WHY_ADVISE: &[&str] = &[
    "Talked through routines and sent the guide; they will ring again if it does not help.",
    "Explained how the Fund works and what we offer.",
];
/// Why an enquiry was closed.
pub const WHY_CLOSE: &[&str] = &[
    "Answered in full on the phone.",
    "No answer to three calls and a letter.",
    "They do not need anything now.",
];
/// What a safeguarding mark says.
pub const SAFEGUARDING: &str =
    "The story names harm; the safeguarding lead was told and is taking it forward.";

/// What assessments say about domains, in words that fit many of them.
pub const FOUND: &[&str] = &[
    "Both parents describe steady progress at home, with hard days after changes, visits and holidays. What helps is a quiet plan, told early and kept.",
    "The school sees a bright child who works hard to please and pays for it at home time. A trusted adult at the door has made mornings easier.",
    "There were several moves before this family, and little is written about the first year. The parents would like to know more before telling more.",
    "Sleep is broken three nights a week. The GP has looked for causes and found none; a bedtime routine with both parents has helped a little.",
    "Friendships start well and end suddenly. The child asks to come home early from most parties and is sad about it for days.",
    "The parents turn to each other and to one grandparent. They rarely have an evening off and both say that they are tired.",
];
/// The shared understanding.
pub const FORMULATION: &[&str] = &[
    "Early fear and loss have taught this child to stay on guard. What looks like defiance is worry. Safety, told and shown every day, comes before anything else.",
    "The world comes in too loud and too fast. Once the body is calm, learning and play follow; until then, asking for more makes things worse.",
    "The child does not yet know their own story, and fills the gaps with blame. The parents are ready to help and need somebody beside them.",
];
/// What stands beside a formulation: what happened, what keeps it going, what protects, in both wordings. `nth` chooses one.
pub fn shared(nth: usize) -> Formulation {
    let said = |ours: &str, theirs: &str| Said { ours: ours.to_owned(), theirs: theirs.to_owned() };
    let all = [
        Formulation {
            happened: said(
                "Early neglect, and three moves before the age of four.",
                "Nobody came when they cried. Then everybody kept leaving.",
            ),
            keeps: said(
                "Noise, changes without warning, and grown-ups who disagree about what to do.",
                "Mornings. And when plans change.",
            ),
            protects: said(
                "Two calm parents, a grandmother near by, and football.",
                "We laugh a lot, really. And Nan.",
            ),
            think_theirs: "It is fear, and it looks like anger.".to_owned(),
            sure: Some(Sureness::Sure),
            sure_why: String::new(),
        },
        Formulation {
            happened: said(
                "Alcohol before birth is likely; it was never looked at.",
                "They always told us it was just temper.",
            ),
            keeps: said("Tasks with many steps, and being told off for not listening.", "School days."),
            protects: said("A parent who explains one thing at a time, and a teacher who likes them.", ""),
            think_theirs: String::new(),
            sure: Some(Sureness::Partly),
            sure_why: "What the paediatrician finds in the spring.".to_owned(),
        },
    ];
    all.into_iter().cycle().nth(nth).unwrap_or_default()
}

/// A child's own words.
pub const CHILD_SAYS: &[&str] = &[
    "I want people to ask me before they change things.",
    "I like it when we all play the board game and nobody shouts.",
    "Sometimes my tummy hurts before school and nobody believes me.",
    "I want to know if my baby brother is okay.",
    "I wish I could stop getting so cross.",
];
/// What the family most want understood.
pub const FAMILY_SAYS: &[&str] = &[
    "We are not asking for somebody to fix our child. We are asking for somebody to stand beside us.",
    "It is not naughtiness. Please start from there.",
    "We have told this story many times. We hope that this is the last.",
];

/// How a need shows, in words that a family would use.
pub fn shows(need: Need) -> &'static str {
    match need {
        Need::Trauma => "Checks every door and every face, and cannot settle when plans change.",
        Need::Regulation => "Small things become very big very fast, and calm comes back slowly.",
        Need::Violence => "Hits, kicks or throws when frightened; sorry and ashamed afterwards.",
        Need::Fasd => "Forgets what was known yesterday; needs one step at a time and the same words.",
        Need::Neurodevelopmental => "Needs to know what comes next; finds noise, waiting and guessing hard.",
        Need::Sensory => "Clothes, noise and crowds hurt; jumping and squeezing help.",
        Need::Learning => "Works hard for little reward, and gives up before anybody can see a mistake.",
        Need::School => "Mornings begin with tears; by Thursday school is too much.",
        Need::Identity => "Asks why, and whether it was their fault.",
        Need::Contact => "Letters and visits stir up worry for days before and after.",
        Need::Parents => "Tired, alone with it, and short of people who understand.",
        Need::Relationships => "Wants friends very much, and does not know how to keep them.",
    }
}

/// A goal in a family's own words.
pub fn goal(need: Need) -> &'static str {
    match need {
        Need::Trauma => "To feel safe enough to fall asleep alone",
        Need::Regulation => "To calm down with one of us instead of alone",
        Need::Violence => "A week without anybody getting hurt",
        Need::Fasd => "To get ready in the morning with the picture chart",
        Need::Neurodevelopmental => "To manage a change of plan without a bad day",
        Need::Sensory => "To go to the shops together for half an hour",
        Need::Learning => "To ask for help in class once a day",
        Need::School => "To go into school without tears",
        Need::Identity => "To know my story and be able to tell a bit of it",
        Need::Contact => "To write to my sister twice a year",
        Need::Parents => "One evening a week off for us",
        Need::Relationships => "One friend to have round to tea",
    }
}

/// What somebody will do about a need, and who.
pub fn action(need: Need) -> (&'static str, OwnerKind, &'static str) {
    match need {
        Need::Trauma => ("Apply for therapy for parent and child together", OwnerKind::Agency, "Coordinator"),
        Need::Regulation => {
            ("Start the calm-down plan that we wrote together", OwnerKind::Family, "Both parents")
        }
        Need::Violence => {
            ("Book a place on the non-violent resistance course", OwnerKind::Agency, "Coordinator")
        }
        Need::Fasd => ("Ask the GP to refer to the paediatrician", OwnerKind::Family, "Parent"),
        Need::Neurodevelopmental => {
            ("Chase the neurodevelopmental assessment", OwnerKind::Health, "Community paediatrician")
        }
        Need::Sensory => {
            ("Ask for a sensory profile and share it with school", OwnerKind::Provider, "Therapist")
        }
        Need::Learning => ("Review the support in class", OwnerKind::School, "Special needs coordinator"),
        Need::School => {
            ("A quiet start with a trusted adult each morning", OwnerKind::School, "Designated teacher")
        }
        Need::Identity => {
            ("Ask the placing council for the later-life letter", OwnerKind::Agency, "Coordinator")
        }
        Need::Contact => ("Look again at the letterbox agreement", OwnerKind::Agency, "Contact worker"),
        Need::Parents => ("Join the parents' evening group", OwnerKind::Family, "Both parents"),
        Need::Relationships => {
            ("One short visit with one friend, every other week", OwnerKind::Family, "Parent")
        }
    }
}

/// What a plan is for.
pub const SUMMARY: &[&str] = &[
    "To bring some calm back into the house, and to make school mornings bearable.",
    "To help everybody feel safe again, and to be sure that nobody is alone with this.",
    "To understand what happened before, and to find words for it together.",
];
/// Whom to call when things get worse.
pub const ESCALATION: &str = "Ring your coordinator. Outside office hours ring the council's emergency duty team. If somebody is in \
                              danger, ring 999.";
/// What became of an action.
pub const HAPPENED: &[&str] = &[
    "Done, and it helped a little.",
    "Done; we agreed to keep it up.",
    "Done. Too early to say what it changed.",
];

/// Why support was stepped up, stepped down or ended.
pub const STEP_UP: &[&str] = &[
    "Things at home and at school have become harder.",
    "The placement is under strain and the family asked for more.",
];
/// See [`STEP_UP`].
pub const STEP_DOWN: &[&str] =
    &["The plan has done its work; the family feels able to go on with less.", "Calmer for three months."];
/// See [`STEP_UP`].
pub const CLOSED: &[&str] = &[
    "The family reached their goals and knows how to come back.",
    "The family does not need us now. They know how to ask again.",
    "The young person is grown up and has their own support.",
];
/// The level after the first assessment.
pub const ASSESSED: &str = "This is the level that the assessment showed.";

/// Why an order ended early.
pub const CANCELLED: &[&str] =
    &["The family moved away.", "The family felt that it was not the right time.", "The therapist fell ill."];
/// What a query says.
pub const QUERY: &str = "One session on the invoice is recorded as missed with notice. Please check.";
/// What the Fund says.
pub const REFUSED: &str = "The assessment does not show how this therapy meets the need described.";
/// See [`REFUSED`].
pub const APPROVED: &str = "Approved as asked.";

/// What a manager says should be changed in a plan.
pub const SENT_BACK: &[&str] = &[
    "Please say who calls the school, and by when. As it stands nobody does.",
    "The evenings are the hardest part and no action answers them. Ask the family what would help.",
    "Write what the family can do at night in words they can use when they are tired.",
    "The review is far off for a family at this level. Bring it forward.",
];

/// Why a partner is asked.
pub const PARTNER_WHY: &str =
    "We are finding out with the family what support would help. You see the child on other days than we do.";

/// What partners say.
pub const PARTNER_SAYS: &[&str] = &[
    "Mornings after a weekend are hardest. A quiet start with one adult helps, and by ten o'clock things are usually calm.",
    "I have seen a child who watches the door. Changes of plan that are told the day before go well; those that are not, do not.",
    "Noise in the hall is too much. We tried lunch in a small room for half a term, and it made a difference.",
    "Friendships begin well and end quickly. One other child has stayed, and we make sure that they sit together.",
];

/// Why a partner declines.
pub const PARTNER_DECLINES: &str = "We have not seen the child since the spring and could only guess.";

/// What a worker took from an answer.
pub const TOOK: &str = "That a quiet start helps, and that changes are to be told the day before.";
