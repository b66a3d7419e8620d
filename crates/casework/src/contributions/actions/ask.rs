//! Asks a partner, in a letter with a link. What the partner will read can be seen before it goes.

use access::{Act, Look, actions::AskContribution, audit::changed, organisations};
use kernel::{Calendar, Date, Error, FieldError, Id, Invalid, PromiseKind, Result, kinds, local_date};
use page::Fields;

use super::{make_link, must_be_draft, note, share, told_too_much};
use crate::{
    assessment::store::{self as assessments, Assessment},
    cases,
    contributions::{
        mail,
        model::{Ask, NameAs, Partner, Stage, State, initials, times_on, wrong_due},
        store::{self, Contribution},
    },
    people, promises,
    words::{LINE, NOTE, mend},
};

/// What the form asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The partner's code.
    pub partner: String,
    /// Who is asked.
    pub name: String,
    /// What they are there.
    pub role: String,
    /// Their organisation.
    pub organisation: String,
    /// Where the letter goes.
    pub email: String,
    /// How the child is called to them.
    pub child: NameAs,
    /// Why they are asked.
    pub why: String,
    /// Codes of the parts that they are asked about.
    pub domains: Vec<String>,
    /// A question of the worker's own.
    pub question: String,
    /// The day by which they are to answer.
    pub due: Option<Date>,
}

/// Reads [`Input`].
///
/// # Errors
/// `Invalid` beside the fields.
pub fn fields(f: &mut Fields) -> Result<Input, Invalid> {
    let partner = f.required("partner", "Choose whom you ask", LINE);
    if partner.as_ref().is_some_and(|code| Partner::find(code).is_err()) {
        f.fail("partner", "Choose whom you ask from the list");
    }
    let name = f.required("name", "Enter the name of the person you ask", LINE);
    let role = f.optional("role", LINE).unwrap_or_default();
    let organisation = f.required("organisation", "Enter the name of their school, service or council", LINE);
    let email = f.required("email", "Enter the email address to which the letter goes", 200);
    if email.as_ref().is_some_and(|email| !is_address(email)) {
        f.fail("email", "Enter an email address, such as name@school.example");
    }
    let child = f.choice::<NameAs>("child", "Choose how the child is called to them");
    let why = f.required("why", "Say why you ask them: they read it", NOTE);
    let domains: Vec<String> = f.all("domains").map(str::to_owned).collect();
    // The API's description learns of it here; the codes depend on the assessment's own framework.
    let _ = f.optional("domains", LINE);
    let question = f.optional("question", NOTE).unwrap_or_default();
    let due = f.date_opt("due");
    if domains.is_empty() && question.is_empty() {
        f.fail("domains", "Choose at least one part, or ask a question of your own");
    }
    f.finish(|| {
        Some(Input {
            partner: partner?,
            name: name?,
            role,
            organisation: organisation?,
            email: email?,
            child: child?,
            why: why?,
            domains,
            question,
            due,
        })
    })
}

/// Whether a text can be the address of a letter: one `@` with something on both sides and no gaps. Whether somebody reads
/// it only the letter tells.
pub(crate) fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !host.contains('@')
            && !text.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'))
    })
}

/// The day by which an answer is asked where nobody says another: by the agency's own term, or by the figures of the day.
///
/// # Errors
/// Those of the store, and of [`times_on`].
pub fn usual_due(look: &Look<'_>, agency: Id<kinds::Organisation>) -> Result<Date> {
    match organisations::own_term(look, agency, PromiseKind::Contribution)? {
        Some(own) => Ok(local_date(own.due(look.now(), Calendar::england()))),
        None => {
            let days = times_on(look.today())?.days;
            Ok(Calendar::england().add_working_days(look.today(), days))
        }
    }
}

