//! One way to judge: compile, explore, rule, report.
//!
//! Used by `cargo test -p exercises-<concept>`, by `cargo learn` and by the course's own tests. Every failure of the
//! judge itself ends as a report too, with the verdict `judge-error`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use model::report::{Budget, Exploration, Request};

use crate::catalog::{Exercise, Workspace};
use crate::compile::observed::Observable;
use crate::compile::{self, CompileError, Compiled, Submission};
use crate::explore::{self, Run};
use crate::report::{CheckReport, NOT_MODELLED, Report, Verdict};
use crate::snapshot;
use crate::source;
use crate::toolchain::{Library, Purpose, Toolchain};
use crate::verdict::{self, Ruling, Stored, Submitted};
use crate::{diagnose, observe, observed, reporting};

/// How to judge.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Another file than the exercise's own: a solution, a wrong solution.
    pub file: Option<PathBuf>,
    /// Another budget than the exercise's.
    pub budget: Option<Budget>,
    /// A schedule to replay and trace instead of searching. For an exercise with several checks, `2:1.0.1` replays
    /// in the second one.
    pub replay: Option<String>,
}

/// Judges a submission to an exercise.
pub fn judge(workspace: &Workspace, exercise: &Exercise, options: &Options) -> Report {
    judgement(workspace, exercise, options).report()
}

/// A submission that has been compiled, or refused, and can be judged any number of times: for maintainers, who want to
/// know that a verdict never changes.
pub struct Prepared<'a> {
    judgement: Judgement<'a>,
    ready: Result<Ready, Box<Report>>,
}

impl Prepared<'_> {
    /// Judges it. Every time it is explored anew, in a child process of its own.
    pub fn judge(&self) -> Report {
        let started = Instant::now();
        let mut report = match &self.ready {
            Ok(ready) => self.judgement.judge(ready),
            Err(report) => report.as_ref().clone(),
        };
        report.duration_ms = millis_since(started);
        report
    }
}

/// Compiles a submission to an exercise, so that judging it again needs no compiler.
pub fn prepare<'a>(
    workspace: &'a Workspace,
    exercise: &'a Exercise,
    options: &'a Options,
) -> Prepared<'a> {
    let judgement = judgement(workspace, exercise, options);
    let ready = judgement.prepare();
    Prepared { judgement, ready }
}

fn judgement<'a>(
    workspace: &'a Workspace,
    exercise: &'a Exercise,
    options: &'a Options,
) -> Judgement<'a> {
    let file = options
        .file
        .clone()
        .unwrap_or_else(|| workspace.root.join(exercise.source()));
    let hidden_test = workspace.root.join(exercise.hidden_test());
    Judgement {
        workspace,
        exercise: Some(exercise),
        hidden_test: Some(hidden_test),
        file: absolute(&file),
        budget: options.budget.or(exercise.budget).unwrap_or_default(),
        replay: options.replay.as_deref(),
    }
}

/// Judges a file against a hidden test that belongs to no exercise of the catalog (yet). The report calls the exercise
/// by the name of the submission's file.
pub fn judge_against(
    workspace: &Workspace,
    file: &Path,
    hidden_test: &Path,
    options: &Options,
) -> Report {
    Judgement {
        workspace,
        exercise: None,
        hidden_test: Some(absolute(hidden_test)),
        file: absolute(file),
        budget: options.budget.unwrap_or_default(),
        replay: options.replay.as_deref(),
    }
    .report()
}

/// Explores a program with a `main`, of which nothing is expected.
pub fn explore_file(workspace: &Workspace, file: &Path, options: &Options) -> Report {
    of_program(workspace, file, options).report()
}

fn of_program<'a>(workspace: &'a Workspace, file: &Path, options: &'a Options) -> Judgement<'a> {
    Judgement {
        workspace,
        exercise: None,
        hidden_test: None,
        file: absolute(file),
        budget: options.budget.unwrap_or_default(),
        replay: options.replay.as_deref(),
    }
}

