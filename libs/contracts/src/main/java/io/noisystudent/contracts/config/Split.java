package io.noisystudent.contracts.config;

/** What a labeled sample is for; {@code TEST} is reported only and never trained on. */
public enum Split {
    TRAIN,
    VALIDATION,
    TEST
}
