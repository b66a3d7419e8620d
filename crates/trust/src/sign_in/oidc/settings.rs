//! The providers' file, and what makes it whole. docs/sign-in.md says it in words.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use access::{Role, sign_in::rules};
use kernel::{Error, Result};
use serde::Deserialize;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    providers: Vec<Settings>,
}

/// One provider, as the operator writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// A short code of letters, figures and hyphens; it stands in addresses and is never changed.
    pub(crate) code: String,
    /// What people read on the button.
    pub(crate) label: String,
    /// The issuer, exactly as the provider writes it in its tokens.
    pub(crate) issuer: String,
    /// What the provider calls this service.
    pub(crate) client_id: String,
    /// A file that holds the client's secret.
    pub(crate) client_secret_file: Option<PathBuf>,
    /// A file that holds a private key (PEM, PKCS#8), for providers that take a signed statement instead of a secret.
    pub(crate) private_key_file: Option<PathBuf>,
    /// How that key is called at the provider.
    pub(crate) private_key_id: Option<String>,
    /// A file of certificates (PEM) to trust besides the public ones.
    pub(crate) ca_file: Option<PathBuf>,
    /// The agency whose people it signs in; none for families and other people of no agency.
    pub(crate) agency: Option<String>,
    /// The codes of the roles that it may sign in.
    pub(crate) roles: Vec<String>,
    /// What is asked for, besides `openid`.
    #[serde(default = "usual_scopes")]
    pub(crate) scopes: Vec<String>,
    /// More that is sent along when somebody goes to the provider, such as `vtr` or `acr_values`.
    #[serde(default)]
    pub(crate) ask: BTreeMap<String, String>,
    /// The level that its tokens must state (`acr`).
    pub(crate) require_acr: Option<String>,
    /// Take its email addresses for checked even where its tokens do not say so: for a directory that makes the
    /// addresses itself.
    #[serde(default)]
    pub(crate) trust_email: bool,
    /// The claim that names groups.
    pub(crate) role_claim: Option<String>,
    /// Which group makes which role; the first that fits counts, in the order written.
    #[serde(default)]
    pub(crate) role_map: Vec<GroupRole>,
}

/// That a group makes a role.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupRole {
    /// The group's name or id in the claim.
    pub(crate) group: String,
    /// The role's code.
    pub(crate) role: String,
}

fn usual_scopes() -> Vec<String> {
    vec!["email".into(), "profile".into()]
}

/// Reads the file. Paths in it are taken from the folder that it lies in.
pub(crate) fn load(file: &Path) -> Result<Vec<Settings>> {
    let text = std::fs::read_to_string(file).map_err(|e| {
        Error::Internal(format!("the providers' file {} cannot be read: {e}", file.display()))
    })?;
    parse(&text, file.parent().unwrap_or(Path::new("")))
}

/// Reads what the file says, and refuses what is not whole.
///
/// # Errors
/// The provider and what is wrong with it.
pub(crate) fn parse(text: &str, folder: &Path) -> Result<Vec<Settings>> {
    let file: File =
        serde_json::from_str(text).map_err(|e| Error::Internal(format!("the providers' file: {e}")))?;
    let mut seen = std::collections::BTreeSet::new();
    let mut all = Vec::new();
    for mut one in file.providers {
        let wrong = |why: String| Error::Internal(format!("provider '{}': {why}", one.code));
        check(&one).map_err(wrong)?;
        if !seen.insert(one.code.clone()) {
            return Err(wrong("there are two of this code".into()));
        }
        for path in
            [&mut one.client_secret_file, &mut one.private_key_file, &mut one.ca_file].into_iter().flatten()
        {
            *path = folder.join(&*path);
        }
        all.push(one);
    }
    Ok(all)
}

/// Whether an address is HTTPS, or plain HTTP on this machine for trials.
pub(super) fn is_safe(url: &str) -> bool {
    match url.split_once("://") {
        Some(("https", rest)) => !rest.is_empty() && !rest.starts_with('/'),
        Some(("http", rest)) => {
            let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
            matches!(host, "127.0.0.1" | "localhost")
        }
        _ => false,
    }
}