/// What is needed to run a program under the explorer.
pub(crate) struct Program {
    /// The program that runs it.
    pub(crate) host: PathBuf,
    /// The compiled file.
    pub(crate) library: PathBuf,
    /// A request without anything special.
    pub(crate) request: Request,
    /// Holds the library's folder.
    _ready: Box<Explorable>,
}

/// Compiles a program with a `main` for the explorer; beside it, a report to be filled in if it comes to nothing.
///
/// # Errors
/// The report where that is as far as it goes.
pub(crate) fn explorable(
    workspace: &Workspace,
    file: &Path,
    options: &Options,
) -> Result<(Program, Report), Box<Report>> {
    let judgement = of_program(workspace, file, options);
    let blank = judgement.blank(Verdict::JudgeError, String::new());
    match judgement.prepare()? {
        Ready::Explored(ready) => {
            let program = Program {
                host: ready.toolchain.host(),
                library: ready.compiled.library.clone(),
                request: ready.request.clone(),
                _ready: ready,
            };
            Ok((program, blank))
        }
        Ready::Observed(_) => unreachable!("only a hidden test asks for that"),
    }
}

/// What exploring a submission to an exercise gives, check by check, without a judgement; for storing sets of outcomes
/// and for measuring the engine.
///
/// # Errors
/// What kept it from being explored.
pub fn explorations(
    workspace: &Workspace,
    exercise: &Exercise,
    file: &Path,
) -> Result<Vec<Exploration>, String> {
    let judgement = Judgement {
        workspace,
        exercise: Some(exercise),
        hidden_test: Some(workspace.root.join(exercise.hidden_test())),
        file: absolute(file),
        budget: exercise.budget.unwrap_or_default(),
        replay: None,
    };
    let message = |report: Box<Report>| report.message.unwrap_or_default();
    let Ready::Explored(ready) = judgement.prepare().map_err(message)? else {
        return Err("its exercises are observed, not explored".to_owned());
    };
    let runs = judgement.explore(&ready).map_err(message)?;
    runs.into_iter()
        .map(|run| match run {
            Run::Explored(exploration) => Ok(*exploration),
            Run::Died(death) => Err(death.message),
        })
        .collect()
}

fn absolute(path: &Path) -> PathBuf {
    // Of a path that cannot be made absolute the compiler will say that it is not there.
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

struct Judgement<'a> {
    workspace: &'a Workspace,
    exercise: Option<&'a Exercise>,
    hidden_test: Option<PathBuf>,
    file: PathBuf,
    budget: Budget,
    replay: Option<&'a str>,
}

/// A submission that has been compiled.
enum Ready {
    /// To be explored.
    Explored(Box<Explorable>),
    /// To be run for real.
    Observed(Box<Watchable>),
}

/// What is needed to run a submission for real.
struct Watchable {
    toolchain: Toolchain,
    program: Observable,
    source: String,
    file_name: String,
}

/// What is needed to explore a submission.
struct Explorable {
    toolchain: Toolchain,
    compiled: Compiled,
    source: String,
    /// The file as places name it.
    file_name: String,
    request: Request,
}

