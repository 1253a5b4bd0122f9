//! `cargo bench --bench read`: how long reading takes, without looking for causes.

mod pastes;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use whybounce::report::Report;

fn read(criterion: &mut Criterion) {
    Report::prepare();
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    let mut measure = |name: &str, paste: &[u8]| {
        group.throughput(Throughput::Bytes(paste.len() as u64));
        group.bench_with_input(
            BenchmarkId::new(name, paste.len()),
            paste,
            |bencher, paste| bencher.iter(|| Report::read(paste)),
        );
    };
    measure("text", &pastes::words(1024));
    measure("mail", &pastes::mail(20 * 1024));
    measure("mail", &pastes::mail(1024 * 1024));
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
