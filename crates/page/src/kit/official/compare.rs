//! Compares two pieces of HTML as trees: order of attributes and class names and the amount of white space say nothing.

use scraper::{ElementRef, Html};

/// The first difference between the expected and the built HTML.
pub fn difference(expected: &str, built: &str) -> Option<String> {
    let (expected, built) = (normal(expected), normal(built));
    if expected == built {
        return None;
    }
    let (mut left, mut right) = (expected.lines(), built.lines());
    let mut number = 1;
    loop {
        match (left.next(), right.next()) {
            (a, b) if a == b => number += 1,
            (a, b) => {
                return Some(format!(
                    "line {number}\n    expected {}\n    built    {}",
                    a.unwrap_or("nothing"),
                    b.unwrap_or("nothing")
                ));
            }
        }
    }
}

/// One line an element or text, indented by depth, attributes and class names in order.
fn normal(html: &str) -> String {
    let mut lines = String::new();
    write(Html::parse_fragment(html).root_element(), 0, &mut lines);
    lines
}

fn write(element: ElementRef<'_>, depth: usize, lines: &mut String) {
    let mut attributes: Vec<_> = element
        .value()
        .attrs()
        .map(|(name, value)| match name {
            "class" => {
                let mut names: Vec<_> = value.split_whitespace().collect();
                names.sort_unstable();
                format!(" class={:?}", names.join(" "))
            }
            _ => format!(" {name}={value:?}"),
        })
        .collect();
    attributes.sort_unstable();
    lines.push_str(&format!("{:depth$}<{}{}>\n", "", element.value().name(), attributes.concat()));
    for child in element.children() {
        if let Some(inner) = ElementRef::wrap(child) {
            write(inner, depth + 1, lines);
        } else if let Some(text) = child.value().as_text() {
            let words: Vec<_> = text.split_whitespace().collect();
            if !words.is_empty() {
                lines.push_str(&format!("{:depth$} {}\n", "", words.join(" ")));
            }
        }
    }
}

#[test]
fn only_what_matters_is_compared() {
    assert_eq!(difference("<p class='a b' id=x>it  is</p>", "<p id=\"x\" class=\"b a\"> it\nis </p>"), None);
    assert!(difference("<p>a</p>", "<p>b</p>").is_some());
    assert!(difference("<p>a</p>", "<p hidden>a</p>").is_some());
    assert!(difference("<p>a</p>", "<p>a</p><p></p>").is_some());
}
