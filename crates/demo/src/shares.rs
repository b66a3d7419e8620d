//! How often things are so. Each figure names its source; `assumed` ones are the demo's own
//! and stand for nothing. docs/demo-data.md lists them for readers.

use casework::front_door::model::{Asker, Warning};
use kernel::{Channel, LegalRoute, Level, Need, ProviderKind, Weight};

/// Children of the nation's demo, in adoptive and special guardianship families.
pub const CHILDREN: u32 = 60_000;
/// Fund applications a year, in the nation (19,495 were approved in 2023-24: Community Care).
pub const APPLICATIONS_A_YEAR: u32 = 20_000;

/// Legal routes, in 10,000: therapy approvals of 2024-25 (Community Care, 23 May 2025: adoption
/// 15,460, special guardianship 4,074, child arrangements or residence 61), with a few of the
/// adopted put down as placed and as adopted from abroad (assumed).
pub const ROUTES: &[(LegalRoute, u32)] = &[
    (LegalRoute::Adoption, 7_610),
    (LegalRoute::Placed, 200),
    (LegalRoute::Intercountry, 80),
    (LegalRoute::SpecialGuardianship, 2_079),
    (LegalRoute::ChildArrangements, 31),
];

/// Applications above £3,000 while the limit was £5,000, per mille: the same answer (7,091 of 15,460;
/// 1,895 of 4,074; 27 of 61).
pub fn above_3000(route: LegalRoute) -> u32 {
    match route {
        LegalRoute::SpecialGuardianship => 465,
        LegalRoute::ChildArrangements => 443,
        _ => 459,
    }
}

/// Specialist assessments among applications, per mille: almost 1,000 of over 12,500 in 2025-26
/// (written answer, autumn 2025).
pub const SPECIALIST: u32 = 78;

/// Refused applications, per mille (assumed).
pub const REFUSED: u32 = 35;

/// Therapies by how often they are applied for: the first four are the evaluation of 2018-22 (IPC,
/// Brookes: DDP 19%, play therapy 15%, therapeutic life story work 14%, Theraplay 11%), the
/// others share the rest (assumed).
pub const THERAPIES: &[(&str, u32)] = &[
    ("ddp", 190),
    ("play-therapy", 150),
    ("tlsw", 140),
    ("theraplay", 110),
    ("therapeutic-parenting", 60),
    ("art-therapy", 55),
    ("child-psychotherapy", 55),
    ("sensory-integration", 50),
    ("nvr", 50),
    ("systemic-family-therapy", 40),
    ("emdr", 30),
    ("filial-therapy", 20),
    ("vig", 20),
    ("music-therapy", 12),
    ("cbt", 10),
    ("drama-therapy", 8),
];

/// Money by kind of provider: the prototype (S0: independent sector over 80%, of this registered agencies
/// 51%; the council's own service just over 10%; other public bodies under 5%). How the 51% divide
/// between voluntary and support agencies is assumed.
pub const PROVIDER_KINDS: &[(ProviderKind, u32)] = &[
    (ProviderKind::SupportAgency, 37),
    (ProviderKind::Voluntary, 14),
    (ProviderKind::Independent, 33),
    (ProviderKind::Council, 12),
    (ProviderKind::Nhs, 4),
];

/// Providers of each kind in the nation's demo, 900 in all (assumed).
pub const PROVIDERS: &[(ProviderKind, u32)] = &[
    (ProviderKind::SupportAgency, 190),
    (ProviderKind::Voluntary, 34),
    (ProviderKind::Independent, 600),
    (ProviderKind::Council, 46),
    (ProviderKind::Nhs, 30),
];

/// Levels at the first assessment, in hundred (S2: just over a third few difficulties; 30% challenges; about
/// 25% major and 9% left home).
pub const LEVELS: &[(Level, u32)] = &[(Level::Universal, 36), (Level::Targeted, 30), (Level::Intensive, 34)];

