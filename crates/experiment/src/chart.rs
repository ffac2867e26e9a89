//! A record as a picture: how many times as fast each way is, a bar for each. For the book, also printed without colours, and
//! for readers who have it read to them.

use std::fmt::Write as _;

use crate::record::{Language, Record, Way, Work};
use crate::table::{factor, list};

const WIDTH: f64 = 720.0;
/// Where the bars begin: to the left of it are the names of the ways.
const LEFT: f64 = 160.0;
/// Where the longest bar may end: to the right of it is its figure.
const RIGHT: f64 = 650.0;
const BAR: f64 = 20.0;
/// From one bar to the next one.
const STEP: f64 = 28.0;
/// Above the bars of a panel: its title.
const HEAD: f64 = 34.0;
/// Below the bars of a panel: the scale.
const FOOT: f64 = 40.0;
const TOP: f64 = 44.0;
/// Below the panels: machine, versions, day.
const BOTTOM: f64 = 46.0;

/// The chart, as a file of its own, or as a part of a page: its names begin with `gil-`, so that they are nobody else's.
pub fn svg(record: &Record) -> String {
    let mut panels = String::new();
    let mut y = TOP;
    for work in Work::ALL {
        y = panel(&mut panels, record, work, y);
    }
    let height = y + BOTTOM;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"gil-title gil-description\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title id=\"gil-title\">{}</title>\n<desc id=\"gil-description\">{}</desc>\n",
        escaped(TITLE),
        escaped(&description(record)),
    );
    svg.push_str(PATTERNS);
    let _ = writeln!(
        svg,
        "<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>"
    );
    text(
        &mut svg,
        12.0,
        24.0,
        "font-size=\"16\" font-weight=\"bold\"",
        TITLE,
    );
    svg.push_str(&panels);
    let versions = format!(
        "{}; {}; {}",
        record.python.title(),
        record.rustc,
        record.date
    );
    let small = "font-size=\"11\" fill=\"#444444\"";
    text(&mut svg, 12.0, y + 16.0, small, &record.machine.title());
    text(&mut svg, 12.0, y + 32.0, small, &versions);
    svg.push_str("</svg>\n");
    svg
}

const TITLE: &str = "How many times as fast as one job after another";

/// Told apart by more than their colours: stripes for Python, plain for Rust.
const PATTERNS: &str = "<defs>\n\
    <pattern id=\"gil-python\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
    <rect width=\"7\" height=\"7\" fill=\"#dbe8f4\"/><rect width=\"3\" height=\"7\" fill=\"#1f5a96\"/></pattern>\n\
    <pattern id=\"gil-rust\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\">\
    <rect width=\"7\" height=\"7\" fill=\"#d98a4b\"/></pattern>\n\
    </defs>\n";

