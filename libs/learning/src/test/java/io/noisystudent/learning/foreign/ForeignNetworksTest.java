package io.noisystudent.learning.foreign;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.learning.foreign.Respelling.Habit;
import io.noisystudent.learning.module.GraphModule;
import io.noisystudent.learning.module.Mode;
import io.noisystudent.learning.noise.ResidualBranches;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.training.InMemorySamples;
import io.noisystudent.learning.training.LabeledSamples;
import io.noisystudent.learning.training.Training;
import io.noisystudent.learning.training.TrainingData;
import io.noisystudent.learning.training.TrainingOptions;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.Layout;
import io.noisystudent.networks.build.ModelImport;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.features.ClassifierInput;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Signature;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.networks.validation.Shapes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Import, agreement with ONNX Runtime, training, export and agreement again, for graphs in the style of others. */
class ForeignNetworksTest {
    private static final ImageShape SHAPE = new ImageShape(8, 8, 1);
    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final int STEPS = 60;
    private static final int WINDOW = 5;
    private static final int BATCH = 12;

    private static final Map<String, Graph> STYLES = Map.of(
            "a residual network with shared weights and computed shapes",
            respelled("resnet-8", Habit.SHARED_WEIGHTS, Habit.COMPUTED_SHAPES),
            "a residual network with LayerNormalization, Gelu and products",
            respelled("resnet-8", Habit.LAYER_NORM, Habit.GELU, Habit.PRODUCTS),
            "a plain network with HardSwish, products and computed shapes",
            respelled("small-cnn", Habit.HARD_SWISH, Habit.PRODUCTS, Habit.COMPUTED_SHAPES),
            "a pre-activation network with GroupNorm",
            respelled("wrn-10-1", Habit.GROUP_NORM, Habit.PRODUCTS),
            "a vision transformer",
            TokenNetwork.of(CLASSES.size()));

    static Stream<String> styles() {
        return STYLES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("styles")
    void shouldTrainWhatOthersExported(String style) {
        // Given
        Graph imported = imported(style);
        assertSameAsOnnxRuntime(imported);

        // When
        List<Double> losses = new ArrayList<>();
        Graph trained = new Training()
                .run(
                        imported,
                        TrainingData.of(samples()),
                        recipe(),
                        new TrainingOptions(1, 1, 1, Precision.FP32),
                        report -> losses.add(report.loss()))
                .graph();
        Graph exported = OnnxReader.read(OnnxWriter.write(trained));

        // Then
        assertThat(mean(losses.subList(STEPS - WINDOW, STEPS))).isLessThan(0.9 * mean(losses.subList(0, WINDOW)));
        assertSameAsOnnxRuntime(exported);
        assertThat(ModelMetadata.classes(exported)).contains(CLASSES);
        assertThat(Shapes.infer(exported, SHAPE, 5).of(Signature.LOGITS)).containsExactly(5, CLASSES.size());
    }

    @ParameterizedTest
    @MethodSource("styles")
    void shouldTrainEveryParameter(String style) {
        // Given: what a graph in the style of others holds besides parameters are running statistics
        Graph imported = imported(style);

        // When
        try (GraphModule module = GraphModule.of(imported, Compute.cpu())) {
            // Then
            assertThat(module.state().keySet())
                    .containsAll(imported.initializers().keySet());
        }
    }

    @Test
    void shouldFindThePlacesOfNoiseInATransformer() {
        Graph transformer = imported("a vision transformer");

        assertThat(ResidualBranches.of(transformer)).hasSize(4);
        assertThat(ClassifierInput.of(transformer, Signature.LOGITS)).isPresent();
        assertThat(ClassifierInput.of(imported("a pre-activation network with GroupNorm"), Signature.LOGITS))
                .isPresent();
    }

    private static Graph imported(String style) {
        Graph foreign = OnnxReader.read(OnnxWriter.write(STYLES.get(style)));
        return ModelImport.apply(
                foreign, new ForeignModel(SHAPE, CLASSES, Layout.NCHW, 1f / 255, PixelNormalization.standard(1)));
    }

    private static Graph respelled(String network, Habit... habits) {
        Graph built = Networks.build(network, SHAPE, CLASSES, 3);
        return Respelling.of(built, SHAPE.channels(), SHAPE.height(), CLASSES.size(), habits);
    }

    private static void assertSameAsOnnxRuntime(Graph graph) {
        ByteBuffer pixels = ByteBuffer.allocateDirect(BATCH * SHAPE.bytes());
        new Random(5).ints(pixels.capacity(), 0, 256).forEach(pixel -> pixels.put((byte) pixel));
        float[] expected = new float[BATCH * CLASSES.size()];
        InferenceOptions options = InferenceOptions.defaults().withThreads(1).withMaxBatch(BATCH);
        try (Classifier classifier = Classifier.open(graph, options)) {
            classifier.input().put(pixels.flip());
            classifier.run(BATCH).logits().get(expected);
        }
        float[] actual = NativeScope.call(() -> {
            try (GraphModule module = GraphModule.of(graph, Compute.cpu())) {
                return HostMemory.floats(module.forward(
                                Compute.cpu().overBytes(pixels, BATCH, SHAPE.height(), SHAPE.width(), SHAPE.channels()),
                                Mode.EVALUATION)
                        .logits());
            }
        });
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
        }
    }

    /** Stripes of another direction or width for each class, under noise. */
    private static LabeledSamples samples() {
        Random random = new Random(8);
        int count = 48;
        ByteBuffer pixels = ByteBuffer.allocate(count * SHAPE.bytes());
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            labels[i] = i % CLASSES.size();
            for (int y = 0; y < SHAPE.height(); y++) {
                for (int x = 0; x < SHAPE.width(); x++) {
                    int stripe =
                            switch (labels[i]) {
                                case 0 -> x / 2 % 2;
                                case 1 -> y / 2 % 2;
                                default -> x / 4;
                            };
                    pixels.put((byte) (60 + 120 * stripe + random.nextInt(40)));
                }
            }
        }
        return new LabeledSamples(new InMemorySamples(SHAPE, pixels.flip()), labels);
    }

    private static Recipe recipe() {
        return new Recipe(
                "foreign",
                0,
                STEPS,
                BATCH,
                1,
                new Recipe.Objective(true, 1, 0, null),
                new OptimizerConfig(0.01, 0.9, 0, 0.1, Recipe.Algorithm.ADAMW, null),
                Noise.NONE,
                0.5,
                Phases.JOINT,
                null,
                null);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
