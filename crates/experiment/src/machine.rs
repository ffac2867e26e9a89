//! The machine and the day of a measurement. No figure means anything without them.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// Where something was measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The model of its processor, as the system names it.
    pub cpu: String,
    /// How many cores a program of this process may use.
    pub n_cores: u64,
    /// The operating system and the kind of processor.
    pub system: String,
}

impl Machine {
    /// This one.
    pub fn here() -> Machine {
        Machine {
            cpu: cpu().unwrap_or_else(|| "unknown processor".to_owned()),
            n_cores: thread::available_parallelism().map_or(1, |n| n.get() as u64),
            system: format!("{}, {}", system(), std::env::consts::ARCH),
        }
    }

    /// In one line.
    pub fn title(&self) -> String {
        format!("{}, {}, {}", self.cpu, self.title_of_cores(), self.system)
    }

    /// How many cores, in words.
    pub fn title_of_cores(&self) -> String {
        match self.n_cores {
            1 => "1 core".to_owned(),
            n => format!("{n} cores"),
        }
    }
}

/// Today in Greenwich, as `2026-01-31`.
pub fn today() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    day(now.map_or(0, |since| since.as_secs() / (24 * 60 * 60)))
}

/// A day, by its number since the first day of 1970. Years are taken to begin in March, so that the odd day of a leap year is
/// the last one (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
fn day(number: u64) -> String {
    const DAYS_OF_400_YEARS: u64 = 146_097;
    // From the first of March in the year 0.
    let number = number + 719_468;
    let (era, of_era) = (number / DAYS_OF_400_YEARS, number % DAYS_OF_400_YEARS);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{of_month:02}")
}

fn cpu() -> Option<String> {
    if let Ok(text) = fs::read_to_string("/proc/cpuinfo")
        && let Some(model) = field(&text, "model name", ':')
    {
        return Some(model);
    }
    if cfg!(target_os = "macos") {
        let output = Command::new("sysctl")
            .args(["-n", "machdep.cpu.brand_string"])
            .output()
            .ok()?;
        let name = String::from_utf8(output.stdout).ok()?;
        return (!name.trim().is_empty()).then(|| name.trim().to_owned());
    }
    // Windows.
    std::env::var("PROCESSOR_IDENTIFIER").ok()
}

fn system() -> String {
    let name = fs::read_to_string("/etc/os-release")
        .ok()
        .and_then(|text| field(&text, "PRETTY_NAME", '='));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").ok();
    let kernel = kernel.as_deref().and_then(major_and_minor);
    match (name, kernel) {
        (Some(name), Some(kernel)) => format!("{name} (Linux {kernel})"),
        (None, Some(kernel)) => format!("Linux {kernel}"),
        (_, None) => std::env::consts::OS.to_owned(),
    }
}

/// The first two numbers of a kernel's version. The rest says who built it, not what it does.
fn major_and_minor(release: &str) -> Option<String> {
    let mut numbers = release.trim().splitn(3, '.');
    let (major, minor) = (numbers.next()?, numbers.next()?);
    let digits = minor.split(|c: char| !c.is_ascii_digit()).next()?;
    Some(format!("{major}.{digits}"))
}

/// The value of the first line `name = value`, without quotation marks.
fn field(text: &str, name: &str, separator: char) -> Option<String> {
    text.lines().find_map(|line| {
        let (found, value) = line.split_once(separator)?;
        let value = value.trim().trim_matches('"');
        (found.trim() == name && !value.is_empty()).then(|| value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        for (number, date) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_453, "2025-12-31"),
            (20_454, "2026-01-01"),
        ] {
            assert_eq!(day(number), date);
        }
    }

    #[test]
    fn fields_are_read() {
        let cpuinfo = "processor\t: 0\nmodel\t\t: 9\nmodel name\t: Example 9000\n";
        assert_eq!(
            field(cpuinfo, "model name", ':').as_deref(),
            Some("Example 9000")
        );
        let release = "ID=example\nPRETTY_NAME=\"Example OS 1.0\"\n";
        assert_eq!(
            field(release, "PRETTY_NAME", '=').as_deref(),
            Some("Example OS 1.0")
        );
        assert_eq!(field(release, "NAME", '='), None);
        assert_eq!(major_and_minor("6.12-rc1+own\n").as_deref(), Some("6.12"));
        assert_eq!(major_and_minor("6.1.0-18").as_deref(), Some("6.1"));
    }

    #[test]
    fn a_machine_has_a_core() {
        let machine = Machine::here();
        assert!(machine.n_cores > 0);
        assert!(!machine.cpu.is_empty());
    }
}
