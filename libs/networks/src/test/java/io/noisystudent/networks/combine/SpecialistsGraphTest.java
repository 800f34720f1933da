package io.noisystudent.networks.combine;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.networks.build.Networks;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.ModelMetadata;
import io.noisystudent.networks.graph.Tensor;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.networks.testing.RuntimeOutputs;
import io.noisystudent.networks.validation.GraphCheck;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Beside plain gradient descent on the sum of the divergences, in double precision, with its slopes by differences. */
class SpecialistsGraphTest {
    private static final ImageShape IMAGE = new ImageShape(8, 8, 1);
    private static final List<String> CLASSES = List.of("a", "b", "c", "d", "e", "f");
    private static final int IMAGES = 20;

    private final byte[] pixels = pixels();
    private final Map<String, float[]> logits = new HashMap<>();

    @ParameterizedTest
    @ValueSource(doubles = {1, 3})
    void shouldMinimizeTheDivergences(double deviation) {
        // Given: all specialists overlap, so that up to three are active
        EnsembleMember generalist = new EnsembleMember("g", network(6, deviation, 1));
        List<SpecialistMember> specialists = List.of(
                specialist("s1", deviation, 0.7, 0, 1, 2),
                specialist("s2", deviation, -0.4, 1, 2, 3, 4),
                specialist("s3", deviation, 1.1, 0, 2, 4, 5));

        // When
        Map<String, float[]> outputs =
                RuntimeOutputs.of(SpecialistsGraph.of("all", generalist, specialists, IMAGE, CLASSES), IMAGE, pixels);

        // Then
        int[] active = new int[4];
        for (int image = 0; image < IMAGES; image++) {
            Problem problem = problem(generalist, specialists, image);
            active[problem.specialists().size()]++;
            double[] expected = problem.solved();
            for (int k = 0; k < expected.length; k++) {
                assertThat((double) outputs.get("probabilities")[image * 6 + k])
                        .as("class %d of image %d", k, image)
                        .isCloseTo(expected[k], within(SpecialistsGraph.ERROR));
            }
            assertThat(softmax(row(outputs.get("logits"), image, 6)))
                    .containsExactly(doubles(row(outputs.get("probabilities"), image, 6)), within(1e-6));
        }
        assertThat(active[1]).isPositive();
        assertThat(active[2] + active[3]).isPositive();
    }

    @Test
    void shouldGiveTheMeanWhereOneSpecialistKnowsTheClass() {
        // Given: no two know the same class, and nothing knows the last
        EnsembleMember generalist = new EnsembleMember("g", network(6, 2, 1));
        List<SpecialistMember> specialists =
                List.of(specialist("s1", 2, 0.3, 0, 1), specialist("s2", 2, -0.2, 2, 3, 4));

        // When
        float[] probabilities = RuntimeOutputs.of(
                        SpecialistsGraph.of("all", generalist, specialists, IMAGE, CLASSES), IMAGE, pixels)
                .get("probabilities");

        // Then
        int alone = 0;
        for (int image = 0; image < IMAGES; image++) {
            Problem problem = problem(generalist, specialists, image);
            double[] expected = problem.generalist().clone();
            if (problem.specialists().isEmpty()) {
                alone++;
            } else {
                Active active = problem.specialists().get(0);
                double unknown = problem.unknown(active, expected);
                for (int k = 0; k < expected.length; k++) {
                    int place = active.classes().indexOf(k);
                    double said = place < 0 ? active.dustbin() * expected[k] / unknown : active.probabilities()[place];
                    expected[k] = (expected[k] + said) / 2;
                }
            }
            assertThat(doubles(row(probabilities, image, 6))).containsExactly(expected, within(1e-6));
        }
        assertThat(alone).isBetween(1, IMAGES - 1);
    }

