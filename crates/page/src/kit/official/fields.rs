//! Builds the kit's fields from official options.

use maud::{Markup, PreEscaped, Render};

use super::options::Options;
use crate::kit::*;

/// The kit's field for `component` with these options; `None` where it is no field.
pub fn build(component: &str, o: &Options<'_>) -> Option<Markup> {
    let built = match component {
        "character-count" => build_character_count(o),
        "checkboxes" => build_checkboxes(o),
        "date-input" => build_date(o),
        "error-message" => {
            let mut part = error_message(o.words().unwrap_or_default());
            set!(part, o.string("id") => id);
            set_ref!(part, o.string("classes") => classes);
            if o.is_false("visuallyHiddenText") {
                part = part.spoken("");
            }
            set!(part, o.string("visuallyHiddenText") => spoken);
            part.render()
        }
        "fieldset" => {
            let body = PreEscaped(o.string("html").unwrap_or_default());
            let mut part = fieldset(legend_of(o.object("legend").as_ref()), body);
            set!(part, o.string("describedBy") => described_by, o.string("role") => role);
            set_ref!(part, o.string("classes") => classes);
            part.render()
        }
        "file-upload" => build_file_upload(o),
        "hint" => {
            let mut part = hint(o.words().unwrap_or_default());
            set!(part, o.string("id") => id);
            set_ref!(part, o.string("classes") => classes);
            part.render()
        }
        "input" => build_input(o),
        "label" => {
            let mut part = label(o.words().unwrap_or_default());
            set!(part, o.string("for") => target);
            set_ref!(part, o.string("classes") => classes);
            set_if!(part, o.flag("isPageHeading") => heading);
            part.render()
        }
        "password-input" => build_password(o),
        "radios" => build_radios(o),
        "select" => build_select(o),
        "textarea" => build_textarea(o),
        _ => return None,
    };
    Some(built)
}

fn name(o: &Options<'_>) -> String {
    o.string("name").unwrap_or_default()
}

fn small(number: Option<u16>) -> Option<u8> {
    number.and_then(|number| u8::try_from(number).ok())
}

fn label_of(o: &Options<'_>) -> Label {
    let Some(o) = o.object("label") else { return Label::default() };
    let mut part = label(o.words().unwrap_or_default());
    set_ref!(part, o.string("classes") => classes);
    set_if!(part, o.flag("isPageHeading") => heading);
    part
}

fn legend_of(o: Option<&Options<'_>>) -> Legend {
    let Some(o) = o else { return Legend::default() };
    let mut part = legend(o.words().unwrap_or_default());
    set_ref!(part, o.string("classes") => classes);
    set_if!(part, o.flag("isPageHeading") => heading);
    part
}

fn build_input(o: &Options<'_>) -> Markup {
    let mut part = input(name(o), label_of(o));
    set_field!(part, o);
    let kind = o.string("type").map(|kind| match kind.as_str() {
        "number" => "number",
        "text" => "text",
        other => panic!("kind {other}"),
    });
    set!(
        part,
        kind => kind,
        o.string("id") => id,
        o.string("describedBy") => described_by,
        o.string("value") => value,
        o.string("inputmode") => inputmode,
        o.string("autocomplete") => autocomplete,
        o.string("autocapitalize") => autocapitalize,
        o.string("pattern") => pattern,
        o.flag("spellcheck") => spellcheck,
        o.flag("disabled") => disabled,
        o.object("prefix").and_then(|sign| sign.words()) => prefix,
        o.object("suffix").and_then(|sign| sign.words()) => suffix,
    );
    drop(o.object("inputWrapper"));
    part.render()
}

fn build_password(o: &Options<'_>) -> Markup {
    let mut part = password_input(name(o), label_of(o));
    set!(part, o.object("hint").and_then(|h| h.words()) => hint);
    let wrong = o.object("errorMessage").and_then(|e| e.string("text"));
    part = part.error(wrong.as_deref());
    set_ref!(part, o.string("classes") => classes);
    set!(part, o.string("id") => id, o.string("describedBy") => described_by);
    if o.string("autocomplete").as_deref() == Some("new-password") {
        part = part.new_password();
    }
    part.render()
}

fn build_textarea(o: &Options<'_>) -> Markup {
    let mut part = textarea(name(o), label_of(o));
    set_field!(part, o);
    set!(
        part,
        o.string("id") => id,
        o.string("describedBy") => described_by,
        o.string("value") => value,
        small(o.number("rows")) => rows,
        o.string("autocomplete") => autocomplete,
        o.flag("spellcheck") => spellcheck,
        o.flag("disabled") => disabled,
    );
    part.render()
}

fn build_character_count(o: &Options<'_>) -> Markup {
    let (characters, words) = (o.number("maxlength"), o.number("maxwords"));
    let Some(most) = words.or(characters) else {
        o.refuse_all("no limit");
        return Markup::default();
    };
    let mut part = character_count(name(o), label_of(o), u32::from(most));
    if words.is_some() {
        part = part.in_words();
    }
    set_field!(part, o);
    set!(
        part,
        o.string("id") => id,
        o.string("value") => value,
        small(o.number("rows")) => rows,
        o.flag("spellcheck") => spellcheck,
        small(o.number("threshold")) => threshold,
    );
    set_ref!(part, o.object("countMessage").and_then(|m| m.string("classes")) => message_classes);
    part.render()
}

