//! The program's own panic hook. One that has to wait stops the process for good: `checker` tests that in a child.

use model_std::sync::Mutex;
use model_std::{panic, println, thread};

use crate::check_prints;

#[test]
fn a_hook_of_the_program_sees_every_panic() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    check_prints(
        || {
            panic::set_hook(Box::new(|info| {
                let text = info.payload().downcast_ref::<&str>().unwrap_or(&"?");
                SEEN.lock().unwrap().push((*text).to_owned());
            }));
            assert!(thread::spawn(|| panic!("a")).join().is_err());
            assert!(thread::spawn(|| panic!("b")).join().is_err());
            println!("{:?}", SEEN.lock().unwrap());
        },
        &["[\"a\", \"b\"]\n"],
    );
}
