//! The page kit and the one shape of handler.