fn build_file_upload(o: &Options<'_>) -> Markup {
    let mut part = file_upload(name(o), label_of(o));
    set_field!(part, o);
    set!(part, o.string("id") => id, o.string("describedBy") => described_by, o.flag("disabled") => disabled);
    set_if!(part, o.flag("multiple") => multiple);
    part.render()
}

fn build_select(o: &Options<'_>) -> Markup {
    let items = o.list("items").into_iter().map(|i| {
        let text = i.string("text").unwrap_or_default();
        let mut item = match (i.is_false("value"), i.string("value")) {
            (true, _) => option("false", text),
            (false, Some(value)) => option(value, text),
            (false, None) => SelectItem::of(text),
        };
        set!(item, i.flag("selected") => selected);
        set_if!(item, i.flag("disabled") => disabled);
        item
    });
    let mut part = select(name(o), label_of(o), items.collect::<Vec<_>>());
    set_field!(part, o);
    set!(
        part,
        o.string("id") => id,
        o.string("describedBy") => described_by,
        o.string("value") => value,
        o.flag("disabled") => disabled,
    );
    part.render()
}

/// What radios and checkboxes share, read.
struct Group {
    name: String,
    legend: Legend,
    bare: bool,
    described_by: Option<String>,
    fieldset_classes: Option<String>,
    items: Vec<Choice>,
}

fn group(o: &Options<'_>) -> Group {
    let (fieldset, described_by) = (o.object("fieldset"), o.string("describedBy"));
    Group {
        name: name(o),
        legend: legend_of(fieldset.as_ref().and_then(|f| f.object("legend")).as_ref()),
        bare: fieldset.is_none(),
        described_by: fieldset.as_ref().and_then(|f| f.string("describedBy")).or(described_by),
        fieldset_classes: fieldset.as_ref().and_then(|f| f.string("classes")),
        items: o.list("items").iter().map(choice_of).collect(),
    }
}

fn choice_of(o: &Options<'_>) -> Choice {
    if let Some(word) = o.string("divider") {
        return divider(word);
    }
    let mut part = choice(o.string("value").unwrap_or_default(), o.words().unwrap_or_default());
    set!(
        part,
        o.string("id") => id,
        o.string("name") => name,
        o.object("hint").and_then(|h| h.words()) => hint,
        o.object("conditional").and_then(|c| c.string("html")).map(PreEscaped) => reveals,
        o.flag("checked") => checked,
    );
    set_ref!(part, o.object("label").and_then(|l| l.string("classes")) => label_classes);
    set_if!(
        part,
        o.flag("disabled") => disabled,
        o.string("behaviour").map(|what| what == "exclusive") => exclusive,
    );
    part
}

fn build_radios(o: &Options<'_>) -> Markup {
    let group = group(o);
    let mut part = radios(group.name, group.legend, group.items);
    set!(part, o.string("value") => value);
    set_group!(part, o, group);
    part.render()
}

fn build_checkboxes(o: &Options<'_>) -> Markup {
    let group = group(o);
    let mut part = checkboxes(group.name, group.legend, group.items);
    set!(part, o.strings("values") => values);
    set_group!(part, o, group);
    part.render()
}

fn build_date(o: &Options<'_>) -> Markup {
    let fieldset = o.object("fieldset");
    let legend = legend_of(fieldset.as_ref().and_then(|f| f.object("legend")).as_ref());
    let prefix = o.string("namePrefix");
    let values = o.object("values");
    let value = |name: &str| {
        let key = prefix.as_ref().map_or(name.to_owned(), |prefix| format!("{prefix}-{name}"));
        values.as_ref().and_then(|values| values.string(&key))
    };
    let items = o.list("items");
    let named: Vec<_> = ["day", "month", "year"]
        .into_iter()
        .filter(|name| !o.is_false(name))
        .map(|name| (name, o.object(name)))
        .collect();
    let parts = if items.is_empty() {
        named
            .iter()
            .map(|(name, given)| {
                let own = given.as_ref().and_then(|given| given.string("name")).unwrap_or((*name).to_owned());
                date_part_of(&own, given.as_ref(), value(&own))
            })
            .collect()
    } else {
        let named_value = |name: &str| {
            named.iter().find(|(n, _)| *n == name).and_then(|(_, given)| given.as_ref()?.string("value"))
        };
        items
            .iter()
            .map(|item| {
                let name = item.string("name").unwrap_or_default();
                let (value, named) = (value(&name), named_value(&name));
                date_part_of(&name, Some(item), named.or(value))
            })
            .collect()
    };
    let mut part =
        date_input(o.string("id").unwrap_or_default(), legend).prefix(prefix.as_deref()).parts(parts);
    set_field!(part, o);
    match fieldset {
        None => part = part.bare(),
        Some(fieldset) => {
            set!(part, fieldset.string("describedBy") => described_by);
        }
    }
    part.render()
}

fn date_part_of(name: &str, o: Option<&Options<'_>>, value: Option<String>) -> DatePart {
    let Some(o) = o else {
        let mut part = date_part(name);
        set!(part, value => value);
        return part;
    };
    let mut part = date_part(name);
    set!(
        part,
        o.string("value").or(value) => value,
        o.string("label") => label,
        o.string("id") => id,
        o.flag("error") => wrong,
        o.string("autocomplete") => autocomplete,
        o.string("inputmode") => inputmode,
        o.string("pattern") => pattern,
    );
    set_ref!(part, o.string("classes") => classes);
    part
}
