//! Fits the table of weights to labelled texts and says how well it does, also on texts it was not fitted to.
//!
//! ```sh
//! cargo run --release --example fit_weights -- tests/quality/{,told/,found/}*.ndjson [SET.ndjson…] [--write] [--without FEATURE]
//! ```
//!
//! A set holds one JSON object a line: `text`, or `file` beside the set; `cause`, the reason that is right (`none` if the
//! text is no failure); `also_ok`, other reasons that are right too. Sets in a folder `independent` are measured, never fitted to. The model is a conditional logit: each reason weighs
//! what its weightiest cause weighs, "nothing is known" weighs what the table says, and the probabilities of all add up
//! to one.
#![expect(
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::format_push_string,
    reason = "a tool for developers: it prints figures, its arrays have fixed lengths, its numbers are small"
)]

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use serde_json::Value;
use whybounce::{
    causes::{Feature, Ground, Weights},
    knowledge::Snapshot,
    vocabulary::Reason,
};

const FEATURES: usize = Feature::ALL.len();
/// The features, and what nothing weighs: always, without a code, and by the kind of its words.
const PARAMETERS: usize = FEATURES + 4;
const ROUNDS: usize = 300;
const STEP: f32 = 0.05;
/// How much a weight is held to where it began: few texts must not bend it far.
const RESTRAINT: f32 = 0.004;
const FOLDS: usize = 5;
/// How much a text without an answer counts: a wrong answer is worse than none.
const SILENCE: f32 = 2.0;

type Parameters = [f32; PARAMETERS];
/// For each reason its causes' features, those that are not 0.
type Measured = BTreeMap<Reason, Vec<Vec<(usize, f32)>>>;

/// A labelled text as the ranking sees it.
struct Case {
    ground: Ground,
    /// For each reason its causes' features, those that are not 0.
    reasons: Measured,
    /// The reasons that are right; none if nothing is to be found.
    right: Vec<Reason>,
    /// How much it counts.
    weight: f32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (write, without) = (
        arguments.iter().any(|own| own == "--write"),
        dropped(&arguments)?,
    );
    let snapshot = Snapshot::shipped()?;
    let (mut cases, mut unseen) = (Vec::new(), Vec::new());
    for set in arguments.iter().filter(|own| own.ends_with(".ndjson")) {
        let own = read(&snapshot, Path::new(set))?;
        if set.contains("independent") {
            unseen.push((set, own));
        } else {
            cases.extend(own);
        }
    }
    let table = Weights::load()?;
    let mut begin: Parameters = [0.0; PARAMETERS];
    begin
        .iter_mut()
        .zip(table.features())
        .for_each(|(own, weight)| *own = *weight);
    begin[FEATURES] = table.nothing;
    begin[FEATURES + 1] = table.nothing_of_bare_words;
    begin[FEATURES + 2] = table.nothing_of_strange_words;
    begin[FEATURES + 3] = table.nothing_of_ordinary_words;
    for feature in without {
        begin[feature] = 0.0;
        cases
            .iter_mut()
            .flat_map(|case| case.reasons.values_mut())
            .flatten()
            .for_each(|own| own.retain(|(number, _)| *number != feature));
    }
    println!(
        "{} texts, {} without an answer",
        cases.len(),
        cases.iter().filter(|case| case.right.is_empty()).count()
    );
    figures(
        "as the table is",
        cases
            .iter()
            .map(|case| (case, probabilities(case, &begin).0)),
    );

    let all: Vec<&Case> = cases.iter().collect();
    let fitted = fit(&all, &begin);
    figures(
        "fitted to all",
        cases
            .iter()
            .map(|case| (case, probabilities(case, &fitted).0)),
    );
    let held_out = (0..FOLDS).flat_map(|fold| {
        let (rest, own): (Vec<_>, Vec<_>) = cases
            .iter()
            .enumerate()
            .partition(|(number, _)| number % FOLDS != fold);
        let rest: Vec<&Case> = rest.into_iter().map(|(_, case)| case).collect();
        let weights = fit(&rest, &begin);
        own.into_iter()
            .map(move |(_, case)| (case, probabilities(case, &weights).0))
            .collect::<Vec<_>>()
    });
    figures("five-fold cross-validated", held_out);
    for (set, cases) in &unseen {
        let answers = cases.iter();
        figures(
            set,
            answers.map(|case| (case, probabilities(case, &fitted).0)),
        );
    }
    let table = written(&fitted);
    if write {
        fs::write(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("src/causes/weights.toml"),
            table,
        )?;
    } else {
        println!("{table}");
    }
    Ok(())
}

