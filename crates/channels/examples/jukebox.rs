//! Three guests and one jukebox: `cargo run -p channels --example jukebox`.
//!
//! Nothing is locked, and still nobody gets in anybody's way: one thread owns the songs.

use std::thread;

use channels::actors::Jukebox;

fn main() {
    let (jukebox, owner) = Jukebox::start();
    thread::scope(|scope| {
        for (guest, songs) in [
            ("ann", ["Help!", "Yesterday"]),
            ("ben", ["Waterloo", "Fernando"]),
            ("eva", ["Heroes", "Changes"]),
        ] {
            let jukebox = jukebox.clone();
            scope.spawn(move || {
                for song in songs {
                    jukebox.add(song);
                }
                let song = jukebox
                    .play()
                    .expect("each guest adds two songs and plays one");
                // Whose song it is depends on who was first. Each of ann's two is before the other in each run.
                println!("{guest} plays {song}");
            });
        }
    });
    // The last handle. Now the jukebox does what is still in its inbox, and ends.
    drop(jukebox);
    println!("not played: {:?}", owner.join().unwrap());
}
