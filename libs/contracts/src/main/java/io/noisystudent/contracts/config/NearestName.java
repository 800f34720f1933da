package io.noisystudent.contracts.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known name that is nearest to an unknown one. */
final class NearestName {
    private NearestName() {}

    /** The known name with the fewest single-letter edits, if they are fewer than half of its letters. */
    static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> edits(name, candidate)))
                .filter(candidate -> 2 * edits(name, candidate) < Math.max(name.length(), candidate.length()));
    }

    /** Levenshtein distance, by the two-row dynamic programme. */
    private static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
