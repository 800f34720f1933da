package io.noisystudent.learning.objective;

/** Rows of a batch: labeled rows come first, pseudo-labeled rows after them. */
public enum RowKind {
    ALL,
    LABELED,
    PSEUDO_LABELED
}
