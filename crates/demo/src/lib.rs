//! Synthetic people and money at three sizes.
