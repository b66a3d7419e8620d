//! Goals and ratings: is anyone better off.
