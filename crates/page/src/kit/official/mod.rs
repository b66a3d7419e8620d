//! Holds the kit against govuk-frontend's own fixtures: what an option gives there, it gives here.
//!
//! For each component the official options are read, the kit's part is built from them, and both documents are compared
//! node by node. An option that the kit does not have must stand in [`LEFT_OUT`] with the reason, or the test fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use self::options::Fixture;

// Macros are known to the modules below them.
/// Passes an option on to a builder's setter where it is given.
macro_rules! set {
    ($part:ident, $($value:expr => $setter:ident),+ $(,)?) => {
        $(if let Some(value) = $value { $part = $part.$setter(value); })+
    };
}

/// As `set`, for setters that borrow.
macro_rules! set_ref {
    ($part:ident, $($value:expr => $setter:ident),+ $(,)?) => {
        $(if let Some(value) = $value { $part = $part.$setter(&value); })+
    };
}

/// As `set`, for setters that take nothing.
macro_rules! set_if {
    ($part:ident, $($value:expr => $setter:ident),+ $(,)?) => {
        $(if $value == Some(true) { $part = $part.$setter(); })+
    };
}

/// The options that every field has.
macro_rules! set_field {
    ($part:ident, $o:ident) => {
        set!($part, $o.object("hint").and_then(|h| h.words()) => hint);
        let wrong = $o.object("errorMessage").and_then(|e| e.string("text"));
        $part = $part.error(wrong.as_deref());
        set_ref!(
            $part,
            $o.string("classes") => classes,
            $o.object("formGroup").and_then(|g| g.string("classes")) => group_classes,
        );
    };
}

/// The options that radios and checkboxes share.
macro_rules! set_group {
    ($part:ident, $o:ident, $group:ident) => {
        set_field!($part, $o);
        set!($part, $o.string("idPrefix") => id_prefix, $group.described_by => described_by);
        set_ref!($part, $group.fieldset_classes => fieldset_classes);
        if $group.bare {
            $part = $part.bare();
        }
    };
}

mod compare;
mod fields;
mod options;
mod parts;

/// The components of the kit that govuk-frontend has too.
const COMPONENTS: [&str; 32] = [
    "accordion",
    "back-link",
    "breadcrumbs",
    "button",
    "character-count",
    "checkboxes",
    "date-input",
    "details",
    "error-message",
    "error-summary",
    "fieldset",
    "file-upload",
    "hint",
    "input",
    "inset-text",
    "label",
    "notification-banner",
    "pagination",
    "panel",
    "password-input",
    "phase-banner",
    "radios",
    "select",
    "service-navigation",
    "skip-link",
    "summary-list",
    "table",
    "tabs",
    "tag",
    "task-list",
    "textarea",
    "warning-text",
];

