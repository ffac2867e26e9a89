//! look-alike
