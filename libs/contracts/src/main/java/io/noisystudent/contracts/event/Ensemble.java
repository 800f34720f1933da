package io.noisystudent.contracts.event;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

import static java.util.Objects.requireNonNull;

/**
 * Versions of one model whose predictions are averaged; the average is a version of its own.
 *
 * <p>The same members give the same network, bit for bit.
 *
 * @param members two or more, each once
 * @param average what of their predictions is averaged
 */
public record Ensemble(List<ModelRef> members, Average average) {
    /** A file holds the weights of all of them, and a registry keeps their names in memory. */
    public static final int MOST_MEMBERS = 100;

    private static final int LISTED = 20;

    public Ensemble {
        members = List.copyOf(members);
        requireNonNull(average, "average is null");
    }

    /** What is averaged. */
    public enum Average {
        /** The mean of the probabilities, as Furlanello et al. 2018 and Hinton et al. 2015 average. */
        PROBABILITIES,
        /** The mean of their logarithms, which is the normalized geometric mean of the probabilities. */
        LOG_PROBABILITIES
    }

    /**
     * Refuses what is no ensemble.
     *
     * @throws NoisyStudentException {@code BAD_ENSEMBLE}
     */
    public void requireSeveral() {
        boolean severalOnce = members.size() >= 2
                && members.size() <= MOST_MEMBERS
                && new HashSet<>(members).size() == members.size();
        if (!severalOnce) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_ENSEMBLE,
                    describe(),
                    "an ensemble averages different versions, 2 to " + MOST_MEMBERS
                            + " of them; name at least two, and each once");
        }
    }

    /** For people, and in place of a network's name: {@code ensemble of 3, 5, 7}; many members are counted. */
    public String describe() {
        if (members.size() > LISTED) {
            return "ensemble of " + members.size() + " versions";
        }
        return members.stream()
                .map(member -> Integer.toString(member.version()))
                .collect(Collectors.joining(", ", "ensemble of ", ""));
    }
}
