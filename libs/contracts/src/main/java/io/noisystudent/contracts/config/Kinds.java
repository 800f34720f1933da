package io.noisystudent.contracts.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * The values of a key that is one of several kinds: a kind's name, or a map with the name as its only key and the kind's
 * parameters under that.
 *
 * @param allowed what to give instead of a wrong value
 */
record Kinds<T>(String allowed, List<Kind<T>> kinds) {

    /** @param reader of the map of parameters, which is empty when only the name is given */
    record Kind<T>(String name, Function<Section, T> reader) {}

    T read(Section parent, String key, T fallback) {
        Optional<Scalar> given = parent.scalar(key);
        return given.isEmpty() ? fallback : read(given.get(), fallback);
    }

    private T read(Scalar given, T fallback) {
        boolean isMap = given.node() instanceof MappingNode;
        Section named = new Section(given.path(), isMap ? given.node() : null, given.problems());
        List<T> read = new ArrayList<>();
        for (Kind<T> kind : kinds) {
            if (given.isOneOf(kind.name())) {
                read.add(kind.reader().apply(new Section(given.path(), null, given.problems())));
            } else if (named.has(kind.name())) {
                read.add(kind.reader().apply(named.section(kind.name())));
            }
        }
        named.refuseOthers();
        if (isMap ? named.onlyKey() == null : read.isEmpty()) {
            given.refuse(allowed);
        }
        return read.size() == 1 ? read.get(0) : fallback;
    }
}
