package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.event.LabelDoubt;
import io.noisystudent.contracts.sample.DoubtfulLabel;
import io.noisystudent.learning.objective.Targets;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.SampleSource;
import io.noisystudent.learning.training.SoftLabels;
import io.noisystudent.learning.votes.AnnotatorAgreement;
import io.noisystudent.learning.votes.Ballots;
import io.noisystudent.learning.votes.DawidSkene;
import io.noisystudent.learning.votes.MajorityVote;
import io.noisystudent.learning.votes.MeanVote;
import io.noisystudent.learning.votes.VoteRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * What people said of the images that are learned, collected image after image. Votes can be weighed only when all are
 * there, since how reliable an annotator is shows on all images.
 */
final class GivenLabels {
    private final int classes;
    private final List<Integer> labels = new ArrayList<>();
    private final Map<Integer, Shares> distributions = new HashMap<>();
    private final Map<Integer, Integer> ballotOf = new HashMap<>();
    private final Ballots.Builder ballots = new Ballots.Builder();

    GivenLabels(int classes) {
        this.classes = classes;
    }

    /**
     * Adds the next image.
     *
     * @param label its class, of a doubtful label any
     */
    void add(int label, @Nullable DoubtfulLabel doubt) {
        int image = labels.size();
        labels.add(label);
        if (doubt instanceof DoubtfulLabel.Votes votes) {
            ballotOf.put(image, ballots.add(votes.classOf()));
        } else if (doubt != null) {
            distributions.put(image, Shares.of(doubt.shares()));
        }
    }

    /** Of the classes that have one: 8 bytes each, where a map takes ten times as much for every image. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Shares(int[] classes, float[] values) {
        static Shares of(SortedMap<Integer, Double> shares) {
            int[] classes = shares.keySet().stream().mapToInt(i -> i).toArray();
            float[] values = new float[classes.length];
            for (int i = 0; i < classes.length; i++) {
                values[i] = requireNonNull(shares.get(classes[i])).floatValue();
            }
            return new Shares(classes, values);
        }

        void write(float[] row) {
            for (int i = 0; i < classes.length; i++) {
                row[classes[i]] = values[i];
            }
        }
    }

    /** Labeled images, and what people were not sure of. */
    record Result(LabeledSamples samples, Optional<LabelDoubt> doubt) {}

    /** With the images in the order in which their labels were added. */
    Result of(SampleSource images, SelectionConfig.Votes votes, int undecided) {
        int[] certain = labels.stream().mapToInt(i -> i).toArray();
        if (distributions.isEmpty() && ballotOf.isEmpty()) {
            LabeledSamples samples = new LabeledSamples(images, certain);
            return new Result(
                    samples,
                    undecided == 0 ? Optional.empty() : Optional.of(new LabelDoubt(0, 0, undecided, 0, List.of())));
        }
        Ballots cast = ballots.build(classes);
        SoftLabels voted = rule(votes).targets(cast);
        SoftLabels targets = (image, row) -> read(image, row, certain, voted);
        LabelDoubt doubt = new LabelDoubt(
                distributions.size(),
                ballotOf.size(),
                undecided,
                cast.annotators().size(),
                leastReliable(cast, AnnotatorAgreement.of(cast, voted)));
        return new Result(new LabeledSamples(images, mostProbable(targets), targets), Optional.of(doubt));
    }

    private static VoteRule rule(SelectionConfig.Votes votes) {
        return switch (votes) {
            case MAJORITY -> new MajorityVote();
            case MEAN -> new MeanVote();
            case DAWID_SKENE -> DawidSkene.DEFAULT;
        };
    }

    /** Several threads read at once. */
    private void read(int image, float[] row, int[] certain, SoftLabels voted) {
        Integer ballot = ballotOf.get(image);
        if (ballot != null) {
            voted.read(ballot, row);
            return;
        }
        Arrays.fill(row, 0);
        Shares distribution = distributions.get(image);
        if (distribution == null) {
            row[certain[image]] = 1;
        } else {
            distribution.write(row);
        }
    }

    private int[] mostProbable(SoftLabels targets) {
        float[] row = new float[classes];
        int[] best = new int[labels.size()];
        for (int image = 0; image < best.length; image++) {
            targets.read(image, row);
            best[image] = Targets.argmax(row);
        }
        return best;
    }

    private static List<LabelDoubt.AnnotatorEstimate> leastReliable(Ballots cast, AnnotatorAgreement agreement) {
        return IntStream.range(0, cast.annotators().size())
                .mapToObj(i -> new LabelDoubt.AnnotatorEstimate(
                        cast.annotators().get(i),
                        agreement.votes()[i],
                        agreement.accuracy()[i]))
                .sorted(Comparator.comparingDouble(LabelDoubt.AnnotatorEstimate::accuracy)
                        .thenComparing(LabelDoubt.AnnotatorEstimate::annotator))
                .limit(LabelDoubt.SHOWN)
                .toList();
    }
}
