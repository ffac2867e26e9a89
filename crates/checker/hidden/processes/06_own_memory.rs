//! Hidden test of `06_own_memory`: what a child writes stays its own, and what it hands back arrives.
//!
//! The children are this program again, begun at the learner's `main`. Whether a child was waited for is seen on Linux
//! only, in `/proc`.

use std::sync::atomic::Ordering;

use witness::{Check, check, mistake, n_children};

use super::{N_WORKED, prediction, program, sums_by_children};

/// What the program that was given returns: a thread counts on, a child begins at 0, and the parent doesn't notice it.
const GIVEN: [u32; 3] = [11, 1, 11];

pub fn checks() -> Vec<Check> {
    vec![
        check("the prediction is what the program finds", || {
            let predicted = prediction();
            let found = program();
            if predicted == found {
                return;
            }
            assert!(
                predicted[0] == found[0],
                "the prediction says that the counter is at {} after the thread; it is not",
                predicted[0]
            );
            if predicted[2] != found[2] {
                mistake!(
                    "memory-is-not-shared",
                    "the prediction says that the parent's counter is at {} after the child; it is not",
                    predicted[2]
                );
            }
            mistake!(
                "child-starts-anew",
                "the prediction says that the child counts to {}; it does not",
                predicted[1]
            );
        }),
        check("the program is the one that was given", || {
            assert!(program() == GIVEN, "`program` was changed");
        }),
        check("each child hands back its sum", || {
            let found = sums_by_children(&[&[1, 2, 3], &[30, 40], &[], &[999]]);
            if N_WORKED.load(Ordering::SeqCst) != 0 {
                mistake!(
                    "worked-in-the-parent",
                    "`work` was called in the parent process, and not in its children"
                );
            }
            if found == [Some(0); 4] {
                mistake!(
                    "memory-is-not-shared",
                    "the children have worked, and the parent finds 0 for each of them"
                );
            }
            let expected = [Some(14), Some(2500), Some(0), Some(998_001)];
            assert!(
                found == expected,
                "the sums were to be {expected:?}; found {found:?}"
            );
        }),
        check("no parts, no sums", || {
            assert_eq!(sums_by_children(&[]), []);
        }),
        check(
            "a child that crashes has no sum, and the others have theirs",
            || {
                let found = sums_by_children(&[&[2], &[3, 5000, 4], &[5000], &[5]]);
                for crashed in [1, 2] {
                    if let Some(Some(sum)) = found.get(crashed) {
                        mistake!(
                            "ignored-exit-status",
                            "a child crashed in the middle of its work, and its sum is said to be {sum}"
                        );
                    }
                }
                assert_eq!(found, [Some(4), None, None, Some(25)]);
            },
        ),
        check("every child has been waited for", || {
            sums_by_children(&[&[1], &[5000], &[2, 3]]);
            let left = n_children();
            if left > 0 {
                mistake!(
                    Leak,
                    "zombie",
                    "`sums_by_children` has returned, and {left} of its 3 children have not been waited for"
                );
            }
        }),
    ]
}