/// Needs and how many in a thousand children have them. Sourced in S2: abuse or neglect before (three
/// quarters), exposed to alcohol before birth (up to a third, of whom half are put down as such here,
/// assumed), diagnosis or treatment (28%), special educational needs (nearly half). Others assumed.
pub const NEEDS: &[(Need, u32)] = &[
    (Need::Trauma, 750),
    (Need::Regulation, 520),
    (Need::Violence, 220),
    (Need::Fasd, 165),
    (Need::Neurodevelopmental, 280),
    (Need::Sensory, 180),
    (Need::Learning, 240),
    (Need::School, 300),
    (Need::Identity, 260),
    (Need::Contact, 120),
    (Need::Parents, 240),
    (Need::Relationships, 280),
];

/// Children with an education, health and care plan, per mille: 60% of nearly half (S2).
pub const EHCP: u32 = 290;

/// How much a need weighs, by the level of support (assumed).
pub fn weights(level: Level) -> &'static [(Weight, u32)] {
    match level {
        Level::Universal => &[(Weight::Some, 85), (Weight::Strong, 15), (Weight::Severe, 0)],
        Level::Targeted => &[(Weight::Some, 40), (Weight::Strong, 50), (Weight::Severe, 10)],
        Level::Intensive => &[(Weight::Some, 15), (Weight::Strong, 45), (Weight::Severe, 40)],
    }
}

/// Ages at the first contact: 79% from 6 to 15 (adoptionuk.org, Fund review of 2016-17); the rest assumed.
pub const AGES: &[((i32, i32), u32)] = &[((1, 5), 13), ((6, 10), 45), ((11, 15), 34), ((16, 18), 8)];

/// How enquiries come (assumed).
pub const CHANNELS: &[(Channel, u32)] =
    &[(Channel::Web, 36), (Channel::Phone, 34), (Channel::Referral, 18), (Channel::Email, 12)];

/// Who asks without a case coming of it (assumed).
pub const OTHER_ASKERS: &[(Asker, u32)] = &[
    (Asker::AdoptiveParent, 46),
    (Asker::SpecialGuardian, 16),
    (Asker::KinshipCarer, 6),
    (Asker::YoungPerson, 4),
    (Asker::AdoptedAdult, 14),
    (Asker::BirthRelative, 6),
    (Asker::Professional, 8),
];

/// Worries that are ticked, per mille of enquiries (assumed).
pub const WARNINGS: &[(Warning, u32)] = &[
    (Warning::Violence, 160),
    (Warning::PlacementAtRisk, 70),
    (Warning::OutOfSchool, 140),
    (Warning::Exhausted, 330),
    (Warning::OnlineContact, 60),
    (Warning::SelfHarm, 45),
    (Warning::Missing, 22),
    (Warning::Harm, 18),
    (Warning::Exploitation, 10),
    (Warning::ImmediateDanger, 4),
];

/// Families that have told their story more than four times, per mille (S2: 23%).
pub const RETOLD: u32 = 230;

/// Advice calls within 72 hours, per mille (assumed).
pub const CALL_ON_TIME: u32 = 840;

/// Days from the advice call to the finished assessment: 54% over three months (S2); the rest assumed.
pub const ASSESSMENT_WAITS: &[((i32, i32), u32)] = &[((8, 28), 30), ((29, 91), 16), ((92, 250), 54)];

/// Ratings that end higher than they began, per mille (79% agreed that it helped: evaluation of 2018-22).
pub const BETTER: u32 = 790;

/// Ethnicity by codes of the statutory return (assumed).
pub const ETHNICITIES: &[(&str, u32)] = &[
    ("WBRI", 78),
    ("WOTH", 4),
    ("MWBC", 4),
    ("MOTH", 4),
    ("MWAS", 2),
    ("MWBA", 2),
    ("BCRB", 1),
    ("BAFR", 2),
    ("AOTH", 1),
    ("APKN", 1),
    ("OOTH", 1),
];

/// Sessions that were held, per mille of those whose day has come, and missed ones that are charged (assumed).
pub const HELD: u32 = 890;
/// See [`HELD`].
pub const CHARGED_WHEN_MISSED: u32 = 340;

/// Enquiries that no case comes of, for each hundred families (assumed).
pub const QUESTIONS: u32 = 120;
