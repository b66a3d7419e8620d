//! A family as a picture: one person in the middle, the others in rows above, beside and below, and a line from each to the one in
//! the middle. It says nothing by colour alone: what is over is drawn with broken lines and says so. Everybody in it stands in a
//! table too, which the caller puts beside it.

use maud::{Markup, Render, html};

use super::{Text, per_cent};

/// Above the first row.
const TOP: f64 = 4.0;
/// A row's name stands in this height above its people.
const NAME: f64 = 24.0;
/// The height of a person's box.
const BOX: f64 = 50.0;
/// Between two lines of boxes.
const GAP: f64 = 18.0;
/// So many stand side by side, so that names fit on a phone.
const SIDE_BY_SIDE: usize = 3;
/// The longest name and note in a box, in characters; the table has the whole of them.
const LONGEST: usize = 14;

/// Somebody in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative {
    /// What they are called.
    pub name: String,
    /// What they are, and since or until when.
    pub note: String,
    /// Whether it is over.
    pub past: bool,
    /// Whether they are the one the picture is about.
    pub centre: bool,
}

/// People of one row, such as brothers and sisters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the row is called.
    pub name: String,
    /// Who stands in it.
    pub people: Vec<Relative>,
}

/// A family as a picture.
#[derive(Debug, Clone)]
pub struct FamilyPicture {
    title: Text,
    spoken: String,
    rows: Vec<Row>,
}

/// Draws `rows` from the oldest generation down; rows without anybody are left out. `spoken` tells who does not see it what it
/// shows and where the same stands in words.
pub fn family(title: impl Into<Text>, spoken: impl Into<String>, rows: Vec<Row>) -> FamilyPicture {
    let rows = rows.into_iter().filter(|row| !row.people.is_empty()).collect();
    FamilyPicture { title: title.into(), spoken: spoken.into(), rows }
}

/// Where somebody stands: the middle of their box across, as a share of the width, its top, and how wide it is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    x: f64,
    y: f64,
    wide: f64,
}

/// A row with the height of its name and the places of its people.
type Placed<'a> = (f64, &'a Row, Vec<Place>);

impl FamilyPicture {
    /// Every row where it stands, and the height of the whole.
    fn places(&self) -> (Vec<Placed<'_>>, f64) {
        let (mut rows, mut top) = (Vec::new(), TOP);
        for row in &self.rows {
            let named = top + NAME - 8.0;
            top += NAME;
            let mut places = Vec::new();
            for line in row.people.chunks(SIDE_BY_SIDE) {
                for at in 0..line.len() {
                    // At most three, so the numbers are exact.
                    let x = (at as f64 + 0.5) / line.len() as f64;
                    places.push(Place { x, y: top, wide: (0.9 / line.len() as f64).min(0.31) });
                }
                top += BOX + GAP;
            }
            rows.push((named, row, places));
        }
        (rows, top)
    }

    fn picture(&self) -> Markup {
        let (rows, height) = self.places();
        let all = || rows.iter().flat_map(|(_, row, places)| row.people.iter().zip(places));
        let centre = all().find(|(person, _)| person.centre).map(|(_, place)| *place);
        html! {
            svg class="hearth-chart__picture" role="img" width="100%" height=(height) aria-label=(self.spoken) {
                @if let Some(to) = centre {
                    @for (person, place) in all().filter(|(person, _)| !person.centre) {
                        line class=(if person.past { "hearth-chart__tie hearth-chart__tie--past" } else { "hearth-chart__tie" })
                            x1=(per_cent(place.x)) x2=(per_cent(to.x)) y1=(place.y + BOX / 2.0) y2=(to.y + BOX / 2.0) {}
                    }
                }
                @for (named, row, _) in &rows { text class="hearth-chart__soft" x="0" y=(named) { (row.name) } }
                @for (person, place) in all() { (draw(person, *place)) }
            }
        }
    }
}

fn draw(person: &Relative, place: Place) -> Markup {
    let class = match (person.centre, person.past) {
        (true, _) => "hearth-chart__person hearth-chart__person--centre",
        (false, true) => "hearth-chart__person hearth-chart__person--past",
        (false, false) => "hearth-chart__person",
    };
    html! {
        rect class=(class) x=(per_cent(place.x - place.wide / 2.0)) width=(per_cent(place.wide)) y=(place.y) height=(BOX) rx="6" {}
        text class="hearth-chart__value" x=(per_cent(place.x)) y=(place.y + 21.0) text-anchor="middle" { (short(&person.name)) }
        text class="hearth-chart__soft" x=(per_cent(place.x)) y=(place.y + 40.0) text-anchor="middle" { (short(&person.note)) }
    }
}

/// A name that fits into a box.
fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

impl Render for FamilyPicture {
    fn render(&self) -> Markup {
        html! {
            figure class="hearth-chart" {
                figcaption class="hearth-chart__title" { (self.title) }
                (self.picture())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, past: bool, centre: bool) -> Relative {
        Relative { name: name.into(), note: "Since 2019".into(), past, centre }
    }

    #[test]
    fn everybody_stands_in_a_box_of_their_own_and_is_tied_to_the_one_in_the_middle() {
        let parents = Row {
            name: "Parents".into(),
            people: (0..5).map(|n| person(&format!("P{n}"), n > 2, false)).collect(),
        };
        let child = Row { name: "Child".into(), people: vec![person("Robin <b>", false, true)] };
        let none = Row { name: "Nobody".into(), people: Vec::new() };
        let picture = family("x", "Five parents", vec![parents, none, child]);
        let (rows, height) = picture.places();
        assert_eq!(rows.len(), 2, "a row without anybody is left out");
        let places: Vec<Place> = rows.iter().flat_map(|(.., places)| places.clone()).collect();
        for (i, a) in places.iter().enumerate() {
            assert!(a.x - a.wide / 2.0 >= 0.0 && a.x + a.wide / 2.0 <= 1.0 && a.y + BOX <= height);
            for b in &places[i + 1..] {
                let apart = (a.x - b.x).abs() >= (a.wide + b.wide) / 2.0 - 1e-9 || (a.y - b.y).abs() >= BOX;
                assert!(apart, "{a:?} lies over {b:?}");
            }
        }
        let drawn = picture.render().0;
        assert_eq!(drawn.matches("class=\"hearth-chart__tie").count(), 5);
        assert_eq!(drawn.matches("hearth-chart__tie--past").count(), 2);
        assert!(drawn.contains("Robin &lt;b&gt;") && !drawn.contains("style="), "{drawn}");
        assert_eq!(short("Bartholomew-Alexander"), "Bartholomew-A…");
    }
}
