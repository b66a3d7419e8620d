//! Words of the field that more than one room uses: levels, needs, legal routes.

codes! {
    /// How much support a family has now. Families move freely in any direction
    /// (requirement PL4; the proposal in S4 "Adoption support that works for all").
    Level {
        Universal = "universal", "Universal";
        Targeted = "targeted", "Targeted";
        Intensive = "intensive", "Intensive";
    }
}

codes! {
    /// Needs that change what is recommended (requirement AS4), and the reasons that
    /// families most often give for asking (S2 sections 2, 9).
    Need {
        Trauma = "trauma", "Trauma and attachment";
        Regulation = "regulation", "Managing feelings and behaviour";
        Violence = "violence", "Child-to-parent violence";
        Fasd = "fasd", "Foetal alcohol spectrum disorder";
        Neurodevelopmental = "neurodevelopmental", "Autism, ADHD and other neurodevelopmental needs";
        Sensory = "sensory", "Sensory needs";
        Learning = "learning", "Learning needs";
        School = "school", "Distress at school";
        Identity = "identity", "Identity and life story";
        Contact = "contact", "Staying in touch with birth family";
        Parents = "parents", "Parents' own wellbeing";
        Relationships = "relationships", "Family and friends";
    }
}

codes! {
    /// How much a need weighs on daily life.
    Weight {
        Some = "some", "Some effect";
        Strong = "strong", "Strong effect";
        Severe = "severe", "Severe effect";
    }
}

impl Weight {
    /// Points towards a recommendation: 1, 2 or 3.
    pub fn points(self) -> u32 {
        match self {
            Weight::Some => 1,
            Weight::Strong => 2,
            Weight::Severe => 3,
        }
    }
}

codes! {
    /// How a child came to live with this family: who may be helped, and by which fund,
    /// turns on it (facts: Adoption Support Fund, eligibility).
    LegalRoute {
        Adoption = "adoption", "Adopted from care";
        Placed = "placed", "Placed for adoption, waiting for the order";
        Intercountry = "intercountry", "Adopted from abroad";
        SpecialGuardianship = "sgo", "Special guardianship after care";
        ChildArrangements = "cao", "Child arrangements or residence order after care";
        Other = "other", "Another way, or not sure";
    }
}

codes! {
    /// How an enquiry came.
    Channel {
        Web = "web", "Web form";
        Phone = "phone", "Phone";
        Email = "email", "Email";
        Referral = "referral", "Partner referral";
    }
}

codes! {
    /// What sort of provider gives a service, in the words of the Fund's statistics (S0).
    ProviderKind {
        Voluntary = "vaa", "Voluntary adoption agency";
        SupportAgency = "asa", "Adoption support agency";
        Independent = "independent", "Independent therapist";
        Council = "council", "Council or regional agency";
        Nhs = "nhs", "NHS";
    }
}

codes! {
    /// Who gave a rating of a goal.
    Rater {
        Parent = "parent", "Parent or carer";
        Child = "child", "Child or young person";
    }
}

codes! {
    /// Bands used in figures instead of an age.
    AgeBand {
        Under5 = "0-4", "Under 5";
        To10 = "5-10", "5 to 10";
        To15 = "11-15", "11 to 15";
        To17 = "16-17", "16 to 17";
        To25 = "18-25", "18 to 25";
        Over25 = "26+", "26 and over";
    }
}

impl AgeBand {
    /// The band of an age in whole years.
    pub fn of(age: i32) -> Self {
        match age {
            ..=4 => AgeBand::Under5,
            5..=10 => AgeBand::To10,
            11..=15 => AgeBand::To15,
            16..=17 => AgeBand::To17,
            18..=25 => AgeBand::To25,
            _ => AgeBand::Over25,
        }
    }
}
