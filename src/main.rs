//! The `whybounce` program.

fn main() -> std::process::ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    whybounce::cli::run()
}
