//! The one integration test binary.

mod api;
mod pages;
mod site;