/// The bars of one kind of work, from `top` on; gives where they end.
fn panel(svg: &mut String, record: &Record, work: Work, top: f64) -> f64 {
    let bars = bars(record, work);
    let n_workers = match work {
        Work::Compute => record.parameters.n_compute_workers,
        Work::Wait => record.parameters.n_wait_workers,
    };
    let cores = record.machine.title_of_cores();
    let headline = format!("{}: {n_workers} workers, {cores}", work.title());
    text(svg, 12.0, top + 18.0, "font-weight=\"bold\"", &headline);

    // To the number of workers at least, which is what one may hope for.
    let longest = bars
        .iter()
        .map(|bar| bar.ratio)
        .fold(n_workers as f64, f64::max);
    let end = longest.ceil();
    let x = |ratio: f64| LEFT + (RIGHT - LEFT) * ratio / end;
    let first = top + HEAD;
    let floor = first + STEP * bars.len() as f64;

    let step = (end / 10.0).ceil().max(1.0);
    let mut tick = 0.0;
    while tick <= end {
        let at = x(tick);
        let _ = writeln!(
            svg,
            "<line x1=\"{at:.1}\" y1=\"{first:.1}\" x2=\"{at:.1}\" y2=\"{floor:.1}\" stroke=\"#cccccc\"/>"
        );
        let label = format!("{tick:.0}");
        text(
            svg,
            at,
            floor + 15.0,
            "font-size=\"11\" text-anchor=\"middle\"",
            &label,
        );
        tick += step;
    }
    for (bar_idx, bar) in bars.iter().enumerate() {
        let y = first + STEP * bar_idx as f64 + (STEP - BAR) / 2.0;
        let base = y + BAR - 5.0;
        let pattern = match bar.language {
            Language::Python => "gil-python",
            Language::Rust => "gil-rust",
        };
        text(svg, LEFT - 8.0, base, "text-anchor=\"end\"", &bar.name());
        let _ = writeln!(
            svg,
            "<rect x=\"{LEFT}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{BAR}\" fill=\"url(#{pattern})\" stroke=\"#222222\"/>",
            x(bar.ratio) - LEFT
        );
        // Readable across the lines of the scale.
        let halo = "paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"5\"";
        text(svg, x(bar.ratio) + 6.0, base, halo, &factor(bar.ratio));
    }
    // Over the bars: what they are compared with.
    let one = x(1.0);
    let _ = writeln!(
        svg,
        "<line x1=\"{one:.1}\" y1=\"{first:.1}\" x2=\"{one:.1}\" y2=\"{floor:.1}\" stroke=\"#000000\" \
         stroke-width=\"1.5\" stroke-dasharray=\"5 3\"/>"
    );
    let note = "font-size=\"11\" text-anchor=\"middle\" fill=\"#444444\"";
    text(svg, one, floor + 29.0, note, "one after another");
    floor + FOOT
}

struct Bar {
    language: Language,
    way: Way,
    ratio: f64,
}

impl Bar {
    fn name(&self) -> String {
        format!("{} {}", self.language.title(), self.way.title())
    }
}

/// All ways but those that the others are compared with.
fn bars(record: &Record, work: Work) -> Vec<Bar> {
    let rows = record.rows.iter();
    rows.filter(|row| row.work == work && row.way != Way::Sequential)
        .filter_map(|row| {
            Some(Bar {
                language: row.language,
                way: row.way,
                ratio: record.speed_up(row)?,
            })
        })
        .collect()
}

/// All figures, in sentences.
fn description(record: &Record) -> String {
    let sentences = Work::ALL.map(|work| {
        let figures: Vec<String> = bars(record, work)
            .iter()
            .map(|bar| {
                format!(
                    "{} {}",
                    bar.name(),
                    factor(bar.ratio).replace('×', " times")
                )
            })
            .collect();
        format!("A bar chart of {}: {}.", work.title(), list(&figures))
    });
    sentences.join(" ")
}

fn text(svg: &mut String, x: f64, y: f64, attributes: &str, words: &str) {
    let words = escaped(words);
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" {attributes}>{words}</text>"
    );
}

