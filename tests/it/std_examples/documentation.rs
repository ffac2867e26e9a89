//! The examples in the documentation of `std` that is installed beside the compiler.
//!
//! Each example's page links to a playground with the whole program, lines included that the page hides; that link is
//! what is read. No text of an example is kept in this repository. What an example is good for is not known here.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders of pages, with everything below them.
const FOLDERS: [&str; 8] = [
    "collections/hash_map",
    "collections/hash_set",
    "hash",
    "hint",
    "panic",
    "sync",
    "thread",
    "time",
];
/// Pages of their own, from folders of which submissions may not use the rest, or of which the rest is the real one.
const PAGES: [&str; 21] = [
    "io/fn.stderr.html",
    "io/fn.stdin.html",
    "io/fn.stdout.html",
    "io/struct.Stderr.html",
    "io/struct.StderrLock.html",
    "io/struct.Stdin.html",
    "io/struct.StdinLock.html",
    "io/struct.Stdout.html",
    "io/struct.StdoutLock.html",
    "io/trait.IsTerminal.html",
    "macro.dbg.html",
    "macro.eprint.html",
    "macro.eprintln.html",
    "macro.panic.html",
    "macro.print.html",
    "macro.println.html",
    "macro.thread_local.html",
    "process/fn.abort.html",
    "process/fn.exit.html",
    "process/fn.id.html",
    "process/struct.ExitCode.html",
];

/// What its page says about an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing: it compiles, and ends well if it is run.
    Ordinary,
    /// It panics.
    ShouldPanic,
    /// It does not compile.
    CompileFail,
    /// It is not tested.
    Ignored,
    /// It is no Rust.
    Text,
}

/// One example.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// `sync/struct.Mutex.html#2:1a2b3c4d`: the page, the place among the page's examples, a hash of the program.
    pub(crate) name: String,
    /// What the page says about it.
    pub(crate) kind: Kind,
    /// The whole program; empty for what is no Rust.
    pub(crate) program: String,
    /// The name of an earlier example with the same program.
    pub(crate) same_as: Option<String>,
}

/// The folder of `std`'s pages; `None` where the compiler came without documentation.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = Path::new(&rustc(&["--print", "sysroot"])).join("share/doc/rust/html/std");
    folder.is_dir().then_some(folder)
}

/// The compiler's version, such as `1.95.0`.
pub(crate) fn version() -> String {
    let version = rustc(&["--version"]);
    version.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn rustc(arguments: &[&str]) -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "`rustc {}` failed: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    text.trim().to_owned()
}

/// All examples on the pages that this course is concerned with, page by page.
pub(crate) fn examples(folder: &Path) -> Vec<Example> {
    let mut pages: Vec<PathBuf> = PAGES.iter().map(|page| folder.join(page)).collect();
    for below in FOLDERS {
        pages_below(&folder.join(below), &mut pages);
    }
    // Shallow pages first: `sync::Mutex` has another page as `sync::poison::Mutex`, and should not be called so.
    pages.sort_by_key(|page| (page.components().count(), page.clone()));
    let mut examples = Vec::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    for page in pages {
        let html = fs::read_to_string(&page)
            .unwrap_or_else(|error| panic!("failed to read {}: {error}", page.display()));
        let page_name = page.strip_prefix(folder).unwrap().display().to_string();
        let page_name = page_name.replace('\\', "/");
        for (idx, (kind, program)) in on_page(&html).into_iter().enumerate() {
            let name = format!("{page_name}#{}:{:08x}", idx + 1, hash(&program));
            let same_as = match kind {
                Kind::Text => None,
                _ => seen.get(&program).cloned(),
            };
            if same_as.is_none() {
                seen.insert(program.clone(), name.clone());
            }
            examples.push(Example {
                name,
                kind,
                program,
                same_as,
            });
        }
    }
    examples
}

fn pages_below(folder: &Path, pages: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("failed to read {}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages_below(&path, pages);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            pages.push(path);
        }
    }
}

/// Kind and program of each example on a page.
fn on_page(html: &str) -> Vec<(Kind, String)> {
    const BOX: &str = "<div class=\"example-wrap";
    const LINK: &str = "href=\"https://play.rust-lang.org/?";
    let boxes = html.split(BOX).skip(1);
    boxes
        .map(|rest| {
            let example = rest.split("</div>").next().unwrap_or_default();
            let class = example.split('"').next().unwrap_or_default();
            if !example.contains("<pre class=\"rust ") {
                return (Kind::Text, String::new());
            }
            let (_, link) = example
                .split_once(LINK)
                .expect("a Rust example has a link to the whole program");
            let link = entities_decoded(link.split('"').next().unwrap_or_default());
            let program = link
                .split('&')
                .find_map(|parameter| parameter.strip_prefix("code="))
                .expect("the link has the program in it");
            let kind = match class.trim() {
                "" => Kind::Ordinary,
                "should_panic" => Kind::ShouldPanic,
                "compile_fail" => Kind::CompileFail,
                // "This example is not tested on wasm" is no reason not to test it here.
                "ignore" if example.contains("is not tested on ") => Kind::Ordinary,
                "ignore" => Kind::Ignored,
                other => panic!("an example of a kind that is not known: {other}"),
            };
            (kind, percent_decoded(program))
        })
        .collect()
}

fn entities_decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next(), rest.next()].map(|digit| digit.unwrap_or_default());
                let digits = std::str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// FNV-1a: it has to be the same with every compiler, which `DefaultHasher` does not promise.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[test]
fn a_page_is_read() {
    let html = "<div class=\"example-wrap\"><pre class=\"text\"><code>a | b</code></pre></div>\
                <div class=\"example-wrap should_panic\"><a class=\"tooltip\"></a><pre class=\"rust rust-example-rendered\">\
                <code>…</code></pre><a class=\"test-arrow\" href=\"https://play.rust-lang.org/?code=fn+main()+%7B%0A++++\
                print!(%22%25+%C3%A4+%2B%26%22)%0A%7D&amp;edition=2024\"></a></div>\
                <div class=\"example-wrap ignore\"><a title=\"This example is not tested\"></a><pre class=\"rust r\">\
                </pre><a href=\"https://play.rust-lang.org/?code=a&lt;b&amp;edition=2024\"></a></div>";
    let found = on_page(html);
    assert_eq!(found[0], (Kind::Text, String::new()));
    assert_eq!(
        found[1],
        (
            Kind::ShouldPanic,
            "fn main() {\n    print!(\"% ä +&\")\n}".to_owned()
        )
    );
    assert_eq!(found[2], (Kind::Ignored, "a<b".to_owned()));
    assert_eq!(found.len(), 3);
}

#[test]
fn the_hash_is_the_published_one() {
    assert_eq!(hash(""), 0x811c_9dc5);
    assert_eq!(hash("foobar"), 0xbf9c_f968);
}
