//! The TOML between the `+++` lines.
