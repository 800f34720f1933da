package io.noisystudent.learning.objective;

/** Which logits of the networks that are trained along a term learns from. */
public enum PeerLogits {
    /** None that are declared: it needs no peers. */
    NONE,
    /** Those before the step moves any network. */
    BEFORE_STEP,
    /** Those at the moment: networks move one after the other, and what moved before in the same step counts. */
    NEWEST;

    /** What two terms learn from: the later logits of both. */
    PeerLogits or(PeerLogits other) {
        return compareTo(other) < 0 ? other : this;
    }
}
