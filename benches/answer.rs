//! `cargo bench --bench answer`: the whole way from a paste to its causes, and the way to the first answer.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on fails, and says why"
)]

mod pastes;

use criterion::{Criterion, criterion_group, criterion_main};
use whybounce::knowledge::Snapshot;

fn answer(criterion: &mut Criterion) {
    let snapshot = Snapshot::shipped().unwrap();
    let mut group = criterion.benchmark_group("answer");
    group.sample_size(10);
    let mut measure = |name: &str, paste: &[u8]| {
        group.bench_function(name, |bencher| {
            bencher.iter(|| snapshot.diagnose(paste, 5));
        });
    };
    measure("line", b"550 5.7.1 Unable to relay for bob@example.net");
    measure("text", &pastes::words(1024));
    measure("mail", &pastes::mail(20 * 1024));
    measure("nothing", b"Your parcel will arrive on Monday.");
    group.finish();
}

fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.sample_size(10);
    group.bench_function("snapshot", |bencher| {
        bencher.iter(|| Snapshot::shipped().unwrap());
    });
    group.finish();
}

criterion_group!(benches, answer, start);
criterion_main!(benches);
