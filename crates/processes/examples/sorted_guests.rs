//! Two children and a pipe between them: `cargo run -p processes --example sorted_guests`. Unix only.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use std::process::Command;

    use processes::pipelines::connect;
    use processes::run_and_status::script;

    let mut guests = script("printf '%s\n' tom ann eva ben; exit 2", &[]);
    let result = connect(&mut guests, &mut Command::new("sort"))?;
    print!("{}", String::from_utf8_lossy(&result.output));
    // `sort` is content. Only the first one knows that there should have been more guests.
    println!("the one who lists: {}", result.statuses[0]);
    println!("the one who sorts: {}", result.statuses[1]);
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    println!("this example is about Unix");
}
