//! `cargo bench --bench linear`: four times the paste may take at most six times as long, whatever its shape.
//!
//! Prints each ratio and fails above the bound. Only ratios are judged, of the time that the processor spent on it, and the
//! least of several runs, so that whatever else the machine does is left out. With words behind `--`, only shapes whose name holds one of them are measured.
#![expect(clippy::print_stdout, reason = "figures are what it is for")]

mod pastes;
mod shapes;

use std::{hint::black_box, process::ExitCode, time::Duration};

use cpu_time::ThreadTime;
use whybounce::knowledge::Snapshot;

/// The bound for t(4n) / t(n).
const BOUND: f64 = 6.0;
/// The sizes n, in bytes; the last one leads to 1 MB.
const SIZES: [usize; 3] = [16 * 1024, 64 * 1024, 256 * 1024];
/// Shorter times are all noise: below this a ratio is measured against this.
const NOISE: Duration = Duration::from_millis(2);

fn main() -> ExitCode {
    let snapshot = match Snapshot::shipped() {
        Ok(snapshot) => snapshot,
        Err(error) => {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    snapshot.diagnose(b"550 5.1.1 user unknown", 5);
    let mut worst: (f64, &str) = (0.0, "");
    let mut failed = 0;
    for shape in shapes::ALL {
        if !wanted.is_empty() && !wanted.iter().any(|word| shape.name.contains(word.as_str())) {
            continue;
        }
        print!("{:<45}", shape.name);
        for size in SIZES {
            let (small, large) = ((shape.of)(size), (shape.of)(4 * size));
            let mut ratio = f64::MAX;
            let mut longest = Duration::ZERO;
            // A second and a third opinion before it is called too slow.
            for runs in [2, 3, 5] {
                longest = least(&snapshot, &large, runs);
                ratio =
                    longest.as_secs_f64() / least(&snapshot, &small, runs).max(NOISE).as_secs_f64();
                if ratio <= BOUND {
                    break;
                }
            }
            if ratio > worst.0 {
                worst = (ratio, shape.name);
            }
            failed += usize::from(ratio > BOUND);
            print!("{ratio:>7.2} ({:>5} ms)", longest.as_millis());
        }
        println!();
    }
    println!(
        "worst t(4n)/t(n): {:.2} ({}); above {BOUND}: {failed}",
        worst.0, worst.1
    );
    ExitCode::from(u8::from(failed > 0))
}

/// The least time of several runs.
fn least(snapshot: &Snapshot, paste: &[u8], runs: usize) -> Duration {
    (0..runs)
        .map(|_| {
            let started = ThreadTime::now();
            black_box(snapshot.diagnose(black_box(paste), 5));
            started.elapsed()
        })
        .min()
        .unwrap_or_default()
}
