package io.noisystudent.learning.votes;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Who voted for which class on which image. Images and annotators have numbers, from 0. Immutable. */
public final class Ballots {
    private final int classes;
    private final List<String> annotators;
    /** The votes on image i stand from start i to start i + 1. */
    private final int[] starts;

    private final int[] voters;
    private final int[] choices;

    private Ballots(int classes, Builder votes) {
        this.classes = classes;
        annotators = List.copyOf(votes.numbers.keySet());
        starts = Arrays.copyOf(votes.starts, votes.images + 1);
        voters = Arrays.copyOf(votes.voters, votes.size);
        choices = Arrays.copyOf(votes.choices, votes.size);
    }

    /** Takes votes, image after image. Not thread-safe. */
    public static final class Builder {
        private final Map<String, Integer> numbers = new LinkedHashMap<>();
        private int[] starts = new int[64];
        private int[] voters = new int[64];
        private int[] choices = new int[64];
        private int images;
        private int size;

        /**
         * Adds an image.
         *
         * @param classOf each annotator's choice, by name
         * @return the image's number
         */
        public int add(SortedMap<String, Integer> classOf) {
            classOf.forEach((annotator, chosen) -> {
                Integer known = numbers.putIfAbsent(annotator, numbers.size());
                voters = longEnough(voters, size);
                choices = longEnough(choices, size);
                voters[size] = known == null ? numbers.size() - 1 : known;
                choices[size++] = chosen;
            });
            starts = longEnough(starts, ++images);
            starts[images] = size;
            return images - 1;
        }

        /** All that were added. */
        public Ballots build(int classes) {
            return new Ballots(classes, this);
        }

        private static int[] longEnough(int[] array, int index) {
            return index < array.length ? array : Arrays.copyOf(array, array.length + array.length / 2);
        }
    }

    /** What is called for each vote. */
    @FunctionalInterface
    interface Visitor {
        void vote(int annotator, int choice);
    }

    public int classes() {
        return classes;
    }

    /** Their names, in the order of their first votes. */
    public List<String> annotators() {
        return annotators;
    }

    public int images() {
        return starts.length - 1;
    }

    /** How many votes there are on an image. */
    int count(int image) {
        return starts[image + 1] - starts[image];
    }

    /** All votes on an image, always in the same order. */
    void each(int image, Visitor visitor) {
        for (int i = starts[image]; i < starts[image + 1]; i++) {
            visitor.vote(voters[i], choices[i]);
        }
    }
}
