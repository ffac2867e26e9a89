//! Parts of exercises about pipes: reading much, writing much, in an order that hurts; and being there with others.

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::time::Duration;
use std::{fs, thread};

/// Plays a part; nothing if it is none of these:
///
/// - `attend ROOM NAME PART…`: makes the file `NAME` in the folder `ROOM`, waits until there is a file `ROOM.go`, and then
///   plays the part.
/// - `print BYTES`: writes that many bytes to standard output, and nothing to standard error.
/// - `copy`: copies standard input to standard output, byte by byte the same, in blocks as they come.
/// - `copy-after BYTES`: writes that many bytes to standard output before it reads anything; then like `copy`.
/// - `head BYTES`: copies that many bytes, and ends without reading what comes after them.
/// - `count CODE`: reads standard input to its end, then prints how many bytes there were, and ends with that code.
/// - `half CODE TEXT`: prints the text, and then ends with that code.
pub(crate) fn play(part: &str, rest: &[String]) -> io::Result<Option<ExitCode>> {
    let number = || {
        rest.first()
            .and_then(|text| text.parse::<u64>().ok())
            .ok_or_else(|| io::Error::other("the part wants a number"))
    };
    match part {
        "attend" => {
            let [room, name, then @ ..] = rest else {
                return Err(io::Error::other("the part wants a room and a name"));
            };
            fs::write(format!("{room}/{name}"), "")?;
            let go = format!("{room}.go");
            while !fs::exists(&go)? {
                thread::sleep(Duration::from_millis(1));
            }
            return crate::play(then);
        }
        "print" => print(number()?)?,
        "copy" => copy(u64::MAX)?,
        "copy-after" => {
            print(number()?)?;
            copy(u64::MAX)?;
        }
        "head" => copy(number()?)?,
        "count" => {
            let n_bytes = io::copy(&mut io::stdin().lock(), &mut io::sink())?;
            writeln!(io::stdout(), "{n_bytes}")?;
            return code(number()?);
        }
        "half" => {
            writeln!(io::stdout(), "{}", rest[1..].join(" "))?;
            return code(number()?);
        }
        _ => return Ok(None),
    }
    Ok(Some(ExitCode::SUCCESS))
}

fn code(number: u64) -> io::Result<Option<ExitCode>> {
    let code = u8::try_from(number).map_err(io::Error::other)?;
    Ok(Some(ExitCode::from(code)))
}

/// Lines of text, so that somebody who looks at it sees where it breaks off.
fn print(n_bytes: u64) -> io::Result<()> {
    let block = [b"x".repeat(63), b"\n".to_vec()].concat().repeat(64);
    let mut out = io::stdout().lock();
    let mut left = n_bytes;
    while left > 0 {
        let n = left.min(block.len() as u64);
        out.write_all(&block[..n as usize])?;
        left -= n;
    }
    out.flush()
}

/// Passes on no more than `n_bytes`.
fn copy(n_bytes: u64) -> io::Result<()> {
    let mut input = io::stdin().lock().take(n_bytes);
    let mut out = io::stdout().lock();
    let mut block = [0; 4096];
    loop {
        let n = input.read(&mut block)?;
        if n == 0 {
            return Ok(());
        }
        out.write_all(&block[..n])?;
        // What has come is passed on: standard output keeps back what is behind the last end of a line.
        out.flush()?;
    }
}
