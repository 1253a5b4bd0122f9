//! The `whybounce` program.

fn main() {}
