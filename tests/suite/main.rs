//! All integration tests in one program: one link step.

mod architecture;
mod articles;
mod cases;
mod dependencies;
mod report;
