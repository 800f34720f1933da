package io.noisystudent.contracts.config;

import org.jspecify.annotations.Nullable;

/** A map whose keys a record declares. */
record Fields(Declaration declaration) implements Form {
    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        return around.inner(declaration, new Section(given.path(), given.node(), given.problems()))
                .record();
    }

    @Override
    public Object write(Object value) {
        return declaration.write((Record) value);
    }

    @Override
    public Object placeholder() {
        throw new IllegalStateException("a section is never required: " + declaration);
    }

    @Override
    public String allowed() {
        return "keys with values";
    }
}
