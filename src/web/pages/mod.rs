//! The pages, one file each.

pub(super) mod answer;
pub(super) mod article;
pub(super) mod articles;
pub(super) mod browser;
pub(super) mod cause_lines;
pub(super) mod code;
pub(super) mod codes;
pub(super) mod error;
pub(super) mod feed;
mod filter;
pub(super) mod health;
pub(super) mod home;
pub(super) mod interface;
mod origin;
pub(super) mod privacy;
pub(super) mod reason;
pub(super) mod system;

use axum::extract::State;

use super::{
    error::{Error, PageError},
    site::Site,
};

pub(super) async fn no_such_page(State(site): State<Site>) -> PageError {
    site.refuse(Error::NoSuchPage)
}

pub(super) async fn method_not_allowed(State(site): State<Site>) -> PageError {
    site.refuse(Error::MethodNotAllowed)
}
