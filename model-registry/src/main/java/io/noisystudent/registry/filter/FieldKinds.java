package io.noisystudent.registry.filter;

/** Which fields a filter may name. */
public interface FieldKinds {
    /** What a field holds. */
    enum Kind {
        NUMBER,
        TEXT,
        NONE
    }

    /** What this field holds; {@code NONE} if there is no such field. */
    Kind kind(String field);

    /** Whether an item without this field passes {@code !=} and {@code not in}. */
    default boolean isUnequalIfMissing(String field) {
        return false;
    }

    /** All fields, for a person. */
    String names();
}
