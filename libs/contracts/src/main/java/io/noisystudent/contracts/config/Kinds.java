package io.noisystudent.contracts.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * One of several kinds: a kind's name, or a map with the name as its only key and the kind's parameters under that.
 *
 * @param allowed what to give in place of a wrong value
 */
record Kinds(String allowed, List<KindDeclaration> kinds) implements Form {

    /** @param parameters the keys of the map of parameters; there may be none */
    record KindDeclaration(String name, Kind kind, Declaration parameters) {
        /** The parameter whose value may stand for the map. */
        Optional<KeyDeclaration> bare() {
            List<KeyDeclaration> keys = parameters.keys();
            return keys.size() == 1 && keys.get(0).isRequired() ? Optional.of(keys.get(0)) : Optional.empty();
        }

        /** Whether all parameters have defaults. */
        boolean isNameEnough() {
            return parameters.keys().stream().noneMatch(KeyDeclaration::isRequired);
        }
    }

    /** All names, with an "or" before the last. */
    static String names(List<KindDeclaration> kinds) {
        String last = kinds.get(kinds.size() - 1).name();
        return kinds.stream()
                .limit(kinds.size() - 1L)
                .map(KindDeclaration::name)
                .collect(Collectors.joining(", ", "", " or " + last));
    }

    @Override
    public @Nullable Object read(Scalar given, Reading around, @Nullable Object fallback) {
        boolean isMap = given.node() instanceof MappingNode;
        Section named = new Section(given.path(), isMap ? given.node() : null, given.problems());
        List<Object> read = new ArrayList<>();
        for (KindDeclaration kind : kinds) {
            if (given.isOneOf(kind.name()) && kind.isNameEnough()) {
                Section nothing = new Section(given.path(), null, given.problems());
                read.add(around.inner(kind.parameters(), nothing).record());
            } else {
                named.scalar(kind.name()).ifPresent(value -> read.add(parameters(kind, value, around)));
            }
        }
        named.refuseOthers();
        if (isMap ? named.onlyKey() == null : read.isEmpty()) {
            given.refuse(allowed);
        }
        return read.size() == 1 ? read.get(0) : fallback;
    }

    private static Record parameters(KindDeclaration kind, Scalar value, Reading around) {
        if (kind.bare().isPresent() && value.text() != null) {
            KeyDeclaration only = kind.bare().get();
            Object parameter = only.form().read(value, around, only.form().placeholder());
            return kind.parameters().make(key -> parameter);
        }
        return around.inner(kind.parameters(), new Section(value.path(), value.node(), value.problems()))
                .record();
    }

    @Override
    public Object write(Object value) {
        KindDeclaration kind = kinds.stream()
                .filter(candidate -> candidate.parameters().type().isInstance(value))
                .findFirst()
                .orElseThrow();
        Map<String, Object> parameters = kind.parameters().write((Record) value);
        if (parameters.isEmpty()) {
            return kind.name();
        }
        return Map.of(
                kind.name(), kind.kind().bare() ? parameters.values().iterator().next() : parameters);
    }

    @Override
    public Object placeholder() {
        throw new IllegalStateException("a kind is never required");
    }
}