/// Options that the kit does not have: component (`*` for all), option, reason.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("*", "attributes", "the compiler checks attribute names, so a caller cannot name others"),
    ("*", "falsy items", "a list in Rust holds no empty items"),
    ("accordion", "hideAllSectionsText", "the script's own English words are right"),
    ("accordion", "showAllSectionsText", "the script's own English words are right"),
    ("accordion", "hideSectionText", "the script's own English words are right"),
    ("accordion", "hideSectionAriaLabelText", "the script's own English words are right"),
    ("accordion", "showSectionText", "the script's own English words are right"),
    ("accordion", "showSectionAriaLabelText", "the script's own English words are right"),
    ("character-count", "textareaDescriptionText", "the words come from the limit, so they are never untrue"),
    ("character-count", "charactersUnderLimitText", "the script's own English words are right"),
    ("character-count", "charactersAtLimitText", "the script's own English words are right"),
    ("character-count", "charactersOverLimitText", "the script's own English words are right"),
    ("character-count", "wordsUnderLimitText", "the script's own English words are right"),
    ("character-count", "wordsAtLimitText", "the script's own English words are right"),
    ("character-count", "wordsOverLimitText", "the script's own English words are right"),
    ("character-count", "no limit", "a limit known only to the script is not enforced by the server"),
    ("character-count", "countType", "only characters and words are counted"),
    ("file-upload", "javascript", "the browser's own control is reached by every reader and needs no script"),
    ("file-upload", "wrapperClasses", "belongs to the control that needs script"),
    ("file-upload", "wrapperAttributes", "belongs to the control that needs script"),
    ("file-upload", "chooseFilesButtonText", "belongs to the control that needs script"),
    ("file-upload", "dropInstructionText", "belongs to the control that needs script"),
    ("file-upload", "enteredDropZoneText", "belongs to the control that needs script"),
    ("file-upload", "leftDropZoneText", "belongs to the control that needs script"),
    ("file-upload", "multipleFilesChosenText", "belongs to the control that needs script"),
    ("file-upload", "noFileChosenText", "belongs to the control that needs script"),
    ("file-upload", "value", "browsers ignore a file field's value"),
    ("input", "prefix.classes", "a sign has one look"),
    ("input", "suffix.classes", "a sign has one look"),
    ("input", "inputWrapper.classes", "a sign has one look"),
    ("pagination", "items", "lists are paged by key, so there are no page numbers"),
    ("panel", "actions", "interruption panels are not used"),
    ("panel", "interruption", "interruption panels are not used"),
    ("password-input", "value", "a password is never sent back"),
    ("password-input", "showPasswordText", "the script's own English words are right"),
    ("password-input", "hidePasswordText", "the script's own English words are right"),
    ("password-input", "showPasswordAriaLabelText", "the script's own English words are right"),
    ("password-input", "hidePasswordAriaLabelText", "the script's own English words are right"),
    ("password-input", "passwordShownAnnouncementText", "the script's own English words are right"),
    ("password-input", "passwordHiddenAnnouncementText", "the script's own English words are right"),
    ("service-navigation", "serviceName", "the service's name stands in Hearth's header"),
    ("service-navigation", "serviceUrl", "the service's name stands in Hearth's header"),
    ("service-navigation", "slots", "nothing else stands in the bar"),
    ("service-navigation", "ariaLabel", "names the section that only a service name makes"),
    ("service-navigation", "navigation.active", "a part is current or not"),
    ("service-navigation", "no links", "the page draws no bar without links"),
    ("service-navigation", "collapseNavigationOnMobile", "folds whenever there is more than one link"),
    ("service-navigation", "menuButtonText", "the button says Menu"),
    ("service-navigation", "menuButtonLabel", "the button says Menu"),
    ("service-navigation", "navigationClasses", "the list has one look"),
    ("service-navigation", "navigationId", "a page has one bar"),
    ("service-navigation", "unlinked", "every part of the service has an address"),
    ("tabs", "idPrefix", "every tab has an id of its own, which stands in the address"),
];

/// Which line of [`LEFT_OUT`] says why the kit has no such option.
fn left_out(component: &str, option: &str) -> Option<usize> {
    let leaf = option.rsplit('.').next().unwrap_or(option);
    LEFT_OUT.iter().position(|(c, o, _)| (*c == component || *c == "*") && (*o == option || *o == leaf))
}

#[test]
fn the_kit_is_built_as_the_official_components_are() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../web/node_modules/govuk-frontend/dist/govuk/components");
    assert!(
        dir.is_dir(),
        "the official fixtures are not installed: run `make assets` (cd web && npm ci && npm run build)"
    );
    let mut wrong = Vec::new();
    let (mut all_held, mut all) = (0, 0);
    let mut used = BTreeMap::<usize, usize>::new();
    for component in COMPONENTS {
        let file = fs::read_to_string(dir.join(component).join("fixtures.json")).unwrap();
        let file: Value = serde_json::from_str(&file).unwrap();
        let fixtures = file["fixtures"].as_array().unwrap();
        let mut held = 0;
        for fixture in fixtures {
            let name = fixture["name"].as_str().unwrap();
            let expected = fixture["html"].as_str().unwrap();
            let read = Fixture::default();
            let options = read.options(&fixture["options"]);
            let built =
                fields::build(component, &options).or_else(|| parts::build(component, &options)).unwrap();
            drop(options);
            let unread = read.unread();
            if unread.is_empty() {
                match compare::difference(expected, &built.0) {
                    None => held += 1,
                    Some(difference) => wrong.push(format!("{component}, {name}: {difference}")),
                }
            }
            for option in unread {
                match left_out(component, &option) {
                    Some(line) => *used.entry(line).or_default() += 1,
                    None => wrong
                        .push(format!("{component}, {name}: option {option} is neither kept nor left out")),
                }
            }
        }
        println!("{component}: {held} of {} fixtures match", fixtures.len());
        assert!(held > 0, "{component} matches no fixture");
        all_held += held;
        all += fixtures.len();
    }
    println!(
        "{all_held} of {all} official fixtures match; options left out, with how often they are asked for:"
    );
    for (line, (component, option, why)) in LEFT_OUT.iter().enumerate() {
        match used.get(&line) {
            Some(count) => println!("  {count:>3} {component} {option}: {why}"),
            None => {
                wrong.push(format!("{component} {option} is said to be left out, but no fixture asks for it"))
            }
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
