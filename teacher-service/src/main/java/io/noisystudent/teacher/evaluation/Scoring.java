package io.noisystudent.teacher.evaluation;

import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.Predictions;
import io.noisystudent.metrics.PairedOutcomes;
import io.noisystudent.metrics.Scorer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/** Scores what two models said about the same held-out samples. */
public final class Scoring {
    private final int classes;
    private final long seed;

    /** @param seed of the bootstrap: the same answers always give the same evidence */
    public Scoring(int classes, long seed) {
        this.classes = classes;
        this.seed = seed;
    }

    /**
     * The candidate's score on a split; empty when no sample of it was predicted.
     *
     * @param answers of the candidate and, if there is one, of the incumbent, one per partition of the labeled log
     */
    public Optional<SplitScore> score(
            Split split, ModelRef candidate, @Nullable ModelRef incumbent, Collection<Predictions> answers) {
        Scorer candidateScores = new Scorer(classes);
        Scorer incumbentScores = new Scorer(classes);
        PairedOutcomes outcomes = new PairedOutcomes();
        Map<Position, Row> others = incumbent == null ? Map.of() : rows(answers, incumbent, split);
        List<Map.Entry<Position, Row>> own = rows(answers, candidate, split).entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList();
        long unpaired = incumbent == null ? 0 : others.size();
        for (Map.Entry<Position, Row> entry : own) {
            Row row = entry.getValue();
            if (incumbent == null) {
                candidateScores.add(row.probabilities(classes), row.label());
                continue;
            }
            Row other = others.get(entry.getKey());
            if (other == null) {
                unpaired++;
                continue;
            }
            unpaired--;
            outcomes.add(
                    candidateScores.add(row.probabilities(classes), row.label()),
                    incumbentScores.add(other.probabilities(classes), other.label()));
        }
        if (candidateScores.confusion().total() == 0) {
            return Optional.empty();
        }
        return Optional.of(new SplitScore(
                candidateScores.metrics(),
                incumbent == null
                        ? null
                        : outcomes.compare(
                                incumbent, incumbentScores.confusion().recalls(), seed),
                unpaired));
    }

    private static Map<Position, Row> rows(Collection<Predictions> answers, ModelRef model, Split split) {
        Map<Position, Row> rows = new HashMap<>();
        for (Predictions answer : answers) {
            if (model.equals(answer.model())) {
                for (int row = 0; row < answer.labels().size(); row++) {
                    if (answer.splits().get(row) == split) {
                        rows.put(Position.of(answer, row), new Row(answer, row));
                    }
                }
            }
        }
        return rows;
    }

    private record Position(int partition, long offset, int index) implements Comparable<Position> {
        static Position of(Predictions answer, int row) {
            return new Position(
                    requireNonNull(answer.range(), "range is null").partition(),
                    answer.positions().offset(row),
                    answer.positions().index(row));
        }

        @Override
        public int compareTo(Position other) {
            int byPartition = Integer.compare(partition, other.partition);
            int byOffset = byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
            return byOffset != 0 ? byOffset : Integer.compare(index, other.index);
        }
    }

    private record Row(Predictions answer, int row) {
        int label() {
            return answer.labels().get(row);
        }

        float[] probabilities(int classes) {
            float[] probabilities = new float[classes];
            answer.probabilities().copyRow(row, probabilities, 0);
            return probabilities;
        }
    }
}