fn check(one: &Settings) -> std::result::Result<(), String> {
    let say = |why: &str| Err(why.to_owned());
    if one.code.is_empty()
        || !one.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return say("its code may hold a-z, 0-9 and - only");
    }
    if one.label.trim().is_empty() {
        return say("it has no label for people to read");
    }
    if !is_safe(&one.issuer) || one.issuer.contains(['?', '#']) {
        return say("its issuer is not an https:// address");
    }
    if one.client_id.trim().is_empty() {
        return say("it has no client_id");
    }
    match (&one.client_secret_file, &one.private_key_file) {
        (Some(_), None) | (None, Some(_)) => {}
        _ => return say("it needs either client_secret_file or private_key_file, and not both"),
    }
    let roles = roles(one)?;
    if roles.is_empty() {
        return say("it names no roles that it may sign in");
    }
    for role in &roles {
        let works_for_an_agency = rules::OF_AGENCY.contains(role);
        if works_for_an_agency != one.agency.is_some() {
            return Err(match one.agency {
                Some(_) => {
                    format!("people in the role '{}' belong to no agency, yet it names one", role.code())
                }
                None => format!("people in the role '{}' work for an agency, yet it names none", role.code()),
            });
        }
    }
    if one.role_claim.is_some() == one.role_map.is_empty() {
        return say("role_claim and role_map go together");
    }
    if !one.role_map.is_empty() && one.agency.is_none() {
        return say("role_map makes accounts of an agency, yet it names none");
    }
    for line in &one.role_map {
        match Role::from_code(&line.role) {
            Some(role) if roles.contains(&role) => {}
            _ => return Err(format!("role_map makes '{}', which its roles do not hold", line.role)),
        }
    }
    Ok(())
}

/// The roles that it may sign in.
pub(super) fn roles(one: &Settings) -> std::result::Result<Vec<Role>, String> {
    one.roles
        .iter()
        .map(|code| Role::from_code(code).ok_or_else(|| format!("there is no role '{code}'")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(change: &str, to: &str) -> Result<Vec<Settings>> {
        let whole = r#"{"providers": [{"code": "county", "label": "County", "issuer": "https://login.example.org",
            "client_id": "hearth", "client_secret_file": "county.secret", "agency": "adopt-east",
            "roles": ["social-worker", "team-manager"], "role_claim": "groups",
            "role_map": [{"group": "SW", "role": "social-worker"}]}]}"#;
        assert!(whole.contains(change), "{change}");
        parse(&whole.replace(change, to), Path::new("/etc/hearth"))
    }

    #[test]
    fn a_whole_file_is_taken_and_a_half_one_is_refused_with_the_reason() {
        let whole = with("county.secret", "county.secret").unwrap();
        assert_eq!(whole[0].client_secret_file.as_deref(), Some(Path::new("/etc/hearth/county.secret")));
        assert_eq!(whole[0].scopes, ["email", "profile"]);
        for (change, to, why) in [
            (r#""code": "county""#, r#""code": "The County""#, "a-z, 0-9"),
            (r#""label": "County""#, r#""label": " ""#, "no label"),
            ("https://login.example.org", "http://login.example.org", "https://"),
            ("https://login.example.org", "http://127.0.0.1.example.org", "https://"),
            (r#""client_id": "hearth""#, r#""client_id": """#, "client_id"),
            (r#""client_secret_file": "county.secret","#, "", "client_secret_file or private_key_file"),
            (r#""client_id": "hearth""#, r#""client_id": "hearth", "private_key_file": "k""#, "not both"),
            (r#""agency": "adopt-east","#, "", "work for an agency, yet it names none"),
            (r#"["social-worker", "team-manager"]"#, r#"["family-member"]"#, "belong to no agency"),
            (r#"["social-worker", "team-manager"]"#, "[]", "names no roles"),
            (r#"["social-worker", "team-manager"]"#, r#"["boss"]"#, "no role 'boss'"),
            (r#""role_claim": "groups","#, "", "go together"),
            (r#""role": "social-worker""#, r#""role": "administrator""#, "which its roles do not hold"),
            (r#""code": "county","#, r#""code": "county", "colour": "red","#, "unknown field"),
        ] {
            let Err(Error::Internal(said)) = with(change, to) else { panic!("{to} was taken") };
            assert!(said.contains(why), "{said} does not say {why}");
        }
    }
}