/// What the partner would read, and by when they would answer: checked, and not sent.
///
/// # Errors
/// `NotFound` for an assessment of others; `Refused` by rule `contribution.assessment` once it is complete;
/// `Invalid` beside the fields: a surname or an address in the worker's words, a day on which nobody works, somebody who was
/// asked already.
pub fn prepare(look: &Look<'_>, assessment: &Assessment, input: &Input, site: &str) -> Result<(Ask, Date)> {
    must_be_draft(assessment)?;
    let case = look.one::<AskContribution, kinds::Case>(assessment.case)?;
    let case = cases::store::load(look, &case)?;
    cases::store::must_be_open(&case)?;
    let child = people::store::load(look, case.child)?;
    let framework = assessment.framework()?;
    let due = match input.due {
        Some(due) => due,
        None => usual_due(look, assessment.agency)?,
    };
    let mut wrong: Vec<FieldError> = wrong_due(due, look.today(), Calendar::england()).into_iter().collect();
    if input.domains.iter().any(|code| framework.domain(code).is_none()) {
        wrong.push(mend("domains", "Choose from the parts of this assessment"));
    }
    wrong.extend(told_too_much(look, case.family, &[("why", &input.why), ("question", &input.question)])?);
    for other in store::of_opened(look, assessment.id)? {
        if other.state == State::Asked && other.ask.email.eq_ignore_ascii_case(&input.email) {
            wrong.push(mend("email", "Somebody at this address was asked already and has not answered yet"));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(Invalid(wrong)));
    }
    let called = match input.child {
        NameAs::First => child.first.clone(),
        NameAs::Initials => initials(&child.first, &child.last),
    };
    let worker = look.actor().name();
    let agency = organisations::by_id(look, assessment.agency)?.name;
    let ask = Ask {
        partner: input.partner.clone(),
        name: input.name.clone(),
        role: input.role.clone(),
        organisation: input.organisation.clone(),
        email: input.email.clone(),
        child: called,
        why: input.why.clone(),
        domains: framework
            .domains
            .iter()
            .filter(|d| input.domains.contains(&d.code))
            .map(|d| d.code.clone())
            .collect(),
        question: input.question.clone(),
        worker: if worker.is_empty() { "Somebody".to_owned() } else { worker.to_owned() },
        agency,
        site: site.to_owned(),
    };
    Ok((ask, due))
}

/// Asks: there is a ground to tell the partner, the letter is in the outbox, and the answer is promised.
///
/// # Errors
/// As [`prepare`], and `Refused` by `sharing.said-no` or `sharing.no-ground` with what to do next.
pub fn run(
    act: &Act<'_>,
    assessment: Id<kinds::Assessment>,
    input: &Input,
    site: &str,
) -> Result<Contribution> {
    let grant = act.one::<AskContribution, kinds::Assessment>(assessment)?;
    let assessment = assessments::load(act, &grant)?;
    let (ask, due) = prepare(act, &assessment, input, site)?;
    let k = Contribution {
        id: Id::new(act.now()),
        agency: assessment.agency,
        case: assessment.case,
        assessment: assessment.id,
        ask,
        state: State::Asked,
        asked: act.now(),
        asked_by: act.actor().answerable(),
        due: Calendar::england().end_of(due),
        link: 1,
        opened: None,
        settled: None,
        answer: None,
        words: String::new(),
        took: None,
        took_at: None,
        took_by: None,
        stage: Stage::Asked,
        version: 1,
    };
    store::insert(act, &k)?;
    share(act, &grant, k.case, k.id, k.ask.to())?;
    make_link(act, &k)?;
    mail::asked(act, &k)?;
    let about = promises::About { agency: k.agency, case: Some(k.case), enquiry: None, thing: k.id.cast() };
    promises::make_due(act, about, PromiseKind::Contribution, act.now(), k.due)?;
    grant.note(act, &changed(&[("contribution", "", &format!("asked of {} ({})", k.ask.partner, k.id))]))?;
    let words = format!("We asked {} for what they know, for the assessment.", k.ask.organisation);
    note(act, &k, &words, true)?;
    Ok(k)
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_has_two_sides() {
        assert!(is_address("jo@elm.sch.example") && is_address("a+b@x.example"));
        for bad in [
            "",
            "jo",
            "jo@",
            "@x.example",
            "jo@x",
            "jo @x.example",
            "a@b@c.example",
            "Jo <jo@x.example>",
            "a@x.example,b@x.example",
            "a@.x.",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