impl Judgement<'_> {
    fn report(&self) -> Report {
        let started = Instant::now();
        let mut report = match self.prepare() {
            Ok(ready) => self.judge(&ready),
            Err(report) => *report,
        };
        report.duration_ms = millis_since(started);
        report
    }

    fn judge(&self, ready: &Ready) -> Report {
        match ready {
            Ready::Observed(ready) => self.observe(ready),
            Ready::Explored(ready) => match self.explore(ready) {
                Ok(runs) => self.rule(ready, &runs),
                Err(report) => *report,
            },
        }
    }

    /// Runs every check for real.
    fn observe(&self, ready: &Watchable) -> Report {
        let submitted = Submitted {
            file: &ready.file_name,
            source: &ready.source,
        };
        let mut checks = observed::run(&ready.toolchain, &ready.program, submitted);
        let rulings: Vec<Ruling> = checks.iter().map(|check| check.ruling.clone()).collect();
        let Some(deciding) = verdict::deciding(&rulings) else {
            let message = "the hidden test has no checks".to_owned();
            return self.blank(Verdict::JudgeError, message);
        };
        let ruling = &rulings[deciding];
        let mut report = self.blank(ruling.verdict, String::new());
        report.memory_model = NOT_MODELLED.to_owned();
        report.message = ruling.message.clone();
        report.diagnosis = ruling.diagnosis.clone();
        report.place = ruling.place.clone();
        let numbered = checks.iter().enumerate();
        report.checks = numbered
            .map(|(number, check)| observed::check_report(number, check))
            .collect();
        report.incomplete = observed::shortcoming();
        report.counterexample = checks[deciding].story.take();
        report
    }

    fn blank(&self, verdict: Verdict, message: String) -> Report {
        let exercise = match (self.exercise, &self.hidden_test) {
            (Some(exercise), _) => Some(exercise.id()),
            (None, Some(_)) => self
                .file
                .file_stem()
                .map(|name| name.to_string_lossy().into_owned()),
            (None, None) => None,
        };
        let mut report = Report::new(exercise, self.workspace.display(&self.file), verdict);
        report.message = Some(message);
        report
    }

    /// Compiles; a report where that is as far as it goes.
    fn prepare(&self) -> Result<Ready, Box<Report>> {
        if let Some(why) = self.exercise.and_then(Exercise::not_here) {
            let message = format!("not judged: {why}");
            return Err(Box::new(self.blank(Verdict::Inconclusive, message)));
        }
        let failed = |message: String| Box::new(self.blank(Verdict::JudgeError, message));
        let source = std::fs::read_to_string(&self.file).map_err(|error| {
            failed(format!(
                "failed to read {}: {error}",
                self.workspace.display(&self.file)
            ))
        })?;
        let mut observes_arc = source::observes_arc(&source);
        let mut all = source.clone();
        // A hidden test is written for one of the two.
        let mut purpose = Purpose::Exploring;
        if let Some(test) = &self.hidden_test {
            let text = std::fs::read_to_string(test)
                .map_err(|error| failed(format!("failed to read the hidden test: {error}")))?;
            observes_arc |= source::observes_arc(&text);
            if source::mentions(&source::code_only(&text), "witness") {
                purpose = Purpose::Observing;
            }
            all.push_str(&text);
        }
        let toolchain =
            Toolchain::prepare(self.workspace, purpose, &Library::used_by(&all, purpose))
                .map_err(|error| failed(error.to_string()))?;
        let submission = Submission {
            file: &self.file,
            root: &self.workspace.root,
            hidden_test: self.hidden_test.as_deref(),
            binary: self.exercise.is_some_and(|exercise| exercise.observe),
            allow_withheld: self
                .exercise
                .map_or(&[], |exercise| &exercise.allow_withheld),
        };
        let file_name = compile::file_name_of(&submission);
        let not_compiled = |error| Box::new(self.not_compiled(error));
        if purpose == Purpose::Observing {
            let program =
                compile::observed::compile(&toolchain, &submission).map_err(not_compiled)?;
            return Ok(Ready::Observed(Box::new(Watchable {
                toolchain,
                program,
                source,
                file_name,
            })));
        }
        let compiled = compile::compile(&toolchain, &submission).map_err(not_compiled)?;
        let (first_check, replay) = match self.replay {
            None => (0, None),
            Some(replay) => {
                // Schedules have a colon of their own, behind letters.
                let numbered = replay
                    .split_once(':')
                    .and_then(|(check, rest)| Some((check.parse().ok()?, rest)));
                let (check, schedule): (usize, &str) = numbered.unwrap_or((1, replay));
                (check.saturating_sub(1), Some(schedule.to_owned()))
            }
        };
        let request = Request {
            first_check,
            budget: self.budget,
            file: Some(file_name.clone()),
            replay,
            observes_arc,
            machines: Vec::new(),
        };
        Ok(Ready::Explored(Box::new(Explorable {
            toolchain,
            compiled,
            source,
            file_name,
            request,
        })))
    }

    /// Explores; a report where there was nothing to explore.
    fn explore(&self, ready: &Explorable) -> Result<Vec<Run>, Box<Report>> {
        let mut runs = explore::explore(
            &ready.toolchain.host(),
            &ready.compiled.library,
            &ready.request,
            self.hidden_test.is_none(),
        );
        if ready.request.replay.is_some() {
            runs.truncate(1);
        }
        if runs.is_empty() && ready.request.first_check > 0 {
            let message = format!(
                "the hidden test has no check {}",
                ready.request.first_check + 1
            );
            let mut report = self.blank(Verdict::Inconclusive, message.clone());
            report.incomplete = Some(message);
            return Err(Box::new(report));
        }
        if runs.is_empty() {
            let message = "the hidden test has no checks".to_owned();
            return Err(Box::new(self.blank(Verdict::JudgeError, message)));
        }
        Ok(runs)
    }

    fn not_compiled(&self, error: CompileError) -> Report {
        match error {
            CompileError::Refused {
                rendered,
                message,
                place,
            } => {
                let at = place
                    .as_ref()
                    .filter(|place| place.line > 0)
                    .map(|place| format!(" in line {}", place.line))
                    .unwrap_or_default();
                let mut report = self.blank(
                    Verdict::CompileError,
                    format!("The compiler refuses the file{at}: {message}."),
                );
                report.compiler = Some(rendered);
                report.place = place;
                report
            }
            CompileError::NotAllowed { message, place } => {
                let mut report = self.blank(Verdict::NotAllowed, message);
                report.place = place;
                report
            }
            CompileError::Gap {
                rendered,
                message,
                place,
            } => {
                let message = format!(
                    "This is right Rust, but the judge's look-alike of `std` lacks it: {message}."
                );
                let mut report = self.blank(Verdict::JudgeError, message);
                report.compiler = Some(rendered);
                report.place = place;
                report
            }
            CompileError::TooMuch(what) => {
                let message = format!(
                    "The compiler {what} and was stopped. Something in the file makes it work without end: a constant, a type or a macro that refers to itself, say."
                );
                self.blank(Verdict::Limit, message)
            }
            CompileError::Crashed(signal) => {
                let message = format!(
                    "The compiler itself crashed on this file (signal {signal}). Very deep nesting can do that."
                );
                self.blank(Verdict::CompileError, message)
            }
            error @ (CompileError::Unfinished(_) | CompileError::System { .. }) => {
                self.blank(Verdict::JudgeError, error.to_string())
            }
        }
    }

    fn rule(&self, ready: &Explorable, runs: &[Run]) -> Report {
        let submitted = Submitted {
            file: &ready.file_name,
            source: &ready.source,
        };
        let rulings: Vec<Ruling> = runs
            .iter()
            .map(|run| self.rule_on(run, submitted))
            .collect();
        let deciding = verdict::deciding(&rulings).unwrap_or(0);
        let ruling = &rulings[deciding];

        let mut report = self.blank(ruling.verdict, String::new());
        report.message = ruling.message.clone();
        report.diagnosis = ruling.diagnosis.clone();
        report.place = ruling.place.clone();
        let first = ready.request.first_check;
        let checks = runs.iter().zip(&rulings).enumerate();
        report.checks = checks
            .map(|(idx, (run, ruling))| check_report(first + idx, run, ruling))
            .collect();
        if let Run::Explored(exploration) = &runs[deciding] {
            let mut exploration = exploration.as_ref().clone();
            self.show(ready, deciding, ruling, &mut exploration);
            reporting::describe(&mut report, &exploration, ruling, submitted);
            if report.diagnosis.is_none()
                && let Some(found) = diagnose::diagnose(ruling.verdict, &exploration, &ready.source)
            {
                report.diagnosis = Some(found.name.to_owned());
                report.message = Some(found.sentence);
            }
            if report.diagnosis.is_none() {
                report.diagnosis.clone_from(&ruling.suspected);
            }
            // Whoever replays has the whole run before them.
            if report.diagnosis.is_none()
                && self.replay.is_none()
                && depends_on_the_schedule(ruling.verdict)
            {
                let account = diagnose::account(&exploration, &ready.source);
                report.message = with_account(report.message.take(), account);
            }
            if let Some(asked) = &ready.request.replay {
                reporting::compare_schedule(&mut report, asked);
            }
        }
        if ruling.verdict.is_pass() {
            reporting::sum_up(&mut report, runs);
            if let Some(binary) = &ready.compiled.binary
                && let Err(seen) = observe::ends_well(binary, ready.compiled.work.path())
            {
                report.verdict = seen.verdict;
                report.message = Some(seen.message);
            }
        }
        if let Some(check) = report.checks.get_mut(deciding) {
            check.diagnosis.clone_from(&report.diagnosis);
            check.message.clone_from(&report.message);
        }
        report
    }

    fn rule_on(&self, run: &Run, submitted: Submitted<'_>) -> Ruling {
        let exploration = match run {
            Run::Explored(exploration) => exploration,
            Run::Died(death) => {
                let mut ruling = Ruling::new(death.verdict, death.message.clone());
                ruling.place = death
                    .place
                    .clone()
                    .filter(|place| place.file == submitted.file);
                return ruling;
            }
        };
        if self.hidden_test.is_none() {
            return verdict::on_program(exploration, submitted);
        }
        if !exploration.snapshot || self.replay.is_some() {
            return verdict::on_check(exploration, submitted, Stored::NotAsked);
        }
        let stored = self
            .exercise
            .and_then(|exercise| snapshot::read(self.workspace, exercise, &exploration.name).ok());
        verdict::on_check(
            exploration,
            submitted,
            stored.as_deref().map_or(Stored::Missing, Stored::Text),
        )
    }

    /// Makes the trace be of what decided: the search traces the failure with the fewest preemptions, which need not be
    /// the one that the verdict is about.
    fn show(
        &self,
        ready: &Explorable,
        check: usize,
        ruling: &Ruling,
        exploration: &mut Exploration,
    ) {
        if self.replay.is_some() {
            return;
        }
        let traced = exploration
            .counterexample
            .as_ref()
            .map(|trace| trace.outcome);
        let schedule = match (ruling.outcome, &ruling.schedule) {
            (Some(outcome), _) if traced == Some(outcome) => return,
            (Some(outcome), _) => exploration
                .outcomes
                .get(outcome)
                .map(|outcome| outcome.schedule.clone()),
            (None, schedule) => schedule.clone(),
        };
        exploration.counterexample = None;
        let Some(schedule) = schedule else { return };
        let check = check + ready.request.first_check;
        let replayed = explore::replay(
            &ready.toolchain.host(),
            &ready.compiled.library,
            &ready.request,
            check,
            &schedule,
        );
        exploration.counterexample =
            replayed
                .and_then(|replayed| replayed.counterexample)
                .map(|mut trace| {
                    // The index was that of the replay's only outcome.
                    trace.outcome = ruling.outcome.unwrap_or(0);
                    trace
                });
    }
}

