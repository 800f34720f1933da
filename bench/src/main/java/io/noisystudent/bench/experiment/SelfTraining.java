package io.noisystudent.bench.experiment;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.selection.HeldOutLabels;
import io.noisystudent.learning.selection.PseudoLabelSelection;
import io.noisystudent.learning.selection.PseudoLabelSelection.Choice;
import io.noisystudent.learning.selection.Selection;
import io.noisystudent.learning.selection.TeacherLabels;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.PseudoLabeledSamples;
import io.noisystudent.learning.training.SoftLabels;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingListener;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.learning.training.TrainingResult;
import io.noisystudent.learning.training.TrainingStatistics;
import io.noisystudent.learning.training.WarmStart;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import java.util.List;
import java.util.stream.IntStream;

/** The whole method in one process, without services: teacher, labels, selection, student. */
public final class SelfTraining {
    private final LabeledSamples labeled;
    private final LabeledSamples unlabeled;
    private final LabeledSamples test;
    private final List<String> classes;
    private final PipelineConfig pipeline;
    private final TrainingOptions options;
    private final TrainingListener listener;

    /**
     * @param unlabeled with labels that only the statistics of a generation see
     * @param listener of all trainings
     */
    public SelfTraining(
            LabeledSamples labeled,
            LabeledSamples unlabeled,
            LabeledSamples test,
            int classCount,
            PipelineConfig pipeline,
            TrainingOptions options,
            TrainingListener listener) {
        this.labeled = labeled;
        this.unlabeled = unlabeled;
        this.test = test;
        this.classes =
                IntStream.range(0, classCount).mapToObj(Integer::toString).toList();
        this.pipeline = pipeline;
        this.options = options;
        this.listener = listener;
    }

    /** A trained network and, for students, how good the labels were that it learned from. */
    public record Generation(Graph graph, TrainingStatistics statistics, double labelAccuracy, int selected, int rows) {
        double accuracy() {
            return statistics.heldOutAccuracy().orElseThrow();
        }
    }

    public Generation teacher(Recipe recipe) {
        return train(fresh(recipe), recipe, TrainingData.of(labeled), Double.NaN, 0, 0);
    }

    public Generation student(Recipe recipe, Graph teacher) {
        return student(recipe, teacher, label(teacher));
    }

    /** A student of a teacher that saw the student's noise while it labeled. */
    Generation studentOfNoisyTeacher(Recipe recipe, Graph teacher) {
        return student(recipe, teacher, new NoisyTeacher(recipe.noise(), options).label(teacher, unlabeled.images()));
    }

    private Generation student(Recipe recipe, Graph teacher, float[][] probabilities) {
        SoftLabels stored = (index, row) -> System.arraycopy(probabilities[index], 0, row, 0, row.length);
        TeacherLabels candidates = TeacherLabels.of(probabilities.length, classes.size(), stored)
                .atLeast(pipeline.labeling().minConfidence());
        int[] labeledPerClass = new int[classes.size()];
        IntStream.of(labeled.labels()).forEach(label -> labeledPerClass[label]++);
        Choice choice = new PseudoLabelSelection(pipeline.selection(), options.seed())
                .select(candidates, labeledPerClass, SelfTraining::noHeldOutLabels);
        Selection selection = choice.selection();
        double right = IntStream.of(selection.indices())
                .filter(i -> candidates.label(i) == unlabeled.labels()[i])
                .count();
        int[] rows = selection.rows();
        SoftLabels aligned = choice.alignment()
                .map(alignment -> stored.changed(alignment::apply))
                .orElse(stored);
        float[] weights = new float[probabilities.length];
        IntStream.range(0, selection.indices().length)
                .forEach(i -> weights[selection.indices()[i]] = selection.weights()[i]);
        PseudoLabeledSamples pseudo = new PseudoLabeledSamples(unlabeled.images(), rows, weighted(aligned, weights));
        Graph fresh = fresh(recipe);
        return train(
                recipe.optimizer().warmStart() ? WarmStart.of(fresh, teacher) : fresh,
                recipe,
                TrainingData.of(labeled).with(pseudo).taughtBy(teacher),
                right / selection.indices().length,
                selection.indices().length,
                rows.length);
    }

    private static HeldOutLabels noHeldOutLabels() {
        throw new IllegalArgumentException("an experiment has no validation split; choose another selection");
    }

    private static SoftLabels weighted(SoftLabels labels, float[] weights) {
        return new SoftLabels() {
            @Override
            public void read(int index, float[] row) {
                labels.read(index, row);
            }

            @Override
            public double weight(int index) {
                return weights[index];
            }
        };
    }

    private Graph fresh(Recipe recipe) {
        return Networks.build(recipe.network(), labeled.images().shape(), classes, options.seed());
    }

    private Generation train(
            Graph initial, Recipe recipe, TrainingData data, double labelAccuracy, int selected, int rows) {
        TrainingResult result = new Training().run(initial, data.evaluatedOn(test), recipe, options, listener);
        return new Generation(result.graph(), result.statistics(), labelAccuracy, selected, rows);
    }

    private float[][] label(Graph teacher) {
        InferenceOptions any = InferenceOptions.defaults();
        // ONNX Runtime may want another CUDA than libtorch, which has the card.
        return Predictions.of(
                teacher, unlabeled.images(), options.compute().isHost() ? any : any.withDevice(Device.CPU));
    }
}
