package io.noisystudent.registry.objects;

import java.util.Map;
import java.util.TreeMap;

/**
 * How far the log is ahead of what the store has of a model.
 *
 * @param aliases those of which the log has moves that the store does not have
 */
public record StoreLag(String model, Numbers version, Map<String, Numbers> aliases) {
    public StoreLag {
        aliases = Map.copyOf(aliases);
    }

    /** The highest number in both. */
    public record Numbers(long log, long store) {
        /** The highest number that is used. */
        public long highest() {
            return Math.max(log, store);
        }
    }

    /** Both numbers of everything. */
    public String describe() {
        StringBuilder text = new StringBuilder(
                "the log has version " + version.log() + " of " + model + ", the store has version " + version.store());
        new TreeMap<>(aliases).forEach((alias, numbers) -> text.append("; revision ")
                .append(numbers.log())
                .append(" of '")
                .append(alias)
                .append("', the store has revision ")
                .append(numbers.store()));
        return text.toString();
    }
}
