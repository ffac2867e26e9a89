//! Input and output.

use std::io::prelude::*;
use std::io::{
    self, BufReader, BufWriter, Cursor, ErrorKind, IsTerminal, LineWriter, SeekFrom, Stderr, Stdin,
    Stdout, StdoutLock,
};

struct Upper<W: Write>(W);

impl<W: Write> Write for Upper<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(&bytes.to_ascii_uppercase())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn report(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", 1)
}

fn held() -> StdoutLock<'static> {
    io::stdout().lock()
}

fn main() -> io::Result<()> {
    let stdin: Stdin = io::stdin();
    let stdout: Stdout = io::stdout();
    let stderr: Stderr = io::stderr();
    println!(
        "{} {} {}",
        stdin.is_terminal(),
        stdout.is_terminal(),
        stderr.is_terminal()
    );
    let mut line = String::new();
    while stdin.read_line(&mut line)? > 0 {
        print!("{}", line.trim_end());
        line.clear();
    }
    for line in stdin.lock().lines().map_while(Result::ok) {
        println!("{line}");
    }
    println!("{}", io::stdin().lines().count());
    let mut rest = String::new();
    io::stdin().lock().read_to_string(&mut rest)?;
    (&stdin).read_to_end(&mut Vec::new())?;
    println!("{}", io::read_to_string(io::stdin())?);
    {
        let mut out = BufWriter::new(stdout.lock());
        report(&mut out)?;
        out.write_all(b"bytes\n")?;
        out.flush()?;
    }
    report(&mut Upper(&stdout))?;
    report(&mut LineWriter::new(held()))?;
    (&stderr).write_all(b"")?;
    writeln!(stderr.lock(), "{:?}", stdout)?;
    io::stdout().flush()?;
    let mut cursor = Cursor::new(vec![1, 2, 3]);
    cursor.seek(SeekFrom::Start(1))?;
    let mut pair = [0; 2];
    cursor.read_exact(&mut pair)?;
    if let Err(error) = cursor.read_exact(&mut pair) {
        println!("{}", error.kind() == ErrorKind::UnexpectedEof);
    }
    io::copy(&mut BufReader::new(&b"text"[..]).take(2), &mut io::sink())?;
    let mut targets: Vec<Box<dyn Write>> = vec![Box::new(io::stdout()), Box::new(Vec::new())];
    targets.iter_mut().try_for_each(|target| report(target))?;
    Err(io::Error::new(ErrorKind::Other, "done"))
}
