package io.noisystudent.networks.combine;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Ensemble.Average;
import io.noisystudent.networks.build.ForeignModel;
import io.noisystudent.networks.build.Layout;
import io.noisystudent.networks.build.ModelImport;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.build.PixelNormalization;
import io.noisystudent.networks.graph.Attribute;
import io.noisystudent.networks.graph.Dimension;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Node;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.networks.testing.RuntimeOutputs;
import io.noisystudent.networks.validation.GraphCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class EnsembleGraphTest {
    private static final ImageShape IMAGE = new ImageShape(8, 8, 3);
    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final int IMAGES = 3;

    @ParameterizedTest
    @EnumSource
    void shouldAverageWhatItsMembersGive(Average average) {
        // Given: different networks, one of which was made elsewhere and has preprocessing of its own
        List<EnsembleMember> members = List.of(
                new EnsembleMember("v3", Networks.build("small-cnn", IMAGE, CLASSES, 1)),
                new EnsembleMember("v5", Networks.build("resnet-8", IMAGE, CLASSES, 2)),
                new EnsembleMember("v7", foreign(13, 5f, true)));
        byte[] pixels = pixels();

        // When
        Graph ensemble = EnsembleGraph.of("ensemble of 3, 5, 7", members, average, IMAGE, CLASSES);

        // Then
        Map<String, float[]> outputs = RuntimeOutputs.of(ensemble, IMAGE, pixels);
        double[][] expected = byHand(members, average, pixels);
        for (int i = 0; i < IMAGES * CLASSES.size(); i++) {
            double probability = expected[i / CLASSES.size()][i % CLASSES.size()];
            assertThat((double) outputs.get("probabilities")[i]).isCloseTo(probability, within(1e-6));
        }
        assertThat(softmax(outputs.get("logits"), 0)).containsExactly(expected[0], within(1e-6));
        assertThat(ModelMetadata.classes(ensemble)).contains(CLASSES);
        GraphCheck.served(ensemble);
        GraphCheck.trainable(ensemble);
        assertThat(OnnxReader.read(OnnxWriter.write(ensemble)).nodes()).isEqualTo(ensemble.nodes());
        assertThat(Networks.parameterCount(ensemble))
                .isEqualTo(members.stream()
                        .mapToLong(member -> Networks.parameterCount(member.graph()))
                        .sum());
    }

    @Test
    void shouldTellTheAveragesApart() {
        List<EnsembleMember> members = List.of(
                new EnsembleMember("v1", foreign(13, 30f, false)), new EnsembleMember("v2", foreign(13, -9f, false)));
        float[] probabilities = RuntimeOutputs.of(
                        EnsembleGraph.of("e", members, Average.PROBABILITIES, IMAGE, CLASSES), IMAGE, pixels())
                .get("probabilities");
        float[] logarithms = RuntimeOutputs.of(
                        EnsembleGraph.of("e", members, Average.LOG_PROBABILITIES, IMAGE, CLASSES), IMAGE, pixels())
                .get("probabilities");
        assertThat(Math.abs(probabilities[0] - logarithms[0])).isGreaterThan(0.05f);
    }

    @Test
    void shouldStayFiniteWhereAllMembersAreCertain() {
        // Given: logits that differ by thousands
        List<EnsembleMember> members = List.of(
                new EnsembleMember("v1", foreign(13, 9000f, false)),
                new EnsembleMember("v2", foreign(13, 8000f, false)));

        // When
        Map<String, float[]> outputs = RuntimeOutputs.of(
                EnsembleGraph.of("e", members, Average.PROBABILITIES, IMAGE, CLASSES), IMAGE, pixels());

        // Then
        for (float logit : outputs.get("logits")) {
            assertThat(logit).isFinite().isBetween(-88f, 1e-6f);
        }
        assertThat(outputs.get("probabilities")).contains(1f);
    }

    @Test
    void shouldGiveTheSameFileAgain() {
        List<EnsembleMember> members = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            members.add(new EnsembleMember("v" + seed, Networks.build("small-cnn", IMAGE, CLASSES, seed)));
        }
        Graph first = EnsembleGraph.of("e", members, Average.PROBABILITIES, IMAGE, CLASSES);
        Graph second = EnsembleGraph.of("e", members, Average.PROBABILITIES, IMAGE, CLASSES);
        assertThat(OnnxWriter.write(second)).isEqualTo(OnnxWriter.write(first));
        Graph nested = EnsembleGraph.of(
                "n",
                List.of(new EnsembleMember("v4", first), members.get(0)),
                Average.LOG_PROBABILITIES,
                IMAGE,
                CLASSES);
        assertThat(RuntimeOutputs.of(nested, IMAGE, pixels())).containsKey("logits");
    }

    @ParameterizedTest
    @ValueSource(ints = {18, 20, 22})
    void shouldBringMembersToTheNewestOperatorSet(int newest) {
        // Given: a member of set 13 whose reduction and split changed with set 18
        Graph old = reducing(13);
        List<EnsembleMember> members =
                List.of(new EnsembleMember("v1", old), new EnsembleMember("v2", foreign(newest, 2f, false)));
        byte[] pixels = pixels();

        // When
        Graph ensemble = EnsembleGraph.of("e", members, Average.PROBABILITIES, IMAGE, CLASSES);

        // Then
        assertThat(ensemble.opset()).isEqualTo(newest);
        assertThat(Arrays.copyOf(
                        doubles(RuntimeOutputs.of(ensemble, IMAGE, pixels).get("probabilities")), 3))
                .containsExactly(byHand(members, Average.PROBABILITIES, pixels)[0], within(1e-6));
    }

    @Test
    void shouldRefuseANodeThatMeansSomethingElseThere() {
        Graph grid = withNode("GridSample", 16);
        Graph newer = foreign(20, 1f, false);
        assertRefused(ErrorCode.UNSUPPORTED_OPERATOR, "GridSample", grid, newer);
        assertRefused(ErrorCode.UNSUPPORTED_OPERATOR, "operator set 12", foreign(12, 1f, false), newer);
    }

    @Test
    void shouldRefuseMembersThatDoNotFitEachOther() {
        Graph fits = foreign(13, 1f, false);
        assertRefused(ErrorCode.BAD_ENSEMBLE, "two or more", fits);
        assertRefused(
                ErrorCode.SIGNATURE_MISMATCH,
                "[a, b, other]",
                fits,
                Networks.build("small-cnn", IMAGE, List.of("a", "b", "other"), 1));
        assertRefused(
                ErrorCode.SIGNATURE_MISMATCH,
                "12x12x3",
                fits,
                Networks.build("small-cnn", new ImageShape(12, 12, 3), CLASSES, 1));
        Graph large = foreignOf(13, Tensor.zeros(70_000_000, 1));
        assertRefused(ErrorCode.MODEL_LIMITS, "fewer versions", large, large);
    }

    private static void assertRefused(ErrorCode code, String word, Graph... members) {
        List<EnsembleMember> named = IntStream.range(0, members.length)
                .mapToObj(i -> new EnsembleMember("v" + (i + 1), members[i]))
                .toList();
        assertThatThrownBy(() -> EnsembleGraph.of("e", named, Average.PROBABILITIES, IMAGE, CLASSES))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.getMessage()).contains(word);
                });
    }

    /** Flatten and a product, made elsewhere, with the served signature. */
    private static Graph foreign(int opset, float scale, boolean softmax) {
        Random random = new Random(7);
        float[] weights = new float[IMAGE.bytes() * CLASSES.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = scale * (float) random.nextGaussian() / 14;
        }
        List<Node> nodes = new ArrayList<>();
        nodes.add(new Node("flatten", "Flatten", List.of("x"), List.of("flat"), Map.of()));
        nodes.add(new Node("product", "Gemm", List.of("flat", "weights"), List.of("scores"), Map.of()));
        if (softmax) {
            nodes.add(new Node("last", "Softmax", List.of("scores"), List.of("p"), Map.of("axis", Attribute.of(1))));
        }
        Tensor weight = Tensor.ofFloats(new long[] {IMAGE.bytes(), CLASSES.size()}, weights);
        return imported(opset, nodes, softmax ? "p" : "scores", Map.of("weights", weight));
    }

    /** The same with a weight that nothing reads. */
    private static Graph foreignOf(int opset, Tensor weight) {
        Graph graph = foreign(opset, 1f, false);
        Map<String, Tensor> initializers = new LinkedHashMap<>(graph.initializers());
        initializers.put("unused", weight);
        return new Graph(
                graph.name(), opset, graph.nodes(), graph.inputs(), graph.outputs(), initializers, graph.metadata());
    }

    /** A mean over height and width with its axes as an attribute, and a split without sizes. */
    private static Graph reducing(int opset) {
        Node mean = new Node(
                "mean",
                "ReduceMean",
                List.of("x"),
                List.of("means"),
                Map.of("axes", Attribute.ofInts(2, 3), "keepdims", Attribute.of(0)));
        Node split =
                new Node("split", "Split", List.of("means"), List.of("r", "g", "b"), Map.of("axis", Attribute.of(1)));
        Node concat = new Node(
                "concat", "Concat", List.of("b", "r", "g"), List.of("scores"), Map.of("axis", Attribute.of(1)));
        return imported(opset, List.of(mean, split, concat), "scores", Map.of());
    }

    private static Graph withNode(String operator, int opset) {
        Graph graph = foreign(opset, 1f, false);
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.add(new Node("other", operator, List.of("logits", "logits"), List.of("unread"), Map.of()));
        return new Graph(
                graph.name(), opset, nodes, graph.inputs(), graph.outputs(), graph.initializers(), graph.metadata());
    }

    private static Graph imported(int opset, List<Node> nodes, String output, Map<String, Tensor> weights) {
        TensorSpec input = new TensorSpec(
                "x",
                ElementType.FLOAT,
                List.of(Dimension.of("batch"), Dimension.of(3), Dimension.of(8), Dimension.of(8)));
        TensorSpec result =
                new TensorSpec(output, ElementType.FLOAT, List.of(Dimension.of("batch"), Dimension.of(CLASSES.size())));
        PixelNormalization halves = new PixelNormalization(List.of(0.5f, 0.4f, 0.3f), List.of(0.5f, 0.4f, 0.3f));
        return ModelImport.apply(
                new Graph("foreign", opset, nodes, List.of(input), List.of(result), weights, Map.of()),
                new ForeignModel(IMAGE, CLASSES, Layout.NCHW, 1 / 255f, halves));
    }

    private static byte[] pixels() {
        byte[] pixels = new byte[IMAGES * IMAGE.bytes()];
        new Random(11).nextBytes(pixels);
        return pixels;
    }

    /** From the logits of members that run alone, in double precision. */
    private static double[][] byHand(List<EnsembleMember> members, Average average, byte[] pixels) {
        double[][] mean = new double[IMAGES][CLASSES.size()];
        for (EnsembleMember member : members) {
            float[] logits = RuntimeOutputs.of(member.graph(), IMAGE, pixels).get("logits");
            for (int row = 0; row < IMAGES; row++) {
                double[] p = softmax(logits, row);
                for (int k = 0; k < p.length; k++) {
                    double value = average == Average.PROBABILITIES ? p[k] : Math.log(p[k]);
                    mean[row][k] += value / members.size();
                }
            }
        }
        if (average == Average.LOG_PROBABILITIES) {
            for (int row = 0; row < IMAGES; row++) {
                mean[row] = softmax(mean[row]);
            }
        }
        return mean;
    }

    private static double[] softmax(float[] logits, int row) {
        int k = CLASSES.size();
        return softmax(doubles(Arrays.copyOfRange(logits, row * k, (row + 1) * k)));
    }

    private static double[] softmax(double... logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        double[] exponentials =
                Arrays.stream(logits).map(z -> Math.exp(z - largest)).toArray();
        double sum = Arrays.stream(exponentials).sum();
        return Arrays.stream(exponentials).map(e -> e / sum).toArray();
    }

    private static double[] doubles(float... values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }
}
