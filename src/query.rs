//! What the index is asked: weighted words as plain data.
