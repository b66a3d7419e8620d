//! Lists that a provider and an agency share: each sees its own side of the same rows.

use access::{Action, Look};
use kernel::Result;
use page::Cursor;
use store::{Row, Sql, Value};

/// The rows of a provider's own list, or of the agency's. Both lists page by `$2` to `$4`, and take the state
/// as `$5` where one is asked for.
pub(crate) fn theirs<A: Action>(
    look: &Look<'_>,
    kind: &'static str,
    [of_provider, of_agency]: [Sql; 2],
    state: Option<&'static str>,
    (after, rows): (Option<Cursor>, Option<usize>),
) -> Result<Vec<Row>> {
    let mut rest = Cursor::window(after, rows).to_vec();
    rest.extend(state.map(Value::from));
    if look.actor().provider().is_some() {
        look.own::<A>()?.list(look, kind, of_provider, &rest)
    } else {
        look.agency::<A>()?.list(look, kind, of_agency, &rest)
    }
}
