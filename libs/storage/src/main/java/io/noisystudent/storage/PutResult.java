package io.noisystudent.storage;

import static java.util.Objects.requireNonNull;

/** What became of a create-only write whose reply arrived. */
public sealed interface PutResult {
    /** The object is now there, and this call put it there. */
    record Created(String etag) implements PutResult {
        public Created {
            requireNonNull(etag, "etag is null");
        }
    }

    /** An object was there before; it is as it was. */
    record AlreadyExists() implements PutResult {}

    default boolean isCreated() {
        return this instanceof Created;
    }
}
