package io.noisystudent.contracts.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list.
 *
 * @param least entries that must be there
 */
record Entries(Form entry, String allowed, int least) implements Form {
    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        Optional<List<Scalar>> entries = given.entries();
        if (entries.isEmpty() || entries.get().size() < least) {
            given.refuse(allowed);
        }
        Object placeholder = entry instanceof Text ? entry.placeholder() : null;
        return entries.orElse(List.of()).stream()
                .map(value -> entry.read(value, around, placeholder))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public Object write(Object value) {
        return ((List<?>) value).stream().map(entry::write).toList();
    }

    @Override
    public Object placeholder() {
        return List.of();
    }
}
