package io.noisystudent.contracts.config;

import org.jspecify.annotations.Nullable;

/** What a value of the file looks like. */
sealed interface Form permits Whole, Decimal, Flag, Words, Text, Fields, Weights, Kinds, Entries {
    /** The value for Java; after a problem, which is noted, {@code fallback}. */
    @Nullable
    Object read(Scalar given, Reading around, @Nullable Object fallback);

    /** The value for YAML. */
    Object write(Object value);

    /** A value with which reading goes on where a required one is missing. */
    Object placeholder();

    /** What to give in place of a wrong value. */
    String allowed();
}