    /** The class that the first does not know is not the last one, so that its outputs cannot be taken for a dustbin. */
    @Test
    void shouldAddUpTheClassesThatASpecialistOfAllDoesNotKnow() {
        // Given
        EnsembleMember generalist = new EnsembleMember("g", network(6, 2, 1));
        List<SpecialistMember> specialists = List.of(
                new SpecialistMember("s1", network(6, 2, 2), List.of(0, 2, 3, 4, 5), 0.4, true),
                SpecialistMember.ofAll("s2", network(6, 2, 3), List.of(1, 3)));

        // When
        float[] probabilities = RuntimeOutputs.of(
                        SpecialistsGraph.of("all", generalist, specialists, IMAGE, CLASSES), IMAGE, pixels)
                .get("probabilities");

        // Then
        int active = 0;
        for (int image = 0; image < IMAGES; image++) {
            Problem problem = problem(generalist, specialists, image);
            active += problem.specialists().size();
            assertThat(doubles(row(probabilities, image, 6)))
                    .containsExactly(problem.solved(), within(SpecialistsGraph.ERROR));
        }
        assertThat(active).isGreaterThanOrEqualTo(IMAGES);
    }

    @Test
    void shouldStayFiniteWhereAllAreCertain() {
        // Given: the others' probabilities are 0 in float32
        EnsembleMember generalist = new EnsembleMember("g", network(6, 2000, 1));
        List<SpecialistMember> specialists =
                List.of(specialist("s1", 2000, 0.3, 0, 1, 2), specialist("s2", 2000, 0.3, 2, 3, 4));

        // When
        Map<String, float[]> outputs =
                RuntimeOutputs.of(SpecialistsGraph.of("all", generalist, specialists, IMAGE, CLASSES), IMAGE, pixels);

        // Then
        for (float logit : outputs.get("logits")) {
            assertThat(logit).isFinite();
        }
        for (int image = 0; image < IMAGES; image++) {
            assertThat(Arrays.stream(doubles(row(outputs.get("probabilities"), image, 6)))
                            .sum())
                    .isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void shouldBeServedAndRunInTheTrainer() {
        Graph graph = SpecialistsGraph.of(
                "all",
                new EnsembleMember("g", network(6, 1, 1)),
                List.of(specialist("s1", 1, 0.3, 0, 1)),
                IMAGE,
                CLASSES);

        GraphCheck.served(graph);
        GraphCheck.trainable(graph);
        assertThat(ModelMetadata.classes(graph)).contains(CLASSES);
        assertThat(OnnxReader.read(OnnxWriter.write(graph)).nodes()).isEqualTo(graph.nodes());
    }

    @Test
    void shouldRefuseWhatDoesNotFit() {
        SpecialistMember fits = specialist("s1", 1, 0, 0, 1);
        assertRefused(ErrorCode.BAD_ENSEMBLE, "without specialists");
        assertRefused(ErrorCode.BAD_ENSEMBLE, "nothing is left", specialist("s1", 1, 0, 0, 1, 2, 3, 4, 5));
        assertRefused(
                ErrorCode.SIGNATURE_MISMATCH,
                "one more",
                new SpecialistMember("s1", fits.graph(), List.of(0, 1, 2), 0));
        assertRefused(
                ErrorCode.SIGNATURE_MISMATCH, "every class", SpecialistMember.ofAll("s1", fits.graph(), List.of(0, 1)));
        assertRefused(
                ErrorCode.SIGNATURE_MISMATCH, "[0, 6]", new SpecialistMember("s1", fits.graph(), List.of(0, 6), 0));
        assertThatThrownBy(() -> new SpecialistMember("s1", fits.graph(), List.of(1, 0), 0))
                .hasMessageContaining("ascending");
        assertThatThrownBy(() -> new SpecialistMember("s1", fits.graph(), List.of(0, 1), Double.NaN))
                .hasMessageContaining("positive");
    }

    private static void assertRefused(ErrorCode code, String word, SpecialistMember... specialists) {
        EnsembleMember generalist = new EnsembleMember("g", network(6, 1, 1));
        assertThatThrownBy(() -> SpecialistsGraph.of("all", generalist, List.of(specialists), IMAGE, CLASSES))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.getMessage()).contains(word);
                });
    }

    private static SpecialistMember specialist(String name, double deviation, double correction, Integer... classes) {
        Graph graph = network(classes.length + 1, deviation, name.hashCode());
        return new SpecialistMember(name, graph, List.of(classes), correction);
    }

    /** Whose logits for {@link #pixels()} have about this standard deviation. */
    private static Graph network(int outputs, double deviation, long seed) {
        List<String> names = IntStream.range(0, outputs).mapToObj(k -> "c" + k).toList();
        Graph graph = Networks.build("mlp", IMAGE, outputs == CLASSES.size() ? CLASSES : names, seed);
        Tensor weight = graph.initializers().get("classifier.weight");
        float[] values = weight.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) deviation;
        }
        return graph.withInitializers(Map.of("classifier.weight", Tensor.ofFloats(weight.dims(), values)));
    }

    private static byte[] pixels() {
        byte[] bytes = new byte[IMAGES * IMAGE.bytes()];
        new Random(11).nextBytes(bytes);
        return bytes;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Active(List<Integer> classes, double[] probabilities) {
        double dustbin() {
            return probabilities[probabilities.length - 1];
        }
    }

    private Problem problem(EnsembleMember generalist, List<SpecialistMember> specialists, int image) {
        double[] p = softmax(row(logits(generalist.name(), generalist.graph()), image, CLASSES.size()));
        int best = IntStream.range(0, p.length).reduce(0, (a, b) -> p[b] > p[a] ? b : a);
        List<Active> active = specialists.stream()
                .filter(specialist -> specialist.classes().contains(best))
                .map(specialist -> {
                    if (specialist.ofAll()) {
                        return gathered(specialist, image);
                    }
                    int outputs = specialist.classes().size() + 1;
                    float[] own = row(logits(specialist.name(), specialist.graph()), image, outputs);
                    own[outputs - 1] += (float) specialist.dustbinCorrection();
                    return new Active(specialist.classes(), softmax(own));
                })
                .toList();
        return new Problem(p, active);
    }

    private Active gathered(SpecialistMember specialist, int image) {
        List<Integer> known = specialist.classes();
        float[] own = row(logits(specialist.name(), specialist.graph()), image, CLASSES.size());
        for (int k = 0; k < own.length; k++) {
            own[k] += known.contains(k) ? 0 : (float) specialist.dustbinCorrection();
        }
        double[] each = softmax(own);
        double[] outputs = new double[known.size() + 1];
        for (int k = 0; k < each.length; k++) {
            outputs[known.contains(k) ? known.indexOf(k) : known.size()] += each[k];
        }
        return new Active(known, outputs);
    }

    private float[] logits(String name, Graph graph) {
        return logits.computeIfAbsent(
                name, absent -> RuntimeOutputs.of(graph, IMAGE, pixels).get("logits"));
    }

    /** Algorithms as they stand in the paper. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Problem(double[] generalist, List<Active> specialists) {
        private static final int ITERATIONS = 40_000;

        double unknown(Active active, double[] q) {
            return IntStream.range(0, q.length)
                    .filter(k -> !active.classes().contains(k))
                    .mapToDouble(k -> q[k])
                    .sum();
        }

        double divergence(double[] z) {
            double[] q = softmax(z);
            double sum = 0;
            for (int k = 0; k < q.length; k++) {
                sum += generalist[k] * Math.log(generalist[k] / q[k]);
            }
            for (Active active : specialists) {
                for (int i = 0; i < active.classes().size(); i++) {
                    double p = active.probabilities()[i];
                    sum += p * Math.log(p / q[active.classes().get(i)]);
                }
                sum += active.dustbin() * Math.log(active.dustbin() / unknown(active, q));
            }
            return sum;
        }

        double[] solved() {
            double[] z = Arrays.stream(generalist).map(Math::log).toArray();
            double size = 1.0 / (1 + specialists.size());
            double[] slopes = new double[z.length];
            for (int i = 0; i < ITERATIONS; i++) {
                for (int k = 0; k < z.length; k++) {
                    slopes[k] = slope(z, k);
                }
                if (Arrays.stream(slopes).map(Math::abs).max().orElseThrow() < 1e-6) {
                    break;
                }
                for (int k = 0; k < z.length; k++) {
                    z[k] -= size * slopes[k];
                }
            }
            return softmax(z);
        }

        private double slope(double[] z, int k) {
            double[] shifted = z.clone();
            shifted[k] = z[k] + 1e-4;
            double above = divergence(shifted);
            shifted[k] = z[k] - 1e-4;
            return (above - divergence(shifted)) / 2e-4;
        }
    }

    private static float[] row(float[] values, int row, int columns) {
        return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }

    private static double[] softmax(float[] logits) {
        return softmax(doubles(logits));
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
