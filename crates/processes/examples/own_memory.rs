//! One `static`, two processes: `cargo run -p processes --example own_memory`. Unix only.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::env;
    use std::process::{self, Command};

    use processes::own_memory::{add_in_a_copy, count_call, replaced};

    if env::args().nth(1).as_deref() == Some("child") {
        // The parent had counted to 3. This is another variable, in another memory.
        println!("child  {}: call {}", process::id(), count_call());
        return Ok(());
    }
    for _ in 0..3 {
        println!("parent {}: call {}", process::id(), count_call());
    }
    Command::new(env::current_exe()?).arg("child").status()?;
    println!("parent {}: call {}", process::id(), count_call());

    println!(
        "a fork copies: {:?} (the copy, then the original)",
        add_in_a_copy(40, 2)?
    );
    println!(
        "an exec replaces: {:?} (the process before and after)",
        replaced()?
    );
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
