//! A table of measured figures: each with its target, and whether it is met.

/// A line of the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) what: String,
    /// This project's figure, with its unit.
    pub(crate) ours: String,
    /// What it is compared with.
    pub(crate) other: String,
    /// Ours by the other one, where both are numbers.
    pub(crate) ratio: Option<f64>,
    /// What was aimed at.
    pub(crate) target: Target,
}

/// What a figure has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Target {
    /// The ratio, or more.
    AtLeast(f64),
    /// The ratio, or less; up to the second number it is bearable.
    AtMost(f64, f64),
    /// Exactly this number of executions: (found, expected).
    Exactly(u64, u64),
    /// Shown for information.
    None,
}

impl Figure {
    fn ratio(&self) -> String {
        self.ratio
            .map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"))
    }

    fn target(&self) -> String {
        match self.target {
            Target::AtLeast(least) => format!(">= {least:.1}"),
            Target::AtMost(most, limit) if most < limit => {
                format!("<= {most:.1} (limit {limit:.1})")
            }
            Target::AtMost(most, _) => format!("<= {most:.1}"),
            Target::Exactly(_, expected) => format!("{expected}"),
            Target::None => "-".to_owned(),
        }
    }

    fn met(&self) -> &'static str {
        let met = |is_met| if is_met { "met" } else { "NOT MET" };
        match (self.target, self.ratio) {
            (Target::AtLeast(least), Some(ratio)) => met(ratio >= least),
            (Target::AtMost(most, limit), Some(ratio)) if most < ratio && ratio <= limit => {
                "within the limit"
            }
            (Target::AtMost(most, _), Some(ratio)) => met(ratio <= most),
            (Target::Exactly(found, expected), _) => met(found == expected),
            (Target::AtLeast(_) | Target::AtMost(..), None) => "not measured",
            (Target::None, _) => "-",
        }
    }
}

/// The table, a line for each figure.
pub(crate) fn table(figures: &[Figure]) -> String {
    let head = ["figure", "ours", "compared with", "ratio", "target", ""].map(str::to_owned);
    let mut rows = vec![head];
    for figure in figures {
        rows.push([
            figure.what.clone(),
            figure.ours.clone(),
            figure.other.clone(),
            figure.ratio(),
            figure.target(),
            figure.met().to_owned(),
        ]);
    }
    let widths: [usize; 6] = std::array::from_fn(|column| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0)
    });
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The one in the middle; of an even number, the upper one. Nothing has none.
pub(crate) fn median(numbers: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut numbers: Vec<f64> = numbers.into_iter().collect();
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(ratio: Option<f64>, target: Target) -> &'static str {
        let figure = Figure {
            what: String::new(),
            ours: String::new(),
            other: String::new(),
            ratio,
            target,
        };
        figure.met()
    }

    #[test]
    fn targets_are_met_or_not() {
        assert_eq!(met(Some(1.5), Target::AtLeast(1.5)), "met");
        assert_eq!(met(Some(1.4), Target::AtLeast(1.5)), "NOT MET");
        assert_eq!(met(None, Target::AtLeast(1.5)), "not measured");
        assert_eq!(met(Some(2.0), Target::AtMost(2.0, 2.5)), "met");
        assert_eq!(met(Some(2.2), Target::AtMost(2.0, 2.5)), "within the limit");
        assert_eq!(met(Some(2.6), Target::AtMost(2.0, 2.5)), "NOT MET");
        assert_eq!(met(None, Target::Exactly(6, 6)), "met");
        assert_eq!(met(None, Target::Exactly(7, 6)), "NOT MET");
    }

    #[test]
    fn medians() {
        assert_eq!(median([3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([]), None);
    }
}
