package io.noisystudent.contracts.sample;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The label of one image of which people are not sure, or on which they voted, with indexes of the pipeline's classes. */
public sealed interface DoubtfulLabel {
    /** The share of each class that has one; they sum to 1. */
    SortedMap<Integer, Double> shares();

    /** The classes with the largest share, in order: several where none of them is ahead. */
    default List<Integer> mostProbable() {
        double largest = Collections.max(shares().values());
        return shares().entrySet().stream()
                .filter(share -> share.getValue() == largest)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Probabilities that a person or a program gave. */
    record Distribution(SortedMap<Integer, Double> shares) implements DoubtfulLabel {
        public Distribution {
            shares = Collections.unmodifiableSortedMap(new TreeMap<>(shares));
        }
    }

    /**
     * What several people said.
     *
     * @param classOf each annotator's choice, by name; never empty
     */
    record Votes(SortedMap<String, Integer> classOf) implements DoubtfulLabel {
        public Votes {
            classOf = Collections.unmodifiableSortedMap(new TreeMap<>(classOf));
        }

        @Override
        public SortedMap<Integer, Double> shares() {
            SortedMap<Integer, Integer> counts = new TreeMap<>();
            classOf.values().forEach(chosen -> counts.merge(chosen, 1, Integer::sum));
            SortedMap<Integer, Double> shares = new TreeMap<>();
            counts.forEach((chosen, count) -> shares.put(chosen, (double) count / classOf.size()));
            return shares;
        }
    }
}