/// Whether the interleaving is the explanation. What goes wrong in every schedule is explained by its end.
fn depends_on_the_schedule(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Race | Verdict::TimingDependent | Verdict::Deadlock | Verdict::Livelock
    )
}

/// What came of it, then how it came about.
fn with_account(message: Option<String>, account: Option<String>) -> Option<String> {
    match (message, account.filter(|account| !account.is_empty())) {
        (Some(message), Some(account)) => Some(format!("{message} One such run: {account}")),
        (message, account) => message.or(account),
    }
}

fn millis_since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn check_report(idx: usize, run: &Run, ruling: &Ruling) -> CheckReport {
    let mut report = CheckReport {
        name: format!("check {}", idx + 1),
        verdict: ruling.verdict,
        diagnosis: ruling.diagnosis.clone(),
        message: ruling.message.clone(),
        exhaustive: false,
        schedules: 0,
        redundant: 0,
        preemption_bound: None,
        n_outcomes: 0,
    };
    if let Run::Explored(exploration) = run {
        report.name.clone_from(&exploration.name);
        report.exhaustive = exploration.exhaustive;
        report.schedules = exploration.schedules;
        report.redundant = exploration.redundant;
        report.preemption_bound = exploration.preemption_bound;
        report.n_outcomes = exploration.outcomes.len();
    }
    report
}
