//! The rule about a cell that two threads both find empty, and both fill. It asks for a `OnceLock`, whose
//! state the trace shows; of a flag nothing says that it stands for something that is made once.

use model::report::Step;

use super::{Case, Diagnosis, found};
use crate::report::Verdict;

/// Two threads look whether a cell is filled before either has filled it, and then each goes to fill it.
pub(super) fn double_init(case: &Case<'_>) -> Option<Diagnosis> {
    if !matches!(case.verdict, Verdict::Race | Verdict::Panic) {
        return None;
    }
    let steps = case.steps();
    let filled = steps.iter().find(|step| step.op == "initialised")?;
    let on_it = |step: &&Step| step.object == filled.object && step.object.is_some();
    // A look that finds nothing, and leads to a fill by `set`: `get_or_init` and `call_once` look by themselves.
    let look_of = |thread: u32| {
        let fill = steps
            .iter()
            .filter(on_it)
            .find(|step| step.thread == thread && step.op == "initialise")?;
        let call = case.token(fill.place.as_ref())?;
        let look = steps.iter().filter(on_it).find(|step| {
            step.thread == thread
                && step.op == "check"
                && step.place != fill.place
                && case.text.text(call) == "set"
                && step.n < filled.n.min(fill.n)
        })?;
        let decides = case.text.decides(case.token(look.place.as_ref())?, call);
        decides.then_some((look, fill))
    };
    let (own_look, _) = look_of(filled.thread)?;
    let threads = 0..case.trace?.threads.len() as u32;
    let (look, fill) = threads
        .filter(|thread| *thread != filled.thread)
        .find_map(look_of)
        .filter(|(look, _)| look.place == own_look.place)?;
    let cell = filled
        .object
        .map_or("the cell", |object| case.object(object));
    found(
        "double-init",
        format!(
            "Both {} and {} found `{cell}` empty{}, before either had filled it, so each made a value for it{}. Only one \
             of the two is kept. To look and to fill must be one step.",
            case.thread(filled.thread),
            case.thread(look.thread),
            case.at_line(look.place.as_ref()),
            case.at_line(fill.place.as_ref()),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::diagnose::fixture::{Script, check, check_sentence};
    use crate::report::Verdict::Race;

    const CELL: &str = "static CELL: OnceLock<u32> = OnceLock::new();
fn get() {
    if CELL.get().is_none() {
        CELL.set(make());
    }
    CELL.get_or_init(make);
    if CELL.get().is_none() { CELL.get_or_init(make); }
}";

    /// Worker 1 fills the cell; worker 2 has looked before that, or looks after it.
    fn filled(look: (u32, u32), fill: (u32, u32), in_time: bool) -> Script {
        let mut script = Script::new(CELL, 3)
            .object("once", (1, 30))
            .act(1, "check", look)
            .act(1, "initialise", fill);
        if in_time {
            script = script.act(2, "check", look);
        }
        script = script.act(1, "initialised", fill);
        if !in_time {
            script = script.act(2, "check", look);
        }
        script.act(2, "initialise", fill)
    }

    #[test]
    fn two_find_it_empty_and_both_fill_it() {
        check_sentence(
            &filled((3, 13), (4, 14), true),
            Race,
            "double-init",
            "Both worker-1 and worker-2 found `CELL` empty at line 3, before either had filled it, so each made a value \
             for it at line 4. Only one of the two is kept. To look and to fill must be one step.",
        );
        // Who came later found it filled.
        check(&filled((3, 13), (4, 14), false), Race, None);
        // A call that looks and fills in one step.
        check(&filled((6, 10), (6, 10), true), Race, None);
        check(&filled((7, 13), (7, 36), true), Race, None);
        // A look that nothing depends on.
        check(&filled((6, 10), (4, 14), true), Race, None);
    }
}
