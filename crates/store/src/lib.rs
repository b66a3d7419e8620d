//! One small face on two engines.
