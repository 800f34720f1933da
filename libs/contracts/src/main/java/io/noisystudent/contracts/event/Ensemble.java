package io.noisystudent.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Versions of one model as one version: the average of their predictions, or a generalist with its specialists.
 *
 * <p>The same members give the same network, bit for bit.
 *
 * @param members two or more, each once; specialists of a generalist, one or more
 * @param average what of their predictions is averaged
 * @param generalist what the members are specialists of: the result is the distribution nearest to its own and to those of
 *     the specialists that know its best class (Hinton et al. 2015); null where members are averaged
 */
public record Ensemble(
        List<ModelRef> members,
        Average average,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ModelRef generalist) {
    /** A file holds the weights of all of them, and a registry keeps their names in memory. */
    public static final int MOST_MEMBERS = 100;

    private static final int LISTED = 20;

    public Ensemble {
        members = List.copyOf(members);
        requireNonNull(average, "average is null");
    }

    /** An average. */
    public Ensemble(List<ModelRef> members, Average average) {
        this(members, average, null);
    }

    /** A generalist with its specialists. */
    public static Ensemble ofSpecialists(ModelRef generalist, List<ModelRef> specialists) {
        return new Ensemble(specialists, Average.PROBABILITIES, generalist);
    }

    /** All versions that it contains, a generalist first. */
    public List<ModelRef> versions() {
        return Stream.concat(Stream.ofNullable(generalist), members.stream()).toList();
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
        List<ModelRef> all = versions();
        boolean severalOnce = all.size() >= 2 && all.size() <= MOST_MEMBERS && new HashSet<>(all).size() == all.size();
        if (!severalOnce) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_ENSEMBLE,
                    describe(),
                    "an ensemble averages different versions, 2 to " + MOST_MEMBERS
                            + " of them; name at least two, and each once");
        }
    }

    /**
     * For people, and in place of a network's name: {@code ensemble of 3, 5, 7}, {@code 3 with specialists 5, 7}; many members
     * are counted.
     */
    public String describe() {
        String listed = members.stream()
                .map(member -> Integer.toString(member.version()))
                .collect(Collectors.joining(", "));
        boolean few = members.size() <= LISTED;
        if (generalist != null) {
            return generalist.version() + " with " + (few ? "specialists " + listed : members.size() + " specialists");
        }
        return few ? "ensemble of " + listed : "ensemble of " + members.size() + " versions";
    }
}
