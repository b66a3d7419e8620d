//! Figures: the agency, the council and the nation.
