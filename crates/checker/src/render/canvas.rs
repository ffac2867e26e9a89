//! Text with tones: widths are counted on what is seen, colours come last.
//!
//! Everything that the terminal rendering prints is a [`Line`], so that no colour code is ever mistaken for width.

use super::Style;

/// What a piece of text is; a colour where there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    /// Present, but not what is looked at first.
    Dim,
    Strong,
    Good,
    Bad,
    /// Of a thread: index into the trace's threads.
    Thread(u32),
    ThreadStrong(u32),
}

impl Tone {
    fn code(self) -> Option<&'static str> {
        // Main is plain; the workers go round. All of them are readable on light and on dark.
        const WORKERS: [&str; 5] = ["36", "35", "33", "34", "32"];
        const WORKERS_STRONG: [&str; 5] = ["1;36", "1;35", "1;33", "1;34", "1;32"];
        let nth = |thread: u32| (thread as usize + WORKERS.len() - 1) % WORKERS.len();
        match self {
            Tone::Plain | Tone::Thread(0) => None,
            Tone::Dim => Some("2"),
            Tone::Strong | Tone::ThreadStrong(0) => Some("1"),
            Tone::Good => Some("1;32"),
            Tone::Bad => Some("1;31"),
            Tone::Thread(thread) => Some(WORKERS[nth(thread)]),
            Tone::ThreadStrong(thread) => Some(WORKERS_STRONG[nth(thread)]),
        }
    }
}

/// One line of output.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pieces: Vec<(String, Tone)>,
    width: usize,
}

impl Line {
    pub(super) fn new() -> Self {
        Line::default()
    }

    pub(super) fn of(text: impl Into<String>, tone: Tone) -> Self {
        let mut line = Line::new();
        line.push(text, tone);
        line
    }

    pub(super) fn push(&mut self, text: impl Into<String>, tone: Tone) {
        let text = text.into();
        self.width += n_columns(&text);
        self.pieces.push((text, tone));
    }

    /// Blanks up to `column`; at least one where something stands there already.
    pub(super) fn pad_to(&mut self, column: usize) {
        let missing = column.saturating_sub(self.width);
        let n_blanks = if missing == 0 && self.width > column {
            1
        } else {
            missing
        };
        self.push(" ".repeat(n_blanks), Tone::Plain);
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn display(&self, style: &Style) -> String {
        let end = self
            .pieces
            .iter()
            .rposition(|(text, _)| !text.trim_end().is_empty());
        let Some(end) = end else { return String::new() };
        let mut shown = String::new();
        for (idx, (text, tone)) in self.pieces[..=end].iter().enumerate() {
            let text = style.legible(if idx == end { text.trim_end() } else { text });
            match tone
                .code()
                .filter(|_| style.colour && !text.trim().is_empty())
            {
                Some(code) => {
                    shown.push_str("\x1b[");
                    shown.push_str(code);
                    shown.push('m');
                    shown.push_str(&text);
                    shown.push_str("\x1b[0m");
                }
                None => shown.push_str(&text),
            }
        }
        shown
    }
}

/// Columns that a text takes; each character is taken for one.
pub(super) fn n_columns(text: &str) -> usize {
    text.chars().count()
}

/// The text, cut to `width` columns, with a mark where something is missing.
pub(super) fn cut(text: &str, width: usize) -> String {
    if n_columns(text) <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// Breaks a text at blanks into lines of at most `width` columns; its own line ends are kept.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && n_columns(&line) + 1 + n_columns(word) > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// A number with its thousands apart.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (idx, digit) in digits.chars().enumerate() {
        if idx > 0 && (digits.len() - idx).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A duration, given in nanoseconds, in the unit that suits it: `20 ms`.
pub fn duration(nanos: u64) -> String {
    let (unit, per) = match nanos {
        0 => return "0 ms".to_owned(),
        n if n >= 1_000_000_000 => ("s", 1_000_000_000),
        n if n >= 1_000_000 => ("ms", 1_000_000),
        n if n >= 1_000 => ("µs", 1_000),
        _ => ("ns", 1),
    };
    let (whole, rest) = (nanos / per, nanos % per);
    if rest == 0 {
        return format!("{whole} {unit}");
    }
    let fraction = format!("{:0width$}", rest, width = per.to_string().len() - 1);
    format!(
        "{whole}.{} {unit}",
        fraction
            .trim_end_matches('0')
            .get(..3)
            .unwrap_or(fraction.trim_end_matches('0'))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        for (number, shown) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (20_000, "20,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(thousands(number), shown);
        }
    }

    #[test]
    fn durations_have_a_fitting_unit() {
        for (nanos, shown) in [
            (0, "0 ms"),
            (5, "5 ns"),
            (20_000_000, "20 ms"),
            (1_500_000, "1.5 ms"),
            (2_000_000_000, "2 s"),
            (1_234_567_891, "1.234 s"),
            (1_050_000_000, "1.05 s"),
        ] {
            assert_eq!(duration(nanos), shown);
        }
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(wrap("one two three\nfour", 7), ["one two", "three", "four"]);
        assert_eq!(wrap("incomprehensibilities", 7), ["incomprehensibilities"]);
    }

    #[test]
    fn long_texts_are_cut_and_say_so() {
        assert_eq!(cut("1234567", 7), "1234567");
        assert_eq!(cut("12345 78", 7), "12345…");
    }

    #[test]
    fn colours_do_not_count() {
        let style = Style {
            colour: true,
            ..Style::text(80)
        };
        let mut line = Line::of("ab", Tone::Bad);
        line.pad_to(5);
        line.push("c", Tone::Plain);
        assert_eq!(line.width(), 6);
        assert_eq!(line.display(&style), "\x1b[1;31mab\x1b[0m   c");
        assert_eq!(line.display(&Style::text(80)), "ab   c");
    }
}
