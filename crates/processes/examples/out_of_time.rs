//! One child is in time, one is not: `cargo run -p processes --example out_of_time`. Linux only.

#[cfg(target_os = "linux")]
fn main() -> std::io::Result<()> {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use processes::deadlines::{ended_within, stop};

    let mut quick = Command::new("/bin/sh").args(["-c", "exit 0"]).spawn()?;
    println!(
        "quick: in time? {}",
        ended_within(&mut quick, Duration::from_secs(5))?
    );
    // Waiting is due in any case.
    println!("quick: {}", quick.wait()?);

    // `cat` waits for an input that never comes.
    let mut slow = Command::new("cat").stdin(Stdio::piped()).spawn()?;
    println!(
        "slow: in time? {}",
        ended_within(&mut slow, Duration::from_millis(200))?
    );
    println!("slow: {}", stop(&mut slow)?);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("this example is about Linux");
}
