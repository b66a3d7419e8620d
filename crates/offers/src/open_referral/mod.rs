//! The directory as open data: the API of Open Referral UK 3 (a profile of the Human Services Data Specification),
//! which other directories read without a key, and the way in for another directory's feed.
//!
//! The standard pages by number and tells totals. Hearth's own lists do neither, since both cost more the larger a
//! table is; here every answer goes once over the ids of what was found, and opens only the page's own entries.

mod ask;
mod describe;
pub mod feed;
mod serve;
mod shapes;
mod terms;
#[cfg(test)]
mod tests;

use ::store::Sql;
use page::Route;

/// Every statement of this room.
pub(crate) fn statements() -> Vec<Sql> {
    [serve::ALL, feed::ALL].concat()
}

/// The endpoints of the standard, under one path.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/open-referral", serve::about)
            .public()
            .about("Open Referral UK: what this API is, and its version"),
        Route::get("/open-referral/openapi.json", serve::described)
            .public()
            .about("Open Referral UK: the description of this API"),
        Route::get("/open-referral/services", serve::services)
            .public()
            .about("Open Referral UK: a page of services, by search, taxonomy, ages, day and times"),
        Route::get("/open-referral/services/{id}", serve::service)
            .public()
            .about("Open Referral UK: a service with everything that belongs to it"),
        Route::get("/open-referral/service_at_locations", serve::at_locations)
            .public()
            .about("Open Referral UK: a page of services at their places, also by postcode and distance"),
        Route::get("/open-referral/service_at_locations/{id}", serve::at_location)
            .public()
            .about("Open Referral UK: a service at one of its places"),
        Route::get("/open-referral/taxonomies", serve::taxonomies)
            .public()
            .about("Open Referral UK: a page of the lists of terms"),
        Route::get("/open-referral/taxonomies/{id}", serve::taxonomy)
            .public()
            .about("Open Referral UK: a list of terms"),
        Route::get("/open-referral/taxonomy_terms", serve::taxonomy_terms)
            .public()
            .about("Open Referral UK: a page of terms"),
        Route::get("/open-referral/taxonomy_terms/{id}", serve::taxonomy_term)
            .public()
            .about("Open Referral UK: a term"),
    ]
}
