//! Tables.

use maud::{Markup, Render, html};

use super::{Text, classes};

/// One cell.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: Text,
    numeric: bool,
    classes: String,
    colspan: Option<u16>,
    rowspan: Option<u16>,
}

/// A cell saying `text`.
pub fn cell(text: impl Into<Text>) -> Cell {
    Cell { text: text.into(), ..Cell::default() }
}

/// A cell holding a number, set to the right.
pub fn number(text: impl Into<Text>) -> Cell {
    cell(text).numeric()
}

impl Cell {
    /// Sets it to the right, as numbers are.
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    /// Spans so many columns.
    pub fn colspan(mut self, columns: u16) -> Self {
        self.colspan = Some(columns);
        self
    }

    /// Spans so many rows.
    pub fn rowspan(mut self, rows: u16) -> Self {
        self.rowspan = Some(rows);
        self
    }
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Self {
        cell(text)
    }
}

/// A table.
#[derive(Debug, Clone, Default)]
pub struct Table {
    caption: Option<String>,
    caption_classes: String,
    head: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
    first_is_header: bool,
    classes: String,
    scrolls: bool,
}

/// A table of `rows` under `head`; an empty head is left out.
pub fn table(head: Vec<Cell>, rows: Vec<Vec<Cell>>) -> Table {
    Table { head, rows, ..Table::default() }
}

impl Table {
    /// Names the table.
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// Adds class names to its name, such as `govuk-table__caption--m` or `govuk-visually-hidden`.
    pub fn caption_classes(mut self, more: &str) -> Self {
        self.caption_classes = classes(&[&self.caption_classes, more]);
        self
    }

    /// Makes the first cell of each row the row's header.
    pub fn first_cell_is_header(mut self) -> Self {
        self.first_is_header = true;
        self
    }

    /// Lets it scroll by itself where it is wider than the page. Needs a caption, which names the region.
    pub fn scrolling(mut self) -> Self {
        self.scrolls = true;
        self
    }

    /// Adds class names.
    pub fn classes(mut self, more: &str) -> Self {
        self.classes = classes(&[&self.classes, more]);
        self
    }

    fn draw(&self) -> Markup {
        html! {
            table class=(classes(&["govuk-table", &self.classes])) {
                @if let Some(caption) = &self.caption {
                    caption class=(classes(&["govuk-table__caption", &self.caption_classes])) { (caption) }
                }
                @if !self.head.is_empty() {
                    thead class="govuk-table__head" {
                        tr class="govuk-table__row" {
                            @for cell in &self.head {
                                @let numeric = if cell.numeric { "govuk-table__header--numeric" } else { "" };
                                th scope="col" class=(classes(&["govuk-table__header", numeric, &cell.classes]))
                                    colspan=[cell.colspan] rowspan=[cell.rowspan] { (cell.text) }
                            }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for row in &self.rows {
                        tr class="govuk-table__row" {
                            @for (column, cell) in row.iter().enumerate() {
                                @if column == 0 && self.first_is_header {
                                    th scope="row" class=(classes(&["govuk-table__header", &cell.classes]))
                                        colspan=[cell.colspan] rowspan=[cell.rowspan] { (cell.text) }
                                } @else {
                                    @let numeric = if cell.numeric { "govuk-table__cell--numeric" } else { "" };
                                    td class=(classes(&["govuk-table__cell", numeric, &cell.classes]))
                                        colspan=[cell.colspan] rowspan=[cell.rowspan] { (cell.text) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        if !self.scrolls {
            return self.draw();
        }
        html! {
            div class="hearth-scroll" role="region" tabindex="0" aria-label=[self.caption.as_ref()] { (self.draw()) }
        }
    }
}
