//! All integration tests in one program: one link step.

mod api;
mod architecture;
mod articles;
mod cases;
mod dependencies;
mod pages;
mod quality;
mod site;
