//! Licences, bans and sources of everything the program is built from, as `deny.toml` allows them.

use std::{path::Path, process::Command};

use serde_json::Value;
use spdx::{Expression, ParseMode};

struct Package {
    name: String,
    licence: Option<String>,
    source: Option<String>,
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |package: &Value, field: &str| package[field].as_str().map(str::to_owned);
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| Package {
            name: text(package, "name").unwrap(),
            licence: text(package, "license"),
            source: text(package, "source"),
        })
        .collect()
}

fn rules() -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    std::fs::read_to_string(path).unwrap().parse().unwrap()
}

#[test]
fn every_dependency_is_allowed() {
    let rules = rules();
    let allowed: Vec<&str> = rules["licenses"]["allow"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    let banned: Vec<&str> = rules["bans"]["deny"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|ban| ban["name"].as_str())
        .collect();
    let packages = packages();
    assert!(packages.len() > 100, "cargo metadata lists the whole tree");
    let mut wrong = Vec::new();
    for package in &packages {
        let name = &package.name;
        if banned.contains(&name.as_str()) {
            wrong.push(format!("{name} is banned"));
        }
        if package
            .source
            .as_ref()
            .is_some_and(|source| !source.starts_with("registry+"))
        {
            wrong.push(format!("{name} comes from {:?}", package.source));
        }
        let Some(licence) = &package.licence else {
            wrong.push(format!("{name} names no licence"));
            continue;
        };
        let expression = Expression::parse_mode(licence, ParseMode::LAX).unwrap();
        if !expression.evaluate(|requirement| allowed.contains(&requirement.to_string().as_str())) {
            wrong.push(format!("{name} is under {licence}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
