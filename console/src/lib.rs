//! The agents' console: signs in, shows the lobby and holds the conversations. A library, so that the gallery is a
//! program of its own and weighs nothing in the agents'.

pub mod api;
pub mod app;
pub mod host;
pub mod socket;
pub mod state;
pub mod text;
pub mod view;
