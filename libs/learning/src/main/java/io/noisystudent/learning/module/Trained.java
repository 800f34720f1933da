package io.noisystudent.learning.module;

/** Which weights of a graph training changes. */
public enum Trained {
    /** All of them. */
    ALL,
    /**
     * The last batch normalization and what comes after it. Everything before it works as in evaluation.
     *
     * <p>Source: Touvron et al. 2019, section 4.
     */
    CLASSIFIER
}
