//! The measures as machines see them.

use access::actions::ListMeasures;
use kernel::Result;
use page::{Ctx, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{From, Instrument, instruments};

/// The measures.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Measures {
    items: Vec<MeasureBody>,
    /// Always null: there are few.
    next: Option<String>,
}

/// A measure. The words of its questions are here where the licence allows them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Measure)]
struct MeasureBody {
    code: &'static str,
    name: &'static str,
    short: &'static str,
    purpose: &'static str,
    /// What it can not say.
    limits: &'static str,
    licence_holder: &'static str,
    licence: &'static str,
    may_use: &'static str,
    /// parent, teacher, self, therapist.
    answered_by: Vec<&'static str>,
    /// start, during, end, six-months, twelve-months.
    schedule: Vec<&'static str>,
    questions: Vec<QuestionBody>,
    scales: Vec<ScaleBody>,
    bands: Vec<BandBody>,
    /// Whether ranges and ages were confirmed.
    confirmed: bool,
    source: &'static str,
}

/// A question of a measure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeasureQuestion)]
struct QuestionBody {
    code: &'static str,
    /// Null where the licence does not allow the words.
    text: Option<&'static str>,
    low: i64,
    high: i64,
}

/// A scale of a measure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeasureScale)]
struct ScaleBody {
    code: &'static str,
    name: &'static str,
    low: i64,
    high: i64,
    /// lower or higher.
    better: &'static str,
    /// Whether its score is entered; it is added up otherwise.
    entered: bool,
}

/// Published words for a range of scores.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeasureBand)]
struct BandBody {
    scale: &'static str,
    answered_by: &'static str,
    low: i64,
    high: i64,
    words: &'static str,
    confirmed: bool,
    source: &'static str,
}

fn body(m: &'static Instrument) -> MeasureBody {
    let (low, high) = m.responses.as_ref().map_or((0, 0), |r| (r.low, r.high));
    MeasureBody {
        code: &m.code,
        name: &m.name,
        short: &m.short,
        purpose: &m.purpose,
        limits: &m.limits,
        licence_holder: &m.licence.holder,
        licence: &m.licence.terms,
        may_use: &m.licence.may_use,
        answered_by: m.answerers.iter().map(|a| a.who.code()).collect(),
        schedule: m.schedule.iter().map(|wave| wave.code()).collect(),
        questions: m
            .items
            .iter()
            .map(|i| QuestionBody { code: &i.code, text: i.text.as_deref(), low, high })
            .collect(),
        scales: m
            .scales
            .iter()
            .map(|s| ScaleBody {
                code: &s.code,
                name: &s.name,
                low: s.low,
                high: s.high,
                better: s.better.code(),
                entered: s.from == From::Entered,
            })
            .collect(),
        bands: m
            .bands
            .iter()
            .map(|b| BandBody {
                scale: &m.scales[b.of].code,
                answered_by: b.informant.code(),
                low: b.low,
                high: b.high,
                words: &b.words,
                confirmed: b.sure,
                source: &b.source,
            })
            .collect(),
        confirmed: m.sure,
        source: &m.source,
    }
}

pub(super) async fn list(ctx: Ctx) -> Result<Response> {
    ctx.read(|look| look.agency::<ListMeasures>().map(drop)).await?;
    ctx.json(&Measures { items: instruments()?.iter().map(body).collect(), next: None })
}
