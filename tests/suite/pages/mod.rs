//! The pages, one file per address.

mod answer;
mod article;
mod browser;
mod code;
mod errors;
mod footers;
mod headers;
mod home;
mod lists;
mod statics;