/// Features to leave out, for the table of what each one adds.
fn dropped(arguments: &[String]) -> Result<Vec<usize>, String> {
    let flags = arguments
        .iter()
        .zip(arguments.iter().skip(1))
        .filter(|(flag, _)| *flag == "--without");
    let names = flags.flat_map(|(_, names)| names.split(','));
    names
        .map(|name| {
            Feature::ALL
                .iter()
                .position(|feature| feature.name() == name)
                .ok_or(format!("no feature `{name}`"))
        })
        .collect()
}

fn read(snapshot: &Snapshot, set: &Path) -> Result<Vec<Case>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for line in fs::read_to_string(set)?
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let line: Value = serde_json::from_str(line)?;
        let expected = if line["failures"].is_array() {
            &line["failures"][0]
        } else {
            &line
        };
        let several = line["failures"]
            .as_array()
            .is_some_and(|failures| failures.len() != 1);
        let trusted = matches!(
            expected["trust"].as_str(),
            None | Some("hand" | "agree" | "label+rule")
        );
        let Some(cause) = expected["cause"].as_str().filter(|_| trusted && !several) else {
            continue;
        };
        let reasons = expected["also_ok"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        let right: Vec<Reason> = std::iter::once(cause)
            .chain(reasons)
            .filter_map(|word| word.parse().ok())
            .collect();
        if right.is_empty() && cause != "none" {
            continue;
        }
        let bytes = match line["file"].as_str() {
            Some(file) => fs::read(set.with_file_name("").join(file))?,
            None => line["text"]
                .as_str()
                .unwrap_or_default()
                .as_bytes()
                .to_vec(),
        };
        let (ground, reasons) = measured(snapshot, &bytes);
        if reasons.is_empty() {
            continue;
        }
        let right: Vec<Reason> = right
            .into_iter()
            .filter(|reason| !matches!(reason, Reason::AutoReply | Reason::NotABounce))
            .collect();
        cases.push(Case {
            ground,
            reasons,
            weight: if right.is_empty() { SILENCE } else { 1.0 },
            right,
        });
    }
    Ok(cases)
}

/// What decides for silence, and each reason's causes with their features, those that are not 0.
fn measured(snapshot: &Snapshot, bytes: &[u8]) -> (Ground, Measured) {
    let measures = snapshot.measures(bytes);
    let mut reasons: Measured = BTreeMap::new();
    for (reason, features) in &measures.causes {
        let values = features.values().iter().copied().enumerate();
        let values = values.filter(|(_, value)| *value != 0.0);
        reasons.entry(*reason).or_default().push(values.collect());
    }
    (measures.ground, reasons)
}

/// The probability of each reason and the cause that stands for it.
fn probabilities(
    case: &Case,
    weights: &Parameters,
) -> (BTreeMap<Reason, f32>, BTreeMap<Reason, usize>) {
    let sum = |features: &Vec<(usize, f32)>| {
        features
            .iter()
            .map(|(number, value)| weights[*number] * value)
            .sum::<f32>()
    };
    let mut best = BTreeMap::new();
    let mut places = BTreeMap::new();
    for (reason, causes) in &case.reasons {
        let sums = causes.iter().map(sum).enumerate();
        let (place, sum) = sums.fold(
            (0, f32::MIN),
            |best, own| if own.1 > best.1 { own } else { best },
        );
        best.insert(*reason, sum);
        places.insert(*reason, place);
    }
    let nothing = of_nothing(case, weights);
    let highest = best.values().copied().fold(nothing, f32::max);
    let all =
        best.values().map(|sum| (sum - highest).exp()).sum::<f32>() + (nothing - highest).exp();
    (
        best.into_iter()
            .map(|(reason, sum)| (reason, (sum - highest).exp() / all))
            .collect(),
        places,
    )
}

fn of_nothing(case: &Case, weights: &Parameters) -> f32 {
    nothing_says(case.ground)
        .iter()
        .zip(&weights[FEATURES..])
        .map(|(value, weight)| value * weight)
        .sum()
}

/// The features of "nothing is known".
fn nothing_says(ground: Ground) -> [f32; 4] {
    let bare = f32::from(u8::from(!ground.attested));
    [1.0, bare, bare * ground.strange, ground.ordinary]
}

