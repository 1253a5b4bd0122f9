//! The web site and the HTTP API. The only module that knows HTTP and templates.
