//! Merged cells: the value stands in the first row of the region and is meant for all of them.

use calamine::Dimensions;

use super::sheet::SheetRow;

/// The merged regions of a sheet, passed from top to bottom.
pub(super) struct MergedCells {
    /// Regions of several rows, the next one last.
    regions: Vec<Dimensions>,
    /// Regions that the current row lies in, behind their first row.
    open: Vec<Region>,
}

struct Region {
    column: usize,
    /// The last row, from 0.
    last: u32,
    text: String,
}

impl MergedCells {
    pub(super) fn new(mut regions: Vec<Dimensions>) -> Self {
        regions.retain(|region| region.end.0 > region.start.0);
        regions.sort_by_key(|region| std::cmp::Reverse(region.start));
        MergedCells { regions, open: Vec::new() }
    }

    /// Fills the empty cells of a row that belong to a region above; rows come from top to bottom.
    pub(super) fn fill_down(&mut self, row: &mut SheetRow) {
        let index = u32::try_from(row.number.saturating_sub(1)).unwrap_or(u32::MAX);
        self.open.retain(|region| region.last >= index);
        for region in &self.open {
            row.fill(region.column, &region.text);
        }
        while let Some(region) = self.regions.pop_if(|region| region.start.0 <= index) {
            let column = region.start.1 as usize;
            let text = row.cells.get(column).map(String::as_str).unwrap_or_default();
            // Regions do not overlap in files that a program wrote.
            let is_new = !self.open.iter().any(|open| open.column == column);
            if region.start.0 == index && is_new && !text.is_empty() {
                self.open.push(Region { column, last: region.end.0, text: text.to_owned() });
            }
        }
    }
}