/// A text as it may stand between tags; signs that XML cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            sign if sign.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&sign) => {}
            sign => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::example;

    #[test]
    fn a_chart_is_well_formed_and_holds_all_figures() {
        let svg = svg(&example::record());
        let texts = well_formed(&svg).expect("well-formed");
        for expected in [
            TITLE,
            "computing: 4 workers, 4 cores",
            "waiting: 8 workers, 4 cores",
            "Python threads",
            "Rust rayon",
            "3.2×",
            "Example & Sons <9000>, 4 cores, Example OS 1.0, x86_64",
            "CPython 3.12.1; rustc 1.95.0; 2026-01-31",
        ] {
            assert!(
                texts.iter().any(|text| text == expected),
                "{expected:?} is not in {texts:?}"
            );
        }
        let description = &texts[1];
        assert!(
            description.starts_with(
                "A bar chart of computing: Python threads 1.00 times, Python processes 4.0 times, Rust threads 4.0 times,"
            ),
            "{description}"
        );
        assert_eq!(svg.matches("fill=\"url(#gil-python)\"").count(), 4);
        assert_eq!(svg.matches("fill=\"url(#gil-rust)\"").count(), 6);
    }

    #[test]
    fn bars_are_as_long_as_their_figures() {
        let record = example::record();
        let svg = svg(&record);
        // Four workers, so the scale ends at four; 1.00, 4.0, 4.0, 3.2 and 4.0 of it.
        let whole = RIGHT - LEFT;
        for width in [whole / 4.0, whole, whole * 0.8] {
            assert!(
                svg.contains(&format!("width=\"{width:.1}\"")),
                "{width} is not in {svg}"
            );
        }
        // A figure beyond the number of workers stretches the scale.
        let mut beyond = record;
        beyond.rows[2].seconds = vec![0.2, 0.24, 0.2];
        well_formed(&super::svg(&beyond)).expect("well-formed");
        assert!(super::svg(&beyond).contains(&format!("width=\"{whole:.1}\"")));
    }

    #[test]
    fn hostile_names_stay_text() {
        let mut record = example::record();
        record.machine.cpu = "</text><script>&\"'\u{0}\u{1b}[31m".to_owned();
        record.rustc = "]]>".to_owned();
        let texts = well_formed(&svg(&record)).expect("well-formed");
        assert!(
            texts
                .iter()
                .any(|text| text.starts_with("</text><script>&\"'[31m, 4 cores"))
        );
    }

    #[test]
    fn the_checker_refuses_what_is_not_well_formed() {
        assert_eq!(
            well_formed("<a b=\"1\"><c/>x &amp; y</a>\n").expect("well-formed"),
            ["x & y"]
        );
        for text in [
            "<a><b></a></b>",
            "<a>",
            "<a></a><b></b>",
            "<a b=1></a>",
            "<a b=\"1\" b=\"2\"></a>",
            "<a>&</a>",
            "<a>&nbsp;</a>",
            "<a>]]></a>",
            "<a b=\"<\"></a>",
            "x<a></a>",
            "<a>\u{1b}</a>",
        ] {
            assert!(well_formed(text).is_err(), "{text}");
        }
    }

    /// The texts of a document of elements, attributes and texts, without their escapes; or what is wrong with it.
    fn well_formed(document: &str) -> Result<Vec<String>, String> {
        let mut open: Vec<&str> = Vec::new();
        let mut texts = Vec::new();
        let mut n_roots = 0;
        let mut rest = document;
        while let Some(start) = rest.find('<') {
            let text = &rest[..start];
            if !text.trim().is_empty() {
                if open.is_empty() {
                    return Err(format!("{text:?} is outside"));
                }
                texts.push(unescaped(text)?);
            }
            let end = rest[start..].find('>').ok_or("a tag without an end")? + start;
            let tag = &rest[start + 1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                if open.pop() != Some(name) {
                    return Err(format!("</{name}> closes nothing"));
                }
                continue;
            }
            let (tag, is_empty) = match tag.strip_suffix('/') {
                Some(tag) => (tag, true),
                None => (tag, false),
            };
            let name = tag
                .split_whitespace()
                .next()
                .ok_or("a tag without a name")?;
            attributes(&tag[name.len()..])?;
            if open.is_empty() {
                n_roots += 1;
            }
            if !is_empty {
                open.push(name);
            }
        }
        if n_roots != 1 || !open.is_empty() || !rest.trim().is_empty() {
            return Err(format!("{n_roots} roots, {open:?} open, {rest:?} left"));
        }
        Ok(texts)
    }

    fn attributes(mut text: &str) -> Result<(), String> {
        let mut names = Vec::new();
        loop {
            text = text.trim_start();
            if text.is_empty() {
                return Ok(());
            }
            let (name, after) = text.split_once("=\"").ok_or(format!("{text:?}"))?;
            let (value, after) = after.split_once('"').ok_or(format!("{text:?}"))?;
            if names.contains(&name) || value.contains('<') {
                return Err(format!("{name}=\"{value}\""));
            }
            unescaped(value)?;
            names.push(name);
            text = after;
        }
    }

    fn unescaped(text: &str) -> Result<String, String> {
        if text.contains("]]>") || text.contains(|c: char| c.is_control() && c != '\n') {
            return Err(format!("{text:?}"));
        }
        let mut parts = text.split('&');
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, after) = part.split_once(';').ok_or("a bare &")?;
            plain.push(match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                other => return Err(format!("&{other};")),
            });
            plain.push_str(after);
        }
        Ok(plain)
    }
}
