package io.noisystudent.storage.testing;

/** A way in which one create goes wrong. */
public enum StoreFault {
    /** Applied or refused as usual, but the caller gets {@code OutcomeUnknownException}. */
    LOSE_REPLY,
    /** Not applied, and the caller gets {@code OutcomeUnknownException}. */
    LOSE_REQUEST,
    /** Not applied, and the caller knows it: {@code STORE_UNAVAILABLE}. */
    REFUSE
}
