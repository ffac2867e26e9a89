//! What is there when the program has ended: processes, files, sockets that take connections.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use super::proc;
use super::tree::Tree;
use crate::{FileKind, LeftFile, LeftListener, LeftProcess, LeftState};

/// Entries of the scratch directory that are looked at.
const ENTRIES: usize = 1000;

/// Processes of the tree besides the program: those that run, and those that nobody has waited for.
pub(super) fn processes(tree: &Tree, traced: bool) -> Vec<LeftProcess> {
    (0..)
        .zip(&tree.processes)
        .skip(1)
        .filter_map(|(number, process)| {
            let stat = proc::stat(process.real)?;
            // A number may have come to mean somebody else.
            if tree.number(process.real) != Some(number) {
                return None;
            }
            let state = if matches!(stat.state, 'Z' | 'X') || process.ended.is_some() {
                LeftState::Zombie
            } else {
                LeftState::Running
            };
            // One that was adopted and has ended is reaped by the keeper; nobody else could. Untraced, the program's
            // own children have been adopted already.
            let waited_for_by_us =
                tree.number(stat.parent).is_none() && (traced || process.parent != Some(0));
            if state == LeftState::Zombie && waited_for_by_us {
                return None;
            }
            Some(LeftProcess {
                pid: number,
                program: process.program.clone(),
                parent: process.parent,
                spawned_at: process.spawned_at,
                state,
            })
        })
        .collect()
}

/// Entries of a directory and its folders, without those in `before`.
pub(super) fn files(directory: &Path, before: &BTreeSet<String>) -> Vec<LeftFile> {
    let mut found = Vec::new();
    let mut folders = vec![directory.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(data) = fs::symlink_metadata(&path) else {
                continue;
            };
            let kind = match data.file_type() {
                it if it.is_dir() => FileKind::Directory,
                it if it.is_file() => FileKind::File,
                it if it.is_symlink() => FileKind::Link,
                it if it.is_socket() => FileKind::Socket,
                it if it.is_fifo() => FileKind::Fifo,
                _ => FileKind::Other,
            };
            if kind == FileKind::Directory {
                folders.push(path.clone());
            }
            let relative = path
                .strip_prefix(directory)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            if !before.contains(&relative) {
                let bytes = if kind == FileKind::File {
                    data.len()
                } else {
                    0
                };
                found.push(LeftFile {
                    path: relative,
                    kind,
                    bytes,
                });
            }
            if found.len() >= ENTRIES {
                break;
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Sockets on which processes of the tree besides the program take connections.
pub(super) fn listeners(tree: &Tree) -> Vec<LeftListener> {
    let mut found = Vec::new();
    for (number, process) in tree.living().filter(|&(number, _)| number != 0) {
        let sockets: Vec<String> = proc::numbers(&format!("/proc/{}/fd", process.real))
            .into_iter()
            .filter_map(|descriptor| proc::link(process.real, descriptor))
            .filter_map(|link| Some(link.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
            .collect();
        if sockets.is_empty() {
            continue;
        }
        let read = |table: &str| {
            fs::read_to_string(format!("/proc/{}/net/{table}", process.real)).unwrap_or_default()
        };
        for table in ["tcp", "tcp6"] {
            for line in read(table).lines().skip(1) {
                let fields: Vec<&str> = line.split_whitespace().collect();
                // State 0A is "listens".
                let listens = fields.get(3) == Some(&"0A");
                let ours = fields
                    .get(9)
                    .is_some_and(|inode| sockets.iter().any(|socket| socket == inode));
                if let (true, true, Some(address)) =
                    (listens, ours, fields.get(1).and_then(|at| internet(at)))
                {
                    found.push(LeftListener {
                        pid: number,
                        address,
                    });
                }
            }
        }
        for line in read("unix").lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            // The flag is "takes connections".
            let listens = fields.get(3) == Some(&"00010000");
            let ours = fields
                .get(6)
                .is_some_and(|inode| sockets.iter().any(|socket| socket == inode));
            if let (true, true, Some(path)) = (listens, ours, fields.get(7)) {
                found.push(LeftListener {
                    pid: number,
                    address: tree.relative(path),
                });
            }
        }
    }
    found
}

/// `0100007F:1F90` as `127.0.0.1:8080`; each group of four bytes is a number of the machine's own order.
fn internet(text: &str) -> Option<String> {
    let (host, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let mut octets = Vec::new();
    for at in (0..host.len()).step_by(8) {
        let group = u32::from_str_radix(host.get(at..at + 8)?, 16).ok()?;
        octets.extend(group.to_ne_bytes());
    }
    if let Ok(four) = <[u8; 4]>::try_from(octets.as_slice()) {
        return Some(format!("{}:{port}", std::net::Ipv4Addr::from(four)));
    }
    let sixteen = <[u8; 16]>::try_from(octets.as_slice()).ok()?;
    Some(format!("[{}]:{port}", std::net::Ipv6Addr::from(sixteen)))
}

#[cfg(test)]
mod tests {
    use super::internet;

    #[test]
    #[cfg(target_endian = "little")]
    fn addresses_are_read_from_the_system_table() {
        assert_eq!(internet("0100007F:1F90").as_deref(), Some("127.0.0.1:8080"));
        assert_eq!(
            internet("00000000000000000000000001000000:0050").as_deref(),
            Some("[::1]:80")
        );
        assert_eq!(internet("nothing"), None);
    }
}