/// Gradient ascent (Adam) on the likelihood of what is right. A weight keeps the sign it began with: what speaks for a
/// cause never comes to speak against it.
fn fit(cases: &[&Case], begin: &Parameters) -> Parameters {
    let all: f32 = cases.iter().map(|case| case.weight).sum();
    let mut weights = *begin;
    let (mut mean, mut square) = ([0.0_f32; PARAMETERS], [0.0_f32; PARAMETERS]);
    for round in 1..=ROUNDS {
        let mut slope = [0.0_f32; PARAMETERS];
        for case in cases {
            let (chances, places) = probabilities(case, &weights);
            let right: f32 = case
                .right
                .iter()
                .filter_map(|reason| chances.get(reason))
                .sum();
            let nothing = 1.0 - chances.values().sum::<f32>();
            for (reason, chance) in &chances {
                let share = if case.right.contains(reason) {
                    chance / right.max(1e-6)
                } else {
                    0.0
                };
                for (number, value) in &case.reasons[reason][places[reason]] {
                    slope[*number] += case.weight * (share - chance) * value;
                }
            }
            let share = if case.right.is_empty() { 1.0 } else { 0.0 };
            let says = nothing_says(case.ground);
            for (own, value) in slope[FEATURES..].iter_mut().zip(says) {
                *own += case.weight * (share - nothing) * value;
            }
        }
        for number in 0..PARAMETERS {
            let own = slope[number] / all - RESTRAINT * (weights[number] - begin[number]);
            mean[number] = 0.9 * mean[number] + 0.1 * own;
            square[number] = 0.99 * square[number] + 0.01 * own * own;
            let bias = (
                1.0 - 0.9_f32.powi(round as i32),
                1.0 - 0.99_f32.powi(round as i32),
            );
            let moved = weights[number]
                + STEP * (mean[number] / bias.0) / ((square[number] / bias.1).sqrt() + 1e-6);
            weights[number] = if moved * begin[number] < 0.0 {
                0.0
            } else {
                moved
            };
        }
    }
    weights
}

/// Prints how often the right reason is first, how far the probabilities can be trusted, and what is taken for what.
fn figures<'a>(name: &str, answers: impl Iterator<Item = (&'a Case, BTreeMap<Reason, f32>)>) {
    let (mut scored, mut first, mut third, mut reciprocal) = (0.0, 0.0, 0.0, 0.0);
    let (mut negatives, mut silent, mut wrongly) = (0.0, 0.0, 0.0);
    let mut bins = [(0.0_f32, 0.0_f32, 0.0_f32); 10];
    let mut taken: BTreeMap<(Reason, Reason), usize> = BTreeMap::new();
    for (case, chances) in answers {
        let mut order: Vec<(Reason, f32)> = chances.into_iter().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let best = order[0];
        let correct = case.right.contains(&best.0);
        if best.1 >= 0.45 {
            let bin = &mut bins[((best.1 * 10.0) as usize).min(9)];
            *bin = (
                bin.0 + 1.0,
                bin.1 + best.1,
                bin.2 + f32::from(u8::from(correct)),
            );
        }
        let Some(expected) = case.right.first() else {
            negatives += 1.0;
            silent += f32::from(u8::from(best.1 < 0.12));
            wrongly += f32::from(u8::from(best.1 >= 0.6));
            continue;
        };
        scored += 1.0;
        let place = order
            .iter()
            .position(|(reason, _)| case.right.contains(reason));
        first += f32::from(u8::from(place == Some(0)));
        third += f32::from(u8::from(place.is_some_and(|place| place < 3)));
        reciprocal += place.map_or(0.0, |place| 1.0 / (place as f32 + 1.0));
        if !correct {
            *taken.entry((*expected, best.0)).or_default() += 1;
        }
    }
    let answered: f32 = bins.iter().map(|bin| bin.0).sum();
    let error: f32 = bins
        .iter()
        .map(|(count, chance, correct)| (chance - correct).abs() * count.signum())
        .sum::<f32>()
        / answered;
    println!(
        "{name}: top1 {:.3} top3 {:.3} mrr {:.3} | silent {:.3} false {:.3} | ece {error:.3}",
        first / scored,
        third / scored,
        reciprocal / scored,
        silent / negatives,
        wrongly / negatives,
    );
    let diagram = bins.iter().filter(|bin| bin.0 > 0.0);
    println!(
        "  said/right: {}",
        diagram
            .map(|(count, chance, right)| format!(
                "{:.2}/{:.2}({count})",
                chance / count,
                right / count
            ))
            .collect::<Vec<_>>()
            .join(" ")
    );
    let mut taken: Vec<_> = taken.into_iter().collect();
    taken.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    println!(
        "  confused: {}",
        taken
            .iter()
            .take(14)
            .map(|((right, got), count)| format!("{right}>{got} {count}"))
            .collect::<Vec<_>>()
            .join(", ")
    );
}

fn written(weights: &Parameters) -> String {
    let mut table = "# How much each feature counts, in natural logarithms of odds. Written by examples/fit_weights.rs; what the features\n# say stands in src/causes/weights.rs.\n".to_owned();
    let nothing = [
        "nothing",
        "nothing_of_bare_words",
        "nothing_of_strange_words",
        "nothing_of_ordinary_words",
    ];
    for (name, weight) in nothing.iter().zip(&weights[FEATURES..]) {
        table.push_str(&format!("{name} = {weight:.2}\n"));
    }
    table.push_str("\n[features]\n");
    for (feature, weight) in Feature::ALL.iter().zip(weights) {
        table.push_str(&format!("{} = {weight:.2}\n", feature.name()));
    }
    table
}
