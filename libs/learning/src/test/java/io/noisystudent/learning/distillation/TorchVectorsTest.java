package io.noisystudent.learning.distillation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.module.Parameter;
import io.noisystudent.learning.objective.LabeledCrossEntropy;
import io.noisystudent.learning.objective.Loss;
import io.noisystudent.learning.objective.LossContext;
import io.noisystudent.learning.objective.PeerLogits;
import io.noisystudent.learning.objective.RowKind;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Losses and gradients beside those of PyTorch, which {@code vectors.py} wrote down, and beside finite differences. */
class TorchVectorsTest {
    private static final double RELATIVE = 1e-4;
    private static final double STEP = 1e-5;

    private static JsonNode all;

    static Stream<Arguments> cases() throws IOException {
        try (InputStream file = TorchVectorsTest.class.getResourceAsStream("/distillation/vectors.json")) {
            all = new ObjectMapper().readTree(file);
        }
        return StreamSupport.stream(all.get("cases").spliterator(), false)
                .map(one -> arguments(one.get("term").asText() + " " + one.get("options"), one));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldGiveTheLossAndTheGradientsOfPyTorch(String name, JsonNode expected) {
        NativeScope.run(() -> {
            Inputs inputs = Inputs.of(expected, ScalarType.Float);
            try (Loss loss = loss(expected, ScalarType.Float)) {
                // When
                Tensor value = loss.of(inputs.context());
                value.backward();

                // Then
                double loss64 = expected.get("loss").asDouble();
                assertThat(value.item_double()).isCloseTo(loss64, within(RELATIVE * Math.abs(loss64)));
                List<Tensor> leaves = leaves(inputs, loss);
                for (int i = 0; i < leaves.size(); i++) {
                    assertClose(leaves.get(i), doubles(expected.get("gradients").get(i)));
                }
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldHaveTheGradientOfFiniteDifferences(String name, JsonNode given) {
        NativeScope.run(() -> {
            Inputs inputs = Inputs.of(given, ScalarType.Double);
            try (Loss loss = loss(given, ScalarType.Double)) {
                loss.of(inputs.context()).backward();
                for (Tensor leaf : leaves(inputs, loss)) {
                    double[] gradient = gradient(leaf);
                    for (int i = 0; i < gradient.length; i++) {
                        // When
                        double above = moved(loss, inputs, leaf, i, STEP);
                        double below = moved(loss, inputs, leaf, i, -STEP);

                        // Then
                        assertThat(gradient[i]).isCloseTo((above - below) / (2 * STEP), within(1e-6));
                    }
                }
            }
        });
    }

    private static double moved(Loss loss, Inputs inputs, Tensor leaf, int place, double step) {
        return NativeScope.callWithoutGradients(() -> {
            double[] before = Steps.values(leaf);
            double[] after = before.clone();
            after[place] += step;
            leaf.copy_(Steps.doubles(after, leaf.shape()));
            double value = loss.of(inputs.context()).item_double();
            leaf.copy_(Steps.doubles(before, leaf.shape()));
            return value;
        });
    }

    private static void assertClose(Tensor leaf, double[] expected) {
        double[] actual = gradient(leaf);
        double length = Math.sqrt(Arrays.stream(expected).map(v -> v * v).sum());
        double distance = Math.sqrt(IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.pow(actual[i] - expected[i], 2))
                .sum());
        // A bias before a normalization has no gradient but what rounding leaves.
        assertThat(distance).isLessThanOrEqualTo(RELATIVE * length + 1e-6);
    }

    private static double[] gradient(Tensor leaf) {
        Tensor gradient = leaf.grad();
        return gradient.defined() ? Steps.values(gradient) : new double[(int) leaf.numel()];
    }

    private static List<Tensor> leaves(Inputs inputs, Loss loss) {
        List<Tensor> leaves = new ArrayList<>();
        leaves.add(inputs.student.logits());
        leaves.addAll(inputs.student.kept().values());
        loss.parameters().stream().map(Parameter::value).forEach(leaves::add);
        return leaves;
    }

    /** @param teachers or, of mutual learning, peers */
    private record Inputs(Activations student, List<Activations> teachers, boolean arePeers) {
        static Inputs of(JsonNode given, ScalarType type) {
            List<Tensor> values = new ArrayList<>();
            given.get("student").forEach(value -> values.add(leaf(value, type)));
            List<Tensor> taught = new ArrayList<>();
            given.get("taught").forEach(value -> taught.add(tensor(value, type)));
            List<Activations> teachers = new ArrayList<>();
            for (JsonNode logits : given.get("teachers")) {
                int first = teachers.size() * values.size();
                List<Tensor> own = taught.subList(first, first + values.size());
                teachers.add(new Activations(tensor(logits, type), Steps.named(own)));
            }
            return new Inputs(
                    new Activations(leaf(given.get("logits"), type), Steps.named(values)),
                    teachers,
                    given.get("term").asText().equals("mutual"));
        }

        LossContext context() {
            int[] labels = StreamSupport.stream(all.get("labels").spliterator(), false)
                    .mapToInt(JsonNode::asInt)
                    .toArray();
            double[] weights = numbers(all.get("weights"));
            return arePeers
                    ? Steps.beside(student, teachers, labels, weights)
                    : Steps.of(student, teachers, labels, weights);
        }
    }

    private static Tensor leaf(JsonNode value, ScalarType type) {
        return tensor(value, type).set_requires_grad(true);
    }

    private static Tensor tensor(JsonNode value, ScalarType type) {
        return Steps.doubles(doubles(value), shape(value)).to(type);
    }

    private static long[] shape(JsonNode value) {
        return StreamSupport.stream(value.get("shape").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    private static double[] doubles(JsonNode value) {
        return numbers(value.get("values"));
    }

    private static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static Loss loss(JsonNode given, ScalarType type) {
        JsonNode options = given.get("options");
        double temperature = options.path("temperature").asDouble();
        String form = options.path("form").asText();
        RowKind rows = options.path("rows").asText().equals("labeled")
                ? RowKind.LABELED
                : options.path("rows").asText().equals("unlabeled") ? RowKind.PSEUDO_LABELED : RowKind.ALL;
        ValuePairs pairs = options.path("logits").asBoolean()
                ? new ValuePairs(List.of(new ValuePairs.Pair("logits", "logits")), rows)
                : Steps.pairs(given.get("student").size(), rows);
        return switch (given.get("term").asText()) {
            case "soft-targets" ->
                new SoftTargets(temperature, options.path("standardize").asBoolean(), rows);
            case "decoupled" ->
                new DecoupledDistillation(
                        temperature,
                        options.get("alpha").asDouble(),
                        options.get("beta").asDouble(),
                        rows);
            case "permuted-predictions" -> new PermutedPredictions(temperature, rows);
            case "confidence-weighted" ->
                new ConfidenceWeighted(
                        new LabeledCrossEntropy(options.get("smoothing").asDouble()));
            case "mutual" -> new MutualLearning(PeerLogits.BEFORE_STEP, rows);
            case "logit-matching" -> new LogitMatching(options.path("center").asBoolean(), rows);
            case "virtual-teacher" ->
                new VirtualTeacher(temperature, options.get("confidence").asDouble(), !form.equals("repository"));
            case "attention-transfer" -> new AttentionTransfer(pairs, form.equals("squared"));
            case "similarity-preserving" -> new SimilarityPreserving(pairs, form.equals("cosine"));
            case "relational-distance" ->
                new RelationalDistance(pairs, Difference.valueOf(form.toUpperCase(Locale.ROOT)));
            case "relational-angle" -> new RelationalAngle(pairs);
            case "hint" -> hint(given, pairs, type);
            default -> throw new IllegalArgumentException(given.get("term").asText());
        };
    }

    private static Loss hint(JsonNode given, ValuePairs pairs, ScalarType type) {
        RegressorShape shape = RegressorShape.between(
                        shape(given.get("student").get(0)),
                        shape(given.get("taught").get(0)),
                        given.get("options").get("rectified").asBoolean())
                .orElseThrow();
        Hint hint = new Hint(pairs, List.of(new Regressor(shape, 1, Compute.cpu())));
        Map<String, JsonNode> values = new HashMap<>();
        given.get("parameters")
                .properties()
                .forEach(entry -> values.put("regressor0." + entry.getKey(), entry.getValue()));
        NativeScope.runWithoutGradients(
                () -> hint.parameters().forEach(own -> own.value().set_data(tensor(values.get(own.name()), type))));
        return hint;
    }
}
