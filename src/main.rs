//! The `whybounce` program.

fn main() -> std::process::ExitCode {
    whybounce::cli::run()
}
