//! `cargo learn check`: judges the learner's file of one exercise, or of all.

use checker::catalog::{Catalog, Exercise};
use checker::judge::{Options, judge};
use checker::render::{self, Style};
use checker::report::{Report, SCHEMA, Verdict, exit_code};
use clap::Args;
use serde::Serialize;

use crate::explore::read;
use crate::{Failure, catalog, handle, show};

/// Judge an exercise
#[derive(Args)]
pub(crate) struct Check {
    /// The exercise: its name or a part of it (threads/01_spawn_and_join, spawn, threads/1)
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    exercise: Option<String>,
    /// Judge every exercise
    #[arg(long)]
    all: bool,
    /// Print one JSON object instead of a text
    #[arg(long)]
    json: bool,
    /// Plain sentences, without drawings: for screen readers
    #[arg(long, conflicts_with = "json")]
    plain: bool,
}

impl Check {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let catalog = catalog()?;
        match &self.exercise {
            Some(asked) => {
                let exercise = catalog.find(asked)?;
                // A file that is gone or no text is neither a wrong answer nor the judge's failure.
                let workspace = &catalog.workspace;
                read(workspace, &workspace.root.join(exercise.source()))?;
                let report = judge(&catalog.workspace, exercise, &Options::default());
                if self.json {
                    show(&json(&report)?);
                } else {
                    show(&shown(&catalog, exercise, &report, self.plain));
                }
                Ok(report.verdict.exit_code())
            }
            None => self.all(&catalog),
        }
    }

    fn all(&self, catalog: &Catalog) -> Result<u8, Failure> {
        let mut reports = Vec::new();
        for exercise in catalog.exercises() {
            let report = judge(&catalog.workspace, exercise, &Options::default());
            if !self.json {
                // Each as soon as it is known: judging all of them takes a while.
                show(&line(&report, self.plain));
            }
            reports.push(report);
        }
        if self.json {
            show(&json(&Reports {
                schema: SCHEMA,
                reports: &reports,
            })?);
        } else {
            let n_passed = reports
                .iter()
                .filter(|report| report.verdict.is_pass())
                .count();
            show(&format!(
                "\n{n_passed} of {} exercises pass\n",
                reports.len()
            ));
        }
        Ok(exit_code_of_all(
            reports.iter().map(|report| report.verdict),
        ))
    }
}

/// The report of an exercise as a text.
pub(crate) fn shown(
    catalog: &Catalog,
    exercise: &Exercise,
    report: &Report,
    is_plain: bool,
) -> String {
    let source =
        std::fs::read_to_string(catalog.workspace.root.join(exercise.source())).unwrap_or_default();
    let following = catalog
        .exercises()
        .skip_while(|other| other.id() != exercise.id())
        .nth(1);
    let style = Style {
        hint: report
            .diagnosis
            .as_deref()
            .and_then(|diagnosis| exercise.hint_for(diagnosis))
            .map(str::to_owned),
        question: Some(exercise.question.clone()),
        handle: Some(handle(catalog, exercise)),
        next: following.map(|next| handle(catalog, next)),
        ..Style::for_stdout()
    };
    if is_plain {
        render::plain(report, &source, &style)
    } else {
        render::terminal(report, &source, &style)
    }
}

fn line(report: &Report, is_plain: bool) -> String {
    let id = report.exercise.as_deref().unwrap_or(&report.file);
    let mut verdict = report.verdict.to_string();
    if let Some(diagnosis) = &report.diagnosis {
        verdict = format!("{verdict}, {}", diagnosis.replace('-', " "));
    }
    if is_plain {
        return format!("{id}: {verdict}.\n");
    }
    let mark = match report.verdict {
        Verdict::Pass => "ok",
        Verdict::Unstarted => "..",
        verdict if verdict.is_not_judged() => "??",
        _ => "no",
    };
    format!("{mark}  {id:40} {verdict}\n")
}

/// What `--all --json` prints.
#[derive(Serialize)]
struct Reports<'a> {
    schema: u32,
    reports: &'a [Report],
}

/// One object, and a line end.
///
/// # Errors
/// When the report has no JSON form, which would be a mistake of the judge.
pub(crate) fn json(object: &impl Serialize) -> Result<String, Failure> {
    let failed = |error| Failure {
        message: format!("failed to write the report: {error}"),
        code: exit_code::JUDGE_FAILED,
    };
    serde_json::to_string_pretty(object)
        .map(|text| text + "\n")
        .map_err(failed)
}

/// A failure of the judge outweighs a learner's, and that one what is undecided.
fn exit_code_of_all(verdicts: impl Iterator<Item = Verdict>) -> u8 {
    let codes: Vec<u8> = verdicts.map(Verdict::exit_code).collect();
    [
        exit_code::JUDGE_FAILED,
        exit_code::FALLS_SHORT,
        exit_code::INCONCLUSIVE,
    ]
    .into_iter()
    .find(|code| codes.contains(code))
    .unwrap_or(exit_code::PASS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_verdict_decides() {
        let code = |verdicts: &[Verdict]| exit_code_of_all(verdicts.iter().copied());
        assert_eq!(code(&[]), exit_code::PASS);
        assert_eq!(code(&[Verdict::Pass, Verdict::Pass]), exit_code::PASS);
        assert_eq!(
            code(&[Verdict::Pass, Verdict::Inconclusive]),
            exit_code::INCONCLUSIVE
        );
        assert_eq!(
            code(&[Verdict::Inconclusive, Verdict::Race]),
            exit_code::FALLS_SHORT
        );
        assert_eq!(
            code(&[Verdict::JudgeError, Verdict::Race]),
            exit_code::JUDGE_FAILED
        );
    }
}
