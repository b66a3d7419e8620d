//! Tests of this room on both engines.
