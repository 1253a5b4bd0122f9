//! All integration tests in one program: one link step.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and says why"
)]

mod api;
mod architecture;
mod articles;
mod cases;
mod dependencies;
mod pages;
mod providers;
mod quality;
mod repeatable;
mod reply;
mod site;
