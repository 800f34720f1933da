package io.noisystudent.bench.experiment;

import io.noisystudent.learning.votes.Ballots;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Annotators whose mistakes are known.
 *
 * @param kinds of each: an accuracy, {@code guess} for any class, {@code next} for the class after the true one, or
 *     {@code says-1} for a class that is always said
 */
record PlantedAnnotators(List<String> kinds, int classes) {
    private static final String SAYS = "says-";

    /** So many of them vote on each image, others on every one. */
    Ballots vote(int[] truth, int votes, SplittableRandom random) {
        Ballots.Builder ballots = new Ballots.Builder();
        for (int right : truth) {
            TreeMap<String, Integer> classOf = new TreeMap<>();
            while (classOf.size() < Math.min(votes, kinds.size())) {
                int annotator = random.nextInt(kinds.size());
                classOf.computeIfAbsent("ann-" + annotator, name -> choice(kinds.get(annotator), right, random));
            }
            ballots.add(classOf);
        }
        return ballots.build(classes);
    }

    private int choice(String kind, int right, SplittableRandom random) {
        if (kind.equals("guess")) {
            return random.nextInt(classes);
        } else if (kind.equals("next")) {
            return (right + 1) % classes;
        } else if (kind.startsWith(SAYS)) {
            return Integer.parseInt(kind.substring(SAYS.length()));
        }
        return random.nextDouble() < Double.parseDouble(kind)
                ? right
                : (right + 1 + random.nextInt(classes - 1)) % classes;
    }
}
