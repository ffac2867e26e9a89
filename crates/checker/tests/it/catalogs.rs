//! Catalogs on disk, right and wrong.

use std::fs;
use std::path::PathBuf;

use checker::catalog::{Catalog, Workspace};

struct Course(PathBuf);

impl Course {
    fn with(name: &str, catalogs: &[(&str, &str)]) -> Course {
        let root =
            std::env::temp_dir().join(format!("interleave-course-{}-{name}", std::process::id()));
        for (concept, text) in catalogs {
            let folder = root.join("exercises").join(concept);
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(folder.join("exercises.toml"), text).expect("a catalog");
        }
        Course(root)
    }

    fn read(&self) -> Result<Catalog, String> {
        Catalog::read(&Workspace::at(&self.0)).map_err(|error| error.to_string().replace('\\', "/"))
    }
}

impl Drop for Course {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn catalog(concept: &str, position: u32) -> String {
    format!(
        r#"concept = "{concept}"
title = "About {concept}"
position = {position}

[[exercise]]
name = "01_first"
title = "First"
kind = "mend"
teaches = "Something."
prerequisites = ["threads/01_first"]
minutes = 5
starter = "race"
hints = ["one", "two", "three"]
question = "Why?"
"#
    )
}

#[test]
fn concepts_come_in_the_order_of_the_course() {
    let course = Course::with(
        "order",
        &[
            ("channels", &catalog("channels", 3)),
            ("threads", &catalog("threads", 1)),
            ("gil", &catalog("gil", 7)),
        ],
    );
    let catalog = course.read().expect("right");
    let names: Vec<&str> = catalog
        .concepts
        .iter()
        .map(|concept| concept.name.as_str())
        .collect();
    assert_eq!(names, ["threads", "channels", "gil"]);
    assert_eq!(catalog.exercises().count(), 3);
}

#[test]
fn a_mistake_names_file_and_line() {
    let wrong = catalog("threads", 1).replace("minutes = 5", "minutes = \"five\"");
    let course = Course::with("mistake", &[("threads", &wrong)]);
    let error = course.read().expect_err("wrong");
    assert!(
        error.starts_with("exercises/threads/exercises.toml:11: "),
        "{error}"
    );
}

#[test]
fn two_exercises_cannot_have_one_number() {
    let twice = catalog("threads", 1);
    let (_, exercise) = twice.split_once("[[exercise]]").expect("an exercise");
    let second = format!(
        "{twice}\n[[exercise]]{}",
        exercise.replace("01_first", "01_second")
    );
    let course = Course::with("number", &[("threads", &second)]);
    let error = course.read().expect_err("wrong");
    assert!(
        error.contains("`01_first` and `01_second` have the same number"),
        "{error}"
    );
}
