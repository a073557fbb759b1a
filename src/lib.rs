//! A linter for what customer-service agents say.

pub mod text;
