package io.noisystudent.learning.specialist;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The classes that a specialist knows; all others are one class to it, the dustbin, which comes last.
 *
 * @param known ascending, some but not all
 * @param all number of classes
 */
public record SpecialistClasses(List<Integer> known, int all) {
    /** @throws NoisyStudentException {@code CONFIG_INVALID} for no class, all of them, or ones that do not exist */
    public SpecialistClasses {
        known = List.copyOf(known);
        List<Integer> given = known;
        boolean ascends = IntStream.range(1, given.size()).allMatch(i -> given.get(i - 1) < given.get(i));
        boolean exist = given.stream().allMatch(k -> k >= 0 && k < all);
        if (given.isEmpty() || given.size() >= all || !ascends || !exist) {
            throw new NoisyStudentException(
                    ErrorCode.CONFIG_INVALID,
                    "specialist",
                    "a specialist of the classes " + given + " of " + all
                            + "; give it at least one and not all, in ascending order");
        }
    }

    /** One specialist for each cluster that is not empty, in the order of the clusters. */
    public static List<SpecialistClasses> of(int[] clusterOfClass, int clusters) {
        List<SpecialistClasses> specialists = new ArrayList<>();
        for (int cluster = 0; cluster < clusters; cluster++) {
            int own = cluster;
            List<Integer> known = IntStream.range(0, clusterOfClass.length)
                    .filter(k -> clusterOfClass[k] == own)
                    .boxed()
                    .toList();
            if (!known.isEmpty()) {
                specialists.add(new SpecialistClasses(known, clusterOfClass.length));
            }
        }
        return specialists;
    }

    public boolean knows(int label) {
        return known.contains(label);
    }

    /** Its output for a class. */
    public int output(int label) {
        int place = known.indexOf(label);
        return place < 0 ? dustbin() : place;
    }

    /** Its last output. */
    public int dustbin() {
        return known.size();
    }

    /** Names of its outputs. */
    public List<String> names(List<String> classes) {
        List<String> names = new ArrayList<>(known.stream().map(classes::get).toList());
        names.add("dustbin");
        return names;
    }
}
