//! The page round what a room shows: navigation for this reader, who is signed in, news
//! of what was just done, and error pages that say what to do next.

use access::{Role, permissions::Reach};
use axum::http::StatusCode;
use kernel::{Error, Invalid};
use maud::{Markup, html};

use crate::{
    Ctx, Failure, Response,
    kit::{self, layout},
    parts, respond,
};

/// A link in the navigation, shown to those who may use it.
#[derive(Debug, Clone, Copy)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub text: &'static str,
    /// The action that lets somebody see it.
    pub needs: &'static str,
    /// How far that permission must reach: a family's and a worker's links differ.
    pub reach: Reach,
}

/// A page to be shown.
pub struct PageView<'a> {
    ctx: &'a Ctx,
    page: layout::Page,
    status: StatusCode,
}

impl Ctx {
    /// A page with this title (for the browser's tab) and body.
    pub fn page(&self, title: impl Into<String>, body: Markup) -> PageView<'_> {
        let role = self.actor.role();
        let here = &self.request.path;
        let links: Vec<kit::NavLink> = self
            .app
            .nav
            .iter()
            .filter(|item| role.is_some() && self.actor.reach(item.needs).page() == item.reach)
            .filter(|item| parts::has_own(&self.actor, item.href))
            .map(|item| kit::nav_link(item.href, item.text, parts::is_in(here, item.href)))
            .collect();
        let (nav, ways) = match links.len() {
            0..=parts::SIDE_BY_SIDE => (links, kit::ways()),
            _ => (Vec::new(), parts::folded(links, here)),
        };
        let who = role.map(|role| layout::WhoIsIn {
            name_label: self.actor.name().to_owned(),
            // Families, and birth relatives who come in the same way, are here as themselves.
            role_label: if role.is_of_a_family() { String::new() } else { role.label().to_lowercase() },
            sign_out_href: "/sign-out".into(),
        });
        let page = layout::Page {
            title: title.into(),
            nav,
            ways,
            who,
            demo: self.app.demo,
            exit: role.is_some_and(Role::is_of_a_family),
            csrf: self.csrf().to_owned(),
            flash: self
                .request
                .news()
                .map(|text| maud::Render::render(&kit::notification_banner(text).success())),
            body,
            ..layout::Page::default()
        };
        PageView { ctx: self, page, status: StatusCode::OK }
    }

    /// The page that a person sees instead when a request fails.
    pub(crate) fn error_page(&self, error: &Error) -> Response {
        let (title, next) = match error {
            Error::NotFound => (
                "Page not found",
                "Check the address, or go back and follow the link again. The record may belong to another agency.",
            ),
            Error::SignIn => ("Sign in", "You need to sign in to see this page."),
            Error::Forbidden => (
                "You cannot do this",
                "Your role does not allow it. Ask your manager if you think it should.",
            ),
            Error::Stale => (
                "This record has changed",
                "Somebody changed it after you opened it. Go back, open it again, and check before you send your change.",
            ),
            Error::TooMany { .. } => ("Too many tries", "Wait a little, then try again."),
            Error::Busy => ("The service is busy", "Nothing was lost. Try again in a moment."),
            Error::Internal(_) => (
                "Sorry, something went wrong",
                "It is our fault, not yours, and nothing was half-saved. Try again later. If it goes on, tell the person who runs this service the time it happened.",
            ),
            Error::Invalid(_) | Error::Refused { .. } => {
                ("This could not be done", "Go back and change your answers.")
            }
        };
        let said = match error {
            Error::Invalid(_) | Error::Refused { .. } | Error::TooMany { .. } => Some(error.to_string()),
            _ => None,
        };
        let body = html! {
            h1 class="govuk-heading-l" { (title) }
            @if let Some(said) = said { p class="govuk-body-l" { (said) } }
            p class="govuk-body" { (next) }
            p class="govuk-body" { a class="govuk-link" href="/" { "Go to the start page" } }
        };
        let mut response = self.page(title, body).status(respond::status(error)).respond();
        respond::retry_after(&mut response, error);
        response
    }
}

impl Failure {
    /// The answer to a request that is turned away before any room is asked: a page, or a problem for the
    /// API. Nothing of the request is repeated.
    pub fn turn_away(&self, status: StatusCode, code: &'static str, title: &str, next: &str) -> Response {
        if self.0.route.is_api() {
            return respond::problem_of(status, code, &format!("{title}. {next}"));
        }
        let body = html! {
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (next) }
            p class="govuk-body" { a class="govuk-link" href="/" { "Go to the start page" } }
        };
        self.0.page(title, body).status(status).respond()
    }

    /// The answer to somebody who asks too fast, with how many seconds to wait.
    pub fn too_fast(&self, seconds: u64) -> Response {
        let wait = if seconds == 1 { "a second".to_owned() } else { format!("{seconds} seconds") };
        let next = format!(
            "Nothing was saved. Wait {wait}, then go back and try again. Each person, and each address from which \
             people come who are not signed in, can ask so many times a minute."
        );
        let mut response =
            self.turn_away(StatusCode::TOO_MANY_REQUESTS, "too-many", "Too many requests at once", &next);
        respond::retry_after(&mut response, &Error::TooMany { seconds });
        response
    }
}

impl PageView<'_> {
    /// The way back.
    pub fn back(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.page.back = Some((href.into(), text.into()));
        self
    }

    /// Drawn tightly, for people who work here all day.
    pub fn dense(mut self) -> Self {
        self.page.dense = true;
        self
    }

    /// Drawn in large print.
    pub fn large_print(mut self, large: bool) -> Self {
        self.page.large_print = large;
        self
    }

    /// Shows what must be mended: an error summary at the top, and "Error:" in the title.
    /// Each message stands beside its field too, where the form put it.
    pub fn errors(mut self, invalid: &Invalid) -> Self {
        if !invalid.0.is_empty() {
            self.page.has_error = true;
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
            let items = invalid.0.iter().map(|e| (e.field.clone(), e.message.clone()));
            let body = std::mem::take(&mut self.page.body.0);
            self.page.body = html! { (kit::error_summary(items)) (maud::PreEscaped(body)) };
        }
        self
    }

    /// The status of the answer, 200 unless said.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The answer.
    pub fn respond(self) -> Response {
        let mut response = respond::html(self.status, self.page.render());
        self.ctx.request.spend_news(&mut response);
        response
    }
}
