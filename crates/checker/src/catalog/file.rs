//! The shape of `exercises.toml`, and every check that one file alone allows.

use std::path::Path;

use model::report::Budget;
use serde::Deserialize;

use super::{CatalogError, Concept, Exercise, Kind, Workspace, number_of};
use crate::report::Verdict;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConceptFile {
    concept: toml::Spanned<String>,
    title: String,
    #[serde(default)]
    position: u32,
    #[serde(default)]
    observed: bool,
    #[serde(default)]
    exercise: Vec<toml::Spanned<ExerciseFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExerciseFile {
    name: toml::Spanned<String>,
    title: String,
    kind: Kind,
    teaches: String,
    #[serde(default)]
    prerequisites: Vec<toml::Spanned<String>>,
    minutes: u32,
    #[serde(default)]
    core: bool,
    #[serde(default)]
    transfer: bool,
    #[serde(default = "one")]
    weight: u32,
    starter: Option<toml::Spanned<String>>,
    hints: toml::Spanned<Vec<String>>,
    #[serde(default)]
    hints_for: std::collections::BTreeMap<String, String>,
    question: String,
    budget: Option<BudgetFile>,
    observed: Option<bool>,
    #[serde(default)]
    unix: bool,
    #[serde(default)]
    observe: bool,
    #[serde(default)]
    allow_withheld: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BudgetFile {
    executions: Option<u64>,
    millis: Option<u64>,
    steps: Option<u32>,
}

fn one() -> u32 {
    1
}

/// A mistake and the byte at which it was made.
pub(super) struct Mistake(usize, String);

/// Reads one catalog; gives its position in the course too.
pub(super) fn read_concept(
    workspace: &Workspace,
    path: &Path,
) -> Result<(u32, Concept), CatalogError> {
    let file = workspace.display(path);
    let text = std::fs::read_to_string(path).map_err(|cause| CatalogError::Unreadable {
        file: file.clone(),
        cause,
    })?;
    let folder = path
        .parent()
        .and_then(Path::file_name)
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    parse_concept(&folder, &text).map_err(|Mistake(at, message)| {
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        CatalogError::Invalid {
            file,
            line,
            message,
        }
    })
}

pub(super) fn parse_concept(folder: &str, text: &str) -> Result<(u32, Concept), Mistake> {
    let file: ConceptFile = toml::from_str(text).map_err(|error| {
        Mistake(
            error.span().map_or(0, |span| span.start),
            error.message().to_owned(),
        )
    })?;
    if file.concept.get_ref() != folder {
        let message = format!(
            "the concept is `{}`, but the folder is `{folder}`",
            file.concept.get_ref()
        );
        return Err(Mistake(file.concept.span().start, message));
    }
    let mut exercises: Vec<Exercise> = Vec::new();
    for entry in file.exercise {
        let exercise = check_exercise(folder, entry, file.observed)?;
        if let Some(other) = exercises
            .iter()
            .find(|other| number_of(&other.name) == number_of(&exercise.1.name))
        {
            let message = format!(
                "`{}` and `{}` have the same number",
                other.name, exercise.1.name
            );
            return Err(Mistake(exercise.0, message));
        }
        exercises.push(exercise.1);
    }
    Ok((
        file.position,
        Concept {
            name: folder.to_owned(),
            title: file.title,
            is_observed: file.observed,
            exercises,
        },
    ))
}

fn check_exercise(
    concept: &str,
    entry: toml::Spanned<ExerciseFile>,
    // Unless it says otherwise.
    observed: bool,
) -> Result<(usize, Exercise), Mistake> {
    let start = entry.span().start;
    let entry = entry.into_inner();
    let name_at = entry.name.span().start;
    let name = entry.name.into_inner();
    let well_formed = name.split_once('_').is_some_and(|(number, rest)| {
        number.len() == 2
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !rest.is_empty()
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    });
    if !well_formed {
        return Err(Mistake(
            name_at,
            format!("`{name}` is no exercise name: it has to look like `01_spawn_and_join`"),
        ));
    }
    let hints_at = entry.hints.span().start;
    let hints: [String; 3] =
        entry
            .hints
            .into_inner()
            .try_into()
            .map_err(|given: Vec<String>| {
                Mistake(
                    hints_at,
                    format!("`{name}` has {} hints: three are needed", given.len()),
                )
            })?;
    let starter = match entry.starter {
        None => Verdict::Unstarted,
        Some(text) => text
            .get_ref()
            .parse()
            .map_err(|message| Mistake(text.span().start, format!("`{name}`: {message}")))?,
    };
    for prerequisite in &entry.prerequisites {
        if !prerequisite.get_ref().contains('/') {
            let message = format!(
                "prerequisite `{}` has to be written as `concept/name`",
                prerequisite.get_ref()
            );
            return Err(Mistake(prerequisite.span().start, message));
        }
    }
    for (field, text) in [
        ("title", &entry.title),
        ("teaches", &entry.teaches),
        ("question", &entry.question),
    ] {
        if text.trim().is_empty() {
            return Err(Mistake(start, format!("`{name}` has an empty `{field}`")));
        }
    }
    let default = Budget::default();
    let budget = entry.budget.map(|given| Budget {
        executions: given.executions.unwrap_or(default.executions),
        millis: given.millis.unwrap_or(default.millis),
        steps: given.steps.unwrap_or(default.steps),
    });
    let exercise = Exercise {
        concept: concept.to_owned(),
        name,
        title: entry.title,
        kind: entry.kind,
        teaches: entry.teaches,
        prerequisites: entry
            .prerequisites
            .into_iter()
            .map(toml::Spanned::into_inner)
            .collect(),
        minutes: entry.minutes,
        core: entry.core,
        transfer: entry.transfer,
        weight: entry.weight,
        starter,
        hints,
        hints_for: entry.hints_for.into_iter().collect(),
        question: entry.question,
        budget,
        is_observed: entry.observed.unwrap_or(observed),
        unix_only: entry.unix,
        observe: entry.observe,
        allow_withheld: entry.allow_withheld,
    };
    Ok((name_at, exercise))
}

/// A catalog with one exercise.
#[cfg(test)]
pub(super) const EXAMPLE: &str = r#"
concept = "threads"
title = "A thread is a second now"

[[exercise]]
name = "01_spawn_and_join"
title = "Spawn and join"
kind = "build"
teaches = "A handle is a promise."
minutes = 10
core = true
hints = ["a", "b", "c"]
question = "Why?"
hints_for = { not-joined = "Who waits?" }
budget = { executions = 500 }
"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> (usize, String) {
        let Err(Mistake(at, message)) = parse_concept("threads", text) else {
            panic!("accepted")
        };
        (text[..at].matches('\n').count() + 1, message)
    }

    #[test]
    fn a_good_catalog_is_read() {
        let Ok((_, concept)) = parse_concept("threads", EXAMPLE) else {
            panic!("refused")
        };
        let exercise = &concept.exercises[0];
        assert_eq!(exercise.id(), "threads/01_spawn_and_join");
        assert_eq!(exercise.starter, Verdict::Unstarted);
        assert_eq!((exercise.weight, exercise.core), (1, true));
        assert_eq!(
            exercise.hints_for,
            [("not-joined".to_owned(), "Who waits?".to_owned())]
        );
        let budget = exercise.budget.expect("a budget");
        assert_eq!(
            (budget.executions, budget.millis),
            (500, Budget::default().millis)
        );
    }

    #[test]
    fn mistakes_name_their_line() {
        let (line, message) = mistake(&EXAMPLE.replace(r#"["a", "b", "c"]"#, r#"["a", "b"]"#));
        assert_eq!(
            (line, message.as_str()),
            (12, "`01_spawn_and_join` has 2 hints: three are needed")
        );
        let (line, message) = mistake(&EXAMPLE.replace("01_spawn_and_join", "1-spawn"));
        assert_eq!(line, 6);
        assert!(message.contains("has to look like"), "{message}");
        let (line, message) = mistake(&EXAMPLE.replace("\"build\"", "\"biuld\""));
        assert_eq!(line, 8);
        assert!(message.contains("biuld"), "{message}");
        let (line, message) =
            mistake(&EXAMPLE.replace("core = true", "starter = \"unstarted\"\ncoer = true"));
        assert_eq!(line, 12, "{message}");
        assert!(message.contains("coer"), "{message}");
        let (line, _) = mistake(&EXAMPLE.replace("core = true", "starter = \"unstrated\""));
        assert_eq!(line, 11);
        let (line, _) = mistake(&EXAMPLE.replace("\"threads\"", "\"threeds\""));
        assert_eq!(line, 2);
    }
}
